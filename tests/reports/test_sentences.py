from __future__ import annotations

import attrs
import pytest

import dealcheck
from dealcheck.answers.verdict import Finding, Release
from dealcheck.model.vocabulary import Source
from dealcheck.reports import sentences as s
from dealcheck.reports import verdicts as v
from dealcheck.reports.page import Line, indented
from tests.reports.made import BREACH, DRAFT, EXAMPLES, REJECTED, REQUIRED, RESERVED, SALE, SOURCE, nasty, verified


def test_a_rejected_deal_reads_like_a_statement() -> None:
    assert indented(v.verdict_lines(REJECTED)).splitlines() == [
        "Seller Ltd can't sign (seller).",
        "  It is worth too little: score 0.3, needs at least 0.5.",
        "  Keys are handed over after payment (red line, stated).",
        "    Broken at steps “signing” and “closing” by provision keys (deals/sale.yaml:12).",
        "    It holds until “paid”; at step “signing” still missing:",
        "      Buyer: pay all of the price — reached in part by first-rate; not reached: second half",
        "        deposit (deals/sale.yaml:20): “pledge” is weaker than “pay”",
        "      Buyer: bring a guarantee — no provision does that",
        "    Ann Lee, The Herald, 2024-05-06: “not before we are paid” (https://example.org/a?b=1&c=2)",
        "  Repairs follow the inspection (priority, inferred).",
        "    Broken at step “signing”: provision inspection (deals/sale.yaml:30) calls for it; "
        "still missing at step “closing”:",
        "      Seller: repair the roof — no provision does that",
        "  Needs referral, being beyond the mandate of the broker: keys and deposit.",
    ]


def told(breach: dealcheck.Breach) -> list[str]:
    """What a report for people says of a breach."""
    return [line.text for line in s.breach_lines(breach) if line.kind != "rule"]


def test_lines_say_what_they_are_for() -> None:
    kinds = {line.kind for line in v.verdict_lines(REJECTED)}
    assert kinds == {"verdict", "breach", "fact", "missing", "rule", "source"}


def test_a_reservation_keeps_the_score_on_the_verdicts_line() -> None:
    assert (
        v.verdict_line(RESERVED).text == "Seller Ltd can sign, with reservations (bank); score 7, needs at least 0.5."
    )


def test_without_a_score_sheet_a_deal_is_worth_nothing() -> None:
    verdict = attrs.evolve(REJECTED, score=None)
    assert v.is_below_reservation(verdict)
    assert "score 0, needs at least 0.5" in v.score_text(verdict)


def test_summaries() -> None:
    assert v.summary_text(SALE) == "Seller Ltd (seller) can't sign."
    good = attrs.evolve(SALE, verdicts=SALE.verdicts[1:])
    assert v.summary_text(good) == "Acceptable to all."
    assert v.summary_text(good, strict=True) == "Seller Ltd (bank) can't sign without reservations."
    assert v.summary_text(attrs.evolve(SALE, verdicts=SALE.verdicts[1:2]), strict=True).endswith(
        "without reservations."
    )


def test_drafts() -> None:
    assert v.summary_text(DRAFT) == "Of 8 resolutions none is acceptable to all."
    none, some, every = (indented(v.verdict_lines(verdict)) for verdict in DRAFT.verdicts)
    assert none.splitlines() == [
        "Seller Ltd can't sign any of 8 resolutions (seller).",
        "  keys-after-payment is broken in all 8 resolutions.",
        "  repairs is broken in 2 of 8 resolutions.",
        "  Worth too little in all 8 resolutions.",
    ]
    assert some == "Buyer can sign 6 of 8 resolutions, 5 of them without reservations (buyer)."
    assert every == "Bank can sign all 8 resolutions, all without reservations (bank)."


@pytest.mark.parametrize(
    ("total", "good", "text"),
    [
        (0, 0, "The draft has no well-formed resolution."),
        (1, 1, "Of 1 resolution 1 is acceptable to all, 1 without reservations."),
        (2000, 1500, "Of 2,000 resolutions 1,500 are acceptable to all, 1,500 without reservations."),
    ],
)
def test_counts_of_resolutions(total: int, good: int, text: str) -> None:
    assert v.summary_text(attrs.evolve(DRAFT, resolutions=total, acceptable=good, without_reservations=good)) == text


def test_a_bottom_line_that_what_is_left_out_breaks() -> None:
    absent = Finding(
        condition="not (Seller: repair)",
        step="signing",
        holds=True,
        parts=(Finding(condition="Seller: repair", step="signing", holds=False),),
    )
    breach = attrs.evolve(BREACH, provisions=(), places=(), finding=absent, releases=(), sources=())
    assert told(breach)[1:] == [
        "Broken at steps “signing” and “closing” by what the deal leaves out: not (Seller: repair).",
        "Seller: repair — no provision does that",
    ]


