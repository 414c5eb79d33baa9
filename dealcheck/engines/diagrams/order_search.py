"""Spaces whose order was tried: how large diagrams become is measured on a small scale, not guessed.

Orders of equal spans may differ tenfold in the diagrams that they lead to, and no measure of an order tells them apart
beforehand. So what all can sign is made in one order after the other, within a small part of the memory; the first
order in which it fits is taken. If it fits in none, those in which most of the demands could be joined are tried again
in a larger part.
"""

from __future__ import annotations

from collections.abc import Sequence

from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.diagrams.ordering import orders_for
from dealcheck.engines.diagrams.symbolic import Space
from dealcheck.engines.runs import number_of_cells, told_apart
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Draft
from dealcheck.progress import tell

_ROUNDS = ((64, 6), (16, 3), (4, 1))
"""In each round, the part of the memory in which orders are tried, and how many of them."""
_SMALL = 10**12
"""A draft with no more resolutions that are told apart is small in any order."""
_SMALL_CACHE = 1 << 20
"""So many operations are remembered where diagrams are small: a larger cache takes longer to set up."""


def tried_space(
    draft: Draft,
    programs: Sequence[p.Program],
    *,
    memory: int = DEFAULT_MEMORY,
    deadline: float | None = None,
) -> Space:
    """Return the resolutions of a draft as diagrams, in an order that was tried; arguments as `Space` takes them."""
    order, is_small = tried_order(draft, programs, memory, deadline)
    cache = _SMALL_CACHE if is_small else None
    return Space(draft, programs, memory=memory, order=order, cache=cache, deadline=deadline)


def tried_order(
    draft: Draft, programs: Sequence[p.Program], memory: int, deadline: float | None = None
) -> tuple[list[int], bool]:
    """Return the best order of provisions and articles, and whether diagrams are known to be small in it."""
    orders = orders_for(draft, programs)
    if is_small(draft, programs):
        return orders[0], True
    for share, number in _ROUNDS:
        joined = []
        for place, order in enumerate(orders[:number]):
            tell("trying orders", place, number)
            reached, fits = _joined(draft, programs, memory // share, order, deadline)
            if fits:
                return order, share == _ROUNDS[0][0]
            joined.append(reached)
        orders = [order for _, order in sorted(zip(joined, orders), key=lambda each: -each[0])]
    return orders[0], False


def is_small(draft: Draft, programs: Sequence[p.Program]) -> bool:
    """Return whether a draft has so few ways to make its choices that diagrams are small in any order."""
    return number_of_cells(told_apart(draft, programs)) <= _SMALL


def _joined(
    draft: Draft, programs: Sequence[p.Program], memory: int, order: Sequence[int], deadline: float | None
) -> tuple[int, bool]:
    """Return how many demands can be joined within some memory, and whether those are all."""
    joined = 0
    try:
        space = Space(draft, programs, memory=memory, order=order, deadline=deadline)
        demands = [demand for meaning in space.meanings for demand in meaning.demands()]
        for joined, _ in enumerate(space.joins(demands)):
            if space.is_crowded:
                return joined, False
    except MemoryError:
        return joined, False
    return joined, True
