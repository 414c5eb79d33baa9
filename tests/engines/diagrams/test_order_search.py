"""Orders are tried on a small scale, and what is found does not depend on the order."""

from __future__ import annotations

import pytest

from dealcheck.engines.diagrams import order_search
from dealcheck.engines.diagrams.order_search import tried_order, tried_space
from dealcheck.engines.diagrams.symbolic import Space
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.program import Program
from dealcheck.language.resolutions import open_draft
from dealcheck.session.session import Session
from tests.conftest import HANOI


@pytest.fixture
def talks() -> tuple[Draft, list[Program]]:
    scope = Session().scope(["us-hanoi", "dprk-ri"])
    deal = scope.deal(HANOI / "draft.yaml").deal
    draft = open_draft(deal, scope.library.lexicon(deal.vocabulary))
    return draft, [each.program for each in scope.positions_for(deal)]


def acceptable(space: Space) -> int:
    return space.count(space.join(demand for each in space.meanings for demand in each.demands()))


def test_a_small_draft_is_not_tried(talks: tuple[Draft, list[Program]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_search, "_joined", None)  # it would fail if it were called
    assert tried_order(*talks, 10**8)[1]
    assert acceptable(tried_space(*talks)) == 62


def test_the_first_order_that_fits_is_taken(
    talks: tuple[Draft, list[Program]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_search, "_SMALL", 1)
    order, fits = tried_order(*talks, 10**9)
    assert fits
    assert order == order_search.orders_for(*talks)[0]
    assert acceptable(tried_space(*talks)) == 62


def test_when_none_fits_the_one_that_got_furthest_is_taken(
    talks: tuple[Draft, list[Program]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_search, "_SMALL", 1)
    reached = iter([(3, False), (5, False), (5, False), *[(1, False)] * 10])
    monkeypatch.setattr(order_search, "_joined", lambda *_: next(reached))
    orders = order_search.orders_for(*talks)
    assert tried_order(*talks, 10**9) == (orders[1], False)


def test_any_order_gives_the_same_counts(talks: tuple[Draft, list[Program]]) -> None:
    for order in order_search.orders_for(*talks):
        assert acceptable(Space(*talks, order=order)) == 62