def test_a_requirement_of_the_last_step() -> None:
    breach = attrs.evolve(REQUIRED, trigger=None, provisions=(), places=(), steps=("closing",), at="closing")
    assert s.breach_lines(breach)[1].text == "Broken at the last step, “closing”; still missing:"


def test_several_provisions_call() -> None:
    breach = attrs.evolve(REQUIRED, provisions=("a", "b"), places=(), steps=("closing",), at="closing")
    assert s.breach_lines(breach)[1].text == "Broken at step “closing”: provisions a and b call for it; still missing:"


def test_only_after_that_comes_in_the_same_step() -> None:
    paid = Finding(condition="“paid”", step="signing", holds=True)
    breach = attrs.evolve(BREACH, releases=(Release(kind="only-after", finding=paid),), sources=())
    text = "It would be allowed only after “paid”; that comes at step “signing”, which is not before."
    assert told(breach)[-1] == text


def test_a_simple_release_says_what_is_missing_in_its_own_line() -> None:
    paid = Finding(condition="Buyer: pay all", step="signing", holds=False, missing=("a", "b-c"))
    breach = attrs.evolve(BREACH, releases=(Release(kind="unless", finding=paid),), sources=())
    text = "It would be excused by Buyer: pay all; at step “signing” not reached: a and b c."
    assert told(breach)[-1] == text


def test_sums_are_named() -> None:
    total = Finding(
        condition="tonnes in total", step="signing", holds=True, measured="the total is 7", provisions=("keys",)
    )
    lines = s.breach_lines(attrs.evolve(BREACH, finding=total, releases=(), sources=()))
    assert lines[2].text == "tonnes in total: the total is 7."


def test_findings_on_other_steps_and_met_conditions_say_so() -> None:
    finding = Finding(condition="c", step="closing", holds=True, provisions=("p",))
    assert s.finding_text(finding, at="signing") == "c (at step “closing”) — holds, by p"
    assert s.finding_text(attrs.evolve(finding, provisions=()), at="closing") == "c — holds"


def test_untitled_bottom_lines_say_what_is_forbidden() -> None:
    lines = s.breach_lines(attrs.evolve(BREACH, title=""))
    assert lines[0].text == "keys after payment (red line, stated)."
    assert lines[1].text.endswith("(deals/sale.yaml:12): Seller: hand over the keys.")


def test_places_that_do_not_match_the_provisions_are_left_out() -> None:
    lines = s.breach_lines(attrs.evolve(BREACH, provisions=("keys", "other")))
    assert "by provisions keys and other." in lines[1].text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (SOURCE, "Ann Lee, The Herald, 2024-05-06: “not before we are paid” (https://example.org/a?b=1&c=2)"),
        (Source(id="a", title="Interview", speaker="Ann"), "Ann, Interview"),
        (Source(id="a", title="Study", outlet="Press", description="Says so."), "Study, Press: Says so."),
        (Source(id="a", speaker="Ann", quote="no", description="Of it all."), "Ann: “no” — Of it all."),
        (Source(id="old-letter"), "old letter"),
        (Source(), "a source without a name"),
    ],
)
def test_sources(source: Source, text: str) -> None:
    assert s.source_text(source) == text


def test_hostile_text_stays_on_its_line() -> None:
    for line in (*v.verdict_lines(nasty().verdicts[0]), Line(0, v.deal_title(nasty()), "fact")):
        assert line.text.isprintable()


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_examples_give_whole_sentences(file: object) -> None:
    verification = verified(file)  # type: ignore[arg-type]
    for verdict in verification.verdicts:
        for line in v.verdict_lines(verdict):
            assert line.text
            assert "None" not in line.text
            assert "  " not in line.text
    assert isinstance(verification, (dealcheck.DealVerification, dealcheck.DraftVerification))


def test_nobody_to_ask_and_enough_to_show() -> None:
    assert v.summary_text(attrs.evolve(SALE, verdicts=())) == "Nobody was asked."
    assert v.score_text(RESERVED) == "Score 7, needs at least 0.5."
    assert v.referral_text(RESERVED) == ""


def test_an_exception_that_something_stands_in_the_way_of() -> None:
    sold = Finding(condition="Seller: sell", step="signing", holds=True, provisions=("sale",))
    unsold = Finding(condition="not (Seller: sell)", step="signing", holds=False, parts=(sold,))
    breach = attrs.evolve(BREACH, releases=(Release(kind="unless", finding=unsold),), sources=())
    assert told(breach)[-1] == "Seller: sell — holds, by sale"
