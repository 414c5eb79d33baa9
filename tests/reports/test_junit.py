from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import pytest

import dealcheck
from dealcheck.reports.formats.junit import xml_text
from tests.reports.made import DRAFT, EXAMPLES, SALE, nasty, verified, written

report = written("junit")


def parsed(*verifications: dealcheck.Verification, strict: bool = False) -> ET.Element:
    return ET.fromstring(report(verifications, strict=strict).encode("utf-8"))


def failures(root: ET.Element) -> dict[str, str]:
    return {
        case.get("name", ""): failure.get("type", "")
        for case in root.iter("testcase")
        for failure in case.iter("failure")
    }


def test_a_suite_for_each_deal_and_a_case_for_each_ruleset() -> None:
    root = parsed(SALE, DRAFT)
    assert root.tag == "testsuites"
    assert [suite.get("name") for suite in root] == ["sale", "draft"]
    assert [case.get("name") for case in root[0]] == ["seller", "buyer", "bank"]
    assert [case.get("name") for case in root[1]] == ["seller", "buyer", "bank", "acceptable to all"]
    assert root[0][0].attrib == {"classname": "sale", "name": "seller", "file": "deals/sale.yaml", "line": "1"}


def test_numbers_add_up() -> None:
    root = parsed(SALE, DRAFT)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("7", "3", "0")
    assert (root[0].get("tests"), root[0].get("failures")) == ("3", "1")
    assert (root[1].get("tests"), root[1].get("failures")) == ("4", "2")


def test_a_failure_holds_the_explanation() -> None:
    failure = parsed(SALE)[0][0].find("failure")
    assert failure is not None
    assert failure.get("message") == "Seller Ltd can't sign (seller)."
    assert "\n    It holds until “paid”; at step “signing” still missing:\n" in (failure.text or "")


def test_reservations_fail_only_when_strict() -> None:
    assert failures(parsed(SALE)) == {"seller": "rejected"}
    assert failures(parsed(SALE, strict=True)) == {"seller": "rejected", "bank": "accepted-with-reservations"}
    output = parsed(SALE)[0][2].findtext("system-out")
    assert "Repairs follow the inspection" in (output or "")


def test_drafts() -> None:
    assert failures(parsed(DRAFT)) == {"seller": "none", "acceptable to all": "draft"}
    assert failures(parsed(DRAFT, strict=True)) == {"seller": "none", "buyer": "some", "acceptable to all": "draft"}
    good = attrs.evolve(DRAFT, acceptable=6, without_reservations=5, verdicts=DRAFT.verdicts[1:])
    assert failures(parsed(good)) == {}


def test_text_that_xml_cannot_hold() -> None:
    assert xml_text("a\x00\x0b\ud800\ufffe<&\U0001f600\n") == "a\ufffd\ufffd\ufffd\ufffd<&\U0001f600\n"
    parsed(nasty())
    parsed(attrs.evolve(SALE, file="a\x00\udc80.yaml", deal="d\x01"))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_failures_are_those_of_the_verdict(file: Path, strict: bool) -> None:
    verification = verified(file)
    assert bool(failures(parsed(verification, strict=strict))) is not verification.passes(strict=strict)
