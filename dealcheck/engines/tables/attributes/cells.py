"""Attributes in the columns of a table: text, truth or exact numbers, by the type of the column.

A column of text from a CSV file has no type: each of its cells is read as the value of an attribute in a deal file is.
Numbers are compared as whole numbers or decimals of the column's own scale, and what they are compared with is rounded
to that scale in the direction that changes no answer. Binary floats stand for the shortest decimals that give them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import reduce
from operator import or_
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables.attributes.floats import Floats
from dealcheck.engines.tables.attributes.numerals import DIGITS, Numeral, is_number, scale_for
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language import program as p
from dealcheck.model.conditions import Scalar

FALSE = ibis.literal(False)
TRUE = ibis.literal(True)

_SCALE = 12
"""Digits after the point of a decimal whose type does not say."""
_EXACT = Context(prec=200)
_QUOTED = r'^"[^"]*"$'  # as dealcheck-tables has it
# What some readers of YAML take for a number, a boolean or nothing, and others for text, as
# `dealcheck.files.structure` has it.
_AMBIGUOUS = (
    r"(?i)^(y|n|yes|no|on|off|true|false|[-+]?\.inf|\.nan|[-+]?0[xob][0-9a-f_]+|[-+]?\d+(:[0-5]?\d)+(\.\d*)?"
    r"|[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?|null|~)$"
)


@attrs.frozen
class Cell:
    """The content of a column: whether there is any, and its text, truth and number where it has one.

    `scale`: how many digits its numbers have after the point. `unfit`: where it can't be read. `floating`: the column
    itself if it holds binary floats, which are compared as they are; they are numbers only where they are added up.
    """

    present: Any
    text: Any = None
    truth: Any = None
    number: Any = None
    scale: int = 0
    unfit: Any = FALSE
    floating: Any = None

    def passes(self, test: p.AttributeTest) -> Any:
        """Return an expression for whether the cell passes a test; a missing one fails all but `present: false`."""
        return self.passes_or_null(test).fill_null(False)

    def passes_or_null(self, test: p.AttributeTest) -> Any:
        """Return what `passes` does, but null where it may say false: that spares a look at each row."""
        check = test.check
        value: Any = test.value
        if check == "present":
            return self.present if value else ~self.present
        if check == "equals":
            return self._equals(value)
        if check == "not":
            return self.present & ~self._equals(value).fill_null(False)
        if check == "in":
            return reduce(or_, map(self._equals, value), FALSE)
        return self._ordered(check, value) if self.has_numbers and isinstance(value, Decimal) else FALSE

    @property
    def has_numbers(self) -> bool:
        """Whether there may be numbers in the column."""
        return self.number is not None or self.floating is not None

    def _equals(self, value: Scalar) -> Any:
        if isinstance(value, bool):
            return FALSE if self.truth is None else self.truth == value
        if isinstance(value, str):
            return FALSE if self.text is None else self.text == value
        return self._ordered("equals", value) if self.has_numbers else FALSE

    def _ordered(self, check: str, value: Decimal) -> Any:
        """Return the number compared with another one, which need not be of the same scale."""
        if self.floating is not None:
            return Floats(8 * self.floating.type().nbytes).compared(self.floating, check, value)
        below = value.quantize(Decimal(1).scaleb(-self.scale), ROUND_FLOOR, _EXACT)
        above = value.quantize(Decimal(1).scaleb(-self.scale), ROUND_CEILING, _EXACT)
        if check == "equals":
            return self._against(below, lambda number, bound: number == bound) if below == above else FALSE
        if check == "at-least":
            return self._against(above, lambda number, bound: number >= bound)
        if check == "more-than":
            return self._against(below, lambda number, bound: number > bound)
        if check == "at-most":
            return self._against(below, lambda number, bound: number <= bound)
        return self._against(above, lambda number, bound: number < bound)

    def _against(self, value: Decimal, compare: Callable[[Any, Any], Any]) -> Any:
        """Return the comparison with a number of the column's scale; beyond its range the answer is constant."""
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


