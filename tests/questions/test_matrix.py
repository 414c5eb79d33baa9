"""What each side says to each provision of the Hanoi talks, and why."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import app
from tests.conftest import HANOI

RULES = ("us-hanoi", "dprk-ri")


def stances(name: str, **options: object) -> dict[str, dict[str, tuple[str, list[str]]]]:
    """For each provision and side the kind of its stance, and the bottom lines behind it."""
    matrix = dealcheck.matrix(HANOI / name, RULES, **options)  # type: ignore[arg-type]
    return {
        row.provision: {
            side.ruleset: (stance.kind, [claim.bottom_line for claim in stance.claims])
            for side, stance in zip(matrix.sides, row.stances)
        }
        for row in matrix.rows
    }


def test_a_deal_that_one_side_cannot_sign() -> None:
    told = stances("dprk-offer-ri.yaml")
    assert told["yongbyon-dismantlement"] == {"us-hanoi": ("accepts", []), "dprk-ri": ("accepts", [])}
    kind, lines = told["sectoral-relief"]["us-hanoi"]
    assert kind == "opposes"
    assert lines == ["core-sanctions-stay", "yongbyon-alone-is-not-enough", "", "no-tests-in-writing"]
    assert told["sectoral-relief"]["dprk-ri"][0] == "asks"


def test_a_line_that_two_provisions_break_is_behind_both() -> None:
    told = stances("us-ask.yaml")
    for name in ("enrichment-access", "production-freeze"):
        assert told[name]["dprk-ri"][0] == "opposes"
        assert "no-further-than-yongbyon" in told[name]["dprk-ri"][1]


def test_points_are_what_a_provision_adds() -> None:
    matrix = dealcheck.matrix(HANOI / "dprk-offer-ri.yaml", RULES)
    rows = {row.provision: row for row in matrix.rows}
    assert [stance.points for stance in rows["sectoral-relief"].stances] == [Decimal(-45), Decimal(30)]


def test_a_draft() -> None:
    told = stances("draft.yaml")
    assert told["no-tests"]["us-hanoi"] == ("asks", ["no-tests-in-writing"])
    assert told["sectoral-relief"]["us-hanoi"][0] == "on-terms"
    assert told["yongbyon"] == {"us-hanoi": ("accepts", []), "dprk-ri": ("on-terms", ["price-of-yongbyon"])}


def test_brackets_can_be_settled_first() -> None:
    told = stances("draft.yaml", settle=["article-4=option-2", "exchanges.from=signing"])
    assert "sectoral-relief" not in told
    assert told["exchanges"]["us-hanoi"] == ("on-terms", ["exchanges-once-the-process-moves"])


def test_a_clause_without_a_text_is_put_into_words() -> None:
    deal = "deal: d\nvocabulary: korea\nprovisions:\n  p: {party: us, action: lift, object: coal-exports}\n"
    (row,) = dealcheck.matrix(deal, "us-hanoi").rows
    assert row.text.startswith("United States: lift ")


@pytest.mark.parametrize(("name", "status"), [("dprk-offer-ri", 1), ("smaller", 0)])
def test_the_command(name: str, status: int) -> None:
    done = CliRunner().invoke(app, ["matrix", str(HANOI / f"{name}.yaml"), "--rules", "us-hanoi", "--format", "json"])
    assert done.exit_code == status, done.output
    answer = json.loads(done.output)["answers"][0]
    assert {row["stances"][0]["kind"] for row in answer["rows"]} <= {"asks", "accepts", "opposes"}


def test_in_sarif_what_is_opposed_is_at_its_clause() -> None:
    log = json.loads(dealcheck.render(dealcheck.matrix(HANOI / "dprk-offer-ri.yaml", "us-hanoi"), "sarif"))
    results = log["runs"][0]["results"]
    assert results
    assert all(result["message"]["text"].startswith("sectoral-relief is opposed by") for result in results)
