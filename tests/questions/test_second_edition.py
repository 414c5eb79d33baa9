"""Lint, test cases, mutation and coverage of rules with `each`, amounts and issues."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dealcheck.cli import app

WORDS = """vocabulary: village
parties: {upper: , lower: }
actions: {give: [promise, give]}
objects: {water: {parts: {spring: , well: }}, grain: }
"""
HEAD = "ruleset: rights\nparty: upper\nvocabulary: village\n"


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), prog_name="dealcheck")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "words.yaml").write_text(WORDS)
    return tmp_path


def linted(folder: Path, rules: str, *options: str) -> list[tuple[str, str]]:
    (folder / "rules.yaml").write_text(HEAD + rules)
    result = ran("lint", folder / "words.yaml", folder / "rules.yaml", "--format", "json", *options)
    assert result.exit_code in (0, 1), result.output
    return [(each["code"], each["message"]) for each in json.loads(result.output)["answers"][0]["findings"]]


EACH = "{each: {object: [spring, well]}, party: lower, action: give, object: $object}"


def test_an_entry_that_stands_for_several_is_unused_when_none_of_them_is_used(folder: Path) -> None:
    rules = f"definitions: {{gives: {EACH}}}\nbottom-lines: {{b: {{status: inferred, require: %s}}}}\n"
    line = "{party: lower, action: promise, object: grain}"
    assert linted(folder, rules % line) == [("unused-definition", "nothing uses definition `gives`")]
    assert linted(folder, rules % "gives.well") == []
    assert linted(folder, rules % "gives") == []


def test_fix_takes_out_an_entry_that_stands_for_several(folder: Path) -> None:
    line = "bottom-lines:\n  b: {status: inferred, require: {party: lower, action: promise, object: grain}}\n"
    assert linted(folder, f"definitions:\n  gives:\n    {EACH}\n{line}", "--fix") == []
    assert (folder / "rules.yaml").read_text() == HEAD + line


def test_several_bottom_lines_without_a_source_are_told_once(folder: Path) -> None:
    rules = "bottom-lines: {b: {each: {object: [spring, well]}, require: {party: lower, object: $object}}}\n"
    assert linted(folder, rules) == [("unsourced", "bottom line `b` counts as stated, and cites no source")]


def test_lines_of_an_each_can_be_implied(folder: Path) -> None:
    each = "each: {n: [30, 60]}, status: inferred, require: {object: grain, where: {days: {at-least: $n}}}"
    found = linted(folder, f"bottom-lines: {{b: {{{each}}}}}\n")
    assert found == [("implied", "bottom line `b.30`: whatever breaks it breaks `b.60` too")]


@pytest.mark.parametrize("test", ["at-least", "more-than"])
def test_nothing_is_said_of_totals_that_are_compared_with_sums(folder: Path, test: str) -> None:
    """All deals are not looked at then: what was not found may still be."""
    line = "{status: inferred, require: {total: {of: n, over: {object: grain}, %s: {of: n, over: {object: grain}}}}}"
    assert linted(folder, f"bottom-lines: {{b: {line % test}}}\n") == []


ISSUES = """sources: {memo: {speaker: Mayor}}
bottom-lines: {b: {status: inferred, forbid: {party: upper, action: give, object: grain}}}
worth: {grain: {when: {party: upper, action: give, object: grain}, points: 5}}
issues: {days: {of: back.days, weight: 10, points: {30: 1}, sources: memo}}
reservation: 5
"""


def test_issues_name_provisions_that_no_deal_at_hand_has(folder: Path) -> None:
    """Then nothing is amiss, sources that they cite are used, and no least score is thought out of reach."""
    assert linted(folder, ISSUES) == []


def test_a_reservation_without_issues_can_be_out_of_reach(folder: Path) -> None:
    codes = {code for code, _ in linted(folder, ISSUES.split("issues:")[0] + "reservation: 5\n")}
    assert codes == {"contradiction", "unused-source"}


def test_offers_that_issues_name_are_looked_at(folder: Path) -> None:
    (folder / "rules.yaml").write_text(HEAD + "offers: {back: {action: give, object: grain, provided: ahead}}\n")
    other = "ruleset: lower\nparty: lower\nvocabulary: village\n%s"
    (folder / "lower.yaml").write_text(other % "issues: {i: {of: back.action, points: {give: 1}}}\n")
    files = [folder / name for name in ("words.yaml", "rules.yaml", "lower.yaml")]
    assert ran("lint", *files).output.startswith("Nothing to look at.")
    (folder / "lower.yaml").write_text(
        other % "bottom-lines: {b: {status: inferred, forbid: {party: upper, action: give, object: grain}}}\n"
    )
    assert ran("lint", *files).output.startswith("Nothing to look at.")
    (folder / "lower.yaml").write_text(other % "")
    said = " ".join(ran("lint", *files).output.split())
    assert "no bottom line or score of another party looks at offer `back`" in said


RULES = (
    HEAD
    + """bottom-lines:
  everyone:
    each: {object: [spring, well]}
    require: {party: lower, action: give, object: $object}
  ten-each:
    forbid: {total: {of: n, over: {party: upper}, more-than: [{of: n, over: {party: lower}, times: 10}, 5]}}
