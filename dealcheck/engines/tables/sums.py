"""Sums over the provisions of a deal: for each total and step, over those that match and are in force."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from dealcheck.engines.tables import steps as s
from dealcheck.engines.tables.cells import TRUE, Cell
from dealcheck.engines.tables.provisions import bit_or
from dealcheck.engines.tables.rows import Rows
from dealcheck.engines.tables.slots import Slots, Use
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all

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

    def steps_of(self, table: Any, rows: Rows, total: p.Total, use: Use) -> s.Steps:
        """Return the steps at which a total passes its tests."""
        (term,) = total.terms
        cell = rows.cells[term.attribute]
        if cell.number is None:
            return table["full"] if passes_all(total.tests, Decimal(0)) else s.NONE
        number = self.of[term.attribute, use]
        holds = []
        for step in range(self.slots.steps):
            amount = Cell(present=TRUE, number=table[f"sum_{number}_{step}"].fill_null(0), scale=cell.scale)
            tests = (p.AttributeTest("", check, value) for check, value in total.tests)
            holds.append(reduce(and_, (amount.passes(test) for test in tests), TRUE))
        return s.steps_where(holds) & table["full"]
