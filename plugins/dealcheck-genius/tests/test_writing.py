"""Drafts and score sheets become XML that is read as the same again, and gives the same utilities."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from conftest import BUYER, SELLER, Profile, deal_of, ruleset_of
from dealcheck_genius import read_xml
from dealcheck_genius.write import xml_files
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import profiles

import dealcheck
from dealcheck.cli import app


def documents(profile: Profile, name: str = "p.xml") -> tuple[dealcheck.Deal, dealcheck.Ruleset]:
    return deal_of(read_xml(profile.domain_xml(), "d.xml")), ruleset_of(read_xml(profile.xml(), name))


@settings(max_examples=200, deadline=None)
@given(profiles())
def test_what_was_read_is_written_and_read_as_the_same(profile: Profile) -> None:
    deal, ruleset = documents(profile, "A profile.xml")
    files = xml_files(deal, [ruleset])
    assert list(files) == ["d.xml", "A profile.xml"]
    assert deal_of(read_xml(files["d.xml"].encode(), "d.xml")) == deal
    assert ruleset_of(read_xml(files["A profile.xml"].encode(), "A profile.xml")) == ruleset


def test_several_profiles_of_one_domain() -> None:
    deal, buyer = documents(BUYER, "buyer.xml")
    seller = ruleset_of(read_xml(SELLER.xml(), "seller.xml"))
    files = xml_files(deal, [buyer, seller])
    assert list(files) == ["d.xml", "buyer.xml", "seller.xml"]
    assert ruleset_of(read_xml(files["seller.xml"].encode(), "seller.xml")) == seller


DRAFT = """
deal: contract
title: A contract
vocabulary: trade
provisions:
  payment: {party: buyer, action: pay, object: price, attributes: {days: [30, 31, 32], in-cash: [true, false]}}
  delivery: {title: "Delivery <in time>", party: seller, action: ship, object: goods, attributes: {value: [now, "2"]}}
  penalty: {party: seller, action: pay, object: price, attributes: {share: [0.5, 1.25]}}
"""
RULES = """
ruleset: buyer
party: buyer
vocabulary: trade
issues:
  payment: {of: payment.attributes.days, weight: 40, points: {30: 0, 31: 0.5, 32: 1}}
  cash: {of: payment.attributes.in-cash, weight: 3, points: {false: 2}}
  delivery: {of: delivery.attributes.value, weight: 7, points: {now: 3, "2": 1}}
  more: {of: delivery.attributes.value, weight: 1, points: {"2": 8}}
reservation: 11
"""


def yaml_documents(draft: str = DRAFT, rules: str = RULES) -> tuple[dealcheck.Deal, dealcheck.Ruleset]:
    deal, ruleset = dealcheck.read_document(draft, "d.yaml"), dealcheck.read_document(rules, "r.yaml")
    return deal_of(deal), ruleset_of(ruleset)


def test_a_draft_in_yaml_becomes_a_domain() -> None:
    deal, ruleset = yaml_documents()
    files = xml_files(deal, [ruleset])
    read = deal_of(read_xml(files["contract.xml"].encode(), "contract.xml"))
    assert {provision.title: provision.attributes["value"] for provision in read.provisions.values()} == {
        "payment: days": (dealcheck.Range(Decimal(30), Decimal(32)),),
        "payment: in-cash": ("true", "false"),
        "Delivery <in time>": ("now", "2"),
        "penalty: share": ("0.5", "1.25"),
    }
    assert read.title == "A contract"
    assert 'lowerbound="30" upperbound="32"' in files["contract.xml"]


def points(ruleset: dealcheck.Ruleset, of: str, value: Any) -> Fraction:
    return sum(
        (
            Fraction(issue.weight) * Fraction(issue.points.get(value, Decimal(0)))
            for issue in ruleset.issues.values()
            if issue.of == of
        ),
        Fraction(0),
    )


def test_utilities_are_scores_divided_by_one_number() -> None:
    """40 + 6 + 21 is the most that there is to have, and no finite decimal divides by it: 100 does."""
    deal, ruleset = yaml_documents()
    read = ruleset_of(read_xml(xml_files(deal, [ruleset])["buyer.xml"].encode(), "buyer.xml"))
    assert read.reservation == Decimal("0.11") * scale_of(read)
    paths = [f"{id_}.attributes.{name}" for id_, each in deal.provisions.items() for name in each.attributes]
    values = [values for each in deal.provisions.values() for values in each.attributes.values()]
    titles = [
        f"{id_}.attributes.value" for id_ in ("payment-days", "payment-in-cash", "delivery-in-time", "penalty-share")
    ]
    for outcome in product(*values):
        before = sum(points(ruleset, path, value) for path, value in zip(paths, outcome))
        plain = [text(value, path) for path, value in zip(paths, outcome)]
        after = sum(points(read, path, value) for path, value in zip(titles, plain))
        assert after == before / 100 * scale_of(read)


def text(value: Any, path: str) -> Any:
    """A value as the domain has it: only integer issues have numbers."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if path.endswith("days") else str(value)