issues:
  days: {of: back.days, weight: 40, points: {30: 1, 45: 0.5}}
"""
)
CASES = """tests: cases
rules: [words.yaml, rules.yaml]
cases:
  some:
    deal:
      vocabulary: village
      provisions:
        there: {party: lower, action: give, object: spring, attributes: {n: 2}}
        back: {party: upper, action: give, object: grain, attributes: {n: 25, days: 45}}
    expect: {rights: {broken: %s, score: %s}}
"""


@pytest.fixture
def cases(folder: Path) -> Path:
    (folder / "rules.yaml").write_text(RULES)
    (folder / "test_rules.yaml").write_text(CASES % ("[everyone.well]", 20))
    return folder / "test_rules.yaml"


@pytest.mark.parametrize("broken", ["everyone.well", "[everyone.well]", "{everyone.well: signature}"])
def test_cases_name_lines_of_an_each(cases: Path, broken: str) -> None:
    cases.write_text(CASES % (broken, 20))
    assert ran("test", cases).exit_code == 0
    cases.write_text(CASES % (broken.replace("well", "spring"), 20))
    result = ran("test", cases)
    assert result.exit_code == 1
    assert "everyone.well" in result.output


def test_cases_that_name_unknown_lines_are_wrong(cases: Path) -> None:
    cases.write_text(CASES % ("[everyone.wall]", 20))
    result = ran("test", cases)
    assert result.exit_code == 2
    assert "did you mean `everyone.well`?" in result.stderr


def test_amounts_and_issues_are_changed(cases: Path) -> None:
    result = ran("test", cases, "--mutate", "--format", "json")
    (answer,) = json.loads(result.output)["answers"]
    mutants = {(each["entry"], each["change"]): each["noticed"] for each in answer["mutants"]}
    assert mutants["ten-each", "`forbid` `more-than` once for 10 times"]
    assert mutants["ten-each", "`forbid` `more-than` without addend 1"]
    assert mutants["ten-each", "`forbid` with `at-least` for `more-than`"]
    assert mutants["days", "with half its weight"]
    assert mutants["days", "without points for 45"]
    assert not mutants["days", "without points for 30"]
    assert {entry for entry, _ in mutants} == {"everyone.spring", "everyone.well", "ten-each", "days"}


def test_coverage_counts_the_values_that_issues_give_points_for(cases: Path) -> None:
    result = ran("test", cases, "--coverage", "--format", "json")
    (answer,) = json.loads(result.output)["answers"]
    covered = {
        (each["entry"], each["text"]): each["covered"] for each in answer["coverage"] if each["kind"] == "points"
    }
    assert covered == {("days", "points for 30 are given"): False, ("days", "points for 45 are given"): True}
    lines = {(each["entry"], each["kind"]): each["covered"] for each in answer["coverage"]}
    assert lines["everyone.spring", "kept"]
    assert lines["everyone.well", "broken"]
    assert not lines["everyone.spring", "broken"]
