"""What the installed rules say: the example can be signed, and every bottom line can be broken."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

import dealcheck

EXAMPLE = Path(__file__).parent.parent / "examples" / "inter-korean.yaml"

BREAKING = {
    "projects-within-the-sanctions": "{party: rok, action: open, object: forestry}",
    "commerce-waits": "{party: rok, action: enlarge, object: kaesong-complex}",
    "exercises-are-decided-together": "{party: us, action: scale-down, object: other-large-exercises}",
    "a-pause-is-decided-together": "{party: us, action: pause, object: other-large-exercises}",
    "an-end-is-decided-together": "{party: us, action: end, object: other-large-exercises}",
    "further-measures-for-openness": "{party: rok, action: pause, object: other-large-exercises}",
    "something-between-the-koreas": "{party: rok, action: end, object: spring-exercises}",
    "remains-of-southern-soldiers": "{party: dprk, action: expand, object: remains-recovery}",
}


def broken_by(provision: str) -> set[str]:
    """The bottom lines that a deal with this one provision breaks."""
    text = f"deal: one-provision\nvocabulary: korea-inter\nprovisions:\n  only: {provision}\n"
    result = dealcheck.verify(text, "rok-hanoi")
    assert isinstance(result, dealcheck.DealVerification)
    return {breach.bottom_line for breach in result.verdicts[0].breaches}


def test_everybody_can_sign_the_example() -> None:
    result = dealcheck.verify(EXAMPLE, ["rok-hanoi", "us-hanoi", "dprk-ri", "dprk-trump"])
    assert isinstance(result, dealcheck.DealVerification)
    assert result.acceptable_to_all
    assert result.verdicts[0].outcome == "accepted"


@pytest.mark.parametrize(("bottom_line", "provision"), BREAKING.items())
def test_every_bottom_line_can_be_broken(bottom_line: str, provision: str) -> None:
    assert bottom_line in broken_by(provision)


def test_surveys_need_no_exemption() -> None:
    assert broken_by("{party: rok, action: survey, object: inter-korean-cooperation}") == set()


def test_what_the_ruleset_offers_breaks_no_red_line_once_projects_are_exempted() -> None:
    exempted = "{party: us, action: exempt, object: inter-korean-projects}"
    text = (
        f"deal: opening\nvocabulary: korea-inter\nprovisions:\n  exempted: {exempted}\n"
        "  transport: {party: rok, action: open, object: transport-links}\n"
    )
    assert dealcheck.verify(text, "rok-hanoi").passes(strict=True)


def test_all_its_bottom_lines_are_tested_and_inferred() -> None:
    file = resources.files("dealcheck_rok") / "rules" / "rok.yaml"
    ruleset = dealcheck.read_document(file.read_bytes(), "rok.yaml").document
    assert isinstance(ruleset, dealcheck.Ruleset)
    assert set(ruleset.bottom_lines) == set(BREAKING)
    assert {line.status for line in ruleset.bottom_lines.values()} == {"inferred"}