def scale_of(ruleset: dealcheck.Ruleset) -> int:
    factor = ruleset.description.removeprefix("Scores are utilities").removeprefix(" times ").rstrip(".")
    return int(factor or 1)


def test_an_integer_issue_whose_points_are_on_no_line_is_written_value_by_value() -> None:
    deal, ruleset = yaml_documents(rules=RULES.replace("30: 0, 31: 0.5", "30: 0.5, 31: 0"))
    files = xml_files(deal, [ruleset])
    assert "lowerbound" not in files["contract.xml"] + files["buyer.xml"]
    read = deal_of(read_xml(files["contract.xml"].encode(), "contract.xml"))
    assert read.provisions["payment-days"].attributes["value"] == (30, 31, 32)


REFUSED: dict[str, tuple[str, str, str]] = {
    "bracketed": (
        "provisions:\n  payment: {",
        "provisions:\n  payment: {bracketed: true, ",
        "d.yaml:6:12: provision `payment` may be left out; write it without `bracketed`: an issue has a value always",
    ),
    "action in brackets": (
        "action: ship",
        "action: [ship, send]",
        "d.yaml:7:13: `delivery.action` is in brackets; write one alternative; what is open must be in an attribute",
    ),
    "no attribute": (
        ", attributes: {share: [0.5, 1.25]}",
        "",
        "d.yaml:8:12: provision `penalty` has no attribute that could be an issue; give it one, or take it out",
    ),
    "one name": (
        "penalty: {",
        'penalty: {title: "payment", ',
        "d.yaml:8:12: `payment.attributes.days` and `penalty.attributes.days` have one name; "
        "give one of the provisions another title",
    ),
    "parties in brackets": (
        "penalty: {party: seller",
        "penalty: {party: [seller, buyer]",
        "d.yaml:8:12: `penalty.parties` is in brackets; write one alternative; what is open must be in an attribute",
    ),
    "absent": (
        "[0.5, 1.25]",
        "[0.5, null]",
        "d.yaml:8:12: `penalty.share` may be absent; an issue has a value always",
    ),
    "dependent": (
        "penalty: {",
        "penalty: {provided: payment, ",
        "d.yaml:8:12: provision `penalty` depends on others; write it without `provided`",
    ),
    "alternatives": (
        "provisions:",
        "alternatives: {a: {b: [payment], c: []}}\nprovisions:",
        "d.yaml:2:1: the draft has alternatives; a domain has issues alone, each with values of its own",
    ),
}


