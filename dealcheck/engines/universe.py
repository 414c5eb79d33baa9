"""Every deal that a vocabulary can express, as far as some rulesets can tell deals apart.

Two provisions are alike when they match the same patterns and reach the same leaves there; of all that are alike the
plainest one stands for the rest: the weakest verb, the smallest object, the fewest parties and attributes. Each such
provision may be in force at any set of steps. The deals that these make up are a draft, small enough to be searched.

Attributes take the values that some test tells apart. Where a `total` sums them they take amounts at, between and
beyond the numbers it is compared with, and the differences of these; sums that only other amounts make are not found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.engines.solver.logic import Literal
from dealcheck.engines.solver.space import Space
from dealcheck.errors import InputError, Mistake
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Choice, Draft, OpenClause
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.semantics import passes
from dealcheck.model.conditions import Scalar
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.numbers import exact_sum, places_after_point, product, scaled, short_quotient, unscaled

MOST_STEPS = 8
"""A universe has at most this many steps: a provision may be in force at any set of them."""
_MOST_AMOUNTS = 6
"""So many numbers are multiplied where sums are compared with sums."""
MOST_PROVISIONS = 5_000


@attrs.frozen
class _Use:
    """A pattern where a condition uses it: the leaves it looks for there (None: any object).

    `summed` is the attribute that it sums, and `bounds` the numbers that the sum is compared with. `factors`: so many
    times another sum with which it is compared makes up one of this.
    """

    pattern: p.ResolvedPattern
    leaves: frozenset[str] | None
    whole: bool
    summed: str | None = None
    bounds: tuple[Decimal, ...] = ()
    factors: tuple[Decimal, ...] = ()

    @property
    def attributes(self) -> set[str]:
        """The attributes that it tests or sums."""
        tested = {test.attribute for test in self.pattern.tests}
        return tested if self.summed is None else {*tested, self.summed}


@attrs.frozen
class ProvisionKind:
    """A provision that stands for all that are alike."""

    parties: frozenset[str]
    verb: str
    rank: int
    thing: str
    size: int
    attributes: Mapping[str, Scalar]

    @property
    def plainness(self) -> tuple[object, ...]:
        """Plainer kinds come first."""
        return (self.rank, self.size, len(self.attributes), len(self.parties), self.thing, self.verb)

    @property
    def id(self) -> str:
        """A name for the provision."""
        return "-".join((*sorted(self.parties), self.verb, self.thing))


_Reached = frozenset[tuple[int, frozenset[str]]]
"""The uses that a provision counts for, each with those leaves of its object that make a difference there."""


class Universe:
    """The deals of some number of steps that could make a difference to some programs."""

    def __init__(self, programs: Sequence[p.Program], lexicon: Lexicon, steps: int) -> None:
        if not 1 <= steps <= MOST_STEPS:
            raise InputError([Mistake(f"expected 1 to {MOST_STEPS} steps, found {steps}")])
        self.lexicon = lexicon
        self.kinds = _Kinds(programs, lexicon).found()
        if len(self.kinds) > MOST_PROVISIONS:
            message = f"there are {len(self.kinds):,} different provisions to consider, more than {MOST_PROVISIONS:,}"
            raise InputError([Mistake(message, None, "ask fewer rulesets at once")])
        names = tuple(f"step-{number}" for number in range(1, steps + 1))
        every = tuple(range(1 << steps))
        clauses = tuple(
            OpenClause(
                id=kind.id,
                bound=(kind.parties,),
                bracketed=False,
                verbs=(kind.verb,),
                objects=(kind.thing,),
                times=every,
                attributes={name: (value,) for name, value in kind.attributes.items()},
            )
            for kind in self.kinds
        )
        leaves = {kind.thing: lexicon.leaves[kind.thing] for kind in self.kinds}
        self.draft = Draft(names, clauses, (), leaves)
        self.untried = _untried(programs)
        """What was not tried, so that there may be a deal where none was found; empty when all was."""

    def costs(self, space: Space) -> list[list[tuple[Literal, int]]]:
        """Return what each deal costs, level by level.

        What counts first is the number of provisions, one for each run of steps; then how strong their verbs are, how
        large their objects, how many attributes and parties they name, and how many steps have to be named. Of deals
        that are alike in all this, that of the first kinds comes first.
        """
        levels: list[list[tuple[Literal, int]]] = [[] for _ in range(6)]
        for number, kind in enumerate(self.kinds):
            measures = (1, kind.rank, kind.size, len(kind.attributes) + len(kind.parties), 0, number)
            steps = space.steps(number)
            starts = [steps[0], *(after & ~before for before, after in itertools.pairwise(steps))]
            stops = [before & ~after for before, after in itertools.pairwise(steps)]
            for level, measure in zip(levels, measures):
                level += [(start, measure) for start in starts if measure]
            levels[4] += [(named, 1) for named in (*starts[1:], *stops)]
        return levels

    def settled(self, choice: Choice) -> p.Settled:
        """Return the deal that a choice makes, ready to be judged."""
        leaves = self.lexicon.leaves
        clauses = [
            p.Clause(name, kind.parties, kind.verb, kind.thing, leaves[kind.thing], start, stop, kind.attributes)
            for name, kind, (start, stop) in self._chosen(choice)
        ]
        return p.Settled(self.draft.steps, tuple(clauses))

    def deal(self, choice: Choice, name: str, title: str) -> Deal:
        """Return the deal that a choice makes."""
        steps = self.draft.steps
        provisions = {
            each: Provision(
                id=each,
                parties=tuple(sorted(kind.parties)) if len(kind.parties) > 1 else (),
                party=(min(kind.parties),) if len(kind.parties) == 1 else (),
                action=(kind.verb,),
                object=(kind.thing,),
                from_=(steps[start],) if start else (),
                until=(steps[stop],) if stop < len(steps) else (),
                attributes={attribute: (value,) for attribute, value in kind.attributes.items()},
            )
            for each, kind, (start, stop) in self._chosen(choice)
        }
        return Deal(
            id=name,
            title=title,
            vocabulary=self.lexicon.id,
            steps=tuple(Step(id=step) for step in steps),
            provisions=provisions,
        )

    def _chosen(self, choice: Choice) -> Iterator[tuple[str, ProvisionKind, tuple[int, int]]]:
        """Yield the provisions of a deal: name, kind, first step, and the step after its last."""
        taken: dict[str, int] = {}
        for kind, clause, way in zip(self.kinds, self.draft.clauses, choice.ways):
            assert way is not None
            for run in _runs(clause.times[way[2]]):
                taken[kind.id] = taken.get(kind.id, 0) + 1
                yield (kind.id if taken[kind.id] == 1 else f"{kind.id}-{taken[kind.id]}"), kind, run


def _runs(times: int) -> list[tuple[int, int]]:
    """Return sets of steps that follow each other, each by its first step and the first after its last."""
    runs = []
    while times:
        start = (times & -times).bit_length() - 1
        length = ((times >> start) + 1 & ~(times >> start)).bit_length() - 1
        runs.append((start, start + length))
        times &= ~p.times_of(start, start + length)
    return runs


class _Kinds:
    """Finds the plainest provision of each kind that programs tell apart."""

    def __init__(self, programs: Sequence[p.Program], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.uses = list(dict.fromkeys(use for program in programs for use in _uses(program)))
        self.amounts = _amounts(self.uses)
        self.bare = self._bare()
        self.mixed = self._mixed()
        self._attributes: dict[frozenset[int], list[tuple[Mapping[str, Scalar], frozenset[int]]]] = {}

    def found(self) -> list[ProvisionKind]:
        """Return one kind for each way to be matched, the plainest of those that are alike."""
        best: dict[object, ProvisionKind] = {}
        for reached, bare in self.bare.items():
            for attributes, alive in self._attributed(frozenset(number for number, _ in reached)):
                mark = self._mark(reached, alive, attributes)
                if mark:
                    kind = attrs.evolve(bare, attributes=attributes)
                    best[mark] = min(best.get(mark, kind), kind, key=lambda each: each.plainness)
        return sorted(best.values(), key=lambda each: (sorted(each.parties), each.verb, each.thing, each.id))

    def _bare(self) -> dict[_Reached, ProvisionKind]:
        """Return for each way to be matched by parties, verb and object the plainest kind, with no attributes."""
        best: dict[_Reached, ProvisionKind] = {}
        things = [(thing, leaves, self._reached(leaves)) for thing, leaves in self.lexicon.leaves.items()]
        for parties, by_party in self._parties():
            for verb, rank, by_verb in self._verbs():
                matched = by_party & by_verb
                for thing, leaves, reach in things:
                    reached = frozenset((number, reach[number]) for number in matched & reach.keys())
                    if reached:
                        kind = ProvisionKind(parties, verb, rank, thing, len(leaves), {})
                        best[reached] = min(best.get(reached, kind), kind, key=lambda each: each.plainness)
        return best

    def _reached(self, leaves: frozenset[str]) -> dict[int, frozenset[str]]:
        """Return the uses that an object with these leaves counts for, each with the leaves that matter to it."""
        reached: dict[int, frozenset[str]] = {}
        for number, use in enumerate(self.uses):
            if use.leaves is None or use.leaves & leaves:
                reached[number] = use.leaves & leaves if use.whole and use.leaves else frozenset()
        return reached

    def _mixed(self) -> dict[str, dict[int, set[int]]]:
        """Return for each attribute that is summed, and each use that looks at it, the uses to be met together with it.

        Those are the uses that the same provision may count in, those that another provision may count in with one of
        these, and so on. For sums that have no provision in common amounts need not be tried together.
        """
        mixed: dict[str, dict[int, set[int]]] = {}
        for reached in self.bare:
            numbers = sorted(number for number, _ in reached)
            for name in {use.summed for use in map(self.uses.__getitem__, numbers) if use.summed is not None}:
                groups = mixed.setdefault(name, {})
                looking = [number for number in numbers if name in self.uses[number].attributes]
                merged = set(looking).union(*(groups.get(number, ()) for number in looking))
                groups.update(dict.fromkeys(merged, merged))
        return mixed

    def _mark(self, reached: _Reached, alive: frozenset[int], attributes: Mapping[str, Scalar]) -> object:
        """Return what a provision amounts to for all the uses that it passes; empty when to none."""
        counted = frozenset(each for each in reached if each[0] in alive and self._counts(each[0], attributes))
        summed = {self.uses[number].summed for number, _ in counted}
        amounts = frozenset((name, attributes.get(name)) for name in summed if name is not None)
        return (counted, amounts) if counted else None

    def _counts(self, number: int, attributes: Mapping[str, Scalar]) -> bool:
        """Return whether a provision with these attributes adds something to what a use looks for."""
        summed = self.uses[number].summed
        amount = None if summed is None else attributes.get(summed)
        return summed is None or (isinstance(amount, Decimal) and bool(amount))

    def _parties(self) -> list[tuple[frozenset[str], frozenset[int]]]:
        """Return for each set of uses that some parties have in common, the fewest parties that have them."""
        single = [(frozenset((party,)), self._that_name(party)) for party in sorted(self.lexicon.parties)]
        best: dict[frozenset[int], frozenset[str]] = {}
        layer = single
        while layer:
            fresh = []
            for parties, matched in layer:
                if matched not in best:
                    best[matched] = parties
                    fresh.append((parties, matched))
            layer = [(a | b, m | n) for a, m in fresh for b, n in single if not b <= a]
        return [(parties, matched) for matched, parties in best.items() if matched]

    def _that_name(self, party: str) -> frozenset[int]:
        """Return the uses of patterns that name a party, or any."""
        named = ((number, use.pattern.parties) for number, use in enumerate(self.uses))
        return frozenset(number for number, parties in named if parties is None or party in parties)

    def _verbs(self) -> list[tuple[str, int, frozenset[int]]]:
        """Return for each set of uses that some verb passes, the weakest such verb and its rank."""
        best: dict[frozenset[int], tuple[int, str]] = {}
        for verbs in self.lexicon.scales.values():
            for rank, verb in enumerate(verbs):
                matched = frozenset(
                    n for n, use in enumerate(self.uses) if use.pattern.verbs is None or verb in use.pattern.verbs
                )
                best[matched] = min(best.get(matched, (rank, verb)), (rank, verb))
        return [(verb, rank, matched) for matched, (rank, verb) in best.items() if matched]

    def _attributed(self, matched: frozenset[int]) -> list[tuple[Mapping[str, Scalar], frozenset[int]]]:
        """Return attributes that tell the uses apart, the fewest for each set, with the uses that they pass."""
        if matched not in self._attributes:
            self._attributes[matched] = list(self._combined(matched))
        return self._attributes[matched]

    def _combined(self, matched: frozenset[int]) -> Iterator[tuple[Mapping[str, Scalar], frozenset[int]]]:
        states: dict[object, tuple[dict[str, Scalar], frozenset[int]]] = {None: ({}, matched)}
        for name, values in self._values(matched).items():
            following: dict[object, tuple[dict[str, Scalar], frozenset[int]]] = {}
            for attributes, alive in states.values():
                for value in (None, *values):
                    passed = frozenset(number for number in alive if self._passes(number, name, value))
                    written = attributes if value is None else {**attributes, name: value}
                    summed = {self.uses[number].summed for number in passed}
                    amounts = frozenset((each, written.get(each)) for each in summed if each is not None)
                    old = following.get((passed, amounts))
                    if passed and (old is None or len(written) < len(old[0])):
                        following[passed, amounts] = (written, passed)
            states = following
        yield from states.values()

    def _passes(self, number: int, name: str, value: Scalar | None) -> bool:
        """Return whether a value of an attribute (None: it is absent) passes the tests of a use on that attribute."""
        for test in self.uses[number].pattern.tests:
            if test.attribute == name:
                if test.check == "present":
                    if (value is not None) is not test.value:
                        return False
                elif value is None or not passes(test.check, value, test.value):
                    return False
        return True

    def _values(self, matched: frozenset[int]) -> dict[str, list[Scalar]]:
        """Return the values of attributes that tests, or sums that the provisions count in, may tell apart."""
        values = {}
        for name in sorted({name for number in matched for name in self.uses[number].attributes}):
            groups = self.mixed.get(name, {})
            looking = [number for number in matched if name in self.uses[number].attributes]
            together = set(looking).union(*(groups.get(number, ()) for number in looking))
            values[name] = _values_of(name, [self.uses[number] for number in sorted(together)], self.amounts)
        return values


def _untried(programs: Sequence[p.Program]) -> str:
    compared = any(len(node.terms) > 1 for each in programs for node in each.conditions if isinstance(node, p.Total))
    causes = ["sums are compared with other sums"] if compared else []
    if any(program.issues for program in programs):
        causes.append("score sheets give points for provisions by name")
    return " and ".join(causes)


def _amounts(uses: Sequence[_Use]) -> list[Decimal]:
    """Return the numbers that sums or attributes are compared with, where sums are compared with each other."""
    if not any(use.factors for use in uses):
        return []
    tested = _flat(test.value for use in uses for test in use.pattern.tests)
    numbers = [
        *(bound for use in uses for bound in use.bounds),
        *(each for each in tested if isinstance(each, Decimal)),
    ]
    return sorted({abs(number) for number in numbers if number} or {Decimal(1)})[:_MOST_AMOUNTS]


def _values_of(name: str, uses: Sequence[_Use], compared: Sequence[Decimal]) -> list[Scalar]:
    """Return the values of an attribute that some test or sum may tell apart.

    `compared`: numbers of which multiples are tried where one sum is compared with another.
    """
    tested = [test.value for use in uses for test in use.pattern.tests if test.attribute == name]
    mentioned = list(_flat(tested))
    numbers = [each for each in mentioned if isinstance(each, Decimal)]
    texts = [each for each in mentioned if isinstance(each, str)]
    unnamed = next(text for text in (f"other-{n}" for n in itertools.count(1)) if text not in texts)
    others: tuple[Scalar, ...] = (unnamed, True, False) if tested else ()
    values: list[Scalar] = [*_around(numbers), *texts, *others]
    sums = [use.bounds for use in uses if use.summed == name]
    bounds = sorted({bound for addends in sums for bound in addends})
    amounts = _around(bounds)
    if len(sums) > 1:  # one provision may count in several sums, and another make up the difference
        amounts += [exact_sum((low, -high)) for low, high in itertools.permutations(bounds, 2)]
    factors = {factor for use in uses if use.summed == name for factor in use.factors}
    amounts += [
        product(amount, factor) for amount in (Decimal(1), *compared) for factor in sorted({*factors, Decimal(1)})
    ]
    return list({(type(each), each): each for each in (*values, *(amounts if sums else ()))}.values())


def _uses(program: p.Program) -> Iterator[_Use]:
    for node in program.conditions:
        if isinstance(node, p.Reaches):
            yield _Use(program.patterns[node.pattern], node.leaves, node.whole)
        elif isinstance(node, p.Total):
            bounds = tuple(p.bounds_of(node.tests))
            for term in node.terms:
                pattern = program.patterns[term.pattern]
                ratios = (_ratio(other, term) for other in node.terms if other is not term)
                factors = tuple(dict.fromkeys(ratio for ratio in ratios if ratio))
                yield _Use(pattern, term.leaves, False, term.attribute, bounds, factors)


def _ratio(other: p.Term, term: p.Term) -> Decimal | None:
    """Return how many of a term make up for one of another; None where that is no decimal of a few digits."""
    return short_quotient(abs(other.times), abs(term.times)) if term.times else None


def _flat(values: Iterable[Any]) -> Iterator[Scalar]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _around(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Return the numbers, one between each two that are next to each other, one below them all and one above."""
    if not numbers:
        return []
    places = places_after_point(numbers) + 1
    known = sorted({scaled(each, places) for each in numbers})
    unit = 10**places
    between = [(low + high) // 2 for low, high in itertools.pairwise(known)]
    return [unscaled(each, places) for each in sorted({known[0] - unit, *known, *between, known[-1] + unit})]


def common_lexicon(positions: Sequence[Position]) -> Lexicon:
    """Return the words of the one vocabulary, among those of some rulesets, that builds on all the others.

    Raises InputError when there is none.
    """
    widest = max((position.lexicon for position in positions), key=lambda each: len(each.lineage))
    known = {vocabulary.id for vocabulary in widest.lineage}
    for position in positions:
        if position.lexicon.id not in known:
            message = f"vocabularies `{position.lexicon.id}` and `{widest.id}` do not build on each other"
            raise InputError(
                [Mistake(message, None, "ask rulesets of one vocabulary, or of one that extends the other")]
            )
    return widest
