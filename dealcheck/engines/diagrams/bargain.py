"""Bargaining over score sheets: the efficient outcomes of a zone of agreement, and two that theory singles out.

Read off a diagram in which every entry of a score sheet is a variable of its own, so that scores add up along its
branches; sets of scores that no other beats travel from the last choice to the first. Numbers are exact.

Sources: J. F. Nash, "The bargaining problem", Econometrica 18, 1950; E. Kalai, M. Smorodinsky, "Other solutions to
Nash's bargaining problem", Econometrica 43, 1975; for sets with gaps, the latter as the lexicographic maximin of
relative gains: R. Nagahisa, M. Tanaka, "An axiomatization of the Kalai-Smorodinsky solution when the feasible sets can
be finite", Social Choice and Welfare 19, 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import prod
from operator import and_

import attrs

from dealcheck.engines.diagrams.diagram import Diagram, Vector
from dealcheck.engines.diagrams.symbolic import DrawnMeaning, Space, first_level
from dealcheck.engines.diagrams.variables import Function
from dealcheck.language.program import Choice, Draft, Program
from dealcheck.numbers import places_after_point, scaled, unscaled


@attrs.frozen
class EfficientOutcome:
    """Scores that no acceptable resolution beats, how many resolutions have them, and one of these."""

    scores: tuple[Decimal, ...]
    resolutions: int
    example: Choice
    is_nash: bool = False
    is_kalai_smorodinsky: bool = False


def efficient_outcomes(
    draft: Draft, programs: Sequence[Program], memory: int, deadline: float | None = None
) -> list[EfficientOutcome]:
    """Return the efficient outcomes over the score sheets that there are, in descending order of the scores.

    Gains are counted from a program's reservation value, or from 0 where it states none; with a score below that, a
    product of gains means nothing, and no such outcome is singled out.
    Raises MemoryError when the diagrams outgrow the memory, in bytes, and TimeLimitError.
    """
    space = Space(draft, programs, memory=memory, points=True, deadline=deadline)
    sheets = [meaning for meaning in space.meanings if meaning.program.keeps_score]
    acceptable = space.join(demand for meaning in space.meanings for demand in meaning.demands())
    if not sheets or acceptable == space.false:
        return []
    places = places_after_point([points for sheet in sheets for _, points in sheet.entries])
    diagram = Diagram(_with_points(acceptable, sheets), space.variables.all)
    front = diagram.frontier(_gains(space, sheets, places), len(sheets))
    totals = [tuple(unscaled(number, places) for number in total) for total, _, _ in front]
    marks = _marked(totals, sheets)
    return [
        EfficientOutcome(total, resolutions, space.variables.choice(values), *mark)
        for total, (_, resolutions, values), mark in zip(totals, front, marks)
    ]


def _with_points(acceptable: Function, sheets: Sequence[DrawnMeaning]) -> Function:
    """Return the diagram in which the variable of each entry says whether it is earned."""
    earned = [sheet.point(n).equiv(holds) for sheet in sheets for n, (holds, _) in enumerate(sheet.entries)]
    return reduce(and_, sorted(earned, key=first_level, reverse=True), acceptable)


def _gains(space: Space, sheets: Sequence[DrawnMeaning], places: int) -> dict[int, Vector]:
    """Return for the variable of each entry what earning it adds to each score."""
    number_of = {(each.kind, each.of): number for number, each in enumerate(space.variables.all)}
    gains = {}
    for sheet, each in enumerate(sheets):
        for offset, (_, points) in enumerate(each.entries):
            vector = tuple(scaled(points, places) if number == sheet else 0 for number in range(len(sheets)))
            gains[number_of["point", each.points_from + offset]] = vector
    return gains


def _marked(totals: Sequence[Sequence[Decimal]], sheets: Sequence[DrawnMeaning]) -> list[tuple[bool, bool]]:
    """Return for each total whether it is the Nash point, and whether the Kalai-Smorodinsky point."""
    least = [Fraction(sheet.program.ruleset.reservation or 0) for sheet in sheets]
    gains = [tuple(Fraction(score) - floor for score, floor in zip(total, least)) for total in totals]
    sound = [gain for gain in gains if min(gain) >= 0]
    if not sound:
        return [(False, False)] * len(totals)
    product = max(prod(each) for each in sound)
    most = [max(each[party] for each in sound) for party in range(len(sheets))]
    shares = {each: sorted(gain / best for gain, best in zip(each, most) if best) for each in sound}
    fairest = max(shares.values())
    return [(gain in shares and prod(gain) == product, shares.get(gain) == fairest) for gain in gains]
