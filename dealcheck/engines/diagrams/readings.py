"""Readings of what is doubtful, as diagrams: how many of them meet a purpose, and what decides between them.

A reading says of each doubtful thing whether it holds. The more of them hold, the more is demanded: a set of readings
is given by its minimal conflicts, the sets of things that may not all hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

Readings = Any
"""A set of readings: a diagram of OxiDD."""
_NODES, _CACHED = 1 << 20, 1 << 16


class Doubts:
    """Some number of doubtful things, each of which may hold or not."""

    def __init__(self, count: int) -> None:
        from oxidd.bcdd import BCDDManager

        self.count = count
        self._manager = BCDDManager(_NODES, _CACHED, 1)
        self._manager.add_vars(count)
        self._holds: list[Readings] = [self._manager.var(number) for number in range(count)]

    def without(self, conflicts: Iterable[Collection[int]]) -> Readings:
        """Return the readings in which no conflict holds as a whole."""
        true = self._manager.true()
        wholes = (reduce(and_, (self._holds[number] for number in conflict), true) for conflict in conflicts)
        return reduce(lambda readings, whole: readings & ~whole, wholes, true)

    def number(self, readings: Readings) -> int:
        """Return how many readings there are."""
        number: int = readings.sat_count(self.count)
        return number

    def decided_by(self, readings: Readings, thing: int) -> int:
        """Return in how many readings of all the rest one thing decides: it may not hold for them to be in the set."""
        return self.number(readings & ~self._holds[thing]) - self.number(readings & self._holds[thing])

    def differing(self, several: Sequence[Readings]) -> int:
        """Return how many readings are in some of the sets and not in all of them."""
        return self.number(reduce(or_, several)) - self.number(reduce(and_, several))
