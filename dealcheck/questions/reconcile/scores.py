"""Score sheets for the solver: the deals with the best scores.

Source of the Nash point: J. F. Nash, "The bargaining problem", Econometrica 18, 1950.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod

from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver.best import Best
from dealcheck.engines.solver.logic import Literal
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.language.position import Position
from dealcheck.language.program import Choice, Settled
from dealcheck.language.semantics import judge, score
from dealcheck.numbers import places_after_point, scaled

TOTAL, NASH = "total", "nash"
Sheet = tuple[Position, Meaning]


def sheets_for(best: str, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the score sheets that `best` is about: a ruleset's, those of a party, or all for `total` and `nash`.

    Raises InputError when it names nobody who keeps a score sheet.
    """
    kept = [sheet for sheet in sheets if sheet[0].program.worth]
    if best in (TOTAL, NASH):
        chosen = kept
    else:
        chosen = [sheet for sheet in kept if best in (sheet[0].ruleset.id, sheet[0].ruleset.party)]
    if not chosen:
        names = [str(name) for sheet in kept for name in (sheet[0].ruleset.party, sheet[0].ruleset.id)]
        message = f"no score sheet of `{shown(best)}`" if kept else "no ruleset keeps a score sheet"
        cure = nearest(best, [*dict.fromkeys(names), TOTAL, NASH]) if kept else "add `worth` to one of them"
        raise InputError([Mistake(message, None, cure)])
    return chosen


def costs_of(sheets: Sequence[Sheet]) -> list[tuple[Literal, int]]:
    """Return what earning entries of score sheets takes off the cost of a deal, in whole numbers."""
    points = [
        (meaning.earned(name), position.ruleset.worth[name].points)
        for position, meaning in sheets
        for name in position.program.worth
    ]
    places = places_after_point([number for _, number in points])
    return [(earned, -scaled(number, places)) for earned, number in points]


def scores_at_least(sheets: Sequence[Sheet], least: Sequence[Decimal]) -> list[Literal]:
    """Return for each score sheet where it comes to so much or more."""
    pairs = zip(sheets, least)
    return [meaning.scores(partial(_reaches, number), [number]) for (_, meaning), number in pairs]


def nash_scores(search: Best, sheets: Sequence[Sheet], settled: Callable[[Choice], Settled]) -> list[Decimal]:
    """Return the scores whose gains over the reservation values have the largest product.

    Efficient scores are found one after the other: those of the largest sum that none beats that was found before.
    Raises InputError when every deal is worth less than nothing to somebody.
    """
    best: tuple[Fraction, list[Decimal]] | None = None
    unbeaten: list[Literal] = []
    while (choice := search.next(*unbeaten)) is not None:
        deal = settled(choice)
        scores = [score(position.program, judge(position.program, deal)) for position, _ in sheets]
        product = _product(scores, sheets)
        if product is not None and (best is None or product > best[0]):
            best = (product, scores)
        more = [meaning.scores(partial(_exceeds, number), [number]) for (_, meaning), number in zip(sheets, scores)]
        unbeaten.append(search.space.any_of(more))
    if best is None:
        message = "every deal that all can sign gives somebody a score below 0, and gains over that can't be multiplied"
        raise InputError([Mistake(message, None, f"ask for the best `{TOTAL}`, or state a `reservation`")])
    return best[1]


def _product(scores: Sequence[Decimal], sheets: Sequence[Sheet]) -> Fraction | None:
    """Return the product of the gains; None where one of them is a loss."""
    least = (Fraction(position.ruleset.reservation or 0) for position, _ in sheets)
    gains = [Fraction(score) - floor for score, floor in zip(scores, least)]
    return prod(gains, start=Fraction(1)) if min(gains) >= 0 else None


def _reaches(least: Decimal, score: Decimal) -> bool:
    return score >= least


def _exceeds(least: Decimal, score: Decimal) -> bool:
    return score > least
