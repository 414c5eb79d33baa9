"""The same answers by brute force, as one would write it for one domain with NumPy: all outcomes in arrays of floats.

Points are whole numbers below 2^53 here, so that floats are exact and answers can be compared.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import attrs
import numpy as np
from domains import Domain

SCALE = 10**7


@attrs.frozen
class Answers:
    """What is asked of a domain; scores in whole numbers, 10^7 to a point."""

    acceptable: int
    signed: tuple[int, ...]
    by_value: tuple[tuple[int, ...], ...]
    front: dict[tuple[int, ...], int]
    nash: frozenset[tuple[int, ...]]
    kalai_smorodinsky: frozenset[tuple[int, ...]]


def brute_force(domain: Domain) -> Answers:
    """Try all outcomes."""
    scores, signs = [], []
    for issues, least in zip(domain.points, domain.least):
        columns = [np.array([float(each * SCALE) for each in values]) for values in issues]
        scores.append(reduce(np.add.outer, columns))
        signs.append(scores[-1] >= float(least * SCALE))
    acceptable = reduce(np.logical_and, signs)
    axes = range(acceptable.ndim)
    by_value = [acceptable.sum(axis=tuple(axis for axis in axes if axis != kept)) for kept in axes]
    points = np.stack([score[acceptable] for score in scores], axis=1)
    front, counts = np.unique(points[undominated(points)], axis=0, return_counts=True)
    least = np.array([float(each * SCALE) for each in domain.least])
    gains = front - least
    products = gains.prod(axis=1)
    return Answers(
        int(acceptable.sum()),
        tuple(int(each.sum()) for each in signs),
        tuple(tuple(map(int, each)) for each in by_value),
        dict(zip(_points(front), map(int, counts))),
        frozenset(_points(front[products >= products.max() * (1 - 1e-12)])) if len(front) else frozenset(),
        _kalai_smorodinsky(front, gains),
    )


def undominated(points: Any) -> Any:
    """The rows that no other row beats: by a running maximum for two scores, or else one pass for each that is left."""
    if not len(points):
        return np.zeros(0, dtype=int)
    order = np.lexsort(tuple(-column for column in points.T[::-1]))
    points = points[order]
    if points.shape[1] == 2:
        best = np.maximum.accumulate(points[:, 1])
        first = np.concatenate([[True], points[1:, 1] > best[:-1]])
        same = np.concatenate([[False], (points[1:] == points[:-1]).all(axis=1)])
        left = np.maximum.accumulate(np.where(same, 0, np.arange(len(points))))
        return order[first[left]]
    places, at = np.arange(len(points)), 0
    while at < len(points):
        kept = (points > points[at]).any(axis=1) | (points == points[at]).all(axis=1)
        places, points = places[kept], points[kept]
        at = int(kept[:at].sum()) + 1
    return order[places]


def _kalai_smorodinsky(front: Any, gains: Any) -> frozenset[tuple[int, ...]]:
    if not len(front):
        return frozenset()
    shares = np.sort(gains / gains.max(axis=0), axis=1)
    best = max(map(tuple, shares))
    return frozenset(_points(front[(np.abs(shares - best) < 1e-12).all(axis=1)]))


def _points(rows: Any) -> list[tuple[int, ...]]:
    return [tuple(map(int, row)) for row in rows]
