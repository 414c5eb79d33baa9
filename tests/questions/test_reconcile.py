"""What `reconcile` says of scores beyond what a solver counts with, and of wishes that nobody can have."""

from __future__ import annotations

from decimal import Decimal

import pytest

import dealcheck
from dealcheck import Plugins, Session

WORDS = """\
vocabulary: toy
parties: {a: , b: }
actions: {give: [lend, give]}
objects: {coal: , goods: }
"""
SESSION = Session(plugins=Plugins(entry_points=False))


def ruleset(worth: str) -> str:
    return f"ruleset: r\nparty: a\nvocabulary: toy\nworth:\n{worth}"


@pytest.mark.parametrize(
    ("points", "total"),
    [
        (("99999999999999999999", "0.9999999999"), "99999999999999999999.9999999999"),
        (("1000000000000000000.00000000001", "1"), "1000000000000000001.00000000001"),
        (("-99999999999999999999", "0.5"), "0.5"),
    ],
)
@pytest.mark.parametrize("best", ["total", "a", "nash"])
def test_scores_of_many_digits_are_exact(points: tuple[str, str], total: str, best: str) -> None:
    worth = "".join(
        f"  w-{thing}: {{when: {{party: b, action: give, object: {thing}}}, points: {number}}}\n"
        for thing, number in zip(("coal", "goods"), points)
    )
    answer = dealcheck.reconcile([WORDS, ruleset(worth)], best=best, session=SESSION)
    assert answer.scores == {"r": Decimal(total)}


def test_what_no_deal_at_all_has_is_not_to_be_had() -> None:
    worth = "  never: {when: {any: []}, points: 5}\n  some: {when: {object: coal}, points: 1}\n"
    answer = dealcheck.reconcile([WORDS, ruleset(worth)], session=SESSION)
    wishes = {wish.entry: wish for wish in answer.wishes}
    assert not wishes["never"].possible
    assert wishes["never"].against == ()
    assert wishes["some"].possible
    page = dealcheck.render([answer], "text")
    assert "no deal at all has it" in page


def test_what_was_asked_for_is_nobodys_reservation_value() -> None:
    asked = ["{party: b, action: give, object: coal}", "{not: {party: b, action: give, object: coal}}"]
    rules = ruleset("  some: {when: {object: coal}, points: 1}\n")
    answer = dealcheck.reconcile([WORDS, rules], including=asked, session=SESSION)
    page = dealcheck.render([answer], "text")
    assert f"You: {asked[0]} (asked for)" in page
    assert "reservation value" not in page
