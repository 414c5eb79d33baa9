"""Bargaining over score sheets: what is efficient, and two outcomes that theory singles out. Numbers are exact.

Sources: J. F. Nash, "The bargaining problem", Econometrica 18, 1950; E. Kalai, M. Smorodinsky, "Other solutions to
Nash's bargaining problem", Econometrica 43, 1975; for sets with gaps, the latter as the lexicographic maximin of
relative gains: R. Nagahisa, M. Tanaka, "An axiomatization of the Kalai-Smorodinsky solution when the feasible sets can
be finite", Social Choice and Welfare 19, 2002.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import prod

import attrs

from dealcheck.language.drafts.draft import Choice
from dealcheck.language.program import Program
from dealcheck.numbers import places_after_point, scaled

Vector = tuple[int, ...]
"""A number for each score sheet."""


@attrs.frozen
class EfficientOutcome:
    """Scores that no acceptable resolution beats, how many resolutions have them, and one of these."""

    scores: tuple[Decimal, ...]
    resolutions: int
    example: Choice
    is_nash: bool = False
    is_kalai_smorodinsky: bool = False


def places_of_scores(programs: Sequence[Program]) -> int:
    """Return how many digits after the point the scores of some programs need."""
    worth = [entry.points for program in programs for entry in program.ruleset.worth.values()]
    listed = [points for program in programs for issue in program.issues.values() for _, points in issue.points]
    return places_after_point(worth + listed)


def marked(outcomes: Sequence[EfficientOutcome], programs: Sequence[Program]) -> list[EfficientOutcome]:
    """Return all efficient outcomes with the Nash and the Kalai-Smorodinsky points marked; `programs`: who scores them.

    Gains are counted from a program's reservation value, or from 0 where it states none; with a score below that, a
    product of gains means nothing, and no such outcome is singled out.
    """
    least = [program.ruleset.reservation or Decimal(0) for program in programs]
    places = places_after_point([*least, *(score for each in outcomes for score in each.scores)])
    floors = [scaled(floor, places) for floor in least]
    gains = [tuple(scaled(score, places) - floor for score, floor in zip(each.scores, floors)) for each in outcomes]
    sound = [gain for gain in gains if min(gain) >= 0]
    if not sound:
        return list(outcomes)
    product = max(prod(each) for each in sound)
    most = [max(column) for column in zip(*sound)]
    whole = prod(best for best in most if best)  # shares in whole numbers: of this
    shares = {each: sorted(gain * (whole // best) for gain, best in zip(each, most) if best) for each in sound}
    fairest = max(shares.values())
    return [
        attrs.evolve(
            outcome,
            is_nash=gain in shares and prod(gain) == product,
            is_kalai_smorodinsky=shares.get(gain) == fairest,
        )
        for outcome, gain in zip(outcomes, gains)
    ]


def undominated(vectors: Iterable[Vector]) -> list[Vector]:
    """Return the vectors that no other one equals or exceeds in every respect, in descending order.

    In descending order no vector is beaten by one that comes after it. So of two numbers the second alone decides, and
    of three the two others, which make up a staircase.
    """
    ordered = sorted(set(vectors), reverse=True)
    if not ordered or len(ordered[0]) > 3:
        return _undominated_by_all(ordered)
    stairs: list[tuple[int, int]] = []  # the second and third numbers of vectors so far, the second rising, none beaten
    left = []
    for vector in ordered:
        second, third, *_ = (*vector[1:], 0, 0)
        step = (second, third)
        place = bisect_left(stairs, step)
        if place < len(stairs) and stairs[place][1] >= step[1]:
            continue
        left.append(vector)
        begin = place
        while begin and stairs[begin - 1][1] <= step[1]:
            begin -= 1
        stairs[begin:place] = [step]
    return left


def _undominated_by_all(ordered: Sequence[Vector]) -> list[Vector]:
    left: list[Vector] = []
    for vector in ordered:
        if not any(all(a >= b for a, b in zip(other, vector)) for other in left):
            left.append(vector)
    return left
