"""Where each pattern has its place: a group of bits, one for each step, in one of a few whole numbers.

A row of the table, one provision, is matched against all patterns at once. Small tables made from the vocabulary give
for each party, action and object a number for each lane, in which the bits of every pattern that it fits are set;
joined by `&`, they leave the patterns that the row matches, and `&` with the steps at which it is in force leaves the
steps. Joined by `|` over the provisions of a deal, they say at which steps each pattern is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from dealcheck.language import program as p

LANE_BITS = 62
"""A lane is a 64-bit integer; its sign and one more bit are left alone."""


@attrs.frozen
class Use:
    """A pattern where a condition uses it: the leaves of which an object must have one (None: any object)."""

    pattern: p.ResolvedPattern
    leaves: frozenset[str] | None


@attrs.frozen
class Slot:
    """The bits of a use: those from `offset` on, in a lane."""

    lane: int
    offset: int


class Slots:
    """The slots of what is looked for in deals of at most `steps` steps."""

    def __init__(self, looked_for: Iterable[Use], steps: int) -> None:
        self.steps = steps
        self.full = (1 << steps) - 1
        self._per_lane = LANE_BITS // steps
        self.of: dict[Use, Slot] = {}
        for number, use in enumerate(dict.fromkeys(looked_for)):
            lane, place = divmod(number, self._per_lane)
            self.of[use] = Slot(lane, place * steps)

    @property
    def lanes(self) -> int:
        """How many lanes there are: one at least, which also says whether a row fits."""
        return max(-(-len(self.of) // self._per_lane), 1)

    @property
    def repeated(self) -> int:
        """The factor that repeats the bits of a set of steps in every slot of a lane."""
        return sum(1 << (place * self.steps) for place in range(self._per_lane))

    def fitting(self, fits: Iterable[Use]) -> list[int]:
        """Return for each lane the bits of the slots of some uses."""
        lanes = [0] * self.lanes
        for use in fits:
            slot = self.of[use]
            lanes[slot.lane] |= self.full << slot.offset
        return lanes

    def of_parties(self, parties: Iterable[str]) -> list[int]:
        """Return for each lane the bits of the uses that some of the parties fit."""
        bound = frozenset(parties)
        return self.fitting(
            use for use in self.of if use.pattern.parties is None or not bound.isdisjoint(use.pattern.parties)
        )

    def of_verb(self, verb: str) -> list[int]:
        """Return for each lane the bits of the uses that a verb fits."""
        return self.fitting(use for use in self.of if use.pattern.verbs is None or verb in use.pattern.verbs)

    def of_object(self, leaves: frozenset[str]) -> list[int]:
        """Return for each lane the bits of the uses that an object with these leaves fits."""
        return self.fitting(use for use in self.of if use.leaves is None or not leaves.isdisjoint(use.leaves))

    def of_tests(self, tests: Sequence[p.AttributeTest]) -> list[int]:
        """Return for each lane the bits of the uses that ask for these tests."""
        return self.fitting(use for use in self.of if use.pattern.tests == tuple(tests))

    @property
    def tests(self) -> list[tuple[p.AttributeTest, ...]]:
        """All the tests on attributes that uses ask for."""
        return list(dict.fromkeys(use.pattern.tests for use in self.of if use.pattern.tests))


def uses(node: p.Node, patterns: Sequence[p.ResolvedPattern]) -> list[Use]:
    """Return what a condition looks for in provisions, if it looks at them itself; each leaf of a whole by itself."""
    if isinstance(node, p.Reaches) and node.whole:
        return [Use(patterns[node.pattern], frozenset((leaf,))) for leaf in sorted(node.leaves)]
    return [Use(patterns[pattern], leaves) for pattern, leaves in p.looks_at(node)]
