"""Sizes that are written as text are hardly ever meant so: whoever asks is warned, and answers stay as they are."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import app
from dealcheck.editor.diagnose import mistakes_of
from dealcheck.editor.workspace import Workspace
from tests.hostile import PLUGINS

WORDS = """\
vocabulary: supply
parties: {buyer: , seller: }
actions: {trade: [deliver, pay], pledge: [pledge]}
objects: {goods: {parts: {coal: , grain: }}, money: }
"""
RULES = """\
ruleset: seller
party: seller
vocabulary: supply
bottom-lines: {line: {require: %s}}
"""
DEAL = """\
deal: offer
vocabulary: supply
provisions:
  delivery: {party: seller, action: deliver, object: coal, attributes: {days: %s, note: 3 copies}}
"""
PATTERN = "{party: seller, action: deliver, part-of: goods, where: {days: {at-most: 60}}}"
TOTAL = "{total: {of: days, over: {action: deliver}, at-most: {of: grace, over: {}}}}"


def warned(value: str, rule: str = PATTERN) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dealcheck.verify(DEAL % value, [WORDS, RULES % rule], plugins=PLUGINS)
    assert all(each.category is dealcheck.InputWarning for each in caught)
    return [str(each.message) for each in caught]


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        ("30 days", "write `30`"),
        ('"30"', "write `30`"),
        ("60%", "write `60`"),
        ("<= 30", "write `30`"),
        ("'$ 1,500.50 a day'", "write `1500.50`"),
        ("'.5'", None),
        (".5 days", "write `0.5`"),
        ("-3 degrees", "write `-3`"),
        ("[30..60]", "write `{from: 30, to: 60}` in brackets"),
        ("30 to 60 days", "write `{from: 30, to: 60}` in brackets"),
        ("30–60 days", "write `{from: 30, to: 60}` in brackets"),
        ("2019-02-28", "write `2019`"),
        ("[45, 90 days]", "write `90`"),
        ("9" * 70 + " days", "write a number"),
    ],
)
@pytest.mark.parametrize("rule", [PATTERN, TOTAL])
def test_who_asks_is_warned_with_place_and_cure(value: str, cure: str | None, rule: str) -> None:
    (message,) = warned(value, rule)
    column = DEAL.index("%s") - DEAL.rindex("\n", 0, DEAL.index("%s"))
    assert message.startswith("<text>:4:")
    assert int(message.split(":")[2]) - column in (0, 1, 5)  # in the list, the second of two
    assert cure is None or message.endswith(cure)


@pytest.mark.parametrize("value", ["30", "[30, 60]", "{from: 30, to: 60}", "soon", "in 30 days", "true", "no. 5"])
def test_numbers_and_other_text_are_fine(value: str) -> None:
    assert warned(value) == []


@pytest.mark.parametrize(
    "rule",
    [
        PATTERN.replace("days", "weeks"),
        PATTERN.replace("deliver", "pledge"),
        PATTERN.replace("seller", "buyer"),
        PATTERN.replace("part-of: goods", "object: grain"),
        "{part-of: goods, where: {days: 30 days}}",
        "{part-of: goods, where: {days: {present: true}}}",
        TOTAL.replace("deliver", "pledge"),
    ],
)
def test_rules_that_compare_nothing_there_are_fine(rule: str) -> None:
    assert warned("30 days", rule) == []


def test_a_term_of_an_amount_is_looked_at_too() -> None:
    amount = "{total: {of: tonnes, over: {}, at-least: [1, {of: days, over: {}, times: 2}]}}"
    assert len(warned("30 days", amount)) == 1


def test_each_place_is_told_once_however_many_rules_compare_it() -> None:
    assert len(warned("30 days", f"[{PATTERN}, {TOTAL}, {PATTERN.replace('60', '90')}]")) == 1


def test_a_deal_made_in_python_has_no_place() -> None:
    provision = dealcheck.Provision(party="seller", action="deliver", object="coal", attributes={"days": ("30 days",)})  # type: ignore[arg-type]
    deal = dealcheck.Deal(id="made", vocabulary="supply", provisions={"delivery": provision})
    with pytest.warns(dealcheck.InputWarning, match=r"^`30 days` is text: where rules compare `days` of `delivery`"):
        dealcheck.verify(deal, [WORDS, RULES % PATTERN], plugins=PLUGINS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "words.yaml").write_text(WORDS)
    (tmp_path / "rules.yaml").write_text(RULES % PATTERN)
    (tmp_path / "deal.yaml").write_text(DEAL % "30 days")
    (tmp_path / "draft.yaml").write_text(DEAL % "[30 days, 45]")
    tests = "tests: t\nrules: [words.yaml, rules.yaml]\n"
    tests += "cases: {c: {deal: deal.yaml, expect: {seller: {verdict: rejected}}}}\n"
    (tmp_path / "test_rules.yaml").write_text(tests)
    return tmp_path


def ran(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, arguments, prog_name="dealcheck")


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (["verify"], "deal.yaml"),
        (["verify", "--format", "json"], "draft.yaml"),
        (["explore", "--format", "json"], "draft.yaml"),
        (["repair", "--format", "json"], "deal.yaml"),
        (["conflicts", "--format", "json"], "draft.yaml"),
        (["accounts", "--format", "json"], "deal.yaml"),
    ],
)
def test_every_command_warns_on_standard_error(folder: Path, command: list[str], file: str) -> None:
    rules = [part for name in ("words.yaml", "rules.yaml") for part in ("--rules", str(folder / name))]
    result = ran(folder, *command, str(folder / file), *rules)
    assert result.exit_code in (0, 1), result.stderr
    lines = [line for line in result.stderr.splitlines() if "is text" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"warning: {folder / file}:4:")
    assert lines[0].endswith("write `30`")
    if "json" in command:
        json.loads(result.stdout)


def test_the_command_test_warns_too(folder: Path) -> None:
    result = ran(folder, "test", str(folder / "test_rules.yaml"))
    assert result.exit_code == 0, result.output
    assert "deal.yaml:4:" in result.stderr
    assert "write `30`" in result.stderr


def test_an_editor_shows_it_as_a_warning(folder: Path) -> None:
    space = Workspace(PLUGINS, [folder])
    file = space.file(str(folder / "deal.yaml"))
    assert file is not None
    (found,) = mistakes_of(space, file)
    assert found.severity == "warning"
    assert (found.place.line, found.message.startswith("`30 days` is text")) == (4, True)
