"""`dealcheck new`: what it makes can be used as it stands."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

import dealcheck

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Run = Callable[..., Result]
MADE = {
    "two sides": (),
    "three sides": ("--party", "north", "--party", "south", "--party", "the-mission"),
    "a further party": ("--vocabulary", "korea", "--party", "china"),
    "other rules for the same": ("--vocabulary", "korea"),
    "one of the same": ("--vocabulary", "korea", "--party", "us"),
}


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest, run: Run, tmp_path: Path) -> Path:
    """A new distribution of each sort."""
    result = run("new", "rules", "water", *MADE[request.param], "--into", str(tmp_path), "--author", 'A "B" C')
    assert result.exit_code == 0, result.output
    assert f"cd {tmp_path}/dealcheck-water" in result.output
    return tmp_path / "dealcheck-water"


def test_every_rule_is_tried_and_every_change_is_noticed(run: Run, made: Path) -> None:
    result = run("test", str(made), "--coverage", "--mutate", "--format", "json")
    assert result.exit_code == 0, run("test", str(made)).output
    (answer,) = json.loads(result.output)["answers"]
    assert answer["coverage"]
    assert answer["covered"] == 100
    assert answer["mutants"]
    assert all(each["noticed"] for each in answer["mutants"])


def test_there_is_nothing_to_look_at(run: Run, made: Path) -> None:
    assert run("lint", str(made / "src")).exit_code == 0


def test_the_deal_can_be_signed(run: Run, made: Path) -> None:
    assert run("verify", str(made / "deals" / "exchange.yaml"), "--rules", str(made / "src"), "--strict").exit_code == 0


def test_the_project_is_whole(made: Path) -> None:
    project = tomllib.loads((made / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["authors"] == [{"name": 'A "B" C'}]
    assert project["project"]["entry-points"]["dealcheck"] == {"water": "dealcheck_water"}
    assert 'A "B" C' in (made / "LICENSE").read_text(encoding="utf-8")
    workflow = yaml.safe_load((made / ".github" / "workflows" / "rules.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["steps"]
    for line in (made / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            assert (made / line.split("`")[1]).is_file()


def test_its_module_brings_the_rules(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(made / "src"))
    spec = importlib.util.spec_from_file_location("dealcheck_water", made / "src" / "dealcheck_water" / "__init__.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dealcheck_water", module)
    spec.loader.exec_module(module)
    (folder,) = module.dealcheck_rules()
    assert {"vocabulary.yaml"} < {each.name for each in folder.iterdir()}


WRONG = {
    ("Water",): "expected an id such as `water-rights`, found `Water`",
    ("water", "--party", "a b", "--party", "c"): "expected an id such as `water-rights`, found `a b`",
    ("w" * 61,): "expected an id of at most 60 letters",
    ("water", "--party", "one"): "a negotiation has at least two parties; give `--party` once for each",
    ("water", "--vocabulary", "koreo"): "unknown vocabulary `koreo`; did you mean `korea`?",
    ("water", "--into", "/dev/null"): "can't write `/dev/null/dealcheck-water`: ",
}


@pytest.mark.parametrize("arguments", WRONG)
def test_what_cannot_be_made(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run("new", "rules", *arguments, *(() if "--into" in arguments else ("--into", str(tmp_path))))
    assert (result.exit_code, result.output.startswith("error: ")) == (2, True)
    assert WRONG[arguments] in result.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    assert run("new", "rules", "dealcheck-water", "--into", str(tmp_path)).exit_code == 0
    readme = tmp_path / "dealcheck-water" / "README.md"
    readme.write_text("Mine.", encoding="utf-8")
    result = run("new", "rules", "water", "--into", str(tmp_path))
    assert result.exit_code == 2
    assert "dealcheck-water` already; give another name, or another folder with `--into`" in result.output
    assert readme.read_text(encoding="utf-8") == "Mine."


def test_a_new_deal_holds_all_that_the_sides_offer(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    rules = ("--rules", "us-hanoi", "--rules", "dprk-ri")
    assert run("new", "deal", "talks", *rules, "--title", "New talks", "--output", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert "# The words of vocabulary `korea`." in text
    assert "yongbyon" in text.partition("# Objects")[2]
    result = run("explore", str(path), *rules, "--format", "json")
    (answer,) = json.loads(result.output)["answers"]
    offers = yaml.safe_load(text)["provisions"]
    assert answer["resolutions"] == 2 ** len(offers)
    assert all(offer["bracketed"] for offer in offers.values())
    assert answer["acceptable_to_all"] > 0
    assert run("new", "deal", "talks", *rules).output.startswith("deal: talks\nvocabulary: korea\n")


def test_for_a_party_without_offers_it_holds_what_the_rules_ask_about() -> None:
    words = "vocabulary: v\nparties: {a: , b: }\nactions: {give: [promise, give, give-all]}\nobjects: {x: , y: }\n"
    rules = "ruleset: r\nparty: a\nvocabulary: v\nbottom-lines:\n  x: {require: {party: b, action: give, object: x}}\n"
    rules += "  y: {forbid: {party: a, action: give-all, object: y}}\n"
    made = dealcheck.new_deal([words, rules], name="first", title="A first")
    assert {(each.party, each.action, each.object, each.bracketed) for each in made.provisions.values()} == {
        (("a",), ("give-all",), ("y",), True)
    }
    assert (made.id, made.title, made.vocabulary) == ("first", "A first", "v")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Deal!", "--rules", "us-hanoi"), "expected an id such as"),
        (("deal", "--rules", "us-hanoy"), "unknown ruleset `us-hanoy`; did you mean `us-hanoi`?"),
        (("deal",), "Missing option '--rules'"),
    ],
)
def test_a_deal_that_cannot_be_made(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("new", "deal", *arguments)
    assert result.exit_code == 2
    assert message in result.output
