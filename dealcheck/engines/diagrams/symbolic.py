"""The engine on decision diagrams: all resolutions of a draft at once, exactly.

A draft is compiled once. Each condition of a program becomes one diagram for each step: the set of the resolutions in
which it holds then. Each bottom line becomes one diagram: the resolutions that keep it. Questions are answered by
joining these; nothing goes through resolutions one by one, and numbers are exact integers and decimals.

Diagrams are those of OxiDD, with complement edges. Which choices lie close together is decided in `ordering`, how a
choice is written in bits in `variables`, sums are built in `sums`; `diagram` reads off what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.diagrams.ordering import order_for, provisions_seen
from dealcheck.engines.diagrams.sums import Addend, sum_passes
from dealcheck.engines.diagrams.variables import Function, Variables
from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language.semantics import passes, passes_all
from dealcheck.progress import tell

_BYTES_PER_NODE = 51
"""What a node takes, with its share of the tables that find it and of the cache; measured."""
_NODES_PER_CACHED = 6
"""Nodes that there is room for, for each operation in the cache; with 32, large joins forget what they did."""


class Space:
    """The resolutions of a draft, as diagrams.

    `points` and `changes` add variables that say what the choices amount to; `order` overrides the order of
    provisions and articles, and `cache` how many operations are remembered.
    """

    def __init__(
        self,
        draft: p.Draft,
        programs: Sequence[p.Program],
        *,
        memory: int = DEFAULT_MEMORY,
        points: bool = False,
        changes: bool = False,
        order: Sequence[int] | None = None,
        cache: int | None = None,
    ) -> None:
        from oxidd.bcdd import BCDDManager

        self.draft = draft
        self.order = list(order or order_for(draft, programs))
        last = [place for program in programs for place in _points_after(draft, program, self.order)] if points else []
        self.variables = Variables(draft, self.order, points_after=last, changes=changes)
        self._room = max(memory // _BYTES_PER_NODE, 1 << 12)
        self._manager = BCDDManager(self._room, cache or self._room // _NODES_PER_CACHED, 1)
        self.variables.make(self._manager)
        self.false, self.true = self.variables.false, self.variables.true
        self.is_in: list[Function] = [self.variables.is_in(number) for number in range(len(draft.clauses))]
        self.everything: Function = self.variables.well_formed()
        first = 0
        self.meanings: list[Meaning] = []
        for program in programs:
            self.meanings.append(Meaning(self, program, first))
            first += len(program.worth)

    def count(self, diagram: Function) -> int:
        """Return how many resolutions a diagram holds; it must not look at variables that make no choice."""
        choices = self.variables.level - self.variables.consequences
        count: int = (diagram & self.everything).sat_count(choices)
        return count

    def join(self, diagrams: Iterable[Function], start: Function | None = None) -> Function:
        """Return the resolutions that all the diagrams hold, of those in `start` (default: of all)."""
        *_, joined = self.joins(diagrams, start)
        return joined

    def joins(self, diagrams: Iterable[Function], start: Function | None = None) -> Iterator[Function]:
        """Yield the resolutions in `start`, then those also in the first diagram, then in the first two, and so on.

        Those that begin furthest down in the order are joined first, so that what is joined already changes little
        when the next is.
        """
        joined = self.everything if start is None else start
        yield joined
        ordered = sorted(diagrams, key=first_level, reverse=True)
        for number, each in enumerate(ordered):
            tell("joining demands", number, len(ordered))
            joined = joined & each
            yield joined

    @property
    def is_crowded(self) -> bool:
        """Whether the diagrams in use take half of the memory; with more of it taken, work gets slow."""
        manager, half = self._manager, self._room // 2
        if manager.num_inner_nodes() > half:
            manager.gc()
        return bool(manager.num_inner_nodes() > half)


def first_level(diagram: Function) -> int:
    """Return the level of the first choice that a diagram looks at; -1 when it looks at none."""
    level: int | None = diagram.node_level()
    return -1 if level is None else level


class Meaning:
    """What a program says of the resolutions of a draft; `points_from`: the number of its first point variable."""

    def __init__(self, space: Space, program: p.Program, points_from: int = 0) -> None:
        self.space = space
        self.program = program
        self.points_from = points_from
        self.length = len(space.draft.steps)
        self._steps: dict[int, list[Function]] = {}
        self._kept: dict[str, Function] = {}
        self._matching: dict[int, list[tuple[int, Function]]] = {}

    def kept(self, name: str) -> Function:
        """Return the resolutions that keep a bottom line at every step."""
        if name not in self._kept:
            broken = self.broken_at(self.program.bottom_lines[name])
            self._kept[name] = ~self._any(broken)
        return self._kept[name]

    def broken_at(self, line: p.Forbid | p.Require) -> list[Function]:
        """Return for each step the resolutions in which a bottom line is broken then."""
        never = [self.space.false] * self.length

        def at(number: int | None) -> list[Function]:
            return never if number is None else self.steps(number)

        condition, excused = self.steps(line.condition), at(line.unless)
        if isinstance(line, p.Forbid):
            until, after = self._once(at(line.until)), self._earlier(at(line.only_after))
            releases = [a | b | c for a, b, c in zip(until, after, excused)]
            return [held & ~released for held, released in zip(condition, releases)]
        if line.when is None:
            return [*never[1:], ~condition[-1] & ~excused[-1]]
        in_time = (self._any(condition[step : step + line.within + 1]) for step in range(self.length))
        return [when & ~free & ~met for when, free, met in zip(self.steps(line.when), excused, in_time)]

    def earned(self, name: str) -> Function:
        """Return the resolutions in which an entry of the score sheet holds at the last step."""
        return self.steps(self.program.worth[name])[-1]

    def point(self, name: str) -> Function:
        """Return the variable that stands for an entry of the score sheet, in a space made with `points`."""
        number = self.points_from + list(self.program.worth).index(name)
        return self.space.variables.among("point", number, 0, (1,), 2)

    def scores(self, passes: Callable[[Decimal], bool], bounds: Iterable[Decimal]) -> Function:
        """Return the resolutions whose score passes; only at `bounds` may `passes` change its answer."""
        worth = self.program.ruleset.worth
        addends = [[(self.earned(name), worth[name].points)] for name in self.program.worth]
        return sum_passes(addends, bounds, passes, (self.space.false, self.space.true))

    def worth_signing(self) -> Function:
        """Return the resolutions that score no less than the reservation value."""
        least = self.program.ruleset.reservation
        return self.space.true if least is None else self.scores(lambda score: score >= least, [least])

    def red_lines(self) -> list[str]:
        """Return the names of the bottom lines whose breach is a rejection."""
        return [name for name in self.program.bottom_lines if self.program.line(name).strength == "red-line"]

    def all_kept(self) -> list[Function]:
        """Return for each bottom line the resolutions that keep it."""
        return [self.kept(name) for name in self.program.bottom_lines]

    def demands(self) -> list[Function]:
        """Return diagrams that must all hold for the party to sign."""
        return [self.worth_signing(), *map(self.kept, self.red_lines())]

    def steps(self, number: int) -> list[Function]:
        """Return for each step the resolutions in which a condition holds then."""
        for each in _needed(self.program, number, self._steps):
            self._steps[each] = self._compile(self.program.conditions[each])
        return self._steps[number]

    def _compile(self, node: p.Node) -> list[Function]:
        known, space, steps = self._steps, self.space, range(self.length)
        match node:
            case p.Reaches(pattern, leaves, whole):
                matching = self._matches(pattern)
                return [self._reached(matching, leaves, whole, step) for step in steps]
            case p.All(of):
                return [_all([known[each][step] for each in of], space.true) for step in steps]
            case p.AnyOf(of):
                return [self._any([known[each][step] for each in of]) for step in steps]
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

    def _matches(self, pattern: int) -> list[tuple[int, Function]]:
        """Return the provisions that may match a pattern, and in which resolutions each is in and does."""
        if pattern not in self._matching:
            wanted, clauses = self.program.patterns[pattern], self.space.draft.clauses
            matching = [(number, self._match(number, wanted)) for number in range(len(clauses))]
            self._matching[pattern] = [(number, match) for number, match in matching if match != self.space.false]
        return self._matching[pattern]

    def _match(self, number: int, wanted: p.ResolvedPattern) -> Function:
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

    def _passing(self, number: int, test: p.AttributeTest) -> Function:
        clause = self.space.draft.clauses[number]
        there = test.attribute in clause.attributes
        if test.check == "present" or not there:
            passed = test.check == "present" and there is test.value
            return self.space.true if passed else self.space.false
        return self._where(number, f"attributes.{test.attribute}", lambda value: passes(test.check, value, test.value))

    def _where(self, number: int, name: str, accepts: Callable[[Any], bool]) -> Function:
        """Return the resolutions in which a field of a provision has a value that is accepted."""
        fields = self.space.draft.clauses[number].fields
        place = next(place for place, field in enumerate(fields) if field.name == name)
        values = fields[place].values
        accepted = [index for index, value in enumerate(values) if accepts(value)]
        return self.space.variables.among("field", number, place, accepted, len(values))

    def _in_force(self, number: int, step: int) -> Function:
        return self._where(number, "times", lambda times: times >> step & 1)

    def _about(self, number: int, leaves: frozenset[str]) -> Function:
        """Return the resolutions in which the object of a provision has one of the leaves."""
        known = self.space.draft.leaves
        return self._where(number, "object", lambda thing: not leaves.isdisjoint(known[thing]))

    def _reached(
        self, matching: Sequence[tuple[int, Function]], leaves: frozenset[str], whole: bool, step: int
    ) -> Function:
        if whole:
            each = [self._reached(matching, frozenset((leaf,)), False, step) for leaf in sorted(leaves)]
            return _all(each, self.space.true)
        reached = [
            match & self._in_force(number, step) & about
            for number, match in matching
            if (about := self._about(number, leaves)) != self.space.false
        ]
        return self._any(reached)

    def _amounts(self, node: p.Total, step: int) -> Iterator[Addend]:
        """Yield what each provision adds to a total at a step: resolutions by the amount added."""
        name = f"attributes.{node.attribute}"
        for number, match in self._matches(node.pattern):
            values = self.space.draft.clauses[number].attributes.get(node.attribute, ())
            amounts = dict.fromkeys(value for value in values if isinstance(value, Decimal))
            found = match & self._in_force(number, step)
            if node.leaves is not None:
                found &= self._about(number, node.leaves)
            if amounts and found != self.space.false:
                yield [(found & self._where(number, name, _is(amount)), amount) for amount in amounts]

    def _sum(self, addends: Sequence[Addend], tests: Sequence[p.NumberTest]) -> Function:
        bounds = [each for _, value in tests for each in (value if isinstance(value, tuple) else (value,))]
        constants = (self.space.false, self.space.true)
        return sum_passes(addends, bounds, lambda number: passes_all(tests, number), constants)

    def _once(self, steps: Sequence[Function]) -> list[Function]:
        so_far: list[Function] = []
        for step in steps:
            so_far.append(so_far[-1] | step if so_far else step)
        return so_far

    def _earlier(self, steps: Sequence[Function]) -> list[Function]:
        return [self.space.false, *self._once(steps)[:-1]]

    def _any(self, diagrams: Sequence[Function]) -> Function:
        return reduce(or_, diagrams, self.space.false)


def _points_after(draft: p.Draft, program: p.Program, order: Sequence[int]) -> Iterator[int]:
    """Yield for each entry of a score sheet the place in the order from which on it is decided."""
    places = {block: place for place, block in enumerate(order)}
    seen = provisions_seen(draft, program)
    count = len(draft.clauses)
    for number in program.worth.values():
        articles = (
            count + article
            for article, each in enumerate(draft.articles)
            if any(out & seen[number] for out in each.leaves_out)
        )
        yield max((places[block] for block in (*seen[number], *articles)), default=0)


def _all(diagrams: Sequence[Function], true: Function) -> Function:
    joined = true
    for diagram in diagrams:
        joined = joined & diagram
    return joined


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
