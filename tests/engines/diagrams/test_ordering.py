"""The order of the choices: what the same bottom lines look at lies close together."""

from __future__ import annotations

from itertools import pairwise

from dealcheck.engines.diagrams.ordering import force, spans


def test_spans_are_counted_from_the_first_to_the_last_of_a_group() -> None:
    groups = [frozenset({0, 3}), frozenset({1, 2})]
    assert spans([0, 1, 2, 3], groups) == 3 + 1
    assert spans([0, 3, 1, 2], groups) == 1 + 1


def test_pairs_that_lie_far_apart_are_brought_together() -> None:
    pairs = [frozenset({number, number + 6}) for number in range(6)]
    assert spans(range(12), pairs) == 6 * 6
    best = force(12, pairs)[0]
    assert sorted(best) == list(range(12))
    assert spans(best, pairs) == 6  # each next to its other half


def test_a_chain_that_was_torn_is_laid_out_again() -> None:
    chain = [0, 5, 2, 7, 4, 1, 6, 3]
    links = [frozenset(pair) for pair in pairwise(chain)]
    orders = force(8, links)
    assert spans(orders[0], links) < spans(range(8), links)
    stretches = [spans(order, links) for order in orders]
    assert stretches == sorted(stretches)


def test_the_order_is_always_the_same() -> None:
    groups = [frozenset({0, 4}), frozenset({1, 3, 5}), frozenset({2})]
    assert force(6, groups) == force(6, groups)


def test_nothing_to_order() -> None:
    assert force(0, [])[0] == []
    assert force(3, [])[0] == [0, 1, 2]
