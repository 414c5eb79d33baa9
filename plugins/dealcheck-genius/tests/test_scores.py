"""Scores are the utilities that Genius computes, times one number; and questions are answered as for YAML."""

from __future__ import annotations

import tempfile
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import dealcheck_genius
import pytest
from conftest import BUYER, SELLER, Discrete, Profile, deal_of, ruleset_of
from dealcheck_genius import read_xml
from hypothesis import given, settings
from strategies import profiles

import dealcheck


def scale_of(ruleset: dealcheck.Ruleset) -> int:
    factor = ruleset.description.removeprefix("Scores are utilities").removeprefix(" times ").rstrip(".")
    return int(factor or 1)


def settled(deal: dealcheck.Deal, outcome: tuple[Any, ...]) -> dealcheck.Deal:
    """The draft with one value for each issue."""
    provisions = {
        id_: attrs.evolve(provision, attributes={"value": (value,)})
        for (id_, provision), value in zip(deal.provisions.items(), outcome)
    }
    return attrs.evolve(deal, provisions=provisions)


@settings(max_examples=40, deadline=None)
@given(profiles(most=3))
def test_each_outcome_has_the_utility_that_genius_computes(profile: Profile) -> None:
    plugins = dealcheck.Plugins(entry_points=False)
    plugins.register(dealcheck_genius, "genius")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profile.xml"
        path.write_bytes(profile.xml())
        (Path(folder) / "domain.xml").write_bytes(profile.domain_xml())
        verifier = dealcheck.Verifier(path, engine="reference", plugins=plugins)
        verifier.verify(Path(folder) / "domain.xml")  # brings the words
    deal, ruleset = deal_of(read_xml(profile.domain_xml(), "d.xml")), ruleset_of(read_xml(profile.xml(), "p.xml"))
    scale = scale_of(ruleset)
    least = Fraction(profile.reservation) if profile.reservation is not None else None
    for outcome in profile.outcomes():
        verification = verifier.verify(settled(deal, outcome))
        assert isinstance(verification, dealcheck.DealVerification)
        (verdict,) = verification.verdicts
        assert verdict.score is not None
        utility = profile.utility(outcome)
        assert Fraction(verdict.score) == utility * scale
        assert verdict.can_sign == (least is None or utility >= least)


def test_a_domain_is_explored_with_its_profiles(files: tuple[Path, Path, Path], plugins: dealcheck.Plugins) -> None:
    domain, *rules = files
    found = dealcheck.explore(domain, rules, plugins=plugins)
    outcomes = list(BUYER.outcomes())
    accepted = [
        outcome
        for outcome in outcomes
        if BUYER.utility(outcome) >= Fraction("0.4") and SELLER.utility(outcome) >= Fraction("0.6")
    ]
    assert (found.resolutions, found.acceptable) == (len(outcomes), len(accepted))
    assert 0 < len(accepted) < len(outcomes)
    gains = {(BUYER.utility(each), SELLER.utility(each)) for each in accepted}
    efficient = {
        gain
        for gain in gains
        if not any(other != gain and min(o - g for o, g in zip(other, gain)) >= 0 for other in gains)
    }
    scales = [scale_of(ruleset_of(read_xml(path.read_bytes(), path.name))) for path in rules]
    bargains = {
        tuple(Fraction(score) / scale for score, scale in zip(each.scores.values(), scales)) for each in found.bargains
    }
    assert bargains == efficient
    assert len(efficient) > 2
    text = dealcheck.render(found)
    assert "HP & Co" in text
    assert "Buyer A can sign" in text


def test_words_of_genius_are_shown_as_titles(files: tuple[Path, Path, Path], plugins: dealcheck.Plugins) -> None:
    domain, *rules = files
    session = dealcheck.Session(plugins=plugins)
    draft = deal_of(read_xml(domain.read_bytes(), str(domain)))
    dealcheck.verify(domain, rules, session=session)
    text = dealcheck.render(dealcheck.verify(settled(draft, ("Dell", "120", 12)), rules, session=session))
    assert "Buyer A can't sign" in text or "✓ Buyer A can sign" in text
    assert "needs at least 8.4" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            Discrete("Disk", {"60 Gb": "7", "80 Gb": "2"}),
            "domain.xml:5:1: vocabulary `genius-disk-laptop-brand-warranty-months` is given twice, the other time in "
            "{rules}; they differ in `objects.disk.description`; give one of them another id",
        ),
        (
            Discrete("Dsk", {"60 Gb": "7", "80 Gb": "2", "120": "0"}),
            "domain.xml:3:1: ruleset `profile` can't judge deal `domain`: vocabulary "
            "`genius-dsk-laptop-brand-warranty-months-profile` and vocabulary "
            "`genius-disk-laptop-brand-warranty-months` have no vocabulary in common",
        ),
    ],
)
def test_a_profile_of_another_domain_is_refused(
    change: Discrete, message: str, files: tuple[Path, Path, Path], plugins: dealcheck.Plugins
) -> None:
    domain, *_ = files
    rules = domain.with_name("profile.xml")
    issues = [BUYER.issues[0], change, BUYER.issues[2]]
    rules.write_bytes(Profile(issues, BUYER.weights).xml())
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.explore(domain, [rules], plugins=plugins)
    assert str(caught.value) == f"{domain.parent}/{message.format(rules=rules)}"


def test_files_given_the_wrong_way_round(files: tuple[Path, Path, Path], plugins: dealcheck.Plugins) -> None:
    domain, buyer, _ = files
    with pytest.raises(dealcheck.InputError, match="expected a deal, found ruleset `buyer-a`; give rules with"):
        dealcheck.explore(buyer, [buyer], plugins=plugins)
    with pytest.raises(dealcheck.InputError, match="expected a vocabulary or a ruleset, found deal `domain`"):
        dealcheck.explore(domain, [domain], plugins=plugins)


def test_a_discount_is_an_input_warning(tmp_path: Path, plugins: dealcheck.Plugins) -> None:
    (tmp_path / "d.xml").write_bytes(BUYER.domain_xml())
    path = tmp_path / "p.xml"
    path.write_bytes(with_more(BUYER, '<discount_factor value="0.5"/>').xml())
    with pytest.warns(dealcheck.InputWarning, match="the discount factor `0.5` is ignored"):
        dealcheck.explore(tmp_path / "d.xml", [path], plugins=plugins)
    path.write_bytes(with_more(BUYER, '<discount_factor value="1.0"/>').xml())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dealcheck.explore(tmp_path / "d.xml", [path], plugins=plugins)


def with_more(profile: Profile, after: str) -> Profile:
    return Profile(profile.issues, profile.weights, profile.reservation, after=after)
