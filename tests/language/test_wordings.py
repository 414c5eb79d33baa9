"""`words` on a provision, how its text words the alternatives: read, checked, written, without effect on verdicts."""

from __future__ import annotations

from decimal import Decimal

import pytest

import dealcheck

VOCABULARY = "vocabulary: v\nparties: {a: }\nactions: {relief: [suspend, lift]}\nobjects: {coal: }\n"
RULES = "ruleset: r\nparty: a\nvocabulary: v\nbottom-lines: {x: {forbid: {action: lift, object: coal}}}\n"


def deal(words: str) -> str:
    return (
        "deal: d\nvocabulary: v\nsteps: [first, second]\nprovisions:\n"
        f"  p: {{party: a, action: [suspend, lift], object: coal, attributes: {{days: [30, 60]}}, words: {words}}}\n"
    )


def test_they_are_read_and_written() -> None:
    text = deal('{suspend: suspended, lift: "", 30: thirty, second: the second step}')
    read = dealcheck.Session().scope([VOCABULARY, RULES]).deal(text).deal
    assert read.provisions["p"].words == {
        "suspend": "suspended",
        "lift": "",
        "30": "thirty",
        "second": "the second step",
    }
    again = dealcheck.Session().scope([VOCABULARY, RULES]).deal(dealcheck.deal_text(read)).deal
    assert again == read


def test_they_stay_when_brackets_are_settled() -> None:
    read = dealcheck.Session().scope([VOCABULARY, RULES]).deal(deal("{suspend: suspended}")).deal
    settled = dealcheck.settle_brackets(read, ["p.action=lift", "p.days=30"]).provisions["p"]
    assert (settled.action, settled.attributes["days"]) == (("lift",), (Decimal(30),))
    assert settled.words == {"suspend": "suspended"}


def test_no_verdict_depends_on_them() -> None:
    one, other = (dealcheck.verify(deal(words), [VOCABULARY, RULES]) for words in ("{suspend: x}", "{lift: y}"))
    assert one == other


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("{suspned: suspended}", "unknown alternative `suspned`; did you mean `suspend`?"),
        ("{90: ninety}", "unknown alternative `90`"),
        ("[suspend]", "expected a mapping"),
        ("{suspend: [a]}", "expected text"),
        ("{suspend: a, suspend: b}", "`suspend` is given twice"),
    ],
)
def test_mistakes_in_them_are_told(words: str, message: str) -> None:
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.verify(deal(words), [VOCABULARY, RULES])
    assert message in str(caught.value)
