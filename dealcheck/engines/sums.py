"""Sums as formulas: for which choices does a sum of numbers pass its tests?

The formula is a diagram, built number by number. A partial sum is remembered with the interval of sums that lead to
the same diagram, so that no diagram is built twice and sums that can no longer matter are not told apart.

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
"""A formula that has `ite`: a diagram, or a literal of the solver."""
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
    addends: Sequence[Addend],
    bounds: Iterable[Decimal],
    passes: Callable[[Decimal], bool],
    constants: tuple[Any, Any],
    check: Callable[[], None] = lambda: None,
) -> Function:
    """Return the diagram of the choices for which the sum passes.

    `bounds` are the numbers at which `passes` may change its answer; `constants` the diagrams of false and true.
    `check` is called now and then, and may raise.
    """
    whole_addends, ranges = in_wholes(addends, bounds, passes)
    lows = [low for low, _ in ranges]
    highs = [*(low - 1 for low in lows[1:]), _INFINITE]
    last = [_Range(low, high, constants[does_pass]) for (low, does_pass), high in zip(ranges, highs)]
    return _Builder(whole_addends, last).build(check)


def in_wholes(
    addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
) -> tuple[list[list[tuple[Function, int]]], list[tuple[int, bool]]]:
    """Return a sum in whole numbers: its addends, and the line of sums cut where the answer changes.

    Each part of the line is given by its lowest sum, and whether the sums in it pass; the first begins below all sums.
    """
    cuts = sorted(set(bounds))
    places = places_after_point([value for addend in addends for _, value in addend] + cuts)
    whole_addends = [[(holds, scaled(value, places)) for holds, value in addend if value] for addend in addends]
    wholes = (scaled(cut, places) for cut in cuts)
    lows = [-_INFINITE, *dict.fromkeys(low for whole in wholes for low in (whole, whole + 1))]
    answers = [(low, passes(unscaled(low, places))) for low in lows]
    changes = (after for before, after in pairwise(answers) if before[1] != after[1])
    return whole_addends, [answers[0], *changes]


class _Builder:
    """Remembers for each number of addends that are dealt with the ranges that are known, in order."""

    def __init__(self, addends: Sequence[Sequence[tuple[Function, int]]], last: list[_Range]) -> None:
        self.addends = [addend for addend in addends if addend]
        self.known: list[list[_Range]] = [[] for _ in self.addends]
        self.known.append(last)
        self.lows = [[each.low for each in ranges] for ranges in self.known]
        """Where the ranges begin: looked up most of the time, and quickest in numbers alone."""

    def build(self, check: Callable[[], None]) -> Function:
        # A stack of its own: there may be more addends than Python would recurse into.
        waiting = [(0, 0)]
        while waiting:
            depth, total = waiting[-1]
            if self._find(depth, total) is None:
                missing = self._missing(depth, total)
                if missing:
                    waiting += missing
                    continue
                check()
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
        at = bisect_right(self.lows[depth], low)
        self.lows[depth].insert(at, low)
        self.known[depth].insert(at, _Range(low, high, diagram))

    def _find(self, depth: int, total: int) -> _Range | None:
        at = bisect_right(self.lows[depth], total) - 1
        if at < 0:
            return None
        known = self.known[depth][at]
        return known if known.high >= total else None
