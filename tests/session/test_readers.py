"""Readers of plugins bring rulesets and vocabularies as well as deals, several in a file, and warnings."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

import dealcheck
from dealcheck.session.plugins import Plugins

WORDS = """
vocabulary: market
parties: {buyer: {}, seller: {}}
actions: {hand-over: [hand-over]}
objects: {GOODS: {title: Goods}}
"""
DEAL = """
deal: sale
vocabulary: market
provisions: {goods: {party: seller, action: hand-over, object: GOODS}}
"""
RULES = """
ruleset: wants-goods
party: buyer
vocabulary: market
bottom-lines: {goods: {require: {party: seller, action: hand-over, object: GOODS}}}
"""
REFUSES = """
ruleset: keeps-goods
party: seller
vocabulary: market
bottom-lines: {goods: {forbid: {party: seller, action: hand-over, object: GOODS}}}
"""
GOODS = "goods"


def read_several(data: bytes, file: str) -> dealcheck.Reading:
    """Read YAML documents divided by `---`, the first of which is the one that counts; `#!` begins a warning."""
    text = data.decode()
    parts = [part for part in text.split("---\n") if part.strip()]
    readings = [dealcheck.read_document(part, file) for part in parts]
    told = [line[2:].strip() for line in text.splitlines() if line.startswith("#!")]
    return dealcheck.Reading(
        readings[0].document,
        tuple(mistake for reading in readings for mistake in reading.mistakes),
        also=tuple(reading.document for reading in readings[1:]),  # type: ignore[misc]
        warnings=tuple(dealcheck.Mistake(line, dealcheck.Place(file, 1, 1), "so it is") for line in told),
    )


@pytest.fixture
def plugins() -> Plugins:
    plugins = Plugins(entry_points=False)
    hook = dealcheck.hookimpl(lambda: {".several": read_several})
    plugins.register(SimpleNamespace(dealcheck_readers=hook), "several")
    return plugins


def several(folder: Path, name: str, *documents: str, objects: str = GOODS) -> Path:
    file = folder / f"{name}.several"
    file.write_text("---\n".join(documents).replace("GOODS", objects), encoding="utf-8")
    return file


def test_a_deal_brings_its_words_and_a_ruleset_its_own(tmp_path: Path, plugins: Plugins) -> None:
    deal = several(tmp_path, "deal", DEAL, WORDS)
    rules = several(tmp_path, "rules", RULES, WORDS)
    assert dealcheck.verify(deal, rules, plugins=plugins).acceptable_to_all


def test_a_deal_is_asked_about_by_the_rulesets_that_it_brings(tmp_path: Path, plugins: Plugins) -> None:
    deal = several(tmp_path, "deal", DEAL, WORDS, REFUSES)
    (verdict,) = dealcheck.verify(deal, plugins=plugins).verdicts
    assert (verdict.ruleset, verdict.can_sign) == ("keeps-goods", False)


def test_a_ruleset_that_a_file_brings_beside_another_is_not_asked_for(tmp_path: Path, plugins: Plugins) -> None:
    deal = several(tmp_path, "deal", DEAL, WORDS)
    rules = several(tmp_path, "rules", RULES, WORDS, REFUSES)
    assert [verdict.ruleset for verdict in dealcheck.verify(deal, rules, plugins=plugins).verdicts] == ["wants-goods"]


def test_words_that_differ_are_named_with_their_difference(tmp_path: Path, plugins: Plugins) -> None:
    deal = several(tmp_path, "deal", DEAL, WORDS.replace("Goods", "Wares"))
    rules = several(tmp_path, "rules", RULES, WORDS)
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.verify(deal, rules, plugins=plugins)
    place = f"{deal}:5:26"
    assert str(caught.value) == (
        f"{place}: vocabulary `market` is given twice, the other time in {rules}; "
        "they differ in `objects.goods.title`; give one of them another id"
    )


def test_one_session_reads_deals_in_different_words(tmp_path: Path, plugins: Plugins) -> None:
    """Each deal adds its words to those that are there, from several threads at once."""
    words = [WORDS.replace("market", f"market-{number}") for number in range(8)]
    deals = [
        several(tmp_path, f"deal-{number}", DEAL.replace("market", f"market-{number}"), words[number], rules)
        for number, rules in enumerate(
            REFUSES.replace("market", f"market-{n}").replace("keeps", f"k{n}") for n in range(8)
        )
    ]
    session = dealcheck.Session(plugins=plugins)
    found: list[str] = []

    def verify(deal: Path) -> None:
        found.extend(each.ruleset for each in dealcheck.verify(deal, engine="reference", session=session).verdicts)

    threads = [Thread(target=verify, args=(deal,)) for deal in deals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"k{number}-goods" for number in range(8)]


def test_rules_of_a_project_may_be_in_any_format(tmp_path: Path, plugins: Plugins) -> None:
    words = several(tmp_path, "words", RULES, WORDS)
    deal = tmp_path / "deal.yaml"
    deal.write_text(DEAL.replace("GOODS", GOODS), encoding="utf-8")
    session = dealcheck.Session(plugins=plugins, words=[words])
    assert dealcheck.verify(deal, "wants-goods", session=session).acceptable_to_all


def test_a_file_of_another_kind_than_is_asked_for_is_named(tmp_path: Path, plugins: Plugins) -> None:
    deal, rules = several(tmp_path, "deal", DEAL, WORDS), several(tmp_path, "rules", RULES, WORDS)
    with pytest.raises(dealcheck.InputError, match="expected a deal, found ruleset `wants-goods`; give rules with"):
        dealcheck.verify(rules, rules, plugins=plugins)
    with pytest.raises(dealcheck.InputError, match="expected a vocabulary or a ruleset, found deal `sale`; give deals"):
        dealcheck.verify(deal, deal, plugins=plugins)


def test_warnings_are_issued_for_deals_and_rules(tmp_path: Path, plugins: Plugins) -> None:
    deal = several(tmp_path, "deal", "#! the colour is ignored\n" + DEAL, WORDS)
    rules = several(tmp_path, "rules", "#! the hour is ignored\n" + RULES, WORDS)
    with pytest.warns(dealcheck.InputWarning) as caught:
        dealcheck.verify(deal, rules, plugins=plugins)
    assert sorted(str(warning.message) for warning in caught) == [
        f"{deal}:1:1: the colour is ignored; so it is",
        f"{rules}:1:1: the hour is ignored; so it is",
    ]


def test_the_command_prints_each_warning_once_and_answers(
    tmp_path: Path, plugins: Plugins, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = several(tmp_path, "deal", "#! the colour is ignored\n" + DEAL, WORDS)
    rules = several(tmp_path, "rules", RULES, WORDS)
    monkeypatch.setattr("dealcheck.cli.options.Plugins", lambda **_: plugins)
    before = warnings.showwarning
    result = run("verify", str(deal), str(deal), "--rules", str(rules), "--quiet")
    assert result.exit_code == 0, result.output
    assert result.output.count("warning: ") == 1
    assert f"warning: {deal}:1:1: the colour is ignored; so it is\n" in result.stderr
    assert warnings.showwarning is before