def scales_of(table: Any, numerals: Mapping[str, Numeral]) -> dict[str, int]:
    """Return how many digits after the point the numbers in some columns of a table need; one query tells."""
    asked = {}
    for number, numeral in enumerate(numerals.values()):
        for part, count in (("places", numeral.places), ("whole", numeral.whole)):
            asked[f"{part}_{number}"] = ibis.cases((numeral.is_written, count), else_=ibis.null("int64")).max()
    if not asked:
        return {}
    (scales,) = table.aggregate(**asked).to_pyarrow().to_pylist()
    return {name: scale_for(scales[f"places_{n}"], scales[f"whole_{n}"]) for n, name in enumerate(numerals)}


def cell_of(column: Any, name: str, *, untyped: bool, numeral: Numeral | None = None, scale: int = 0) -> Cell:
    """Return the cells of a column.

    `untyped`: it holds text from a file in which nothing has a type. `numeral`: the numbers of a column that has them
    as text, or of floats that are added up, with `scale` digits after the point.
    Raises InputError for a column of a type that no attribute has.
    """
    kind = column.type()
    if numeral is not None:
        return (_untyped if untyped else _written)(column, numeral, scale)
    if kind.is_boolean():
        return Cell(present=column.notnull(), truth=column)
    if kind.is_integer():
        return Cell(present=column.notnull(), number=column.cast("int64") if kind != dt.uint64 else _decimal(column, 0))
    if kind.is_decimal():
        if kind.precision is None or kind.scale is None or kind.precision > DIGITS:
            return Cell(present=column.notnull(), number=_decimal(column, _SCALE), scale=_SCALE)
        return Cell(present=column.notnull(), number=column, scale=kind.scale)
    if kind.is_floating() and kind.nbytes > 2:
        strange = (column.isnan() | column.isinf()).fill_null(False)
        return Cell(present=column.notnull(), floating=column, unfit=strange)
    if kind.is_string():
        return Cell(present=column.notnull(), text=column)
    if kind.is_null() or kind.is_unknown():
        return ABSENT
    message = f"column `{shown(name)}` is of type {kind}, and attributes are text, numbers or booleans"
    raise InputError([Mistake(message, None, "cast it, or leave it out")])


def _decimal(column: Any, scale: int) -> Any:
    return column.cast(dt.Decimal(DIGITS, scale))


def _written(column: Any, numeral: Numeral, scale: int) -> Cell:
    """Return numbers as decimals; those too large are unfit. Floats are compared as floats, added as decimals."""
    floating = column if column.type().is_floating() else None
    unfit = column.notnull() & ~numeral.fits(scale)
    return Cell(column.notnull(), number=numeral.value(scale), scale=scale, unfit=unfit, floating=floating)


def _untyped(column: Any, number: Numeral, scale: int) -> Cell:
    """Return cells of a CSV file: `true`, `false`, numbers, text; empty is missing, quoted is text."""
    text = column.strip()
    present = (text.length() > 0).fill_null(False)
    is_quoted = present & text.re_search(_QUOTED)
    is_truth = present & text.isin(["true", "false"])
    looks_like_number = present & is_number(text)
    fits = looks_like_number & number.fits(scale)
    ambiguous = present & ~is_truth & ~looks_like_number & text.re_search(_AMBIGUOUS)
    words = ibis.cases((is_quoted, text.substr(1, text.length() - 2)), else_=text)
    return Cell(
        present=present,
        text=ibis.cases((present & ~is_truth & ~looks_like_number, words), else_=ibis.null("string")),
        truth=ibis.cases((is_truth, text == "true"), else_=ibis.null("boolean")),
        number=ibis.cases((fits, number.value(scale)), else_=ibis.null(dt.Decimal(DIGITS, scale))),
        scale=scale,
        unfit=ambiguous | (looks_like_number & ~fits),
    )
