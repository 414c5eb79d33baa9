"""Ranges, options that settle and open, dependencies, amounts, issues and `each`, while they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dealcheck.editor.symbols import symbols
from tests.editor.made import hovered, proposed, workspace
from tests.editor.test_words import renamed

DEAL = """\
deal: d
vocabulary: village
provisions:
  rent: {party: council, action: pay, object: rent, attributes: {days: [30, 60, null]}}
  drain:
    party: mill
    action: [lower, drain]
    object: pond
"""
RULES = "ruleset: r\nvocabulary: village\nparty: mill\n"
TOTAL = RULES + "bottom-lines:\n  b: {require: {total: {of: days, over: {}, at-least: "
OPTION = DEAL + "alternatives:\n  a:\n    o: [rent, {"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DEAL + "    attributes: {days: [{^", ["from", "to", "by"]),
        (DEAL + "    attributes: {days: {from: 1, ^", ["to", "by"]),
        (DEAL + "    provided: ^", ["rent"]),
        (DEAL + "    provided: {^", ["all", "any", "not", "once", "earlier", "throughout", "count"]),
        (DEAL + "    provided: {any: [^", ["rent"]),
        (DEAL + "    provided: {once: {not: ^", ["rent"]),
        (DEAL + "    provided: {count: {of: [^", ["rent"]),
        (DEAL + "  p: {parties: [[^", ["mill", "council"]),
        (DEAL + "  p: {parties: [^", ["mill", "council"]),
        (DEAL + "  p: {party: [^", ["mill", "council"]),
        (
            OPTION + "^",
            ["alternatives", "rent.party", "rent.action", "rent.object", "rent.attributes.days", "drain.party"],
        ),
        (OPTION + "drain.action: ^", ["lower", "drain"]),
        (OPTION + "rent.attributes.days: ^", ["30", "60", "null"]),
        (OPTION + "alternatives: {b: {x: [^", ["rent", "drain"]),
        (DEAL + "alternatives: {a: {o: ^", ["rent", "drain"]),
        (TOTAL + "{^", ["of", "over", "times"]),
        (TOTAL + "[10, {of: days, ^", ["over", "times"]),
        (TOTAL + "{of: days, over: {party: ^", ["mill", "council"]),
        (RULES + "issues:\n  i: {^", ["of", "points", "title", "description", "weight", "sources"]),
        (RULES + "issues:\n  i: {of: ^", ["rent.party", "rent.action", "rent.object", "rent.from"]),
        (RULES + "issues:\n  i:\n    of: drain.action\n    points:\n      ^", ["lower", "drain", "close", "pay"]),
        (RULES + "definitions:\n  d:\n    each:\n      ^", ["party", "action", "object"]),
        (RULES + "definitions:\n  d:\n    each: {party: [^", ["mill", "council"]),
        (RULES + "definitions:\n  d:\n    each: {party: [mill]}\n    party: $^", ["$party"]),
        (RULES + "bottom-lines:\n  b:\n    each: {who: [mill]}\n    require: {not: {party: ^", ["$who", "mill"]),
        (RULES + "definitions:\n  d: {each: {party: [mill]}, object: rent}\n  e: {party: $^", []),
        (RULES + "definitions:\n  d: {each: {party: [mill]}, party: $party, object: rent}\n  e: d^", ["d", "d.mill"]),
    ],
)
def test_proposals(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = proposed(tmp_path, "new.yaml", text)
    assert found[: len(expected)] == expected
    assert expected or not found


@pytest.mark.parametrize("section", ["bottom-lines", "definitions", "worth", "offers"])
def test_each_is_proposed_wherever_it_may_stand(tmp_path: Path, section: str) -> None:
    assert "each" in proposed(tmp_path, "new.yaml", f"{RULES}{section}:\n  b: {{ea^")
    assert "each" not in proposed(tmp_path, "new.yaml", f"{RULES}mandate: {{ea^")


RULESET = """\
ruleset: several
vocabulary: village
party: mill
definitions:
  pays:
    each: {payer: [mill, council]}
    party: $payer
    action: pay
    object: rent
bottom-lines:
  everyone:
    each: {party: [mill, council], verb: [lower, pay]}
    title: The $party acts
    forbid: {party: $party, action: $verb, object: rent}
    unless: [pays, pays.council]
