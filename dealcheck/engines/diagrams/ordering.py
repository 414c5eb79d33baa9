"""The order of the choices in a diagram: those that the same bottom lines look at lie close together.

A diagram must remember, between the first and the last choice that a bottom line depends on, what it has seen so far;
the shorter these spans are, the smaller it is. FORCE shortens them: every bottom line pulls the choices that it
depends on towards their centre of gravity, until the spans get no shorter.

Source: F. A. Aloul, I. L. Markov, K. A. Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic",
Great Lakes Symposium on VLSI, 2003.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from dealcheck.engines.seen import deciding, may_match, provisions_seen
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Draft

_ROUNDS = 100
_STARTS = 8
"""The orders that are tried as a start: the draft's own, and shuffles of it, always the same."""


def order_for(draft: Draft, programs: Sequence[p.Program]) -> list[int]:
    """Return the provisions and articles of a draft in the order in which their choices should stand.

    Provisions go by their numbers; the numbers after those are articles.
    """
    return orders_for(draft, programs)[0]


def orders_for(draft: Draft, programs: Sequence[p.Program]) -> list[list[int]]:
    """Return the orders that FORCE settles in, and their reverses, those of the shortest spans first.

    How large a diagram becomes in an order is known only when it is made: of orders whose spans are alike, one may
    take ten times what another takes.
    """
    settled = force(len(draft.clauses) + len(draft.articles), groups_of(draft, programs))
    return [order for each in settled for order in (each, each[::-1])]


def groups_of(draft: Draft, programs: Sequence[p.Program]) -> list[frozenset[int]]:
    """Return the provisions and articles that are looked at together, by their numbers, in groups."""
    count = len(draft.clauses)
    groups: list[frozenset[int]] = []
    for program in programs:
        looks_at = provisions_seen(draft, program)
        groups += [deciding(line.parts, looks_at) for line in program.bottom_lines.values()]
        groups += [looks_at[number] for number in program.worth.values()]
        groups += _leaf_groups(draft, program)
    return groups + [article.decides | {count + number} for number, article in enumerate(draft.articles)]


def _leaf_groups(draft: Draft, program: p.Program) -> Iterator[frozenset[int]]:
    """Yield for each leaf of a whole that must be reached, the provisions that may reach it."""
    for node in program.conditions:
        if isinstance(node, p.Reaches) and node.whole:
            for leaf in node.leaves:
                yield frozenset(may_match(draft, program.patterns[node.pattern], frozenset((leaf,))))


def force(count: int, groups: Sequence[frozenset[int]]) -> list[list[int]]:
    """Return the numbers from 0 to `count` - 1 in orders in which each group lies close together, the closest first."""
    groups = [group for group in groups if len(group) > 1]
    start = list(range(count))
    shuffler = random.Random(count)
    orders = [_settled(start, groups)]
    for _ in range(_STARTS - 1):
        shuffler.shuffle(start)
        orders.append(_settled(start, groups))
    return sorted(orders, key=lambda order: spans(order, groups))


def spans(order: Sequence[int], groups: Sequence[frozenset[int]]) -> int:
    """Return how far the groups stretch in an order, all together."""
    place = {number: at for at, number in enumerate(order)}
    ends = ([place[number] for number in group] for group in groups)
    return sum(max(places) - min(places) for places in ends)


def _settled(start: Sequence[int], groups: Sequence[frozenset[int]]) -> list[int]:
    """Return the best order on the way from a start, moved until it gets no better."""
    best = order = list(start)
    least = spans(order, groups)
    for _ in range(_ROUNDS):
        order = _moved(order, groups)
        stretch = spans(order, groups)
        if stretch >= least:
            break
        best, least = order, stretch
    return best


def _moved(order: Sequence[int], groups: Sequence[frozenset[int]]) -> list[int]:
    """Return everything moved to the mean of the centres of its groups; what is in none stays where it was."""
    place = {number: at for at, number in enumerate(order)}
    pulls: dict[int, list[float]] = {}
    for group in groups:
        centre = sum(place[number] for number in group) / len(group)
        for number in group:
            pulls.setdefault(number, []).append(centre)
    target = {number: sum(pull) / len(pull) for number, pull in pulls.items()}
    return sorted(order, key=lambda number: (target.get(number, place[number]), place[number]))