@pytest.mark.parametrize(("before", "after", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_domain_can_not_say_is_refused(before: str, after: str, message: str) -> None:
    draft = DRAFT.replace(before, after)
    if "one name" in message or "have one name" in message:
        draft = draft.replace("share:", "days:")
    deal, _ = yaml_documents(draft)
    with pytest.raises(dealcheck.InputError) as caught:
        xml_files(deal, [])
    assert str(caught.value) == message


RULES_REFUSED: dict[str, str] = {
    "bottom-lines: {x: {forbid: {party: buyer, action: pay, object: price}}}": (
        "r.yaml:2:19: bottom line `x` can't stand in a profile; a profile is a score sheet and a reservation value, "
        "without bottom lines"
    ),
    "worth: {x: {when: {party: buyer, action: pay, object: price}, points: 1}}": (
        "r.yaml:2:12: entry `x` of `worth` can't stand in a profile; a profile has points for the values of issues "
        "alone: put it under `issues`"
    ),
    "issues: {x: {of: payment.attributes.day, weight: 1, points: {1: 1}}}": (
        "r.yaml:2:13: issue `x` is about `payment.attributes.day`; the draft has `payment.attributes.days`, "
        "`payment.attributes.in-cash`, `delivery.attributes.value`, `penalty.attributes.share`"
    ),
    "issues: {x: {of: payment.attributes.days, weight: 1, points: {33: 1}}}": (
        "r.yaml:2:13: issue `x` has points for `33`, which the draft has not; take it out, or put it into the draft"
    ),
    "issues: {x: {of: payment.attributes.days, weight: 1, points: {30: -1, 31: -2, 32: -1}}}": (
        "d.yaml:6:12: no value of `payment.attributes.days` has more than 0 points; Genius divides by the highest "
        "evaluation: add the same to all points, and to the reservation"
    ),
    "extends: other": "r.yaml:1:1: ruleset `x` extends `other`; write out what it takes from there",
}


@pytest.mark.parametrize(("line", "message"), RULES_REFUSED.items())
def test_what_a_profile_can_not_say_is_refused(line: str, message: str) -> None:
    deal, ruleset = yaml_documents(rules=f"ruleset: x\n{line}\nparty: buyer\nvocabulary: trade\n")
    with pytest.raises(dealcheck.InputError) as caught:
        xml_files(deal, [ruleset])
    assert str(caught.value) == message


def test_the_command_writes_files_and_replaces_none(tmp_path: Path, files: tuple[Path, Path, Path]) -> None:
    domain, buyer, seller = map(str, files)
    arguments = [domain, "--rules", buyer, "--rules", seller, "--into", str(tmp_path / "new")]
    first = CliRunner().invoke(app, ["genius", *arguments])
    assert first.exit_code == 0, first.output
    written = [Path(line) for line in first.output.splitlines()]
    assert [path.name for path in written] == ["domain.xml", "Buyer A.xml", "seller.xml"]
    assert read_xml(written[1].read_bytes(), buyer).document == read_xml(files[1].read_bytes(), buyer).document
    second = CliRunner().invoke(app, ["genius", *arguments])
    assert second.exit_code == 2
    assert second.output.splitlines() == [f"error: there is a file `{path}` already" for path in written]


def test_the_command_takes_yaml(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(RULES, encoding="utf-8")
    arguments = [str(tmp_path / "d.yaml"), "--rules", str(tmp_path / "r.yaml"), "--into", str(tmp_path)]
    done = CliRunner().invoke(app, ["genius", *arguments])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.glob("*.xml")) == ["buyer.xml", "contract.xml"]


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        ("nowhere.xml", "can't read `{}`: No such file or directory"),
        ("broken.xml", "{}:1:1: not proper XML: syntax error; mend it, or export it again"),
        ("rules.yaml", "{}:1:1: expected a draft, found a ruleset"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path: Path, draft: str, message: str) -> None:
    (tmp_path / "broken.xml").write_text("x", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    file = str(tmp_path / draft)
    done = CliRunner().invoke(app, ["genius", file, "--into", str(tmp_path / "new")])
    assert (done.exit_code, done.output) == (2, f"error: {message.format(file)}\n")
    assert not (tmp_path / "new").exists()


@given(st.text())
def test_any_description_is_no_traceback(description: str) -> None:
    deal, ruleset = documents(BUYER)
    assert xml_files(deal, [attrs.evolve(ruleset, description=description)])