issues:
  how: {of: drain.action, points: {lower: 1, drain: 2}}
"""
TESTS = """\
tests: several
cases:
  c: {deal: draft.yaml, expect: {several: {broken: [everyone.mill.pay]}}}
"""
DRAFT = (
    DEAL
    + "    provided: {not: rent}\nalternatives: {a: {o: [rent, {rent.attributes.days: 30, drain.action: drain}]}}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "several.yaml").write_text(RULESET)
    (tmp_path / "test_several.yaml").write_text(TESTS)
    (tmp_path / "draft.yaml").write_text(DRAFT)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "marked", "expected"),
    [
        ("several.yaml", "^each: {payer", "`each`: stands for one entry for each combination of these values"),
        ("several.yaml", "party: $^payer", "**payer** (variable `payer`), one after the other:\n\n`mill`, `council`"),
        ("several.yaml", "[^mill, council], verb", "**The mill** (party `mill`)"),
        ("several.yaml", "{payer: [mill, ^council", "**council** (party `council`)"),
        ("several.yaml", "unless: [^pays,", "**pays** (definition `pays`)"),
        ("several.yaml", ", ^pays.council", "(definition `pays`)"),
        ("several.yaml", "^everyone", "It stands for 4 bottom lines:\n\n- `everyone.mill.lower`"),
        ("several.yaml", "points: {^lower", "(verb `lower`), 1 of 3 of scale"),
        ("several.yaml", "^points: {", "`points`: points by value"),
        ("test_several.yaml", "[^everyone.mill", "It stands for 4 bottom lines"),
        ("draft.yaml", "{not: ^rent", "council: pay rent, days 30, 60 or none"),
        ("draft.yaml", "{^rent.attributes", "council: pay rent, days 30, 60 or none"),
        ("draft.yaml", "drain.action: ^drain", "(verb `drain`)"),
        ("draft.yaml", "^provided", "other provisions that it depends on"),
    ],
)
def test_hover(folder: Path, name: str, marked: str, expected: str) -> None:
    assert expected in hovered(folder, name, marked)


@pytest.mark.parametrize(
    ("name", "marked", "new", "expected"),
    [
        ("several.yaml", "party: $^payer", "who", ["each: {who: [mill, council]}", "party: $who"]),
        ("several.yaml", "The $^party", "side", ["each: {side: [", "The $side acts", "{party: $side, action"]),
        ("several.yaml", "  ^pays:", "paid", ["  paid:", "unless: [paid, paid.council]"]),
        ("several.yaml", ", ^pays.council", "paid", ["  paid:", "unless: [paid, paid.council]"]),
        ("several.yaml", "  ^everyone:", "nobody", ["  nobody:"]),
        (
            "vocabulary.yaml",
            "  ^council:",
            "village-council",
            ["payer: [mill, village-council]", "party: [mill, village"],
        ),
        ("vocabulary.yaml", "[^lower, drain", "sink", ["verb: [sink, pay]", "points: {sink: 1, drain: 2}"]),
    ],
)
def test_new_names(folder: Path, name: str, marked: str, new: str, expected: list[str]) -> None:
    changed = renamed(workspace(folder), folder, name, marked, new)
    assert all(part in changed["several.yaml"] for part in expected), changed["several.yaml"]
    if "everyone" in marked:
        assert "broken: [nobody.mill.pay]" in changed["test_several.yaml"]


def test_a_provision_is_renamed_where_others_depend_on_it_and_options_settle_it(folder: Path) -> None:
    changed = renamed(workspace(folder), folder, "draft.yaml", "  ^rent:", "fee")["draft.yaml"]
    assert "provided: {not: fee}" in changed
    assert "[fee, {fee.attributes.days: 30, drain.action: drain}]" in changed
    changed = renamed(workspace(folder), folder, "vocabulary.yaml", "^drain, close", "empty")["draft.yaml"]
    assert "drain.action: empty" in changed
    assert "action: [lower, empty]" in changed


def test_the_outline_has_what_each_stands_for_once(folder: Path) -> None:
    file = workspace(folder).file(str(folder / "several.yaml"))
    assert file is not None
    (root,) = symbols(file.node)
    assert {each.name: [entry.name for entry in each.within] for each in root.within} == {
        "definitions": ["pays"],
        "bottom-lines": ["everyone"],
        "issues": ["how"],
    }
