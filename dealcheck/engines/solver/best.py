"""What is asked of the solver: the best resolutions one after the other, and demands that can't all be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dealcheck.engines.claims import Demand
from dealcheck.engines.solver.logic import Conflict, Deadline, Literal, Logic, Model
from dealcheck.engines.solver.space import Space
from dealcheck.language.program import Choice
from dealcheck.progress import tell

Costs = Sequence[Iterable[tuple[Literal, int]]]
"""What choices cost, level by level: the first level counts before the next."""


class Best:
    """Finds the resolutions that meet some demands, the cheapest first."""

    def __init__(self, space: Space, demands: Iterable[Demand], costs: Costs, *, deadline: Deadline = None) -> None:
        self.space = space
        self.deadline = deadline
        self._demands = [demand.met for demand in demands]
        space.logic.minimize(costs)

    def next(self, *assumed: Literal) -> Choice | None:
        """Return the cheapest resolution that is left and where all that is assumed holds; None: there is none."""
        model = self.space.logic.solve([*self._demands, *assumed], deadline=self.deadline)
        return self.space.choice(model) if isinstance(model, Model) else None

    def exclude(self, resolutions: Literal) -> None:
        """Find no more of some resolutions."""
        self.space.logic.demand(~resolutions)


def example(space: Space, demands: Iterable[Demand], *, deadline: Deadline = None) -> Choice | None:
    """Return a resolution that meets all demands; None when there is none."""
    model = space.logic.solve([demand.met for demand in demands], deadline=deadline)
    return space.choice(model) if isinstance(model, Model) else None


def minimal_conflict(space: Space, demands: Sequence[Demand], *, deadline: Deadline = None) -> list[Demand]:
    """Return a minimal conflict: demands that can't all be met, but can once any one of them is dropped."""
    kept = list(demands)
    for number, demand in enumerate(demands):
        tell("dropping each demand in turn", number, len(demands))
        if demand in kept:
            others = [claim for claim in kept if claim is not demand]
            answer = space.logic.solve([claim.met for claim in others], deadline=deadline)
            if isinstance(answer, Conflict):
                kept = _of(others, answer)
    return kept


def minimal_conflicts(space: Space, demands: Sequence[Demand], *, deadline: Deadline = None) -> Iterator[list[Demand]]:
    """Yield all minimal sets of demands that can't all be met, one after the other.

    Of the sets that were not looked at yet a largest one is taken: if it can be met, so can its subsets; if not, it is
    shrunk to a minimal conflict, and no larger set than that can be met.
    Source: M. H. Liffiton, A. Previti, A. Malik, J. Marques-Silva, "Fast, flexible MUS enumeration", Constraints 21,
    2016.
    """
    unexplored = Logic()
    taken = [unexplored.choice() for _ in demands]
    unexplored.prefer(taken)
    while isinstance(largest := unexplored.solve(deadline=deadline), Model):
        chosen = [demand for demand, is_taken in zip(demands, taken) if largest.holds(is_taken)]
        answer = space.logic.solve([demand.met for demand in chosen], deadline=deadline)
        if isinstance(answer, Model):
            met = [answer.holds(demand.met) for demand in demands]
            unexplored.demand(unexplored.any_of(is_taken for is_taken, is_met in zip(taken, met) if not is_met))
        else:
            conflict = minimal_conflict(space, _of(chosen, answer), deadline=deadline)
            numbers = [taken[number] for number, demand in enumerate(demands) if demand in conflict]
            unexplored.demand(~unexplored.all_of(numbers))
            yield conflict


def _of(demands: Iterable[Demand], conflict: Conflict) -> list[Demand]:
    """Return the demands that a conflict is made of; where several are the same literal, one of them is enough."""
    by_literal = {demand.met: demand for demand in demands if conflict.has(demand.met)}
    return list(by_literal.values())
