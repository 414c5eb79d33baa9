"""What the article reports must come out of the rules and examples that ship with dealcheck."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import dealcheck
from tests.conftest import HANOI, ROOT

A, R, X = "accepted", "accepted-with-reservations", "rejected"

EXPECTED = {
    #                              us-hanoi  dprk-ri  dprk-trump
    "dprk-offer-ri": (X, A, X),
    "dprk-offer-trump": (X, A, A),
    "us-ask": (A, X, X),
    "bigger": (A, A, X),
    "smaller": (R, R, X),
    "smaller-with-deliverables": (A, R, X),
}
RULESETS = ("us-hanoi", "dprk-ri", "dprk-trump")


@pytest.mark.parametrize("engine", ["durable", "reference"])
@pytest.mark.parametrize("name", EXPECTED)
def test_verdicts_of_the_article(name: str, engine: str) -> None:
    result = dealcheck.verify(HANOI / f"{name}.yaml", RULESETS, engine=engine)
    assert isinstance(result, dealcheck.DealVerification)
    assert tuple(verdict.outcome for verdict in result.verdicts) == EXPECTED[name]


def test_the_offer_breaks_on_core_sanctions_with_pompeos_words() -> None:
    result = dealcheck.verify(HANOI / "dprk-offer-ri.yaml", "us-hanoi")
    assert isinstance(result, dealcheck.DealVerification)
    breach = next(b for b in result.verdicts[0].breaches if b.bottom_line == "core-sanctions-stay")
    assert breach.provisions == ("sectoral-relief",)
    assert breach.steps == ("exchange",)
    assert [(source.speaker, source.date, source.quote) for source in breach.sources] == [
        ("Mike Pompeo", "2019-02-21", "substantially reduced"),
        ("Mike Pompeo", "2019-02-24", "core sanctions"),
    ]
    (release,) = breach.releases
    assert release.kind == "until"
    assert not release.finding.holds


def test_every_installed_account_is_asked_when_no_rules_are_named() -> None:
    result = dealcheck.verify(HANOI / "smaller.yaml")
    assert {verdict.ruleset for verdict in result.verdicts} >= set(RULESETS)


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_the_draft_has_resolutions_that_both_can_sign(engine: str) -> None:
    result = dealcheck.verify(HANOI / "draft.yaml", ["us-hanoi", "dprk-ri"], engine=engine)
    assert isinstance(result, dealcheck.DraftVerification)
    assert (result.resolutions, result.acceptable, result.without_reservations) == (864, 62, 6)
    assert [verdict.acceptable for verdict in result.verdicts] == [452, 408]


def test_every_bottom_line_has_a_source_and_a_truthful_kind_of_one() -> None:
    """What is marked as stated rests on a source; a disputed account says whose it is."""
    for path in sorted((ROOT / "rules").rglob("*.yaml")):
        document = dealcheck.read_document(path.read_bytes(), str(path)).document
        if isinstance(document, dealcheck.Ruleset):
            for line in document.bottom_lines.values():
                assert line.sources, f"{document.id}/{line.id} cites nobody"


def test_nothing_in_the_package_knows_of_korea() -> None:
    for path in sorted((ROOT / "dealcheck").rglob("*.py")):
        words = path.read_text(encoding="utf-8").lower()
        for word in ("korea", "hanoi", "dprk", "yongbyon", "sanction"):
            assert word not in words, f"{path.name} speaks of {word}"


def test_the_script_in_examples_runs(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(ROOT / "examples" / "hanoi.py")), run_name="__main__")
    printed = capsys.readouterr().out
    assert "us-hanoi" in printed
    assert "rejected" in printed
