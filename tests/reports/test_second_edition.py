"""What the second edition brought, read aloud: amounts, alternatives, dependencies, score sheets by issues."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import app
from dealcheck.language.lexicon import lexicon
from dealcheck.language.wording import Wording
from tests.hostile import PLUGINS

WORDS = """\
vocabulary: captives
parties: {north: {title: The North}, south: {title: The South}, league: }
actions: {letting-go: [exchange, release]}
objects: {prisoners: , hostages: }
"""


def worded(text: str) -> str:
    """The condition in words that a bottom line requires."""
    rules = f"ruleset: r\nparty: north\nvocabulary: captives\nbottom-lines: {{b: {{require: {text}}}}}\n"
    read, words = dealcheck.read_document(rules, "r.yaml"), dealcheck.read_document(WORDS, "w.yaml").document
    assert isinstance(read.document, dealcheck.Ruleset)
    assert isinstance(words, dealcheck.Vocabulary)
    assert read.mistakes == ()
    required = read.document.bottom_lines["b"].require
    assert required is not None
    return Wording(lexicon([words])).condition(required)


def provision_worded(text: str) -> str:
    read = dealcheck.read_document(f"deal: d\nvocabulary: captives\nprovisions: {{p: {text}}}\n", "d.yaml")
    words = dealcheck.read_document(WORDS, "w.yaml").document
    assert isinstance(read.document, dealcheck.Deal)
    assert isinstance(words, dealcheck.Vocabulary)
    assert read.mistakes == ()
    return Wording(lexicon([words])).provision(read.document.provisions["p"])


TOTAL = "{total: {of: persons, over: {party: north, action: release}, %s}}"
OVER = "persons in total, over The North: release anything"
HOSTAGES = "{of: hostages, over: {party: south}%s}"
SOUTH = "the hostages in total (over The South: do anything to anything)"


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("at-least: 5", "persons in total at least 5, over The North: release anything"),
        ("at-least: " + HOSTAGES % "", f"{OVER}: at least {SOUTH}"),
        ("at-least: " + HOSTAGES % ", times: 10", f"{OVER}: at least 10 for each of {SOUTH}"),
        ("less-than: [3, " + HOSTAGES % ", times: -0.5" + "]", f"{OVER}: less than 3 plus -0.5 times {SOUTH}"),
        ("in: [3, " + HOSTAGES % "" + "]", f"{OVER}: one of 3, {SOUTH}"),
        ("at-least: [3, 4]", "persons in total at least 3 plus 4, over The North: release anything"),
    ],
)
def test_amounts(test: str, expected: str) -> None:
    assert worded(TOTAL % test) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{party: [north, south], action: release, object: hostages}", "The North or The South: release hostages"),
        (
            "{parties: [[north, south], [north]], action: release, object: hostages}",
            "The North and The South or The North: release hostages",
        ),
        (
            "{party: north, action: release, object: hostages, "
            "attributes: {days: [{from: 30, to: 60, by: 15}, 90, null]}}",
            "The North: release hostages, days 30 to 60 by 15, 90 or none",
        ),
        (
            "{party: north, action: release, object: hostages, provided: [a-b, {earlier: {not: c}}]}",
            "The North: release hostages, provided “a b” and not (“c”), at an earlier step",
        ),
    ],
)
def test_provisions(text: str, expected: str) -> None:
    assert provision_worded(text) == expected


RULES = """\
ruleset: south
party: south
vocabulary: captives
bottom-lines:
  each-is-released:
    each: {object: [prisoners, hostages]}
    title: All $object come home
    strength: priority
    require: {party: north, action: release, object: $object}
  ten-for-one:
    forbid:
      total: {of: persons, over: {party: south}, less-than: {of: persons, over: {party: north}, times: 10}}
worth: {peace: {title: Some peace, when: {object: prisoners}, points: 3}}
issues:
  how-many: {title: How many, of: go.attributes.persons, weight: 40, points: {4: 0.5, 5: 1}}
  when: {of: back.from, points: {second: 2}}
