"""The columns of a table of provisions: which there must be, of what type, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables.attributes.cells import FALSE
from dealcheck.engines.tables.attributes.numerals import DIGITS
from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.engines.tables.reading.parts import Opened
from dealcheck.errors import InputError, Mistake, nearest, shown

MOST_STEPS = 62
"""A set of steps is held as the bits of a 64-bit integer."""
NEEDED = ("deal", "provision", "party", "action", "object")
OPTIONAL = ("from", "until", "steps")
PROVIDED = "provided"
"""The column of what provisions depend on."""
OWN = (*NEEDED, *OPTIONAL, PROVIDED)
_WHOLE_WRITTEN = r"^(\d{1,3})(?:\.0*)?$"
"""A number of steps in text that a database made of numbers of several types."""


@attrs.frozen
class Layout:
    """How a table is to be read.

    `most_steps`: how many steps its deals have at most. `steps`: how many each of them has; None where a column says
    it. `untyped`: it comes from a file of text in which nothing has a type, such as CSV. `written`: columns of text
    that hold numbers, written out.
    """

    most_steps: int
    steps: int | None
    untyped: bool
    written: frozenset[str] = frozenset()


def check_columns(opened: Opened, steps: int | None) -> None:
    """Raise InputError when a column that is needed is missing or of the wrong type, or a name is ambiguous."""
    table = opened.table
    check_names([("", table.columns)])
    for name in table.columns:
        if name not in OWN and name.lower() in OWN:
            message = f"column `{shown(name)}` differs from `{name.lower()}` in case alone"
            raise InputError([Mistake(message, None, "rename it")])
    for name in OWN:
        if name in opened.unreadable:
            message = f"column `{name}` is of type {opened.unreadable[name]}, which can't be read"
            raise InputError([Mistake(message, None, "cast it")])
    for name in NEEDED:
        if name not in table.columns:
            cure = f"{nearest(name, table.columns)}; a table of provisions has the columns {', '.join(NEEDED)}"
            raise InputError([Mistake(f"the table has no column `{name}`", None, cure)])
    if steps is None and "steps" not in table.columns:
        raise InputError([Mistake("the table has no column `steps`", None, "say how many steps deals have: `--steps`")])
    _check_types(opened)


def _check_types(opened: Opened) -> None:
    table = opened.table
    for name in ("deal", "provision"):
        kind = table[name].type()
        is_whole = kind.is_integer() or (kind.is_decimal() and kind.scale == 0)
        if name in opened.written or not (kind.is_string() or is_whole or _holds_nothing(kind)):
            kind_text = "numbers of several types" if name in opened.written else f"of type {_type_text(kind)}"
            message = f"column `{name}` is {kind_text}, and it must be text or whole numbers"
            raise InputError([Mistake(message, None, "cast it")])
    for name in ("action", "object", "party"):
        kind = table[name].type()
        if not (kind.is_string() or (name == "party" and kind.is_array() and kind.value_type.is_string())):
            message = f"column `{name}` is of type {_type_text(kind)}, and it must be text"
            raise InputError([Mistake(message, None, "cast it; only `party` may be a list, for joint provisions")])
    kind = table[PROVIDED].type() if PROVIDED in table.columns else dt.string
    if not (kind.is_string() or _holds_nothing(kind)) or PROVIDED in opened.written:
        message = f"column `{PROVIDED}` is of type {_type_text(kind)}, and it must be text"
        cure = "write what a provision depends on as in a deal, as `[freeze, {once: inspection}]`"
        raise InputError([Mistake(message, None, cure)])
    for name in OPTIONAL:
        kind = table[name].type() if name in table.columns else dt.int64
        if not (kind.is_numeric() or kind.is_string() or _holds_nothing(kind)):
            message = f"column `{name}` is of type {_type_text(kind)}, and it must hold whole numbers"
            raise InputError([Mistake(message, None, "steps are given by their numbers, from 1")])


def check_attributes(opened: Opened, asked: Mapping[str, str]) -> None:
    """Raise InputError for an attribute that rules ask for, and about which the table could mislead them.

    `asked`: the attributes, each with the ruleset that asks for it.
    """
    columns = {name.lower(): name for name in (*opened.table.columns, *opened.unreadable)}
    for name, ruleset in sorted(asked.items()):
        column = columns.get(name.lower())
        if name in OWN and column == name:
            message = (
                f"ruleset `{ruleset}` asks for an attribute `{name}`, and the column `{name}` means something else"
            )
            raise InputError([Mistake(message, None, "rename the attribute, or verify such deals one by one")])
        if column is not None and column != name:
            message = f"ruleset `{ruleset}` asks for an attribute `{shown(name)}`, and the table has `{shown(column)}`"
            raise InputError([Mistake(message, None, "write both in the same case, or rename one")])
        if name in opened.unreadable:
            kind = opened.unreadable[name]
            message = f"column `{shown(name)}` is of type {kind}, and attributes are text, numbers or booleans"
            raise InputError([Mistake(message, None, f"cast it; decimals have {DIGITS} digits at most")])


def _holds_nothing(kind: dt.DataType) -> bool:
    """Return whether it is the type of a column that has nothing but nulls."""
    return bool(kind.is_null() or kind.is_unknown())


def _type_text(kind: dt.DataType) -> str:
    return "null" if _holds_nothing(kind) else str(kind)


def text(column: Any, untyped: bool) -> Any:
    """Return a column of words; in a file without types, spaces around them don't count and an empty one is missing."""
    return column.strip().nullif("") if untyped and column.type().is_string() else column


def whole_number(column: Any, *, untyped: bool, written: bool = False) -> tuple[Any, Any]:
    """Return a column as whole numbers, and where it holds something else; what is missing is null.

    `untyped`: it comes from a file in which nothing has a type. `written`: it is text that holds numbers, written out.
    """
    kind = column.type()
    if kind.is_integer() and kind != dt.uint64:
        return column.cast("int64"), FALSE
    if written:
        digits = column.re_extract(_WHOLE_WRITTEN, 1).nullif("")
        fits = digits.notnull()
        return _where(fits, digits), column.notnull() & ~fits
    if kind.is_string():
        digits = column.strip().nullif("") if untyped else column
        fits = digits.re_search(r"^(0|[1-9]\d{0,2})$").fill_null(False)
        return _where(fits, digits), digits.notnull() & ~fits
    if not kind.is_numeric():
        return column.cast("string").cast("int64"), FALSE
    fits, missing = (column >= 0) & (column < 1000), column.isnull()
    if kind.is_floating():
        fits, missing = fits & ~column.isnan() & ~column.isinf() & (column % 1 == 0), missing | column.isnan()
    elif kind.is_decimal():
        fits = fits & (column % 1 == 0)
    return _where((fits & ~missing).fill_null(False), column), ~missing & ~fits


def _where(fits: Any, column: Any) -> Any:
    """Return the column as whole numbers where it holds such, and null elsewhere."""
    return ibis.cases((fits, column.cast("int64")), else_=ibis.null("int64"))
