"""`dealcheck lint` as rule authors use it: what it finds, what they silence, and what it mends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import dealcheck
from dealcheck.answers.lint import CODES
from dealcheck.syntax.comments import Comment, comments

Run = Callable[..., Result]
WORDS = """vocabulary: village
parties: {upper: , lower: }
actions: {give: [promise, give]}
objects: {water: {parts: {spring: , well: }}}
"""
HEAD = """ruleset: rights
party: upper
vocabulary: village
"""
RULES = f"""{HEAD}sources:
  speech: {{speaker: Mayor, date: 2020-01-01}}

  letter: # it was never sent
    speaker: Clerk
    date: 2020-01-02
    quote: |
      Words # and no comment

      of the clerk
  # The one that counts.
  vote: {{speaker: Council, date: 2020-01-03}}

definitions:
  spring: {{party: lower, action: give, object: spring}}
  both:
    any:
      - spring
      - {{party: lower, action: give, object: well}}

bottom-lines:
  nothing-for-nothing:
    forbid: {{party: upper, action: give, part-of: water}}
    sources: [speech, vote]
"""
MENDED = f"""{HEAD}sources:
  speech: {{speaker: Mayor, date: 2020-01-01}}

  # The one that counts.
  vote: {{speaker: Council, date: 2020-01-03}}


