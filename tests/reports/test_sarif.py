from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

import dealcheck
from dealcheck.reports.formats.sarif import uri
from tests.conftest import ROOT
from tests.reports.made import BREACH, DRAFT, EXAMPLES, REJECTED, SALE, nasty, verified, written

report = written("sarif")


def run_of(*verifications: dealcheck.Verification, strict: bool = False) -> Any:
    """The one run of a report, after checking what SARIF 2.1.0 requires of every log."""
    log = json.loads(report(verifications, strict=strict))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "dealcheck"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
    for result in run["results"]:
        check_result(result, ids)
    return run


def check_result(result: Any, ids: list[str]) -> None:
    assert ids[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in ("error", "warning", "note")
    assert result["message"]["text"].strip()
    assert len(result.get("locations", [])) <= 1
    numbers = [location["id"] for location in result.get("relatedLocations", [])]
    assert len(numbers) == len(set(numbers))
    for location in (*result.get("locations", ()), *result.get("relatedLocations", ())):
        physical = location["physicalLocation"]
        address = physical["artifactLocation"]["uri"]
        assert address.isascii()
        assert not set(address) & set(' <>"\\^`{|}\n')
        assert physical["region"]["startLine"] >= 1
        assert physical["region"]["startColumn"] >= 1


def by_rule(run: Any) -> dict[str, Any]:
    return {result["ruleId"]: result for result in run["results"]}


def test_a_broken_bottom_line_stands_at_its_provision() -> None:
    run = run_of(SALE)
    result = by_rule(run)["seller/keys-after-payment"]
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "deals/sale.yaml"},
        "region": {"startLine": 12, "startColumn": 3},
    }
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "rules/seller.yaml"
    assert related["message"]["text"] == "bottom line keys-after-payment"
    text = result["message"]["text"]
    assert text.startswith("Seller Ltd can't sign (seller).\nKeys are handed over after payment (red line, stated).\n")
    assert "“pledge” is weaker than “pay”" in text
    assert "Ann Lee, The Herald" in text
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["shortDescription"]["text"] == "Keys are handed over after payment"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["red-line", "stated"]


@pytest.mark.parametrize(
    ("strength", "level"), [("red-line", "error"), ("priority", "warning"), ("preference", "note")]
)
def test_levels(strength: Any, level: str) -> None:
    verdict = attrs.evolve(REJECTED, breaches=(attrs.evolve(BREACH, strength=strength),))
    assert by_rule(run_of(attrs.evolve(SALE, verdicts=(verdict,))))["seller/keys-after-payment"]["level"] == level


def test_a_score_that_is_too_low_is_a_result_at_the_deal() -> None:
    result = by_rule(run_of(SALE))["seller:reservation"]
    assert result["level"] == "error"
    assert "score 0.3, needs at least 0.5" in result["message"]["text"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_without_provisions_the_deal_is_the_place() -> None:
    breach = attrs.evolve(BREACH, provisions=(), places=())
    run = run_of(attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),)))
    result = by_rule(run)["seller/keys-after-payment"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert len(result["relatedLocations"]) == 1


def test_further_provisions_are_related() -> None:
    other = dealcheck.Place("deals/sale.yaml", 40, 3)
    breach = attrs.evolve(BREACH, provisions=("keys", "garage"), places=(*BREACH.places, other))
    run = run_of(attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),)))
    related = by_rule(run)["seller/keys-after-payment"]["relatedLocations"]
    assert [each["message"]["text"] for each in related] == ["provision garage", "bottom line keys-after-payment"]


def test_a_deal_from_python_has_no_place() -> None:
    breach = attrs.evolve(BREACH, places=(), place=None)
    deal = attrs.evolve(SALE, file="", place=None, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),))
    assert all("locations" not in result for result in run_of(deal)["results"])


def test_a_draft_reports_what_no_resolution_helps_against() -> None:
    results = by_rule(run_of(DRAFT))
    assert list(results) == [
        "seller:draft",
        "seller:reservation",
        "seller/keys-after-payment",
        "draft:common-resolution",
    ]
    assert results["seller:draft"]["level"] == "error"
    assert results["draft:common-resolution"]["message"]["text"] == "Of 8 resolutions none is acceptable to all."


def test_strict_asks_a_draft_for_every_resolution() -> None:
    good = attrs.evolve(DRAFT, acceptable=6, without_reservations=5, verdicts=DRAFT.verdicts[1:])
    assert run_of(good)["results"] == []
    assert list(by_rule(run_of(good, strict=True))) == ["draft:common-resolution"]


def test_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert uri("deals/a b#ü?.yaml") == "deals/a%20b%23%C3%BC%3F.yaml"
    assert uri(str(ROOT / "examples" / "x.yaml")) == "examples/x.yaml"
    assert uri(str(ROOT.parent / "x y.yaml")).startswith("file:///")
    assert uri("<stdin>") == "%3Cstdin%3E"
    assert uri("a\udc80.yaml") == "a%80.yaml"


def test_messages_hold_no_placeholders_and_no_links() -> None:
    breach = attrs.evolve(BREACH, title="Pay {0} [here](http://e.vil)")
    run = run_of(attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),)))
    text = by_rule(run)["seller/keys-after-payment"]["message"]["text"]
    assert r"Pay {{0}} \[here\](http://e.vil)" in text


def test_hostile_text() -> None:
    report([nasty()]).encode("utf-8")
    run_of(nasty())


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_examples(file: Path) -> None:
    verification = verified(file)
    errors = [result for result in run_of(verification)["results"] if result["level"] == "error"]
    assert bool(errors) is not verification.passes()