reservation: 10
"""
DEAL = """\
deal: offer
vocabulary: captives
steps: [first, second]
provisions:
  go: {party: north, action: exchange, object: prisoners, attributes: {persons: 4}}
  back: {party: south, action: release, object: hostages, attributes: {persons: %s}, provided: go}
"""


@pytest.mark.parametrize(
    ("persons", "measured"),
    [
        ("30", "30 persons, 10 fewer than 10 for each of 4 persons"),
        ("39.5", "39.5 persons, 0.5 fewer than 10 for each of 4 persons"),
    ],
)
def test_how_far_a_total_is_from_what_it_is_compared_with(persons: str, measured: str) -> None:
    (verdict,) = dealcheck.verify(DEAL % persons, [WORDS, RULES], plugins=PLUGINS).verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    (breach,) = [each for each in verdict.breaches if each.bottom_line == "ten-for-one"]
    assert breach.finding.measured == measured


def test_a_verdict_says_what_adds_up_to_its_score() -> None:
    (verdict,) = dealcheck.verify(DEAL % "40", [WORDS, RULES], plugins=PLUGINS).verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    assert [(each.entry, each.title, each.points, each.of, each.value) for each in verdict.earned] == [
        ("peace", "Some peace", Decimal(3), "", ""),
        ("how-many", "How many", Decimal(20), "go.attributes.persons", "4"),
        ("when", "when", Decimal(0), "back.from", "first"),
    ]
    assert verdict.score == sum(each.points for each in verdict.earned)


@pytest.fixture
def files(tmp_path: Any) -> list[str]:
    (tmp_path / "words.yaml").write_text(WORDS)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "deal.yaml").write_text(DEAL % "30")
    return [str(tmp_path / "deal.yaml"), *(f"--rules={tmp_path / name}" for name in ("words.yaml", "rules.yaml"))]


def test_reports_of_a_deal(files: list[str]) -> None:
    text = CliRunner().invoke(app, ["verify", *files]).output
    assert "Points: Some peace 3, How many 20 (persons 4), when 0 (from first)." in text
    assert "All prisoners come home (priority, stated)." in text
    assert "10 fewer than 10 for each of 4 persons" in " ".join(text.split())
    report = json.loads(CliRunner().invoke(app, ["verify", *files, "--format", "json"]).output)
    (verdict,) = report["verifications"][0]["verdicts"]
    assert verdict["earned"][1] == {
        "entry": "how-many",
        "title": "How many",
        "points": "20",
        "of": "go.attributes.persons",
        "value": "4",
    }


def test_a_ruleset_is_explained_with_its_score_sheet(files: list[str]) -> None:
    text = CliRunner().invoke(app, ["explain", "south", *files[1:]]).output
    assert "south/each-is-released.prisoners: All prisoners come home" in text
    assert "south: what it gives points for, of which it needs at least 10" in text
    assert "  Some peace: 3 at the end for somebody: do anything to prisoners" in text
    assert "  How many: by go.attributes.persons, 20 for 4, 40 for 5" in text
    both = CliRunner().invoke(app, ["explain", "south/each-is-released", *files[1:]]).output
    assert both.count("The South; priority, stated") == 2
    assert "points" not in both
    catalogue = CliRunner().invoke(app, ["rules", *files[1:]]).output
    assert "3 bottom lines, 2 issues" in catalogue


def test_what_a_provision_depends_on_is_told_where_it_falls_short() -> None:
    deal = (DEAL % "40").replace("provided: go", "provided: {earlier: {earlier: go}}")
    rules = RULES.replace("party: north, action: release, object: $object", "object: $object")
    (verdict,) = dealcheck.verify(deal, [WORDS, rules], plugins=PLUGINS).verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    (breach,) = [each for each in verdict.breaches if each.bottom_line == "each-is-released.hostages"]
    (shortfall,) = breach.finding.shortfalls
    assert (shortfall.kind, shortfall.provision) == ("not-provided", "back")
    assert shortfall.text.endswith("“go”, at an earlier step, at an earlier step")
