"""NegMAS reads what is written here, and computes the same utilities, where its rules are those of Genius.

It takes evaluations as they are, where Genius divides them by the highest, and counts an integer issue from 0, not from
its lowest value. So the highest evaluations here are 1, and the lowest values 0.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Discrete, Integer, Profile, deal_of, ruleset_of
from dealcheck_genius import read_xml
from dealcheck_genius.write import xml_files

negmas = pytest.importorskip("negmas")

PROFILE = Profile(
    [
        Discrete("Laptop brand", {"Dell": "1", "HP & Co": "0.25"}),
        Discrete("Disk <Gb>", {"60": "0.5", "80": "1.0", "120": "0"}),
        Integer("Warranty", 0, 4, "0.1", "0.2"),
    ],
    ["0.5", "0.3", "0.2"],
    reservation="0.4",
)


def utilities(domain: Path, profile: Path) -> dict[tuple[object, ...], float]:
    """What NegMAS computes of each outcome, and under `()` its reservation value."""
    issues, _ = negmas.issues_from_genius(domain)
    function, _ = negmas.UtilityFunction.from_genius(profile, issues=issues)
    values = {outcome: float(function(outcome)) for outcome in negmas.make_os(issues).enumerate()}
    return {**values, (): float(function.reserved_value)}


def test_it_gives_the_utilities_of_what_is_written(tmp_path: Path) -> None:
    deal = deal_of(read_xml(PROFILE.domain_xml(), "d.xml"))
    ruleset = ruleset_of(read_xml(PROFILE.xml(), "p.xml"))
    for name, text in xml_files(deal, [ruleset]).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = utilities(tmp_path / "d.xml", tmp_path / "p.xml")
    expected = {outcome: float(PROFILE.utility(outcome)) for outcome in PROFILE.outcomes()}
    assert found == pytest.approx({**expected, (): 0.4})


def test_what_it_writes_is_read(tmp_path: Path) -> None:
    issues = [
        negmas.make_issue(["Dell", "HP & Co".replace("&", "and")], "brand"),
        negmas.make_issue(4, "months"),
    ]
    function = negmas.LinearAdditiveUtilityFunction(
        values=[{"Dell": 1.0, "HP and Co": 0.5}, negmas.preferences.value_fun.LinearFun(0.25)],
        weights=[0.75, 0.25],
        issues=issues,
        reserved_value=0.125,
    )
    negmas.issues_to_genius(issues, tmp_path / "domain.xml")
    function.to_genius(tmp_path / "profile.xml", issues=issues)
    domain = read_xml((tmp_path / "domain.xml").read_bytes(), "domain.xml")
    profile = read_xml((tmp_path / "profile.xml").read_bytes(), "profile.xml")
    assert domain.also[0] == profile.also[0]
    assert deal_of(domain).title == "domain"
    ruleset = ruleset_of(profile)
    assert ruleset.issues["brand"].points == {"Dell": 1, "HP and Co": Decimal("0.5")}
    assert ruleset.issues["months"].points == {Decimal(n): Decimal(n) / 4 for n in range(4)}
    assert ruleset.reservation is not None
    assert (ruleset.reservation / 3, ruleset.description) == (Decimal("0.125"), "Scores are utilities times 3.")
