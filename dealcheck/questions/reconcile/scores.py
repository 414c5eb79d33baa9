"""Score sheets for the solver: the deals with the best scores.

Source of the Nash point: J. F. Nash, "The bargaining problem", Econometrica 18, 1950.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod
from operator import ge, gt
from typing import Any

from dealcheck.engines.claims import Demand
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver.best import Best, Costs
from dealcheck.engines.solver.logic import Deadline, Literal, TooLargeError
from dealcheck.engines.solver.space import Space
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.language.drafts.draft import Choice
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.semantics import judge, score
from dealcheck.numbers import exact_sum, places_after_point, scaled

TOTAL, NASH = "total", "nash"
Sheet = tuple[Position, Meaning]
Compare = Callable[[Any, Any], bool]


def sheets_for(best: str, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the score sheets that `best` is about: a ruleset's, those of a party, or all for `total` and `nash`.

    Raises InputError when it names nobody who keeps a score sheet.
    """
    kept = [sheet for sheet in sheets if sheet[0].program.keeps_score]
    if best in (TOTAL, NASH):
        chosen = kept
    else:
        chosen = [sheet for sheet in kept if best in (sheet[0].ruleset.id, sheet[0].ruleset.party)]
    if not chosen:
        names = [str(name) for sheet in kept for name in (sheet[0].ruleset.party, sheet[0].ruleset.id)]
        message = f"no score sheet of `{shown(best)}`" if kept else "no ruleset keeps a score sheet"
        cure = nearest(best, [*dict.fromkeys(names), TOTAL, NASH]) if kept else "add `worth` or `issues` to one of them"
        raise InputError([Mistake(message, None, cure)])
    return chosen


class Scores:
    """Finds the deals with the highest scores on some sheets, of those that meet some demands."""

    def __init__(
        self,
        space: Space,
        demands: Sequence[Demand],
        costs: Costs,
        sheets: Sequence[Sheet],
        settled: Callable[[Choice], Settled],
        deadline: Deadline,
    ) -> None:
        """Set up; of deals with the same scores the one of the least `costs` is taken."""
        self.space = space
        self.sheets = sheets
        self._settled = settled
        self._search = partial(Best, space, demands, deadline=deadline)
        self._costs = costs
        self._addends = [addend for _, meaning in sheets for addend in meaning.addends()]

    def highest(self) -> Choice | None:
        """Return the deal of the largest sum of scores; None when there is no deal."""
        choice = self._highest()
        return None if choice is None else self._least(self._sum_is(ge, exact_sum(self._scores(choice))))

    def nash(self) -> Choice | None:
        """Return the deal whose gains over the reservation values have the largest product; None: there is no deal.

        Efficient scores are found one after the other: those of the largest sum that none beats that was found before.
        Raises InputError when every deal is worth less than nothing to somebody.
        """
        unbeaten: list[Literal] = []
        best: tuple[Fraction, list[Decimal]] | None = None
        while (choice := self._highest(*unbeaten)) is not None:
            scores = self._scores(choice)
            product = self._product(scores)
            if product is not None and (best is None or product > best[0]):
                best = (product, scores)
            unbeaten.append(self.space.any_of(self._each_is(gt, scores)))
        if best is not None:
            return self._least(*self._each_is(ge, best[1]))
        if not unbeaten:
            return None
        message = "every deal that all can sign gives somebody a score below 0, and gains over that can't be multiplied"
        raise InputError([Mistake(message, None, f"ask for the best `{TOTAL}`, or state a `reservation`")])

    def _highest(self, *assumed: Literal) -> Choice | None:
        """Return some deal of the largest sum of scores."""
        entries = [entry for addend in self._addends for entry in addend]
        places = places_after_point([points for _, points in entries])
        try:
            losses = [(earned, -scaled(points, places)) for earned, points in entries]
            return self._search([losses]).next(*assumed)
        except TooLargeError:
            return self._climbed(assumed)

    def _climbed(self, assumed: Sequence[Literal]) -> Choice | None:
        """Return the same where scores are beyond what the solver counts with: from one sum to the next larger one."""
        search, highest, larger = self._search([]), None, self.space.true
        while (choice := search.next(*assumed, larger)) is not None:
            highest, larger = choice, self._sum_is(gt, exact_sum(self._scores(choice)))
        return highest

    def _least(self, *assumed: Literal) -> Choice | None:
        """Return the deal that takes least, of those where all that is assumed holds."""
        return self._search(self._costs).next(*assumed)

    def _scores(self, choice: Choice) -> list[Decimal]:
        deal = self._settled(choice)
        return [score(position.program, judge(position.program, deal)) for position, _ in self.sheets]

    def _sum_is(self, compare: Compare, number: Decimal) -> Literal:
        literal: Literal = self.space.sum_passes(self._addends, [number], lambda total: compare(total, number))
        return literal

    def _each_is(self, compare: Compare, numbers: Sequence[Decimal]) -> list[Literal]:
        """Return for each score sheet where its score compares so with a number."""

        def literal(meaning: Meaning, number: Decimal) -> Literal:
            reached: Literal = meaning.scores(lambda score: compare(score, number), [number])
            return reached

        return [literal(meaning, number) for (_, meaning), number in zip(self.sheets, numbers)]

    def _product(self, scores: Sequence[Decimal]) -> Fraction | None:
        """Return the product of the gains; None where one of them is a loss."""
        least = (Fraction(position.ruleset.reservation or 0) for position, _ in self.sheets)
        gains = [Fraction(score) - floor for score, floor in zip(scores, least)]
        return prod(gains, start=Fraction(1)) if min(gains) >= 0 else None
