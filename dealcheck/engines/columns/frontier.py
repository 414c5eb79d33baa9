"""The efficient frontier of points in columns: most are thrown out by comparing with a few that are good for all."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np

from dealcheck.engines.columns.cells import Array
from dealcheck.engines.zones.bargaining import Vector, undominated

_FEW = 100
"""So few points are compared one by one."""
_WORTH_A_PASS = 0.02
"""A pass that throws out a smaller part than this is poor."""
_POOR_PASSES = 4
"""So many poor passes, one after the other, are the last."""


def frontier(scores: Sequence[Array], ways: Array) -> Iterator[tuple[Vector, int, int]]:
    """Yield the points that no others beat, in descending order: with the number of ways to it, and the first place.

    `scores`: a column for each score. `ways`: how many ways each place of the columns stands for.
    """
    places = _promising([_ranked(column) for column in scores])
    columns = [_ranked(column[places]) for column in scores]
    order = np.lexsort(columns)
    columns = [column[order] for column in columns]
    is_new = np.any([np.diff(column, prepend=-1) != 0 for column in columns], axis=0)
    starts = np.flatnonzero(is_new)
    firsts, numbers = places[order][starts], np.add.reduceat(ways[places][order], starts)
    points = {
        tuple(map(int, point)): (int(number), int(first))
        for *point, number, first in zip(*(column[firsts] for column in scores), numbers, firsts)
    }
    for point in undominated(points):
        yield point, *points[point]


def _ranked(column: Array) -> Array:
    """Return the column with numbers beyond 64 bits replaced by their places in order."""
    return column if column.dtype != object else np.unique(column, return_inverse=True)[1].reshape(column.shape)


def _promising(columns: Sequence[Array]) -> Array:
    """Return the places of points that are left when those are thrown out that one of a few others beats."""
    places = np.arange(len(columns[0]))
    heights = [_relative(column) for column in columns]
    generator = random.Random(len(places))
    poor = 0
    while len(places) > _FEW and poor < _POOR_PASSES:
        best = int(np.argmax(sum((0.1 + generator.random()) * height for height in heights)))
        differs = [(column > column[best], column == column[best]) for column in columns]
        left = np.any([more for more, _ in differs], axis=0) | np.all([same for _, same in differs], axis=0)
        poor = poor + 1 if np.count_nonzero(left) > (1 - _WORTH_A_PASS) * len(left) else 0
        places = places[left]
        columns, heights = [column[left] for column in columns], [height[left] for height in heights]
    return places


def _relative(column: Array) -> Array:
    """Return numbers between 0 and 1, roughly: they say which points to compare with, and no more."""
    low, high = float(column.min()), float(column.max())
    return (column - low) / ((high - low) or 1)