bottom-lines:
  nothing-for-nothing:
    forbid: {{party: upper, action: give, part-of: water}}
    sources: [speech, vote]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with a vocabulary, for rulesets."""
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str) -> Path:
    path = folder / "rights.yaml"
    path.write_bytes(text.encode())
    return path


def found(run: Run, folder: Path, *options: str) -> list[tuple[str, int]]:
    """The code and the line of each finding."""
    result = run("lint", str(folder), *options, "--format", "json")
    assert result.exit_code in (0, 1), result.output
    (answer,) = json.loads(result.output)["answers"]
    assert result.exit_code == (1 if answer["findings"] else 0)
    return [(each["code"], each["place"]["line"]) for each in answer["findings"]]


LINES = {
    "unsourced": "  x: {forbid: {party: upper, action: give, object: well}}",
    "never-broken": "  x: {status: inferred, forbid: {all: [{party: upper, action: give, object: well},"
    " {not: {party: upper, action: promise, part-of: water}}]}}",
    "always-broken": "  x: {status: inferred, forbid: {any: [{party: upper, action: give, object: well},"
    " {not: {party: upper, action: give, object: well}}]}}",
    "implied": "  x: {status: inferred, forbid: {party: upper, action: give, object: well}}\n"
    "  y: {status: inferred, forbid: {party: upper, action: promise, object: well}}",
    "contradiction": "  x: {status: inferred, forbid: {party: lower, action: promise, object: well}}\n"
    "  y: {status: inferred, require: {party: lower, action: give, object: well}}",
}


@pytest.mark.parametrize("code", LINES)
def test_a_bottom_line_with_something_to_look_at(run: Run, rules: Path, code: str) -> None:
    write(rules, f"{HEAD}bottom-lines:\n{LINES[code]}\n")
    assert (code, 5) in found(run, rules)
    assert found(run, rules, "--select", code) == [(code, 5)]
    assert found(run, rules, "--ignore", ",".join(CODES)) == []


def test_an_offer_that_the_other_side_does_not_look_at(run: Run, rules: Path) -> None:
    write(rules, f"{HEAD}offers:\n  well: {{action: give, object: well}}\n  spring: {{action: give, object: spring}}\n")
    theirs = "{status: inferred, require: {party: upper, action: promise, object: well}}"
    (rules / "theirs.yaml").write_text(
        f"ruleset: theirs\nparty: lower\nvocabulary: village\nbottom-lines:\n  well: {theirs}\n", encoding="utf-8"
    )
    assert found(run, rules) == [("unwanted-offer", 6)]


def test_what_nothing_uses_goes_and_all_else_stays_as_it_was_written(run: Run, rules: Path) -> None:
    path = write(rules, RULES)
    assert [code for code, _ in found(run, rules)] == ["unused-source", *["unused-definition"] * 2]
    result = run("lint", str(rules), "--fix")
    assert (result.exit_code, path.read_text(encoding="utf-8")) == (0, MENDED)
    assert "Mended 3 things." in result.output
    assert found(run, rules) == []


def test_line_ends_and_what_is_not_wrong_stay_as_they_are(run: Run, rules: Path) -> None:
    path = write(rules, RULES.replace("\n", "\r\n"))
    run("lint", str(rules), "--fix")
    assert path.read_bytes() == MENDED.replace("\n", "\r\n").encode()
    before = path.stat().st_mtime_ns
    run("lint", str(rules), "--fix")
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "sources",
    ["sources: {speech: {speaker: Mayor, date: 2020-01-01}}", 'sources: {"speech": {speaker: M, date: 2020-01-01}}'],
)
def test_what_shares_its_line_is_left_to_the_author(run: Run, rules: Path, sources: str) -> None:
    path = write(rules, f"{HEAD}{sources}\n")
    assert run("lint", str(rules), "--fix").exit_code == 1
    assert path.read_text(encoding="utf-8") == f"{HEAD}{sources}\n"


def test_an_anchor_that_is_used_elsewhere_stays(run: Run, rules: Path) -> None:
    text = f"{HEAD}sources:\n  one: &it {{speaker: Mayor, date: 2020-01-01}}\n  two: *it\n"
    text += "bottom-lines:\n  x: {forbid: {party: upper, action: give, object: well}, sources: two}\n"
    path = write(rules, text)
    assert run("lint", str(rules), "--fix").exit_code == 1
    assert path.read_text(encoding="utf-8") == text


def test_installed_rules_are_never_written(run: Run, tmp_path: Path) -> None:
    """Not even where there is something to mend: beside a party that looks at all offers, a comment is needless."""
    eager = tmp_path / "eager.yaml"
    anything = "{total: {of: weight, over: {party: dprk}, at-least: 1}}"
    eager.write_text(
        f"ruleset: eager\nparty: us\nvocabulary: korea\nworth: {{all: {{when: {anything}, points: 1}}}}\n",
        encoding="utf-8",
    )
    before = {path: path.read_bytes() for path in Path("rules/korea").iterdir()}
    result = run("lint", "dprk-ri", str(eager), "--fix")
    assert "[needless-ignore]" in result.output
    assert "Mended" not in result.output
    assert {path: path.read_bytes() for path in Path("rules/korea").iterdir()} == before


SILENT = {
    "on its line": "  x: {forbid: {party: upper, action: give, object: well}} # dealcheck: ignore[unsourced]",
    "before it": "  # dealcheck: ignore[unsourced] known to all\n\n  # more\n" + LINES["unsourced"],
    "in the file": LINES["unsourced"] + "\n# dealcheck: ignore-file[unsourced]",
}


@pytest.mark.parametrize("where", SILENT)
def test_comments_silence_what_they_name(run: Run, rules: Path, where: str) -> None:
    write(rules, f"{HEAD}bottom-lines:\n{SILENT[where]}\n")
    assert found(run, rules) == []
    assert "silence 1 thing more" in run("lint", str(rules)).output
    write(rules, f"{HEAD}bottom-lines:\n{SILENT[where].replace('unsourced', 'implied')}\n")
    assert sorted(code for code, _ in found(run, rules)) == ["needless-ignore", "unsourced"]
    assert [code for code, _ in found(run, rules, "--ignore", "implied")] == ["unsourced"]


def test_a_comment_goes_with_the_line_that_is_taken_over(run: Run, tmp_path: Path) -> None:
    """Who extends a ruleset is told neither of what its author meant, nor that other comments there are needless."""
    heir = tmp_path / "heir.yaml"
    heir.write_text("ruleset: heir\nextends: dprk-ri\n", encoding="utf-8")
    result = run("lint", str(heir))
    assert result.exit_code == 0, result.output
    assert "silence 1 thing more" in result.output


def test_text_that_looks_like_a_comment_silences_nothing(run: Run, rules: Path) -> None:
    write(rules, f'{HEAD}title: "x # dealcheck: ignore-file[unsourced]"\nbottom-lines:\n{LINES["unsourced"]}\n')
    assert found(run, rules) == [("unsourced", 6)]


@pytest.mark.parametrize(
    ("comment", "message", "left"),
    [
        ("ignore[unsourcd]", "unknown code `unsourcd`; did you mean `unsourced`?", ""),
        ("ignore", "names no code", ""),
        ("ignore[unsourced]", "no `unsourced` to silence here", ""),
        ("ignore[implied, unsourced] as agreed", "no `unsourced`", " # dealcheck: ignore[implied] as agreed"),
    ],
)
def test_needless_comments_go(run: Run, rules: Path, comment: str, message: str, left: str) -> None:
    first, second = LINES["implied"].split("\n")
    path = write(rules, f"{HEAD}bottom-lines:\n{first} # dealcheck: {comment}\n{second}\n")
    assert message in " ".join(run("lint", str(rules)).output.split())
    run("lint", str(rules), "--fix")
    assert path.read_text(encoding="utf-8") == f"{HEAD}bottom-lines:\n{first}{left}\n{second}\n"


def test_sarif_has_the_place_and_what_the_code_means(run: Run, rules: Path) -> None:
    path = write(rules, f"{HEAD}bottom-lines:\n{LINES['unsourced']}\n")
    result = run("lint", str(rules), "--format", "sarif")
    assert result.exit_code == 1
    (log,) = json.loads(result.output)["runs"]
    (rule,) = log["tool"]["driver"]["rules"]
    assert (rule["id"], rule["help"]["text"]) == (
        "unsourced",
        f"{CODES['unsourced'].why}\n{CODES['unsourced'].cure}",
    )
    (annotation,) = log["results"]
    physical = annotation["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"].endswith(path.name)
    assert physical["region"] == {"startLine": 5, "startColumn": 3}


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_it_means(run: Run, code: str) -> None:
    result = run("lint", "--explain", code)
    assert result.exit_code == 0
    assert result.output.startswith(f"{code}: {CODES[code].summary}\n")
    assert ("--fix" in result.output) == CODES[code].fixable


@pytest.mark.parametrize("option", ["--select", "--ignore", "--explain"])
def test_an_unknown_code(run: Run, option: str) -> None:
    result = run("lint", "us-hanoi", option, "implid")
    assert (result.exit_code, result.output) == (2, "error: unknown code `implid`; did you mean `implied`?\n")
    with pytest.raises(dealcheck.InputError, match="unknown code `implid`"):
        dealcheck.lint("us-hanoi", select=["implid"])


def test_comments_and_what_only_looks_like_one() -> None:
    text = "# one\na: 'x # no' # two\nb: x#no\nc: |\n  # no\n\n# three\nd: [1, # four\n  2]\ne: >-\n  x\n  # no\n"
    assert list(comments(text)) == [
        Comment(1, 1, "# one", True),
        Comment(2, 13, "# two", False),
        Comment(7, 1, "# three", True),
        Comment(8, 8, "# four", False),
    ]
