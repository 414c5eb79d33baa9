"""What is asked of the solver: the best resolutions one after the other, and demands that can't all be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dealcheck.engines.seen import Sees, independent
from dealcheck.engines.solver.logic import Conflict, Deadline, Literal, Logic, Model
from dealcheck.engines.solver.space import Space
from dealcheck.language.drafts.draft import Choice
from dealcheck.progress import tell

Costs = Sequence[Iterable[tuple[Literal, int]]]
"""What choices cost, level by level: the first level counts before the next."""


class HasMet(Sees, Protocol):
    """Anything that some resolutions meet: a demand, or all that an account demands."""

    @property
    def met(self) -> Literal: ...


Wanted = TypeVar("Wanted", bound=HasMet)


class Best:
    """Finds the resolutions that meet some demands, the cheapest first."""

    def __init__(self, space: Space, demands: Iterable[HasMet], costs: Costs, *, deadline: Deadline = None) -> None:
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


def example(space: Space, demands: Iterable[HasMet], *, deadline: Deadline = None) -> Choice | None:
    """Return a resolution that meets all demands; None when there is none."""
    model = space.logic.solve([demand.met for demand in demands], deadline=deadline)
    return space.choice(model) if isinstance(model, Model) else None


def minimal_conflict(
    space: Space, wanted: Sequence[Wanted], *, always: Sequence[HasMet] = (), deadline: Deadline = None
) -> list[Wanted]:
    """Return a minimal conflict: demands that can't all be met, but can once any one of them is dropped.

    `always`: what must be met in any case.
    """
    space.logic.forget_costs()
    left = list(wanted)
    for number, demand in enumerate(wanted):
        tell("dropping each demand in turn", number, len(wanted))
        if any(demand is other for other in left):
            others = [other for other in left if other is not demand]
            answer = space.logic.solve([*_met(others), *_met(always)], deadline=deadline)
            if isinstance(answer, Conflict):
                left = _of(others, answer)
    return left


def minimal_conflicts(
    space: Space, wanted: Sequence[Wanted], *, always: Sequence[HasMet] = (), deadline: Deadline = None
) -> Iterator[list[Wanted]]:
    """Yield all minimal sets of demands that can't all be met, one after the other; arguments as above.

    Demands that no provision ties together never conflict, and are looked at apart.
    """
    space.logic.forget_costs()
    every: list[HasMet] = [*always, *wanted]
    for group in independent(space.draft, every):
        tied = set(map(id, group))
        own = [demand for demand in wanted if id(demand) in tied]
        sure = [demand for demand in always if id(demand) in tied]
        yield from _within_group(space, own, sure, deadline)


def _within_group(
    space: Space, wanted: Sequence[Wanted], always: Sequence[HasMet], deadline: Deadline
) -> Iterator[list[Wanted]]:
    """Yield all minimal sets of demands that can't all be met beside what must be met.

    Of the sets that were not looked at yet a largest one is taken: if it can be met, so can its subsets; if not, it is
    shrunk to a minimal conflict, and no larger set than that can be met.
    Source: M. H. Liffiton, A. Previti, A. Malik, J. Marques-Silva, "Fast, flexible MUS enumeration", Constraints 21,
    2016.
    """
    unexplored = Logic()
    taken = [unexplored.choice() for _ in wanted]
    unexplored.prefer(taken)
    while isinstance(largest := unexplored.solve(deadline=deadline), Model):
        chosen = [demand for demand, is_taken in zip(wanted, taken) if largest.holds(is_taken)]
        answer = space.logic.solve([*_met(chosen), *_met(always)], deadline=deadline)
        if isinstance(answer, Model):
            met = [answer.holds(demand.met) for demand in wanted]
            unexplored.demand(unexplored.any_of(is_taken for is_taken, is_met in zip(taken, met) if not is_met))
        else:
            conflict = minimal_conflict(space, _of(chosen, answer), always=always, deadline=deadline)
            ids = set(map(id, conflict))
            unexplored.demand(
                ~unexplored.all_of(is_taken for is_taken, demand in zip(taken, wanted) if id(demand) in ids)
            )
            yield conflict


def _met(wanted: Iterable[HasMet]) -> list[Literal]:
    return [demand.met for demand in wanted]


def _of(wanted: Iterable[Wanted], conflict: Conflict) -> list[Wanted]:
    """Return the demands that a conflict is made of; where several are the same literal, one of them is enough."""
    by_literal = {demand.met: demand for demand in wanted if conflict.has(demand.met)}
    return list(by_literal.values())
