from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

import dealcheck
from dealcheck.reports.formats.json import plain_data
from dealcheck.schemas import schema
from tests.reports.made import DRAFT, EXAMPLES, REJECTED, SALE, nasty, verified, written

report = written("json")


def read(text: str) -> Any:
    """JSON, in which a binary float is an error."""
    return json.loads(text, parse_float=lambda number: pytest.fail(f"a float: {number}"))


def validate(data: Any) -> None:
    jsonschema.Draft202012Validator(schema("verification")).validate(data)


def test_the_head_says_format_version_and_outcome() -> None:
    data = read(report([SALE, DRAFT]))
    assert list(data) == ["format", "version", "dealcheck", "strict", "passes", "verifications"]
    assert (data["format"], data["version"]) == ("dealcheck/verification", 1)
    assert data["dealcheck"] == dealcheck.__version__
    assert data["passes"] is False
    assert [each["kind"] for each in data["verifications"]] == ["deal", "draft"]
    validate(data)


def test_strict_decides_what_passes() -> None:
    reserved = attrs.evolve(SALE, verdicts=SALE.verdicts[1:])
    assert read(report([reserved]))["passes"] is True
    strict = read(report([reserved], strict=True))
    assert (strict["strict"], strict["passes"], strict["verifications"][0]["passes"]) == (True, False, False)


def test_every_field_is_there() -> None:
    verdict = read(report([SALE]))["verifications"][0]["verdicts"][0]
    assert list(verdict) == [*(field.name for field in attrs.fields(dealcheck.Verdict)), "can_sign"]
    breach = verdict["breaches"][0]
    assert list(breach) == [field.name for field in attrs.fields(dealcheck.Breach)]
    assert breach["releases"][0]["finding"]["parts"][0]["shortfalls"][0]["place"]["line"] == 20
    assert breach["sources"][0]["speaker"] == "Ann Lee"
    assert breach["places"] == [{"file": "deals/sale.yaml", "line": 12, "column": 3}]


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.30", "0.3"), ("1E+3", "1000"), ("-7", "-7"), ("0.1234567890123456789", "0.1234567890123456789")],
)
def test_scores_are_strings_of_exact_decimals(number: str, text: str) -> None:
    data = read(report([attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, score=Decimal(number)),))]))
    assert data["verifications"][0]["verdicts"][0]["score"] == text
    validate(data)


def test_text_stays_readable_and_can_be_encoded() -> None:
    assert "“pledge”" in report([SALE])
    broken_name = attrs.evolve(SALE, file="de\udc80al.yaml")
    report([broken_name]).encode("utf-8")
    assert plain_data("\udc80") == "\\udc80"


def test_hostile_text_comes_back_unchanged() -> None:
    data = read(report([nasty()]))
    validate(data)
    assert data["verifications"][0]["title"] == nasty().title


def test_no_deals_at_all() -> None:
    validate(read(report([])))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_examples_validate(file: Path, strict: bool) -> None:
    validate(read(report([verified(file)], strict=strict)))
