"""The columns of a table of provisions: which there must be, of what type, and how they are read."""

from __future__ import annotations

from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables.cells import FALSE
from dealcheck.errors import InputError, Mistake, nearest

MOST_STEPS = 62
"""A set of steps is held as the bits of a 64-bit integer."""
NEEDED = ("deal", "provision", "party", "action", "object")
OPTIONAL = ("from", "until", "steps")


@attrs.frozen
class Layout:
    """How a table is to be read.

    `most_steps`: how many steps its deals have at most. `steps`: how many each of them has; None where a column says
    it. `untyped`: it comes from a file of text in which nothing has a type, such as CSV.
    """

    most_steps: int
    steps: int | None
    untyped: bool


def check_columns(table: Any, steps: int | None) -> None:
    """Raise InputError when a column that is needed is missing or of the wrong type."""
    for name in NEEDED:
        if name not in table.columns:
            cure = f"{nearest(name, table.columns)}; a table of provisions has the columns {', '.join(NEEDED)}"
            raise InputError([Mistake(f"the table has no column `{name}`", None, cure)])
    if steps is None and "steps" not in table.columns:
        raise InputError([Mistake("the table has no column `steps`", None, "say how many steps deals have: `--steps`")])
    for name in ("action", "object", "party"):
        kind = table[name].type()
        if not (kind.is_string() or (name == "party" and kind.is_array() and kind.value_type.is_string())):
            message = f"column `{name}` is of type {_type_text(kind)}, and it must be text"
            raise InputError([Mistake(message, None, "cast it; only `party` may be a list, for joint provisions")])
    for name in OPTIONAL:
        kind = table[name].type() if name in table.columns else dt.int64
        if not (kind.is_numeric() or kind.is_string() or _holds_nothing(kind)):
            message = f"column `{name}` is of type {_type_text(kind)}, and it must hold whole numbers"
            raise InputError([Mistake(message, None, "steps are given by their numbers, from 1")])


def _holds_nothing(kind: dt.DataType) -> bool:
    """Whether it is the type of a column that has nothing but nulls."""
    return bool(kind.is_null() or kind.is_unknown())


def _type_text(kind: dt.DataType) -> str:
    return "null" if _holds_nothing(kind) else str(kind)


def text(column: Any, untyped: bool) -> Any:
    """A column of words; in a file without types, spaces around them don't count and an empty one is missing."""
    return column.strip().nullif("") if untyped and column.type().is_string() else column


def whole_number(column: Any) -> tuple[Any, Any]:
    """A column as whole numbers, and where it holds something else; what is missing is null."""
    kind = column.type()
    if kind.is_integer() and kind != dt.uint64:
        return column.cast("int64"), FALSE
    if kind.is_string():
        digits = column.strip()
        fits, missing = digits.re_search(r"^\d{1,3}$"), digits.nullif("").isnull()
        return _where(fits & ~missing, digits), ~missing & ~fits
    if not kind.is_numeric():
        return column.cast("string").cast("int64"), FALSE
    fits, missing = (column >= 0) & (column < 1000), column.isnull()
    if kind.is_floating():
        fits, missing = fits & ~column.isnan() & ~column.isinf() & (column % 1 == 0), missing | column.isnan()
    elif kind.is_decimal():
        fits = fits & (column % 1 == 0)
    return _where((fits & ~missing).fill_null(False), column), ~missing & ~fits


def _where(fits: Any, column: Any) -> Any:
    """The column as whole numbers where it holds such, and null elsewhere."""
    return ibis.cases((fits, column.cast("int64")), else_=ibis.null("int64"))
