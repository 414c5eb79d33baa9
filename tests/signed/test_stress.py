"""Is a deal safe to sign? What breaks if others stop half way, by the command and from Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import dealcheck
from benchmarks.stress.__main__ import asked as measured
from tests.signed.made import SESSION, WORDS

Run = Callable[..., Result]
DEAL = """
deal: swap
vocabulary: words
steps: [first, second, third]
provisions:
  land: {party: a, action: give, object: land, perform-within: 10 days}
  sea: {party: b, action: lend, object: sea, from: second}
"""
REMEDY = """
remedies:
  take-back: {when: {breach: land, for: 30 days}, by: b, notice: 5 days, suspends: sea}
"""
RULES = """
ruleset: rules
vocabulary: words
party: b
bottom-lines:
  no-sea-without-land:
    title: No sea without land
    forbid: {party: b, action: lend, object: sea}
    unless: {party: a, action: give, object: land}
  keep-the-fine: {require: {party: a, action: lend, object: fine}}
  a-wish: {require: {party: a, action: give, object: land}, strength: priority}
"""
SIGNED = "examples/signed/hanoi.yaml"
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")


def asked(deal: str, **more: Any) -> dealcheck.RulesetStress:
    """The answer for the small ruleset."""
    (ruleset,) = dealcheck.stress(deal, [WORDS, RULES], session=SESSION, **more).rulesets
    return ruleset


def stops(exposure: dealcheck.Exposure | None) -> dict[str, str]:
    """What is stopped in the shortest counter-course, and when."""
    assert exposure is not None
    assert exposure.shortest is not None
    return {stop.provision: stop.step for stop in exposure.shortest.stopped}


def test_without_remedies_the_latest_stop_is_shown() -> None:
    found = asked(DEAL)
    assert (found.safe, found.defaulters, found.broken) == (False, ("a",), ("keep-the-fine",))
    assert found.without_remedies is None
    exposure = found.with_remedies
    # Land may be given up to step 1, 2, 3 or not at all; sea is lent from the second step on.
    assert (exposure.courses, exposure.exposed) == (4, 3)
    assert [(line.bottom_line, line.courses) for line in exposure.lines] == [("no-sea-without-land", 3)]
    assert stops(exposure) == {"land": "third"}


def test_a_remedy_takes_effect_a_step_after_the_breach() -> None:
    found = asked(DEAL + REMEDY)
    assert found.without_remedies is not None
    # Never performed, or stopped at the second step: with the remedy, the sea is back a step later.
    assert (found.with_remedies.courses, found.with_remedies.exposed) == (4, 2)
    assert (found.without_remedies.courses, found.without_remedies.exposed) == (4, 3)
    shortest = found.with_remedies.shortest
    assert shortest is not None
    assert stops(found.with_remedies) == {"land": "third"}
    assert [(step.breach, step.suspended, step.remedies, step.broken) for step in shortest.steps] == [
        ((), (), (), ()),
        ((), (), (), ()),
        (("land",), (), (), ("no-sea-without-land",)),
    ]


@pytest.mark.parametrize(("notice", "exposed"), [(0, 2), (1, 3), (2, 3)])
def test_notice_in_steps_makes_it_later(notice: int, exposed: int) -> None:
    found = asked(DEAL + REMEDY.replace("for: 30 days}", f"for: 30 days}}, notice-steps: {notice}"))
    assert found.with_remedies.exposed == exposed


def test_a_deal_can_be_safe_by_its_order_or_by_what_it_depends_on() -> None:
    waits = DEAL.replace("from: second}", "from: second, provided: land}")
    assert asked(waits).safe
    assert asked(waits).with_remedies.exposed == 0
    assert asked(DEAL, defaulters=["b"]).safe


def test_a_remedy_can_make_a_deal_safe() -> None:
    late = RULES.replace("    unless: {party", "    until: {party").replace(
        "forbid: {party: b, action: lend, object: sea}",
        "forbid: {all: [{party: b, action: lend, object: sea}, "
        "{earlier: {not: {party: a, action: lend, object: land}}}]}",
    )
    (found,) = dealcheck.stress(DEAL + REMEDY, [WORDS, late], session=SESSION).rulesets
    assert found.safe
    assert found.without_remedies is not None
    assert stops(found.without_remedies) == {"land": "first"}


def test_what_a_remedy_adds_may_be_stopped_too() -> None:
    fined = DEAL + REMEDY.replace("suspends: sea}", "adds: {fine: {party: a, action: lend, object: fine}}}")
    needs = RULES.replace(
        "{require: {party: a, action: lend, object: fine}}",
        "{require: {any: [{party: a, action: give, object: land}, {party: a, action: lend, object: fine}]}}",
    )
    (found,) = dealcheck.stress(fined, [WORDS, needs], session=SESSION).rulesets
    assert found.with_remedies.courses == 4 * 4
    lines = {line.bottom_line: line.courses for line in found.with_remedies.lines}
    # Land given up to the third step is in breach then, too late for a fine; before, the fine must be stopped as well.
    assert lines["keep-the-fine"] == 4 + 2 * 3


def test_a_deal_of_one_step_and_one_without_provisions() -> None:
    found = asked(DEAL.replace("steps: [first, second, third]\n", "").replace(", from: second", ""))
    assert (found.with_remedies.courses, found.with_remedies.exposed) == (2, 1)
    assert stops(found.with_remedies) == {"land": "signature"}
    assert asked("deal: none\nvocabulary: words\nprovisions: {}\n").safe


def test_a_counter_course_is_replayed_by_status(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert run("stress", SIGNED, *BOTH, "--write", out).exit_code == 1
    answers = json.loads(run("stress", SIGNED, *BOTH, "--format", "json").output)["answers"]
    names = sorted(path.stem for path in Path(out).glob("*.yaml"))
    assert len(names) == 4
    for ruleset in answers[0]["rulesets"]:
        for exposure in (ruleset["with_remedies"], ruleset["without_remedies"]):
            name = exposure["shortest"]["deal"].splitlines()[0].removeprefix("deal: ")
            assert name in names
            deal, log = f"{out}/{name}.yaml", f"{out}/{name}.jsonl"
            call = ("status", deal, "--log", log, "--as-of", "2001-01-04", "--rules", ruleset["ruleset"])
            (told,) = json.loads(run(*call, "--format", "json").output)["answers"]
            (status,) = told["rulesets"]
            broken = {line["bottom_line"] for line in status["lines"] if line["state"] == "broken"}
            assert {breach["bottom_line"] for breach in exposure["shortest"]["broken"]} <= broken


def test_who_may_stop(run: Run) -> None:
    result = run("stress", SIGNED, "--rules", "us-hanoi", "--defaulters", "rok", "--defaulters", "dprk")
    assert "exposed if Republic of Korea and Democratic People's Republic of Korea may stop" in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--defaulters", "dprc"), "unknown party `dprc`; did you mean `dprk`?"),
        (("--defaulters", ""), "expected PARTY, found an empty text"),
        (("--timeout", "-1"), "timeout"),
    ],
)
def test_wrong_arguments(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("stress", SIGNED, *BOTH, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_defaulter_that_nothing_binds() -> None:
    with pytest.raises(dealcheck.InputError, match="no provision of this deal binds `b`; expected `a`"):
        asked(DEAL.replace("party: b", "party: a"), defaulters=["b"])


DRAFT = DEAL.replace("from: second}", "from: [second, third]}").replace(
    "party: a, action: give", "party: a, action: [lend, give]"
)


def test_a_draft_has_safe_resolutions() -> None:
    """Land must be given, and where sea is lent at the end alone, the remedy comes too late."""
    rules = RULES.replace("  keep-the-fine: {require: {party: a, action: lend, object: fine}}\n", "")
    waits = DRAFT.replace("[second, third]}", "[second, third], provided: [land], bracketed: true}")
    for deal, acceptable, safe in ((DRAFT, 2, 0), (waits, 4, 4)):
        draft = dealcheck.stress(deal, [WORDS, rules], session=SESSION).draft
        assert draft is not None
        assert draft.without_remedies is None
        known = draft.with_remedies
        assert (draft.resolutions, draft.acceptable, known.safe, known.by_ruleset) == (
            *(4 if deal is DRAFT else 6, acceptable, safe),
            {"rules": safe},
        )
        assert (known.example is not None) is bool(safe)
        if known.example is not None:
            assert dealcheck.stress(known.example.deal, [WORDS, rules], session=SESSION).safe


def test_the_safe_resolution_of_a_draft_is_written(run: Run, tmp_path: Path) -> None:
    result = run("stress", "examples/hanoi/draft.yaml", *BOTH, "--write", str(tmp_path))
    assert "Of the 62 resolutions that all can sign, 48 are safe for all" in result.output
    (file,) = tmp_path.iterdir()
    assert run("verify", str(file), *BOTH).exit_code == 0
    assert run("stress", str(file), *BOTH).exit_code == 0


def test_what_is_safe_is_known_without_counting(run: Run) -> None:
    result = run("stress", "examples/hanoi/draft.yaml", *BOTH, "--timeout", "0")
    words = " ".join(result.output.split())
    assert "Of the resolutions that all can sign, some are safe for all" in words
    assert "Resolutions were not counted: the time was up" in words
    assert result.exit_code == 0


def test_no_resolution_is_safe(run: Run) -> None:
    other = ("--rules", "us-hanoi", "--rules", "dprk-trump")
    result = run("stress", "examples/hanoi/draft.yaml", *other)
    assert "No resolution is acceptable to all" in result.output
    assert result.exit_code == 1


def test_nothing_is_counted_where_the_time_is_up(run: Run) -> None:
    result = run("stress", SIGNED, *BOTH, "--timeout", "0", "--format", "json")
    assert result.exit_code == 1
    (answer,) = json.loads(result.output)["answers"]
    assert "time was up" in answer["uncounted"]
    assert [each["with_remedies"]["exposed"] for each in answer["rulesets"]] == [None, None]
    assert all(each["with_remedies"]["shortest"] for each in answer["rulesets"])
    words = " ".join(run("stress", SIGNED, *BOTH, "--timeout", "0").output.split())
    assert "Courses were not counted: " in words
    assert "a red line breaks in some of 5,184 courses" in words


def test_nothing_is_counted_where_the_memory_is_too_small() -> None:
    answer, _ = measured(20, 12, count=True, seconds=600, memory=1000)
    assert "outgrew" in answer.uncounted
    assert answer.rulesets[0].with_remedies.exposed is None
    assert answer.rulesets[0].with_remedies.shortest is not None


def test_what_the_deal_breaks_as_it_is_written_is_told() -> None:
    answer = dealcheck.stress(DEAL, [WORDS, RULES], defaulters=["b"], session=SESSION)
    words = " ".join(dealcheck.render([answer], session=SESSION).split())
    assert answer.safe
    assert "but as written it breaks red lines of Beta (rules)" in words
    assert "left out of account: keep-the-fine" in words


def test_titles_are_shown_as_text(tmp_path: Path) -> None:
    rules = RULES.replace("No sea without land", "'<b>No</b> | sea'")
    answer = dealcheck.stress(DEAL, [WORDS, rules], session=SESSION)
    html = dealcheck.render([answer], "html", session=SESSION)
    assert "&lt;b&gt;No" in html
    assert "<b>No" not in html
    assert "\\| sea" in dealcheck.render([answer], "markdown", session=SESSION)
