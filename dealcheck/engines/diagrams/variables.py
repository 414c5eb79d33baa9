"""The choices of a draft written in binary, for diagrams that decide bit by bit.

The bits of a variable lie next to each other, those of a provision too. Variables of a score sheet make no choice:
each has a value for every way to earn points that excludes the others, and 0 for none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from dealcheck.engines.zones.choices import Choices, Variable, VariableKind
from dealcheck.language.drafts.draft import Draft

Function = Any
"""A diagram of OxiDD."""


@attrs.frozen
class Point:
    """A variable of a score sheet: how many choices, in their order, decide it, and how many values it has."""

    after: int
    size: int


class Variables(Choices):
    """All variables of a draft in the order of their levels, and diagrams for their values."""

    def __init__(self, draft: Draft, order: Sequence[int], *, points: Sequence[Point] = ()) -> None:
        self.points = points
        self._choices = 0
        self._known: dict[tuple[Variable, frozenset[int]], Function] = {}
        self._by_place: dict[int, list[int]] = {}
        for number, point in enumerate(points):
            self._by_place.setdefault(point.after, []).append(number)
        self.consequences = 0
        """How many bits make no choice."""
        super().__init__(draft, order)
        self._add_points(0)  # of scores that are the same in all resolutions

    def _add(self, kind: VariableKind, of: int, place: int, size: int, firsts: Sequence[int] | None = None) -> None:
        if size > 1:
            super()._add(kind, of, place, size, firsts)
            self._choices += 1
            self._add_points(self._choices)

    def _add_points(self, after: int) -> None:
        for number in self._by_place.pop(after, ()):
            super()._add("point", number, 0, self.points[number].size)
            self.consequences += self.all[-1].bits

    def make(self, manager: Any) -> None:
        """Make the bits in a manager that has none yet."""
        self.manager = manager
        manager.add_vars(self.level)
        self.false, self.true = manager.false(), manager.true()

    def among_some(self, variable: Variable, runs: frozenset[int]) -> Function:
        """Return the diagram that says a variable takes a value of some of its runs."""
        key = (variable, runs)
        if key not in self._known:
            ends = (*variable.firsts, variable.size)
            spans = [(ends[run], ends[run + 1]) for run in sorted(runs)]
            self._known[key] = self._within(variable.level, variable.bits, 0, _joined(spans))
        return self._known[key]

    def bit(self, variable: Variable, place: int) -> Function:
        """Return where a bit of a variable's value is set."""
        return self.manager.var(variable.level + place)

    def any_value(self, variable: Variable) -> Function:
        """Return the diagram that says the bits of a variable are one of its values."""
        return self._within(variable.level, variable.bits, 0, ((0, variable.size),))

    def _within(self, level: int, bits: int, first: int, spans: Sequence[tuple[int, int]]) -> Function:
        """Return the values of some spans among the 2^`bits` from `first` on, told apart by bits from `level` on."""
        after = first + (1 << bits)
        spans = [(low, high) for low, high in spans if low < after and high > first]
        if not spans:
            return self.false
        if spans[0][0] <= first and spans[0][1] >= after:
            return self.true
        low = self._within(level + 1, bits - 1, first, spans)
        high = self._within(level + 1, bits - 1, first + (1 << (bits - 1)), spans)
        return self.manager.var(level).ite(high, low)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for low, high in spans:
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
