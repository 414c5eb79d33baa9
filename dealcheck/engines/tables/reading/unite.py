"""Tables of several files as one: columns go by name, and get a type that holds the values of all files exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.errors import InputError, Mistake, shown

DIGITS = 38
"""The digits of a decimal in a database."""
_INTEGER_DIGITS = {8: 3, 16: 5, 32: 10, 64: 20}


@attrs.frozen
class TablePart:
    """A table, and the file that an error about it names. `missing`: types of columns that can't be read at all."""

    file: str
    table: Any
    missing: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class United:
    """The rows of all parts.

    `written`: columns of text in which numbers of several types are written out, since no type of a database holds them
    all exactly. `unreadable`: the types of columns that no database reads exactly, and that are left out.
    """

    table: Any
    written: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = attrs.field(factory=dict)


def united(parts: Sequence[TablePart]) -> United:
    """Put tables on top of each other. Raises InputError, with two files, for a column that they don't agree on."""
    unreadable = {name: kind for part in parts for name, kind in part.missing.items()}
    if len(parts) == 1:
        return United(parts[0].table, unreadable=unreadable)
    names = list(dict.fromkeys(name for part in parts for name in part.table.columns if name not in unreadable))
    kinds = {name: _common(name, parts) for name in names}
    written = frozenset(name for name, kind in kinds.items() if kind is None)
    tables = [part.table.select(**{name: _cast(part.table, name, kinds[name]) for name in names}) for part in parts]
    return United(ibis.union(*tables), written, unreadable)


def _cast(table: Any, name: str, kind: dt.DataType | None) -> Any:
    if name not in table.columns or table[name].type().is_null() or table[name].type().is_unknown():
        return ibis.null(kind or "string")
    column = table[name]
    return column if column.type() == kind else column.cast(kind or "string")


def _common(name: str, parts: Sequence[TablePart]) -> dt.DataType | None:
    """Return the type for a column of all parts; None: numbers, written out as text."""
    first: TablePart | None = None
    common: dt.DataType | None = dt.null
    for part in parts:
        kind = part.table[name].type().copy(nullable=True) if name in part.table.columns else dt.null
        if kind.is_null() or kind.is_unknown() or kind == common:
            continue
        if first is None:
            first, common = part, kind
        elif common is None and kind.is_numeric():
            continue
        elif common is not None and common.is_numeric() and kind.is_numeric():
            common = _wider(common, kind)
        else:
            earlier = first.table[name].type()
            message = (
                f"column `{shown(name)}` is of type {earlier} in `{shown(first.file, 200)}`, and of type {kind} in "
                f"`{shown(part.file, 200)}`"
            )
            raise InputError([Mistake(message, None, "write all files with one type")])
    return dt.string if common is not None and common.is_null() else common


def _wider(left: dt.DataType, right: dt.DataType) -> dt.DataType | None:
    """Return the type that holds all numbers of two; None if there is none."""
    if left.is_floating() or right.is_floating():
        return None  # a double rounds whole numbers, and a decimal holds no small fractions
    if left.is_integer() and right.is_integer() and dt.uint64 not in (left, right):
        return dt.int64
    scales = [_scale(kind) for kind in (left, right)]
    whole = max(_precision(kind) - scale for kind, scale in zip((left, right), scales))
    digits = whole + max(scales)
    return dt.Decimal(digits, max(scales)) if digits <= DIGITS else None


def _scale(kind: dt.DataType) -> int:
    return kind.scale or 0 if kind.is_decimal() else 0


def _precision(kind: dt.DataType) -> int:
    return (kind.precision or DIGITS) if kind.is_decimal() else _INTEGER_DIGITS[8 * kind.nbytes]
