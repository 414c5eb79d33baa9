"""Deals of a table of provisions: which bottom lines each breaks, at which steps, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from operator import add, and_, or_
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from dealcheck import program as p
from dealcheck.engines.columnar import steps as s
from dealcheck.engines.columnar.cells import FALSE, TRUE, Cell
from dealcheck.engines.columnar.rows import Layout, Rows
from dealcheck.engines.columnar.slots import Slots, Use, uses
from dealcheck.errors import InputError, Mistake
from dealcheck.lexicon import Lexicon
from dealcheck.library import Position
from dealcheck.numbers import places_after_point, scaled, shifted
from dealcheck.semantics import passes_all

_MOST_PLACES = 18
_HEAVIEST = 400
"""An expression with more parts than this becomes a column of its own before it is used again."""
_ = ibis._


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator]
def _bit_or(bits: dt.int64) -> dt.int64:
    """The database's own function of this name, which Ibis does not know of on every backend."""


class Deals:
    """Expressions for the deals of a table, judged by some programs."""

    def __init__(self, table: Any, positions: Sequence[Position], lexicon: Lexicon, layout: Layout) -> None:
        self.positions = positions
        self.layout = layout
        programs = [each.program for each in positions]
        self.slots = Slots(programs, layout.most_steps)
        self.totals = list(dict.fromkeys(_totals(programs)))
        self.rows = Rows(table, layout, self.slots, [total for total, _ in self.totals], lexicon)

    def joined(self, *, joint_rows: bool) -> Any:
        """The deals with their lanes and sums; `why` says why one can't be judged, and `rows` whether its rows say so.

        `joint_rows`: whether a joint provision may stand in several rows, one for each party.
        """
        rows = self.rows.matched()
        lanes = {f"lane_{lane}": _bit_or(_[f"lane_{lane}"]) for lane in range(self.slots.lanes)}
        if joint_rows:
            amounts = {name: _[name].max() for name in self.rows.amounts.values()}
            rows = rows.group_by("deal", "provision").agg(
                n=_.n.max(),
                least=_.n.min(),
                why=_.why.max(),
                differ=(_.content.min() != _.content.max()).fill_null(True),
                **lanes,
                **amounts,
            )
        else:
            rows = rows.mutate(least=_.n, differ=FALSE)
        unfit = _.why.notnull().any()
        differ, steps = _.differ.any(), _.least.min() != _.n.max()
        why = ibis.cases(
            (unfit, "some of its rows do not fit"),
            (differ, "the rows of one provision differ in more than the party"),
            (steps, "its rows say different numbers of steps"),
            else_=ibis.null("string"),
        )
        return rows.group_by("deal").agg(n=_.n.max(), rows=unfit, why=why, **lanes, **dict(self._sums()))

    def _sums(self) -> Iterator[tuple[str, Any]]:
        """For each total and step the sum over the provisions that match and are in force."""
        for number, (total, use) in enumerate(self.totals):
            amount, slot = self.rows.amounts.get(total.attribute), self.slots.of[use]
            for step in range(self.layout.most_steps) if amount else ():
                counts = ((_[f"lane_{slot.lane}"] >> (slot.offset + step)) & 1) == 1
                yield f"sum_{number}_{step}", counts.ifelse(_[amount], ibis.null()).sum()

    def judged(self, joined: Any) -> Any:
        """The deals that can be judged, with the steps at which each bottom line is broken, and verdicts.

        For program 0: `verdict_0`, `score_0` (a whole number, see `places`), `broken_0_2` for its third bottom line.
        """
        good = joined.filter(joined["why"].isnull())
        one = ibis.literal(1, type="int64")
        good = good.mutate(full=(one << good["n"].cast("int32")) - one)
        sums = {f"total_{n}": self._total(good, n, total) for n, (total, _use) in enumerate(self.totals)}
        table = good.mutate(**sums)
        for number, position in enumerate(self.positions):
            table = _Compiled(self, position.program, table).judged(number)
        verdicts = (_verdict(table, each.program, number) for number, each in enumerate(self.positions))
        return table.mutate(**{f"verdict_{number}": verdict for number, verdict in enumerate(verdicts)})

    def _total(self, table: Any, number: int, total: p.Total) -> Any:
        """The steps at which a total passes its tests."""
        if total.attribute not in self.rows.amounts:
            return table["full"] if passes_all(total.tests, Decimal(0)) else s.NONE
        scale = self.rows.cells[total.attribute].scale
        holds = []
        for step in range(self.layout.most_steps):
            cell = Cell(present=TRUE, number=table[f"sum_{number}_{step}"].fill_null(0), scale=scale)
            tests = (p.AttributeTest("", check, value) for check, value in total.tests)
            holds.append(reduce(and_, (cell.passes(test) for test in tests), TRUE))
        return s.steps_where(holds) & table["full"]

    def slot_of(self, table: Any, use: Use) -> Any:
        """The steps at which a use is met."""
        slot = self.slots.of[use]
        return (table[f"lane_{slot.lane}"] >> slot.offset) & self.slots.full

    def total_number(self, total: p.Total, use: Use) -> int:
        """The number of a total among those of all programs."""
        return self.totals.index((total_key(total), use))


def _totals(programs: Sequence[p.Program]) -> Iterator[tuple[p.Total, Use]]:
    for program in programs:
        for node in program.conditions:
            if isinstance(node, p.Total):
                (use,) = uses(node, program.patterns)
                yield total_key(node), use


def total_key(total: p.Total) -> p.Total:
    """A total without the number that its pattern has in one program."""
    return p.Total(total.attribute, 0, total.leaves, total.tests)


