"""`[tool.dealcheck]` in pyproject.toml: defaults for options, and what goes wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dealcheck.cli import app

WORDS = "vocabulary: village\nparties: {upper: , lower: }\nactions: {give: [promise, give]}\nobjects: {water: }\n"
RULES = "ruleset: rights\nparty: upper\nvocabulary: village\nsources: {speech: {speaker: Mayor, date: 2020-01-01}}\n"
RULES += "bottom-lines: {x: {forbid: {party: upper, action: give, object: water}}}\n"
DEAL = "deal: gift\nvocabulary: village\nprovisions: {gift: {party: upper, action: give, object: water}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with rules, in which the working directory is."""
    for name, text in {"rules/words.yaml": WORDS, "rules/rights.yaml": RULES, "deals/gift.yaml": DEAL}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="dealcheck")


def codes(*arguments: str) -> list[str]:
    (answer,) = json.loads(call("lint", *arguments, "--format", "json").output)["answers"]
    return [each["code"] for each in answer["findings"]]


def write(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(text, encoding="utf-8")


def test_a_project_says_what_the_command_line_need_not(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes("rules") == ["unused-source", "unsourced"]
    write(project, '[tool.dealcheck.lint]\nrules = ["rules"]\nignore = ["unsourced"]\n')
    assert codes() == ["unused-source"]
    assert codes("--ignore", "unused-source") == ["unsourced"]
    monkeypatch.chdir(project / "deals")
    assert codes() == ["unused-source"]


def test_one_code_is_as_good_as_a_list_and_commas(project: Path) -> None:
    write(
        project, '[tool.dealcheck.lint]\nrules = "rules"\nselect = "unsourced, unused-source"\nignore = "unsourced"\n'
    )
    assert codes() == ["unused-source"]


def test_what_is_said_once_holds_for_every_command_that_has_it(project: Path) -> None:
    write(project, '[tool.dealcheck]\nrules = ["rules"]\n')
    assert "rights: rejected" in call("verify", "deals/gift.yaml", "--quiet").output
    assert "unsourced" in call("lint").output
    assert call("schema", "deal").exit_code == 0


def test_flags_numbers_and_commands_of_commands(project: Path) -> None:
    write(
        project,
        "[tool.dealcheck.verify]\nquiet = true\nrules = 'rules'\n"
        "[tool.dealcheck.lint]\nsteps = 9\n[tool.dealcheck.new.rules]\nauthor = 'Me'\n",
    )
    assert call("verify", "deals/gift.yaml").output == "deals/gift.yaml: rights: rejected\n"
    assert "9 is not in the range" in call("lint", "rules").output
    assert call("new", "rules", "water").exit_code == 0
    assert "Copyright (c)" in (text := (project / "dealcheck-water" / "LICENSE").read_text(encoding="utf-8"))
    assert " Me\n" in text


@pytest.mark.parametrize("text", ["", "[project]\nname = 'dealcheck-x'\n", "[tool.other]\nx = 'dealcheck'\n"])
def test_a_project_that_says_nothing(project: Path, text: str) -> None:
    write(project, text)
    assert codes("rules") == ["unused-source", "unsourced"]


WRONG = {
    "[tool.dealcheck.lnt]\n": "1:1: unknown command or option `lnt` in `tool.dealcheck`; did you mean `lint`?",
    "[tool.dealcheck]\nrule = 'rules'\n": "2:1: unknown command or option `rule` in `tool.dealcheck`; did you mean",
    "[tool.dealcheck.lint]\n\nignor = ['x']\n": "3:1: unknown option `ignor` in `tool.dealcheck.lint`; did you mean",
    "[tool.dealcheck.lint]\nsteps = 'x'\n": "2:1: `steps` in `tool.dealcheck.lint`: 'x' is not a valid integer range.",
    "[tool.dealcheck.lint]\nsteps = [1]\n": "2:1: `steps` in `tool.dealcheck.lint`: expected one value, found a list",
    "[tool.dealcheck.lint]\nfix = 'yes'\n": "2:1: `fix` in `tool.dealcheck.lint`: expected true or false, found `yes`",
    "[tool.dealcheck.lint]\nselect = [[1]]\n": "2:1: `select` in `tool.dealcheck.lint`: expected text or a number",
    "[tool.dealcheck.lint]\nselect = 2020-01-01\n": "2:1: `select` in `tool.dealcheck.lint`: expected text or a number",
    "[tool.dealcheck]\nlint = 3\n": "2:1: `tool.dealcheck.lint` is no table",
    "[tool]\ndealcheck = 3\n": "1:1: `tool.dealcheck` is no table",
    "[tool.dealcheck.new.rule]\n": "1:1: unknown command `rule` in `tool.dealcheck.new`; did you mean `rules`?",
    "[tool.dealcheck.lint]\nselect = \n": "2:10: not proper TOML: Invalid value",
    "[tool.dealcheck.lint]\nselect = '\x00'\n": "not proper TOML",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_fit(project: Path, text: str) -> None:
    write(project, text)
    result = call("new" if ".new" in text else "lint", "rules")
    assert result.exit_code == 2
    assert WRONG[text] in result.output
    assert result.output.startswith("error: pyproject.toml:")
    assert call("lint", "--help").exit_code == 0


def test_a_file_that_is_no_text(project: Path) -> None:
    (project / "pyproject.toml").write_bytes(b"\xff [tool.dealcheck]")
    result = call("lint", "rules")
    assert result.exit_code == 2
    assert result.output.startswith("error: pyproject.toml:1:1: not proper TOML: ")


def test_rules_is_an_option_of_many_commands_and_a_command(project: Path) -> None:
    write(project, '[tool.dealcheck]\nrules = ["rules"]\n')
    assert "rights" in call("rules").output
    assert call("verify", "deals/gift.yaml").exit_code == 1
    write(project, '[tool.dealcheck.rules]\nrules = ["rules"]\n')
    assert "rights" in call("rules").output
    assert call("verify", "deals/gift.yaml").exit_code == 2
