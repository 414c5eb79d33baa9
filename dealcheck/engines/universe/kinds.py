"""The plainest provision of each kind that programs tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from dealcheck.engines.universe.uses import amounts_compared, uses_of, values_of
from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.semantics import passes
from dealcheck.model.conditions import Scalar

_Reached = frozenset[tuple[int, frozenset[str]]]
"""The uses that a provision counts for, each with those leaves of its object that make a difference there."""


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


class Kinds:
    """Finds the plainest provision of each kind that programs tell apart."""

    def __init__(self, programs: Sequence[p.Program], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.uses = list(dict.fromkeys(use for program in programs for use in uses_of(program)))
        self.amounts = amounts_compared(self.uses)
        self.bare = self._bare()
        self.mixed = self._mixed()
        self._attributes: dict[frozenset[int], list[tuple[Mapping[str, Scalar], frozenset[int]]]] = {}

    def plainest(self) -> list[ProvisionKind]:
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
            values[name] = values_of(name, [self.uses[number] for number in sorted(together)], self.amounts)
        return values
