"""What programs say of the resolutions of a draft, as formulas: one compiler for decision diagrams and the solver.

Each condition of a program becomes one formula for each step: the resolutions in which it holds then. Each bottom line
becomes one formula: the resolutions that keep it. What formulas are made of is the business of a `Space`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from dealcheck.engines.seen import provisions_seen
from dealcheck.engines.sums import Addend
from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language.semantics import passes, passes_all

Formula = Any
"""A set of resolutions: it can be combined by `&`, `|` and `~`, and compared with `true` and `false` of its space."""


class Space(Protocol):
    """The resolutions of a draft, and how sets of them are written."""

    @property
    def draft(self) -> p.Draft: ...
    @property
    def true(self) -> Formula: ...
    @property
    def false(self) -> Formula: ...
    @property
    def is_in(self) -> Sequence[Formula]:
        """For each provision of the draft the resolutions that it is in."""

    def field_among(self, number: int, place: int, values: Collection[int]) -> Formula:
        """Return where a field of a provision has one of some values, all by their numbers; only if it is in."""

    def in_force(self, number: int, step: int) -> Formula:
        """Return where the steps of a provision have one among them; only if it is in."""

    def all_of(self, formulas: Iterable[Formula]) -> Formula: ...
    def any_of(self, formulas: Iterable[Formula]) -> Formula: ...
    def sum_passes(
        self, addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
    ) -> Formula:
        """Return where a sum passes; only at `bounds` may `passes` change its answer."""


class Meaning:
    """What a program says of the resolutions of a draft, in the formulas of a space."""

    def __init__(self, space: Space, program: p.Program) -> None:
        self.space = space
        self.program = program
        self.length = len(space.draft.steps)
        self._steps: dict[int, list[Formula]] = {}
        self._kept: dict[str, Formula] = {}
        self._matching: dict[int, list[tuple[int, Formula]]] = {}

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
            until, after = self._once(at(line.until)), self._earlier(at(line.only_after))
            releases = [a | b | c for a, b, c in zip(until, after, excused)]
            return [held & ~released for held, released in zip(condition, releases)]
        if line.when is None:
            return [*never[1:], ~condition[-1] & ~excused[-1]]
        in_time = (self.space.any_of(condition[step : step + line.within + 1]) for step in range(self.length))
        return [when & ~free & ~met for when, free, met in zip(self.steps(line.when), excused, in_time)]

    def earned(self, name: str) -> Formula:
        """Return the resolutions in which an entry of the score sheet holds at the last step."""
        return self.steps(self.program.worth[name])[-1]

    def scores(self, passes: Callable[[Decimal], bool], bounds: Iterable[Decimal]) -> Formula:
        """Return the resolutions whose score passes; only at `bounds` may `passes` change its answer."""
        worth = self.program.ruleset.worth
        addends = [[(self.earned(name), worth[name].points)] for name in self.program.worth]
        return self.space.sum_passes(addends, bounds, passes)

    def worth_signing(self) -> Formula:
        """Return the resolutions that score no less than the reservation value."""
        least = self.program.ruleset.reservation
        return self.space.true if least is None else self.scores(lambda score: score >= least, [least])

    def red_lines(self) -> list[str]:
        """Return the names of the bottom lines whose breach is a rejection."""
        return [name for name in self.program.bottom_lines if self.program.line(name).strength == "red-line"]

    def all_kept(self) -> list[Formula]:
        """Return for each bottom line the resolutions that keep it."""
        return [self.kept(name) for name in self.program.bottom_lines]

    def demands(self) -> list[Formula]:
        """Return diagrams that must all hold for the party to sign."""
        return [self.worth_signing(), *map(self.kept, self.red_lines())]

    def steps(self, number: int) -> list[Formula]:
        """Return for each step the resolutions in which a condition holds then."""
        for each in _needed(self.program, number, self._steps):
            self._steps[each] = self._compile(self.program.conditions[each])
        return self._steps[number]

    def _compile(self, node: p.Node) -> list[Formula]:
        known, space, steps = self._steps, self.space, range(self.length)
        match node:
            case p.Reaches(pattern, leaves, whole):
                matching = self._matches(pattern)
                return [self._reached(matching, leaves, whole, step) for step in steps]
            case p.All(of):
                return [space.all_of([known[each][step] for each in of]) for step in steps]
            case p.AnyOf(of):
                return [self.space.any_of([known[each][step] for each in of]) for step in steps]
            case p.Not(of):
                return [~each for each in known[of]]
            case p.Count(of, tests):
                one = Decimal(1)
                return [self._sum([[(known[each][step], one)] for each in of], tests) for step in steps]
            case p.Total(_, _, _, tests):
                return [self._sum(list(self._amounts(node, step)), tests) for step in steps]
            case p.Once(of):
                return self._once(known[of])
            case p.Earlier(of):
                return self._earlier(known[of])
            case p.Throughout(of):
                return [~each for each in self._once([~each for each in known[of]])]
            case _:
                assert_never(node)

    def _matches(self, pattern: int) -> list[tuple[int, Formula]]:
        """Return the provisions that may match a pattern, and in which resolutions each is in and does."""
        if pattern not in self._matching:
            wanted, clauses = self.program.patterns[pattern], self.space.draft.clauses
            matching = [(number, self._match(number, wanted)) for number in range(len(clauses))]
            self._matching[pattern] = [(number, match) for number, match in matching if match != self.space.false]
        return self._matching[pattern]

    def _match(self, number: int, wanted: p.ResolvedPattern) -> Formula:
        clause, space = self.space.draft.clauses[number], self.space
        if wanted.parties is not None and wanted.parties.isdisjoint(clause.parties):
            return space.false
        match = space.is_in[number]
        if wanted.verbs is not None:
            verbs = wanted.verbs
            match &= self._where(number, "action", lambda verb: verb in verbs)
        for test in wanted.tests:
            match &= self._passing(number, test)
        return match

    def _passing(self, number: int, test: p.AttributeTest) -> Formula:
        clause = self.space.draft.clauses[number]
        there = test.attribute in clause.attributes
        if test.check == "present" or not there:
            passed = test.check == "present" and there is test.value
            return self.space.true if passed else self.space.false
        return self._where(number, f"attributes.{test.attribute}", lambda value: passes(test.check, value, test.value))

    def _where(self, number: int, name: str, accepts: Callable[[Any], bool]) -> Formula:
        """Return the resolutions in which a field of a provision has a value that is accepted."""
        fields = self.space.draft.clauses[number].fields
        place = next(place for place, field in enumerate(fields) if field.name == name)
        values = fields[place].values
        accepted = [index for index, value in enumerate(values) if accepts(value)]
        return self.space.field_among(number, place, accepted)

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
            match & self.space.in_force(number, step) & about
            for number, match in matching
            if (about := self._about(number, leaves)) != self.space.false
        ]
        return self.space.any_of(reached)

    def _amounts(self, node: p.Total, step: int) -> Iterator[Addend]:
        """Yield what each provision adds to a total at a step: resolutions by the amount added."""
        name = f"attributes.{node.attribute}"
        for number, match in self._matches(node.pattern):
            values = self.space.draft.clauses[number].attributes.get(node.attribute, ())
            amounts = dict.fromkeys(value for value in values if isinstance(value, Decimal))
            found = match & self.space.in_force(number, step)
            if node.leaves is not None:
                found &= self._about(number, node.leaves)
            if amounts and found != self.space.false:
                yield [(found & self._where(number, name, _is(amount)), amount) for amount in amounts]

    def _sum(self, addends: Sequence[Addend], tests: Sequence[p.NumberTest]) -> Formula:
        bounds = [each for _, value in tests for each in (value if isinstance(value, tuple) else (value,))]
        return self.space.sum_passes(addends, bounds, lambda number: passes_all(tests, number))

    def _once(self, steps: Sequence[Formula]) -> list[Formula]:
        so_far: list[Formula] = []
        for step in steps:
            so_far.append(so_far[-1] | step if so_far else step)
        return so_far

    def _earlier(self, steps: Sequence[Formula]) -> list[Formula]:
        return [self.space.false, *self._once(steps)[:-1]]


def _is(amount: Decimal) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Decimal) and value == amount


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
