"""Sums over the provisions of a deal: for each total and step, over those that match and are in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables import steps as s
from dealcheck.engines.tables.attributes.cells import FALSE, TRUE, Cell
from dealcheck.engines.tables.attributes.numerals import DIGITS
from dealcheck.engines.tables.rows import Rows
from dealcheck.engines.tables.slots import Slots, Use
from dealcheck.engines.tables.steps import bit_or, joined
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all
from dealcheck.numbers import places_after_point, scaled, shifted, unscaled

_LONGEST = 36
"""Whole numbers of a sum have this many digits at most, so that ten to the power of its scale times it still fits."""
_MOST_PLACES = 18
_EXACT = 10**37
"""What all sums of a total come to, each as many times as it counts, is no more than this."""
_ = ibis._


class Sums:
    """The sums that programs ask for: each an attribute, and what must be reached for it to count."""

    def __init__(self, asked: Iterable[tuple[str, Use]], steps: int) -> None:
        self.of = {each: number for number, each in enumerate(dict.fromkeys(asked))}
        self.slots = Slots((use for _attribute, use in self.of), steps)
        self.attributes = {attribute for attribute, _use in self.of}

    def amounts(self, rows: Rows) -> dict[str, Any]:
        """Return the columns of amounts, by attribute; those that hold no numbers have none."""
        cells = ((attribute, rows.cells[attribute]) for attribute in sorted(self.attributes))
        return {attribute: cell.number for attribute, cell in cells if cell.number is not None}

    def added(self, deals: Any, rows: Rows, *, joint_rows: bool) -> Any:
        """Return the deals with a column for each sum and step. Only rows that count for some sum are added up."""
        names = {attribute: f"amount_{n}" for n, attribute in enumerate(self.amounts(rows))}
        if not names:
            return deals
        table = rows.matched(self.slots, **{names[each]: amount for each, amount in self.amounts(rows).items()})
        counts = reduce(or_, (_[f"lane_{lane}"] != 0 for lane in range(self.slots.lanes)))
        table = table.filter(counts & reduce(or_, (_[name].notnull() for name in names.values())))
        if joint_rows:
            lanes = {f"lane_{lane}": bit_or(_[f"lane_{lane}"]) for lane in range(self.slots.lanes)}
            table = table.group_by("deal", "provision").agg(**lanes, **{name: _[name].max() for name in names.values()})
        sums = {}
        for (attribute, use), number in self.of.items():
            slot = self.slots.of[use]
            for step in range(self.slots.steps) if attribute in names else ():
                holds = ((_[f"lane_{slot.lane}"] >> (slot.offset + step)) & 1) == 1
                sums[f"sum_{number}_{step}"] = holds.ifelse(_[names[attribute]], ibis.null()).sum()
        return deals.left_join(table.group_by("deal").agg(**sums), "deal").drop("deal_right")

    def steps_of(self, table: Any, rows: Rows, total: p.Total, uses: Sequence[Use]) -> s.Steps:
        """Return the steps at which a total passes its tests; it looks for the uses, one for each of its terms."""
        parts = self.parts(rows, total, uses)
        if not parts:
            return table["full"] if passes_all(total.tests, Decimal(0)) else s.NONE
        if len(total.terms) == 1:
            cells = [self._cell(table, parts[0], step) for step in range(self.slots.steps)]
            tests = [p.AttributeTest("", check, value) for check, value in total.tests]
        else:
            cells = [self._compared(table, parts, step) for step in range(self.slots.steps)]
            scale = parts[0].common
            tests = [p.AttributeTest("", check, _shifted(value, scale)) for check, value in total.tests]
        return (
            s.steps_where([reduce(and_, (cell.passes(test) for test in tests), TRUE) for cell in cells]) & table["full"]
        )

    def parts(self, rows: Rows, total: p.Total, uses: Sequence[Use]) -> list[Part]:
        """Return the sums that a total is made of; those of columns without numbers are 0, and left out."""
        terms = [(term, use, rows.cells[term.attribute]) for term, use in zip(total.terms, uses)]
        terms = [(term, use, cell) for term, use, cell in terms if cell.number is not None and term.times]
        common = max((cell.scale + max(places_after_point([term.times]), 0) for term, _use, cell in terms), default=0)
        parts = []
        for term, use, cell in terms:
            factor = scaled(term.times, common - cell.scale)
            most = (
                0
                if cell.scale > _MOST_PLACES
                else min(10 ** (_LONGEST - cell.scale) - 1, _EXACT // (len(terms) * abs(factor)))
            )
            parts.append(Part(self.of[term.attribute, use], cell.scale, factor, common, most))
        return parts

    def too_large(self, deals: Any, rows: Rows, total: p.Total, uses: Sequence[Use]) -> Any:
        """Return whether a deal has sums, compared with others, that are too large to be told apart exactly."""
        parts = self.parts(rows, total, uses) if len(total.terms) > 1 else []
        checks = (
            ~_is_within(self._number(deals, part, step), part) for part in parts for step in range(self.slots.steps)
        )
        return joined(or_, list(checks), FALSE)

    def _number(self, table: Any, part: Part, step: int) -> Any:
        """Return a sum at a step as a decimal."""
        return table[f"sum_{part.number}_{step}"].fill_null(0).cast(dt.Decimal(DIGITS, part.scale))

    def _cell(self, table: Any, part: Part, step: int) -> Cell:
        return Cell(present=TRUE, number=table[f"sum_{part.number}_{step}"].fill_null(0), scale=part.scale)

    def _compared(self, table: Any, parts: Sequence[Part], step: int) -> Cell:
        """Return what several sums come to at a step, in whole numbers of the common scale."""
        whole = dt.Decimal(DIGITS, 0)
        products = [
            (_whole(self._number(table, part, step), part) * _decimal(part.factor, whole)).cast(whole) for part in parts
        ]
        return Cell(
            present=TRUE, number=joined(lambda left, right: (left + right).cast(whole), products, None), scale=0
        )


@attrs.frozen
class Part:
    """A sum in a total of several: its number, and how many digits it has after the point.

    `factor`: how many times it counts where all of them are whole numbers of the `common` scale. `most`: the largest
    that can be compared exactly, as a whole number of its own scale; none is where this is 0.
    """

    number: int
    scale: int
    factor: int
    common: int
    most: int


def _is_within(number: Any, part: Part) -> Any:
    least, most = (
        _decimal(unscaled(bound, part.scale), dt.Decimal(DIGITS, part.scale)) for bound in (-part.most, part.most)
    )
    return (number >= least) & (number <= most)


def _whole(number: Any, part: Part) -> Any:
    """Return a sum as a whole number of its scale; null where it is too large.

    The types are narrow: of products that may have more than 38 digits, Spark would round the last ones.
    """
    narrow = dt.Decimal(_LONGEST - part.scale, part.scale)
    number = ibis.cases((_is_within(number, part), number), else_=ibis.null(number.type())).cast(narrow)
    if part.scale:
        number = number * _decimal(10**part.scale, dt.Decimal(part.scale + 1, 0))
    return number.cast(dt.Decimal(DIGITS, 0))


def _decimal(number: int | Decimal, kind: dt.Decimal) -> Any:
    return ibis.literal(Decimal(number), type=kind)


def _shifted(value: Any, places: int) -> Any:
    return tuple(shifted(each, places) for each in value) if isinstance(value, tuple) else shifted(value, places)
