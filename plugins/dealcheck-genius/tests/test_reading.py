"""Domains become drafts and vocabularies, profiles become score sheets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import BUYER, SELLER, Discrete, Integer, Profile, deal_of, mistakes_of, ruleset_of
from dealcheck_genius import read_xml
from hypothesis import given, settings
from strategies import profiles

import dealcheck


def test_a_domain_is_a_draft_with_one_provision_for_each_issue() -> None:
    reading = read_xml(BUYER.domain_xml(), "folder/Laptop deal.xml")
    deal = deal_of(reading)
    assert (deal.id, deal.title) == ("laptop-deal", "Test")
    assert {id_: provision.title for id_, provision in deal.provisions.items()} == {
        "laptop-brand": "Laptop brand",
        "disk": "Disk",
        "warranty-months": "Warranty, months",
    }
    assert deal.provisions["disk"].attributes == {"value": ("60 Gb", "80 Gb", "120")}
    assert deal.provisions["warranty-months"].attributes == {"value": (dealcheck.Range(Decimal(6), Decimal(12)),)}
    assert reading.also[0].id == deal.vocabulary


def test_a_profile_is_a_score_sheet() -> None:
    ruleset = ruleset_of(read_xml(BUYER.xml(), "Buyer A.xml"))
    assert (ruleset.id, ruleset.title, ruleset.party) == ("buyer-a", "Buyer A", "buyer-a")
    brand, disk, warranty = ruleset.issues.values()
    assert (brand.title, brand.of) == ("Laptop brand", "laptop-brand.attributes.value")
    # The highest evaluations are 3 and 7: the least scale is 21, and 0.5 × 21 / 3 is 3.5.
    assert ruleset.description == "Scores are utilities times 21."
    assert (brand.weight, disk.weight, warranty.weight) == (Decimal("3.5"), Decimal("0.9"), Decimal("4.2"))
    assert brand.points == {"Dell": Decimal(3), "HP & Co": Decimal(1)}
    assert disk.points == {"60 Gb": Decimal(7), "80 Gb": Decimal(2), "120": Decimal(0)}
    assert list(warranty.points.values()) == [Decimal(text) for text in ("0.2", "0.45", "0.7", "0.95", "1", "1", "1")]
    assert ruleset.reservation == Decimal("8.4")


def test_a_domain_and_its_profiles_are_in_the_same_words() -> None:
    domain, buyer, seller = (
        read_xml(BUYER.domain_xml(), "d.xml"),
        read_xml(BUYER.xml(), "b.xml"),
        read_xml(SELLER.xml(), "s.xml"),
    )
    assert domain.also[0] == buyer.also[0] == seller.also[0]


def test_scores_stay_utilities_where_all_quotients_are_finite() -> None:
    ruleset = ruleset_of(read_xml(Profile([Discrete("a", {"x": "4", "y": "1"})], ["0.9"], "0.3").xml(), "p.xml"))
    assert (ruleset.description, ruleset.reservation) == ("Scores are utilities.", Decimal("0.3"))
    assert ruleset.issues["a"].weight == Decimal("0.225")


@pytest.mark.parametrize("count", [1, 2, 10])
def test_any_number_of_issues(count: int) -> None:
    issues = [Discrete(f"Issue {number}", {"yes": "1", "no": "0"}) for number in range(count)]
    profile = Profile(issues, ["0.1"] * count)
    assert len(deal_of(read_xml(profile.domain_xml(), "d.xml")).provisions) == count
    assert len(ruleset_of(read_xml(profile.xml(), "p.xml")).issues) == count


def test_issues_within_objectives() -> None:
    inner = "<objective index='7' name='Inner'><issue index='2' name='deep'><item value='v' evaluation='1'/></issue>"
    also = f"{inner}<weight index='2' value='0.5'/></objective><weight index='7' value='0.5'/>"
    ruleset = ruleset_of(read_xml(Profile([Discrete("top", {"w": "1"})], ["0.5"], also=also).xml(), "p.xml"))
    assert {name: issue.weight for name, issue in ruleset.issues.items()} == {
        "top": Decimal("0.5"),
        "deep": Decimal("0.5"),
    }


def test_without_weights_all_issues_weigh_the_same_and_a_warning_says_so() -> None:
    issues = [Discrete(name, {"x": "1"}) for name in "abc"]
    reading = read_xml(Profile(issues, [], "0.5").xml(), "p.xml")
    ruleset = ruleset_of(reading)
    assert {issue.weight for issue in ruleset.issues.values()} == {1}
    assert (ruleset.reservation, ruleset.description) == (Decimal("1.5"), "Scores are utilities times 3.")
    assert list(map(str, reading.warnings)) == [
        "p.xml:2:1: the profile has no weights; all issues are taken to weigh the same"
    ]


@pytest.mark.parametrize(("factor", "warns"), [("1", 0), ("1.0", 0), ("0.9", 1), ("0", 1), ("x", 1)])
def test_a_discount_factor_is_ignored_with_a_warning(factor: str, warns: int) -> None:
    after = f'<discount_factor value="{factor}"/>'
    reading = read_xml(Profile([Discrete("a", {"x": "1"})], ["1"], after=after).xml(), "p.xml")
    assert len(reading.warnings) == warns
    for warning in reading.warnings:
        expected = f"the discount factor `{factor}` is ignored; an outcome is worth the same whenever it is agreed"
        assert str(warning) == f"p.xml:6:1: {expected}"


def test_an_issue_whose_evaluations_are_all_zero_is_worth_nothing() -> None:
    ruleset = ruleset_of(read_xml(Profile([Discrete("a", {"x": "0", "y": "0.000001"})], ["1"]).xml(), "p.xml"))
    assert set(ruleset.issues["a"].points.values()) == {0}


def test_what_negmas_adds_to_each_utility_is_an_entry_that_always_holds() -> None:
    profile = Profile([Discrete("a", {"x": "1"})], ["0.5", "0.25"])
    (entry,) = ruleset_of(read_xml(profile.xml(), "p.xml")).worth.values()
    assert (entry.points, entry.when) == (Decimal("0.25"), dealcheck.conditions.All(()))


def test_negmas_lists_the_values_of_an_integer_issue() -> None:
    items = "".join(f'<item index="{n}" value="{n}" evaluation="{n}.0"/>' for n in range(1, 4))
    issue = f'<issue index="1" etype="discrete" type="discrete" vtype="integer" name="i">{items}</issue>'
    profile = f'<utility_space>{issue}<weight index="1" value="1.0"/></utility_space>'.encode()
    reading = read_xml(profile, "p.xml")
    assert ruleset_of(reading).issues["i"].points == {Decimal(n): n for n in range(1, 4)}
    domain = Profile([Integer("i", 1, 3, "0", "1")], ["1"]).domain_xml()
    assert read_xml(domain, "d.xml").also[0] == reading.also[0]


def test_bounds_may_stand_in_a_range() -> None:
    issue = '<issue index="1" type="integer" name="i"><range lowerbound="2" upperbound="3"/></issue>'
    data = f"<negotiation_template><utility_space>{issue}</utility_space></negotiation_template>".encode()
    assert deal_of(read_xml(data, "d.xml")).provisions["i"].attributes["value"] == (
        dealcheck.Range(Decimal(2), Decimal(3)),
    )


def test_names_that_would_share_an_id_get_others_whatever_their_order() -> None:
    names = ["Price", "Price!", "price", "12 months", "給与"]
    first = Profile([Discrete(name, {"x": "1"}) for name in names], ["0"] * 5)
    second = Profile([Discrete(name, {"x": "1"}) for name in reversed(names)], ["0"] * 5)
    titles = [
        {id_: provision.title for id_, provision in deal_of(read_xml(each.domain_xml(), "d.xml")).provisions.items()}
        for each in (first, second)
    ]
    assert titles[0] == titles[1]
    assert sorted(titles[0].values()) == sorted(names)
    assert "issue-12-months" in titles[0]


def test_a_profile_called_like_the_party_of_all_gets_another_id() -> None:
    ruleset = ruleset_of(read_xml(BUYER.xml(), "All.xml"))
    assert (ruleset.id, ruleset.party) == ("all", "all-profile")


@settings(max_examples=60, deadline=None)
@given(profiles())
def test_names_and_values_are_kept_as_they_are(profile: Profile) -> None:
    deal = deal_of(read_xml(profile.domain_xml(), "d.xml"))
    ruleset = ruleset_of(read_xml(profile.xml(), "p.xml"))
    assert [provision.title for provision in deal.provisions.values()] == [issue.name for issue in profile.issues]
    assert list(deal.provisions) == list(ruleset.issues)
    for issue, provision in zip(profile.issues, deal.provisions.values()):
        (first, *more) = provision.attributes["value"]
        values = list(first) if isinstance(first, dealcheck.Range) else [first, *more]
        assert values == issue.values


def test_places_are_those_of_the_elements() -> None:
    deal = deal_of(read_xml(BUYER.domain_xml(), "d.xml"))
    assert [str(provision.place) for provision in deal.provisions.values()] == ["d.xml:4:1", "d.xml:5:1", "d.xml:6:1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = Profile([Discrete("Löhne", {"é": "1"})], ["1"]).domain_xml().decode()
    declared = {"iso-8859-1": encoding}.get(encoding)
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    deal = deal_of(read_xml((head + text).encode(encoding), "d.xml"))
    assert deal.provisions["lohne"].title == "Löhne"


def test_a_file_that_has_no_root_of_either_kind() -> None:
    expected = "a domain begins with `<negotiation_template>`, a profile with `<utility_space>`"
    assert mistakes_of(lambda: read_xml(b"\n <html/>", "d.xml")) == [
        f"d.xml:2:2: the file begins with `<html>`; {expected}"
    ]