def places(program: p.Program) -> int:
    """How many digits after the point the scores of a program have.

    Raises InputError for score sheets that a 64-bit integer can't hold.
    """
    points = [entry.points for entry in program.ruleset.worth.values()]
    digits = places_after_point(points)
    if digits > _MOST_PLACES or sum(abs(scaled(each, digits)) for each in points) >= 1 << 62:
        message = f"the points of ruleset `{program.ruleset.id}` are too many, or too finely divided, for tables"
        raise InputError([Mistake(message, program.ruleset.place, "use numbers of fewer digits")])
    return digits


def _verdict(table: Any, program: p.Program, number: int) -> Any:
    """The verdict of a program, from its broken bottom lines and its score."""
    red: list[Any] = []
    others: list[Any] = []
    for place, name in enumerate(program.bottom_lines):
        is_broken = table[f"broken_{number}_{place}"] != 0
        (red if program.line(name).strength == "red-line" else others).append(is_broken)
    least = program.ruleset.reservation
    if least is not None:
        red.append(_below(table[f"score_{number}"], least, places(program)))
    rejected, reserved = (reduce(or_, each, FALSE) for each in (red, others))
    return ibis.cases((rejected, "rejected"), (reserved, "accepted-with-reservations"), else_="accepted")


def _below(score: Any, least: Decimal, digits: int) -> Any:
    test = p.AttributeTest("", "less-than", shifted(least, digits))
    return Cell(present=TRUE, number=score, scale=0).passes(test)


class _Compiled:
    """The conditions of one program as expressions over a table of deals."""

    def __init__(self, deals: Deals, program: p.Program, table: Any) -> None:
        self.deals = deals
        self.program = program
        self.most = deals.layout.most_steps
        self.table = table
        self.steps: list[Any] = []
        self.weights: list[int] = []
        for node in program.conditions:
            steps, weight = self._compiled(node)
            self.steps.append(steps)
            self.weights.append(weight)
            if weight > _HEAVIEST:
                self._settle()

    @property
    def full(self) -> Any:
        """All steps of a deal."""
        return self.table["full"]

    def _settle(self) -> None:
        """Make columns of all conditions so far; what `distinct` parts is not joined again, and deals are distinct."""
        columns = {f"condition_{number}": steps for number, steps in enumerate(self.steps)}
        self.table = self.table.mutate(**columns).distinct()
        self.steps = [self.table[name] for name in columns]
        self.weights = [1] * len(columns)

    def judged(self, number: int) -> Any:
        """The table with the steps at which each bottom line is broken, and the score, under the program's number."""
        lines = self.program.bottom_lines.values()
        columns = {f"broken_{number}_{place}": self._broken(line) for place, line in enumerate(lines)}
        digits = places(self.program)
        points = [
            self._at_last(self.steps[each]).ifelse(scaled(self.program.ruleset.worth[name].points, digits), 0)
            for name, each in self.program.worth.items()
        ]
        columns[f"score_{number}"] = s.joined(add, points, s.NONE)
        return self.table.mutate(**columns)

    def _at_last(self, steps: Any) -> Any:
        return ((steps >> (self.table["n"] - 1).cast("int32")) & 1) == 1

    def _broken(self, line: p.Forbid | p.Require) -> Any:
        condition = self.steps[line.condition]
        excused = s.NONE if line.unless is None else self.steps[line.unless]
        if isinstance(line, p.Forbid):
            releases = [excused]
            if line.until is not None:
                releases.append(s.once(self.steps[line.until], self.full))
            if line.only_after is not None:
                releases.append(s.earlier(self.steps[line.only_after], self.full))
            return condition & s.none_of(s.any_of(releases), self.full)
        if line.when is None:
            one = ibis.literal(1, type="int64")
            return (one << (self.table["n"] - 1).cast("int32")) & s.none_of(condition | excused, self.full)
        in_time = s.ahead(condition, line.within, self.most)
        return self.steps[line.when] & s.none_of(excused | in_time, self.full)

    def _compiled(self, node: p.Node) -> tuple[Any, int]:
        """The steps of a condition, and how heavy the expression for them is."""
        parts = [self.steps[each] for each in p.parts_of(node)]
        weight = 1 + sum(self.weights[each] for each in p.parts_of(node))
        match node:
            case p.Reaches(whole=whole):
                slots = [self.deals.slot_of(self.table, use) for use in uses(node, self.program.patterns)]
                return (s.all_of(slots, self.full) if whole else s.any_of(slots)), len(slots)
            case p.All():
                return s.all_of(parts, self.full), weight
            case p.AnyOf():
                return s.any_of(parts), weight
            case p.Not():
                return s.none_of(parts[0], self.full), weight
            case p.Count(_, tests):
                return s.counted(parts, tests, self.full, self.most), weight * self.most
            case p.Total():
                (use,) = uses(node, self.program.patterns)
                return self.table[f"total_{self.deals.total_number(node, use)}"], 1
            case p.Once():
                return s.once(parts[0], self.full), 2 * weight
            case p.Earlier():
                return s.earlier(parts[0], self.full), 2 * weight
            case p.Throughout():
                return s.throughout(parts[0], self.full), 2 * weight
        raise TypeError(f"not a condition: {node!r}")


def decimal_score(score: Any, digits: int) -> Any:
    """A score as an exact decimal, by way of its text: no two databases divide decimals alike."""
    if not digits:
        return score
    text = score.abs().cast("string").lpad(digits + 1, "0")
    whole, fraction = text.substr(0, text.length() - digits), text.right(digits)
    sign = (score < 0).ifelse("-", "")
    return (sign + whole + "." + fraction).cast(dt.Decimal(38, digits))
