"""Deals of a table of provisions: which bottom lines each breaks, at which steps, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import add, or_
from typing import Any

import ibis

from dealcheck.engines.tables import steps as s
from dealcheck.engines.tables.attributes.cells import FALSE, TRUE, Cell
from dealcheck.engines.tables.columns import Layout
from dealcheck.engines.tables.provisions import ProvisionNames, contradicted
from dealcheck.engines.tables.rows import Rows
from dealcheck.engines.tables.scores import Issues, attributes_of_issues, places, total_of
from dealcheck.engines.tables.slots import Slots, Use, uses
from dealcheck.engines.tables.sums import Part, Sums
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.numbers import scaled, shifted

_ = ibis._


class Deals:
    """Expressions for the deals of a table, judged by some programs."""

    def __init__(self, table: Any, positions: Sequence[Position], lexicon: Lexicon, layout: Layout) -> None:
        self.positions = positions
        self.layout = layout
        programs = [position.program for position in positions]
        reaching = (use for program in programs for use in _reaching(program))
        self.slots = Slots(reaching, layout.most_steps)
        self._totals = [
            (program, node, uses(node, program.patterns))
            for program in programs
            for node in program.conditions
            if isinstance(node, p.Total)
        ]
        asked = ((t.attribute, use) for _program, node, terms in self._totals for t, use in zip(node.terms, terms))
        self.sums = Sums(asked, layout.most_steps)
        tested = {test.attribute for use in (*self.slots.of, *self.sums.slots.of) for test in use.pattern.tests}
        self.issues = Issues(programs)
        priced = {name for program in programs for name in attributes_of_issues(program)}
        asked_for = tested | priced | self.sums.attributes
        self.rows = Rows(table, layout, lexicon, asked_for, self.sums.attributes)
        for program, total, terms in self._totals:
            _check_exact(program, self.sums.parts(self.rows, total, terms))

    def joined(self, *, joint_rows: bool, names: ProvisionNames | None = None) -> Any:
        """Return the deals with lanes and sums; `why` says why one can't be judged, `rows` whether its rows say so.

        `joint_rows`: whether a joint provision may stand in several rows, one for each party. `names`: the ids that
        provisions have; with them, `twice` says of each deal whether one stands in several rows.
        """
        rows = self.rows.matched(self.slots, **self.issues.columns(self.rows))
        lanes = {f"lane_{lane}": s.bit_or(_[f"lane_{lane}"]).fill_null(0) for lane in range(self.slots.lanes)}
        if names is not None:
            rows = names.added(rows)
            lanes["twice"] = names.twice
        if self.layout.steps is None:
            lanes.update(n=_.n.max(), least=_.n.min())
        deals = rows.group_by("deal").agg(fits=_.lane_0.count() == _.count(), **lanes, **self.issues.totals())
        deals = self.sums.added(deals, self.rows, joint_rows=joint_rows)
        differ = FALSE
        if joint_rows:
            asked = (*self.sums.amounts(self.rows).values(), *self.issues.differing(self.rows))
            contradicts = contradicted(self.rows, (*self.slots.tests, *self.sums.slots.tests), asked)
            deals = deals.left_join(contradicts, "deal")
            differ = deals["deal_right"].notnull()
        too_large = [self.sums.too_large(deals, self.rows, total, terms) for _program, total, terms in self._totals]
        why = ibis.cases(
            (~deals["fits"], "some of its rows do not fit"),
            (differ, "the rows of one provision differ in more than the party"),
            (deals["least"] != deals["n"] if "n" in lanes else FALSE, "its rows say different numbers of steps"),
            (s.joined(or_, too_large, FALSE), "its totals are too large to be compared with each other exactly"),
            else_=ibis.null("string"),
        )
        return deals.mutate(rows=~deals["fits"], why=why)

    def judged(self, joined: Any) -> Any:
        """Return the deals with the steps at which each bottom line is broken, and verdicts: true where `why` is null.

        For program 0: `verdict_0`, `score_0` (a whole number, see `places`), `broken_0_2` for its third bottom line.
        Also `deal`, `why`, `rows`, and `twice` if `joined` has it.
        """
        one = ibis.literal(1, type="int64")
        steps = self.layout.steps  # a row that says something else does not fit
        n = joined["why"].isnull().ifelse(joined["n"], one) if steps is None else ibis.literal(steps, type="int64")
        table = joined.mutate(n=n)
        table = table.mutate(full=(one << table["n"].cast("int32")) - one)
        for number, position in enumerate(self.positions):
            table = _Compiled(self, position.program, table).judged(number)
        columns = {}
        for number, position in enumerate(self.positions):
            columns[f"verdict_{number}"] = _verdict(table, position.program, number)
            columns[f"score_{number}"] = table[f"score_{number}"]
            for place in range(len(position.program.bottom_lines)):
                broken = f"broken_{number}_{place}"
                columns[broken] = table[broken].cast(s.narrowest(self.layout.most_steps))
        known = [name for name in ("deal", "why", "rows", "twice") if name in joined.columns]
        return table.select(*known, **columns)

    def slot_of(self, table: Any, use: Use) -> Any:
        """Return the steps at which a use is met."""
        slot = self.slots.of[use]
        return (table[f"lane_{slot.lane}"] >> slot.offset) & self.slots.full


def attributes_of(program: p.Program) -> set[str]:
    """Return the attributes that a program asks for."""
    totals = {term.attribute for node in program.conditions if isinstance(node, p.Total) for term in node.terms}
    totals |= attributes_of_issues(program)
    kinds = (p.Reaches, p.Total)
    nodes = [node for node in program.conditions if isinstance(node, kinds)]
    patterns = {use.pattern for node in nodes for use in uses(node, program.patterns)}
    return totals | {test.attribute for pattern in patterns for test in pattern.tests}


def _reaching(program: p.Program) -> Iterator[Use]:
    for node in program.conditions:
        if isinstance(node, p.Reaches):
            yield from uses(node, program.patterns)


def _check_exact(program: p.Program, parts: Sequence[Part]) -> None:
    """Raise InputError when a program compares sums so finely that no column holds what they come to."""
    if len(parts) > 1 and any(part.most == 0 for part in parts):
        message = f"`total` in ruleset `{shown(program.ruleset.id)}` compares numbers of too many digits for tables"
        raise InputError([Mistake(message, program.ruleset.place, "use numbers of fewer digits, also as `times`")])


def _verdict(table: Any, program: p.Program, number: int) -> Any:
    """Return the verdict of a program, from its broken bottom lines and its score."""
    red: list[Any] = []
    others: list[Any] = []
    for place, name in enumerate(program.bottom_lines):
        (red if program.line(name).strength == "red-line" else others).append(table[f"broken_{number}_{place}"])
    rejected, reserved = (s.any_of(each) != 0 for each in (red, others))
    least = program.ruleset.reservation
    if least is not None:
        rejected = rejected | _below(table[f"score_{number}"], least, places(program))
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
            if weight > s.HEAVIEST:
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
        """Return the table with each bottom line's broken steps, and the score, under the program's number."""
        lines = self.program.bottom_lines.values()
        columns = {f"broken_{number}_{place}": self._broken(line) for place, line in enumerate(lines)}
        digits = places(self.program)
        points = [
            self._at_last(self.steps[each]).ifelse(scaled(self.program.ruleset.worth[name].points, digits), 0)
            for name, each in self.program.worth.items()
        ]
        if self.program.issues:
            points.append(self.table[total_of(number)])
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
        """Return the steps of a condition, and how heavy the expression for them is."""
        if isinstance(node, p.Reaches):
            slots = [self.deals.slot_of(self.table, use) for use in uses(node, self.program.patterns)]
            return (s.all_of(slots, self.full) if node.whole else s.any_of(slots)), len(slots)
        if isinstance(node, p.Total):
            steps = self.deals.sums.steps_of(self.table, self.deals.rows, node, uses(node, self.program.patterns))
            return steps, 3 * self.most * len(node.terms) ** 2
        parts = p.parts_of(node)
        steps = s.combined(node, [self.steps[each] for each in parts], self.full, self.most)
        return steps, s.weight_of(node, [self.weights[each] for each in parts], self.most)
