"""What programs say of the resolutions of a draft, as formulas: one compiler for decision diagrams and the solver.

Each condition of a program becomes one formula for each step: the resolutions in which it holds then. Each bottom line
becomes one formula: the resolutions that keep it. What formulas are made of is the business of a `Space`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from dealcheck.engines.combining import Combining
from dealcheck.engines.seen import may_match, provisions_seen
from dealcheck.engines.spaces import Formula, Space
from dealcheck.engines.sums import Addend
from dealcheck.language import program as p
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.draft import as_written
from dealcheck.language.semantics import passes_if_there
from dealcheck.model.brackets import Range
from dealcheck.model.conditions import Scalar
from dealcheck.numbers import exact_sum, product


class Meaning:
    """What a program says of the resolutions of a draft, in the formulas of a space."""

    def __init__(self, space: Space, program: p.Program) -> None:
        self.space = space
        self.program = program
        self.length = len(space.draft.steps)
        self.combining = Combining(space)
        self._steps: dict[int, list[Formula]] = {}
        self._kept: dict[str, Formula] = {}
        self._matching: dict[int, list[tuple[int, Formula]]] = {}
        self._amount_of: dict[tuple[int, int], list[Addend]] = {}

    @cached_property
    def seen(self) -> list[frozenset[int]]:
        """The provisions that may decide each condition, by their numbers."""
        return provisions_seen(self.space.draft, self.program)

    def kept(self, name: str) -> Formula:
        """Return the resolutions that keep a bottom line at every step."""
        if name not in self._kept:
            broken = self.broken_at(self.program.bottom_lines[name])
            self._kept[name] = ~self.space.any_of(broken)
        return self._kept[name]

    def broken_at(self, line: p.Forbid | p.Require) -> list[Formula]:
        """Return for each step the resolutions in which a bottom line is broken then."""
        never = [self.space.false] * self.length

        def at(number: int | None) -> list[Formula]:
            return never if number is None else self.steps(number)

        condition, excused = self.steps(line.condition), at(line.unless)
        if isinstance(line, p.Forbid):
            until, after = self.combining.once(at(line.until)), self.combining.earlier(at(line.only_after))
            releases = [a | b | c for a, b, c in zip(until, after, excused)]
            return [held & ~released for held, released in zip(condition, releases)]
        if line.when is None:
            return [*never[1:], ~condition[-1] & ~excused[-1]]
        in_time = (self.space.any_of(condition[step : step + line.within + 1]) for step in range(self.length))
        return [when & ~free & ~met for when, free, met in zip(self.steps(line.when), excused, in_time)]

    def field_scored(self, name: str) -> tuple[int, int, list[Decimal]] | None:
        """Return the field that an issue of the score sheet is about: its provision, its place, points for each run.

        None where the draft has no such field.
        """
        issue, draft = self.program.issues[name], self.space.draft
        number = next((n for n, clause in enumerate(draft.clauses) if clause.id == issue.provision), None)
        place = None if number is None else draft.clauses[number].place_of(issue.field)
        if number is None or place is None:
            return None
        points = {_typed(value): points for value, points in reversed(issue.points)}
        field = draft.clauses[number].fields[place]
        values = (as_written(issue.field, field.values[first], draft.steps) for first in field.firsts)
        return number, place, [points.get(_typed(value), Decimal(0)) for value in values]

    def points_of(self, name: str) -> Addend:
        """Return what an issue of the score sheet adds: resolutions by the points that they get."""
        scored = self.field_scored(name)
        if scored is None:
            return []
        number, place, points = scored
        runs: dict[Decimal, list[int]] = {}
        for run, each in enumerate(points):
            runs.setdefault(each, []).append(run)
        is_in, among = self.space.is_in[number], self.space.field_among
        return [(is_in & among(number, place, some), each) for each, some in runs.items() if each]

    def earned(self, name: str) -> Formula:
        """Return the resolutions in which an entry of the score sheet holds at the last step."""
        return self.steps(self.program.worth[name])[-1]

    def scores(self, passes: Callable[[Decimal], bool], bounds: Iterable[Decimal]) -> Formula:
        """Return the resolutions whose score passes; only at `bounds` may `passes` change its answer."""
        return self.space.sum_passes(self.addends(), bounds, passes)

    def addends(self) -> list[Addend]:
        """Return what the score is the sum of."""
        worth = self.program.ruleset.worth
        entries: list[Addend] = [[(self.earned(name), worth[name].points)] for name in self.program.worth]
        return entries + [self.points_of(name) for name in self.program.issues]

    def worth_signing(self) -> Formula:
        """Return the resolutions that score no less than the reservation value."""
        return self._worth_signing

    @cached_property
    def _worth_signing(self) -> Formula:
        least = self.program.ruleset.reservation
        return self.space.true if least is None else self.scores(lambda score: score >= least, [least])

    def all_kept(self) -> list[Formula]:
        """Return for each bottom line the resolutions that keep it."""
        return [self.kept(name) for name in self.program.bottom_lines]

    def demands(self) -> list[Formula]:
        """Return diagrams that must all hold for the party to sign."""
        return [self.worth_signing(), *map(self.kept, self.program.red_lines())]

    def steps(self, number: int) -> list[Formula]:
        """Return for each step the resolutions in which a condition holds then."""
        for each in _needed(self.program, number, self._steps):
            self._steps[each] = self._compile(self.program.conditions[each])
        return self._steps[number]

    def _compile(self, node: p.Node) -> list[Formula]:
        steps = range(self.length)
        match node:
            case p.Reaches(pattern, leaves, whole):
                matching = self._matches(pattern)
                return [self._reached(matching, leaves, whole, step) for step in steps]
            case p.Total(terms, tests):
                sums = ([each for term in terms for each in self._amounts(term, step)] for step in steps)
                return [self.combining.sum_passes(addends, tests) for addends in sums]
        return self.combining.combined(node, self._steps)

    def _matches(self, pattern: int) -> list[tuple[int, Formula]]:
        """Return the provisions that may match a pattern, and in which resolutions each is in and does."""
        if pattern not in self._matching:
            wanted = self.program.patterns[pattern]
            matching = [(number, self._match(number, wanted)) for number in may_match(self.space.draft, wanted, None)]
            self._matching[pattern] = [(number, match) for number, match in matching if match != self.space.false]
        return self._matching[pattern]

    def _match(self, number: int, wanted: p.ResolvedPattern) -> Formula:
        match = self.space.is_in[number]
        if wanted.parties is not None:
            parties = wanted.parties
            match &= self._where(number, "party", lambda bound: not parties.isdisjoint(bound))
        if wanted.verbs is not None:
            verbs = wanted.verbs
            match &= self._where(number, "action", lambda verb: verb in verbs)
        for test in wanted.tests:
            match &= self._passing(number, test)
        return match

    def _passing(self, number: int, test: p.AttributeTest) -> Formula:
        return self._where(number, f"attributes.{test.attribute}", lambda value: passes_if_there(test, value))

    def _where(self, number: int, name: str, accepts: Callable[[Any], bool]) -> Formula:
        """Return the resolutions in which a field of a provision, as files name it, has a value that is accepted."""
        clause = self.space.draft.clauses[number]
        place = clause.place_of(name)
        if place is None:
            return self.space.true if accepts(None) else self.space.false
        return self.space.field_among(number, place, clause.fields[place].among(accepts))

    def _about(self, number: int, leaves: frozenset[str]) -> Formula:
        """Return the resolutions in which the object of a provision has one of the leaves."""
        known = self.space.draft.leaves
        return self._where(number, "object", lambda thing: not leaves.isdisjoint(known[thing]))

    def _reached(
        self, matching: Sequence[tuple[int, Formula]], leaves: frozenset[str], whole: bool, step: int
    ) -> Formula:
        if whole:
            each = [self._reached(matching, frozenset((leaf,)), False, step) for leaf in sorted(leaves)]
            return self.space.all_of(each)
        reached = [
            match & self.space.timing.in_force(number, step) & about
            for number, match in matching
            if (about := self._about(number, leaves)) != self.space.false
        ]
        return self.space.any_of(reached)

    def _amounts(self, term: p.Term, step: int) -> Iterator[Addend]:
        """Yield what each provision adds to a term at a step: resolutions by the amount added."""
        for number, match in self._matches(term.pattern):
            amounts = self._numbers(number, term.attribute)
            found = match & self.space.timing.in_force(number, step)
            if term.leaves is not None:
                found &= self._about(number, term.leaves)
            if found != self.space.false:
                for addend in amounts:
                    yield [(found & where, product(term.times, amount)) for where, amount in addend]

    def _numbers(self, number: int, attribute: str) -> list[Addend]:
        """Return what an attribute of a provision adds up from; nothing where it is no number."""
        place = self.space.draft.clauses[number].place_of(f"attributes.{attribute}")
        if place is None:
            return []
        if (number, place) not in self._amount_of:
            bits = self.space.bits_of(number, place)
            self._amount_of[number, place] = (
                self._listed(number, place) if bits is None else self._added_up(number, place, bits)
            )
        return self._amount_of[number, place]

    def _listed(self, number: int, place: int) -> list[Addend]:
        """Return the numbers that a field may be, and where it is each of them."""
        field = self.space.draft.clauses[number].fields[place]
        runs: dict[Decimal, list[int]] = {}
        for run, first in enumerate(field.firsts):
            value = field.values[first]
            if isinstance(value, Decimal):
                runs.setdefault(value, []).append(run)
        addend = []
        for value, among in runs.items():  # a range may have a million
            self.space.check_time()
            addend.append((self.space.field_among(number, place, among), value))
        return [addend]

    def _added_up(self, number: int, place: int, bits: Sequence[Formula]) -> list[Addend]:
        """Return the numbers of a field with wide ranges: for each range where it begins, and what each bit adds.

        `bits`: the number of the field's value among its alternatives, the most significant first.
        """
        values = self.space.draft.clauses[number].fields[place].values
        assert isinstance(values, Alternatives)
        parts = [
            (self.space.field_among(number, place, range(start, start + len(part))), start, part)
            for start, part in zip(values.starts, values.parts)
        ]
        zeroth = [
            (where, exact_sum((part[0], product(part.by, Decimal(-start)))) if isinstance(part, Range) else part[0])
            for where, start, part in parts
        ]
        ranges = [(where, part.by) for where, _, part in parts if isinstance(part, Range)]
        addends: list[Addend] = [[(where, value) for where, value in zeroth if isinstance(value, Decimal)]]
        for place_of_bit, bit in enumerate(reversed(bits)):
            weight = Decimal(1 << place_of_bit)
            addends.append([(where & bit, product(by, weight)) for where, by in ranges])
        return [addends[0], *reversed(addends[1:])]


def _needed(program: p.Program, number: int, known: Mapping[int, object]) -> list[int]:
    """Return the conditions that one is made of and itself, those that are known left out, each after its parts."""
    needed: set[int] = set()
    waiting = [number]
    while waiting:
        each = waiting.pop()
        if each not in known and each not in needed:
            needed.add(each)
            waiting += p.parts_of(program.conditions[each])
    return sorted(needed)


def _typed(value: Scalar | None) -> tuple[type, Scalar | None]:
    """Return a value that equals another where `semantics.same` says so."""
    return (bool if isinstance(value, bool) else Decimal if isinstance(value, Decimal) else str, value)
