"""Attributes in the columns of a table: text, truth or exact numbers, by the type of the column.

A column of text from a CSV file has no type: each of its cells is read as the value of an attribute in a deal file is.
Numbers are compared as whole numbers or decimals of the column's own scale, and what they are compared with is rounded
to that scale in the direction that changes no answer. Binary floats become the decimals that they are written as.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language import program as p
from dealcheck.model.conditions import Scalar

FALSE = ibis.literal(False)
TRUE = ibis.literal(True)

_DIGITS = 38
"""A decimal of a database has so many digits."""
_SCALE = 12
"""Numbers without a type of their own have at most so many digits after the point."""
_EXACT = Context(prec=200)
_NUMBER = r"^[-+]?(0|[1-9]\d*|)(\.\d*)?$"
_PLAIN = rf"^[-+]?\d{{1,{_DIGITS - _SCALE}}}(\.\d{{0,{_SCALE}}})?$|^[-+]?\.\d{{1,{_SCALE}}}$"
# What some readers of YAML take for a number or a boolean and others for text, as `dealcheck.files.structure` has it.
_AMBIGUOUS = (
    r"(?i)^(y|n|yes|no|on|off|true|false|[-+]?\.inf|\.nan|[-+]?0[xob][0-9a-f_]+|[-+]?\d+(:[0-5]?\d)+(\.\d*)?"
    r"|[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?)$"
)


@attrs.frozen
class Cell:
    """What stands in a column: whether anything does, and its text, truth and number where it has one.

    `scale`: how many digits its numbers have after the point. `unfit`: where it can't be read.
    """

    present: Any
    text: Any = None
    truth: Any = None
    number: Any = None
    scale: int = 0
    unfit: Any = FALSE

    def passes(self, test: p.AttributeTest) -> Any:
        """An expression for whether the cell passes a test; a missing one fails all but `present: false`."""
        if test.check == "present":
            return self.present if test.value else ~self.present
        return self._compared(test.check, test.value).fill_null(False)

    def _compared(self, check: str, value: Any) -> Any:
        if check == "equals":
            return self._equals(value)
        if check == "not":
            return self.present & ~self._equals(value).fill_null(False)
        if check == "in":
            found = FALSE
            for each in value:
                found = found | self._equals(each).fill_null(False)
            return found
        return self._ordered(check, value) if self.number is not None and isinstance(value, Decimal) else FALSE

    def _equals(self, value: Scalar) -> Any:
        if isinstance(value, bool):
            return FALSE if self.truth is None else self.truth == value
        if isinstance(value, str):
            return FALSE if self.text is None else self.text == value
        return FALSE if self.number is None else self._ordered("equals", value)

    def _ordered(self, check: str, value: Decimal) -> Any:
        """The number compared with another one, which need not be of the same scale."""
        below = value.quantize(Decimal(1).scaleb(-self.scale), ROUND_FLOOR, _EXACT)
        above = value.quantize(Decimal(1).scaleb(-self.scale), ROUND_CEILING, _EXACT)
        if check == "equals":
            return self._against(below, lambda number, other: number == other) if below == above else FALSE
        if check == "at-least":
            return self._against(above, lambda number, other: number >= other)
        if check == "more-than":
            return self._against(below, lambda number, other: number > other)
        if check == "at-most":
            return self._against(below, lambda number, other: number <= other)
        return self._against(above, lambda number, other: number < other)

    def _against(self, value: Decimal, compare: Callable[[Any, Any], Any]) -> Any:
        """The number compared with one of its own scale; beyond all that a column can hold, the answer is known."""
        kind = self.number.type()
        digits = 18 if kind.is_integer() else kind.precision
        if abs(value) >= 10 ** (digits - self.scale):
            if kind.is_integer() and abs(value) < 2**63:
                return compare(self.number, ibis.literal(int(value), type="int64"))
            return self.number.notnull() & ibis.literal(bool(compare(Decimal(0), value)))
        if kind.is_integer():
            return compare(self.number, ibis.literal(int(value), type="int64"))
        return compare(self.number, ibis.literal(value, type=kind))


ABSENT = Cell(present=FALSE)
"""The attribute of a table that has no such column."""


def cell_of(column: Any, name: str, *, untyped: bool) -> Cell:
    """The cells of a column; `untyped`: it holds text from a file in which nothing has a type.

    Raises InputError for a column of a type that no attribute has.
    """
    kind = column.type()
    if kind.is_boolean():
        return Cell(present=column.notnull(), truth=column)
    if kind.is_integer():
        return Cell(present=column.notnull(), number=column.cast("int64") if kind != dt.uint64 else _decimal(column, 0))
    if kind.is_decimal():
        if kind.precision is None or kind.scale is None or kind.precision > _DIGITS:
            return Cell(present=column.notnull(), number=_decimal(column, _SCALE), scale=_SCALE)
        return Cell(present=column.notnull(), number=column, scale=kind.scale)
    if kind.is_floating():
        return _floating(column)
    if kind.is_string():
        return _untyped(column) if untyped else Cell(present=column.notnull(), text=column)
    message = f"column `{shown(name)}` is of type {kind}, and attributes are text, numbers or booleans"
    raise InputError([Mistake(message, None, "cast it, or leave it out")])


def _decimal(column: Any, scale: int) -> Any:
    return column.cast(dt.Decimal(_DIGITS, scale))


def _floating(column: Any) -> Cell:
    """Binary floats as the decimals that they are written as; what these can't hold is unfit."""
    text = column.cast("string")
    fits = text.re_search(_PLAIN) & column.notnull()
    number = ibis.cases((fits, _decimal(text, _SCALE)), else_=ibis.null(dt.Decimal(_DIGITS, _SCALE)))
    return Cell(present=column.notnull(), number=number, scale=_SCALE, unfit=column.notnull() & ~fits)


def _untyped(column: Any) -> Cell:
    """Cells of a CSV file: `true` and `false`, numbers, and text; an empty one is missing."""
    text = column.strip()
    present = (text.length() > 0).fill_null(False)
    is_truth = present & text.isin(["true", "false"])
    is_number = present & text.re_search(_NUMBER) & text.re_search(r"\d")
    fits = is_number & text.re_search(_PLAIN)
    ambiguous = present & ~is_truth & ~is_number & text.re_search(_AMBIGUOUS)
    return Cell(
        present=present,
        text=ibis.cases((present & ~is_truth & ~is_number, text), else_=ibis.null("string")),
        truth=ibis.cases((is_truth, text == "true"), else_=ibis.null("boolean")),
        number=ibis.cases((fits, _decimal(text, _SCALE)), else_=ibis.null(dt.Decimal(_DIGITS, _SCALE))),
        scale=_SCALE,
        unfit=ambiguous | (is_number & ~fits),
    )
