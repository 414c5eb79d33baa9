"""The nearest deals that meet all demands, one after the other, without going through all deals there are."""

from __future__ import annotations

from collections.abc import Sequence

from dealcheck.engines.diagrams.demands import Demand, cheapest
from dealcheck.engines.diagrams.symbolic import Space
from dealcheck.engines.diagrams.variables import Function
from dealcheck.language.program import Choice


class Nearest:
    """Finds deals by cost; the first part of a cost is the number of changed provisions.

    Only deals with few changed provisions are looked at first, then more, which keeps diagrams
    small. A demand that had to be joined for one deal stays joined for the next.
    """

    def __init__(
        self, space: Space, allowed: Function, demands: Sequence[Demand], costs: Sequence[Sequence[int]]
    ) -> None:
        self.space = space
        self.costs = costs
        self._allowed = allowed
        self._waiting = list(demands)
        self._joined: list[Function] = []
        self._changed = [number for number, each in enumerate(space.variables.all) if each.kind == "changed"]
        self._most = 1
        self._near = allowed & self._at_most(1)
        self._found = False

    def next(self) -> Choice | None:
        """Return the nearest deal that is left; None when there is none."""
        while True:
            best = cheapest(self.space, self._waiting, self.costs, start=self._near)
            self._near = best.within
            self._joined += [each.met for each in best.used]
            self._waiting = [each for each in self._waiting if each not in best.used]
            if best.choice is not None:
                self._found = True
                self._narrow(sum(best.values[number] for number in self._changed))
                return best.choice
            if self._most >= len(self._changed):
                return None
            self._widen()

    def exclude(self, deals: Function) -> None:
        """Find no more of some deals."""
        self._allowed = self._allowed & ~deals
        self._near = self._near & ~deals

    def _widen(self) -> None:
        """Look at deals with more changes: twice as many, until it is known how many it takes."""
        self._most += 1 if self._found else self._most
        self._near = self.space.join(self._joined, self._allowed & self._at_most(self._most))

    def _narrow(self, most: int) -> None:
        """Look at deals with fewer changes: there are none with less, and those with as many come next."""
        if most < self._most:
            self._most = most
            self._near = self._near & self._at_most(most)

    def _at_most(self, most: int) -> Function:
        """Return the deals in which no more provisions are changed."""
        variables = self.space.variables
        room = [self.space.true] * (most + 1)  # for each number of changes that are left, what may follow
        for number in reversed(self._changed):
            changed = variables.among("changed", variables.all[number].of, 0, (1,), 2)
            room = [changed.ite(less, as_many) for less, as_many in zip((self.space.false, *room), room)]
        return room[most]
