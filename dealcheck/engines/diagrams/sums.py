"""Sums as diagrams: for which choices does a sum of numbers pass its tests?

The diagram is built number by number. A partial sum is remembered with the interval of sums that lead to the same
diagram, so that no diagram is built twice and sums that can no longer matter are not told apart.

Source: I. Abío, R. Nieuwenhuis, A. Oliveras, E. Rodríguez-Carbonell, V. Mayer-Eichberger, "A new look at BDDs for
pseudo-Boolean constraints", Journal of Artificial Intelligence Research 45, 2012.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs

from dealcheck.numbers import places_after_point, scaled, unscaled

Function = Any
"""A diagram of OxiDD."""
Addend = Sequence["tuple[Function, Decimal]"]
"""What one provision or condition adds: conditions that exclude each other, and what it adds where each holds."""

_INFINITE = 10**400  # beyond every sum of numbers that a file may hold


@attrs.frozen
class _Range:
    """All sums from `low` to `high` lead to the same diagram."""

    low: int
    high: int
    diagram: Function


def sum_passes(
    addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool], constants: tuple[Any, Any]
) -> Function:
    """Return the diagram of the choices for which the sum passes.

    `bounds` are the numbers at which `passes` may change its answer; `constants` the diagrams of false and true.
    """
    cuts = sorted(set(bounds))
    numbers = [value for addend in addends for _, value in addend] + cuts
    places = places_after_point(numbers)
    wholes = [scaled(cut, places) for cut in cuts]
    ranges = _last_ranges(wholes, lambda number: passes(unscaled(number, places)), constants)
    whole_addends = [[(holds, scaled(value, places)) for holds, value in addend if value] for addend in addends]
    return _Builder(whole_addends, ranges).build()


def _last_ranges(cuts: Sequence[int], passes: Callable[[int], bool], constants: tuple[Any, Any]) -> list[_Range]:
    """Return what a complete sum leads to: the line of numbers, cut where the answer changes."""
    ends = [-_INFINITE, *(end for cut in cuts for end in (cut, cut + 1)), _INFINITE]
    ranges: list[_Range] = []
    for low, after in pairwise(ends):
        diagram = constants[passes(low)]
        if low < after:
            if ranges and ranges[-1].diagram == diagram:
                low = ranges.pop().low
            ranges.append(_Range(low, after - 1, diagram))
    return ranges


class _Builder:
    """Remembers for each number of addends that are dealt with the ranges that are known, in order."""

    def __init__(self, addends: Sequence[Sequence[tuple[Function, int]]], last: list[_Range]) -> None:
        self.addends = [addend for addend in addends if addend]
        self.known: list[list[_Range]] = [[] for _ in self.addends]
        self.known.append(last)

    def build(self) -> Function:
        # A stack of its own: there may be more addends than Python would recurse into.
        waiting = [(0, 0)]
        while waiting:
            depth, total = waiting[-1]
            if self._find(depth, total) is None:
                missing = self._missing(depth, total)
                if missing:
                    waiting += missing
                    continue
                self._add(depth, total)
            waiting.pop()
        top = self._find(0, 0)
        assert top is not None
        return top.diagram

    def _missing(self, depth: int, total: int) -> list[tuple[int, int]]:
        totals = {total, *(total + value for _, value in self.addends[depth])}
        return [(depth + 1, total) for total in totals if self._find(depth + 1, total) is None]

    def _add(self, depth: int, total: int) -> None:
        node = self._find(depth + 1, total)
        assert node is not None
        low, high, diagram = node.low, node.high, node.diagram
        for condition, value in self.addends[depth]:
            node = self._find(depth + 1, total + value)
            assert node is not None
            low, high = max(low, node.low - value), min(high, node.high - value)
            diagram = condition.ite(node.diagram, diagram)
        ranges = self.known[depth]
        ranges.insert(bisect_right(ranges, low, key=lambda each: each.low), _Range(low, high, diagram))

    def _find(self, depth: int, total: int) -> _Range | None:
        ranges = self.known[depth]
        at = bisect_right(ranges, total, key=lambda each: each.low) - 1
        return ranges[at] if at >= 0 and ranges[at].high >= total else None
