"""Deals written as YAML are read back as the same deals."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dealcheck
from dealcheck.files.writer import deal_text
from dealcheck.syntax.nodes import UNFIT
from tests.conftest import HANOI
from tests.differential.strategies import drafts, words

texts = st.text(max_size=40).filter(lambda text: not UNFIT.search(text) and text == text.strip())
odd = st.sampled_from(
    [
        "yes",
        "1e5",
        "1_000",
        "0x1f",
        "null",
        "~",
        "- a",
        "#x",
        "a: b",
        "[a",
        "'",
        '"',
        "{}",
        "true",
        "1.0",
        "=",
        "2019-02-28",
    ]
)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**12), max_value=10**12)
values = st.one_of(texts, odd, numbers, st.booleans(), st.just(Decimal("1" + "0" * 59)))


def read(text: str) -> dealcheck.Deal:
    reading = dealcheck.read_document(text, "deal.yaml")
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Deal)
    return reading.document


@pytest.mark.parametrize("path", sorted(HANOI.glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples(path: object) -> None:
    deal = read(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert read(deal_text(deal)) == deal


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_drafts(data: st.DataObject) -> None:
    """With any text in titles and clauses, and any value that an attribute may have."""
    deal = data.draw(drafts(data.draw(words())))
    title = data.draw(st.one_of(texts, odd))
    provisions = {
        name: attrs.evolve(provision, text=title, attributes={"size": (data.draw(values),), **provision.attributes})
        for name, provision in deal.provisions.items()
    }
    deal = attrs.evolve(deal, title=title, description=title, provisions=provisions)
    assert read(deal_text(deal)) == deal
