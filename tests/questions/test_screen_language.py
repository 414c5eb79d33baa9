"""The second edition of the language in tables: amounts, issues, dependencies between provisions, drafts drawn."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

import dealcheck
from tests.conftest import ROOT
from tests.table_schema import SCHEMA

Run = Callable[..., Result]
HEAD = "ruleset: mine\nparty: us\nvocabulary: korea\n"
WORDS = str(ROOT / "rules" / "korea" / "vocabulary.yaml")
PLAIN = {"party": "us", "action": "exempt", "object": "people-to-people", "steps": 3}


def table(rows: list[dict[str, Any]], **more: pa.DataType) -> pa.Table:
    """A table of provisions, each plain in what it does not say."""
    return pa.Table.from_pylist([{**PLAIN, **row} for row in rows], schema=pa.schema({**SCHEMA, **more}))


def rules(folder: Path, text: str) -> list[str]:
    """A ruleset in a file, with its words."""
    (folder / "mine.yaml").write_text(HEAD + text, encoding="utf-8")
    return [WORDS, str(folder / "mine.yaml")]


def verdicts(deals: pa.Table, rulesets: list[str]) -> dict[str, tuple[str, Any]]:
    """Verdict and score of each deal."""
    rows = dealcheck.screen(deals, rulesets).to_pyarrow().to_pylist()
    return {row["deal"]: (row["verdict"], row["score"]) for row in rows}


def reasons(deals: pa.Table, rulesets: list[str]) -> set[tuple[Any, Any, str]]:
    """Deal, provision and reason of each row that does not fit."""
    rows = dealcheck.rejected_rows(deals, rulesets).to_pyarrow().to_pylist()
    return {(row["deal"], row["provision"], row["why"]) for row in rows}


SWAP = """
bottom-lines:
  ten-for-one:
    require:
      total:
        of: prisoners
        over: {party: dprk}
        at-least: [1, {of: hostages, over: {party: us}, times: TIMES}]
"""


def swap(**numbers: tuple[str, str]) -> pa.Table:
    """Deals in which so many prisoners are exchanged for so many hostages."""
    rows = []
    for name, (prisoners, hostages) in numbers.items():
        rows.append({"deal": name, "provision": "p", "party": "dprk", "prisoners": Decimal(prisoners)})
        rows.append({"deal": name, "provision": "h", "hostages": Decimal(hostages)})
    return table(rows, prisoners=pa.decimal128(38, 2), hostages=pa.decimal128(38, 0))


def test_a_sum_is_compared_with_another_exactly(tmp_path: Path) -> None:
    deals = swap(enough=("4.75", "3"), short=("4.74", "3"), nothing=("1", "0"))
    found = verdicts(deals, rules(tmp_path, SWAP.replace("TIMES", "1.25")))
    assert {name: verdict for name, (verdict, _score) in found.items()} == {
        "enough": "accepted",
        "short": "rejected",
        "nothing": "accepted",
    }


def test_sums_that_are_too_large_to_be_compared_are_not_judged(tmp_path: Path) -> None:
    deals = swap(large=("1" + "0" * 34, "3"), fine=("1" + "0" * 30, "1" + "0" * 30))
    found = rules(tmp_path, SWAP.replace("TIMES", "-1"))
    assert verdicts(deals, found) == {"fine": ("accepted", None)}
    assert reasons(deals, found) == {("large", None, "its totals are too large to be compared with each other exactly")}


@pytest.mark.parametrize("times", ["1e37", "1e-40", "-1" + "0" * 38])
def test_sums_that_no_column_can_compare_are_refused(tmp_path: Path, times: str) -> None:
    with pytest.raises(dealcheck.InputError, match="compares numbers of too many digits for tables"):
        dealcheck.screen(swap(any=("1", "1")), rules(tmp_path, SWAP.replace("TIMES", times)))


def test_a_column_without_numbers_counts_for_nothing_in_a_comparison(tmp_path: Path) -> None:
    deals = table([{"deal": "d", "provision": "p", "party": "dprk", "prisoners": 2}], prisoners=pa.int64())
    assert verdicts(deals, rules(tmp_path, SWAP.replace("TIMES", "10")))["d"][0] == "accepted"


ISSUES = """
issues:
  days: {of: payment.days, weight: 40, points: {30: 1, 45: 0.6, soon: 0.1, true: 2}}
  verb: {of: payment.action, points: {exempt: 1, suspend: -3.5}}
  payer: {of: payment.party, weight: 2, points: {us: 2, dprk: 1}}
reservation: 5
"""


def test_issues_give_points_for_values(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"deal": "early", "provision": "payment", "days": 30},
        {"deal": "late", "provision": "payment", "days": 45, "action": "suspend", "party": "dprk"},
        {"deal": "never", "provision": "payment", "action": "lift", "party": "dprk"},
        {"deal": "other", "provision": "payments", "days": 30},
        {"deal": "joint", "provision": "payment", "days": 44, "party": "us"},
        {"deal": "joint", "provision": "payment", "days": 44, "party": "dprk"},
    ]
    found = verdicts(table(rows, days=pa.int64()), rules(tmp_path, ISSUES))
    assert found == {
        "early": ("accepted", Decimal("45.0")),
        "late": ("accepted", Decimal("22.5")),
        "never": ("rejected", Decimal("2.0")),
        "other": ("rejected", Decimal("0.0")),
        "joint": ("rejected", Decimal("1.0")),
    }


@pytest.mark.parametrize("parties", [["us", "dprk"], ["us"], ["us", "us"]])
def test_parties_in_lists_are_one_or_several(tmp_path: Path, parties: list[str]) -> None:
    deals = table([{"deal": "d", "provision": "payment"}], days=pa.int64()).drop_columns(["party"])
    deals = deals.append_column("party", pa.array([parties], pa.list_(pa.string())))
    assert verdicts(deals, rules(tmp_path, ISSUES))["d"][1] == 1 + (4 if set(parties) == {"us"} else 0)


def test_rows_of_one_provision_may_not_earn_different_points(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"deal": "d", "provision": "payment", "days": 30},
        {"deal": "d", "provision": "payment", "days": 45, "party": "dprk"},
    ]
    found = reasons(table(rows, days=pa.int64()), rules(tmp_path, ISSUES))
    assert found == {("d", None, "the rows of one provision differ in more than the party")}


def test_points_for_steps_by_name_are_refused(tmp_path: Path) -> None:
    """Tables know steps by their numbers alone: no name would ever be met, and the deal would lose its points."""
    text = "issues:\n  start: {of: payment.from, points: {signing: 1}}\n"
    with pytest.raises(dealcheck.InputError, match=r"mine\.yaml:5:\d+: issue `start` gives points for steps by name"):
        dealcheck.screen(table([{"deal": "d", "provision": "payment"}]), rules(tmp_path, text))


def test_points_of_too_many_digits_are_refused(tmp_path: Path) -> None:
    text = "issues:\n  verb: {of: payment.action, weight: 1e12, points: {lift: 1e-12, suspend: 1000000000}}\n"
    with pytest.raises(dealcheck.InputError, match="points of ruleset `mine` are too many"):
        dealcheck.screen(table([{"deal": "d", "provision": "payment"}]), rules(tmp_path, text)).to_pyarrow()


def test_an_issue_asks_for_its_attribute_as_tests_do(tmp_path: Path) -> None:
    text = "issues:\n  length: {of: payment.attributes.steps, points: {3: 1}}\n"
    with pytest.raises(dealcheck.InputError, match="the column `steps` means something else"):
        dealcheck.screen(table([{"deal": "d", "provision": "payment"}]), rules(tmp_path, text))


NO_EXEMPTION_YET = """
bottom-lines:
  too-early: {forbid: {party: us, action: exempt, object: people-to-people}, only-after: {party: dprk, action: freeze,
    part-of: yongbyon}}
"""
FREEZE = {"provision": "freeze", "party": "dprk", "action": "freeze", "object": "yongbyon"}


@pytest.mark.parametrize(
    ("provided", "verdict"),
    [
        ("freeze", "rejected"),
        ("earlier: freeze", "accepted"),
        ('{"all": ["freeze", {"earlier": "freeze"}]}', "accepted"),
        ("  not: {once: freeze}", "rejected"),
        ("any: []", "accepted"),
        ("[]", "rejected"),
        ("count: {of: [freeze, earlier: freeze], equals: 2}", "accepted"),
        ("throughout: freeze", "accepted"),
        (None, "rejected"),
    ],
)
@pytest.mark.parametrize("start", [1, 2])
def test_what_a_provision_depends_on(tmp_path: Path, provided: str | None, verdict: str, start: int) -> None:
    rows = [{"deal": "d", "provision": "relief", "provided": provided}, {"deal": "d", **FREEZE, "from": start}]
    if start == 1 and provided and provided.startswith("  not"):
        verdict = "accepted"
    if start == 1 and provided == "throughout: freeze":
        verdict = "rejected"
    assert verdicts(table(rows), rules(tmp_path, NO_EXEMPTION_YET))["d"][0] == verdict


def test_a_long_chain_that_runs_one_way_in_one_deal_and_back_in_the_other(tmp_path: Path) -> None:
    names = [f"r{n}" for n in range(6)]
    rows: list[dict[str, Any]] = []
    for deal, order in (("there", names), ("back", names[::-1])):
        rows.append({"deal": deal, **FREEZE})
        for before, name in zip(["freeze", *order], order):
            rows.append({"deal": deal, "provision": name, "provided": f"earlier: {before}", "steps": 20})
    rows = [{**row, "steps": 20} for row in rows]
    text = "bottom-lines:\n  none: {forbid: {party: us, action: exempt, object: people-to-people}}\n"
    found = dealcheck.screen(table(rows), rules(tmp_path, text)).to_pyarrow().to_pylist()
    assert {row["deal"]: row["broken"][0]["steps"][0] for row in found} == {"there": 2, "back": 2}
    last = "bottom-lines:\n  none: {forbid: {total: {of: n, over: {party: us, action: exempt}, at-least: 6}}}\n"
    counted = table([{**row, "n": 1} for row in rows], n=pa.int64())
    found = dealcheck.screen(counted, rules(tmp_path, last)).to_pyarrow().to_pylist()
    assert {row["deal"]: row["broken"][0]["steps"][0] for row in found} == {"there": 7, "back": 7}


WRONG = {
    "fredze": "unknown provision `fredze` under `provided`",
    "relief": "`provided` leads in a circle: provisions depend on themselves",
    "{party: us}": "`provided` can't be read: a pattern can't stand under `provided`",
    "total: {of: n, over: {party: us}, at-least: 1}": "`provided` can't be read: `total` can't stand under `provided`",
    "count: {of: [freeze]}": "`provided` can't be read: `count` has no test",
    "One": "`provided` can't be read: `One` is not an id",
    "unless: freeze": "`provided` can't be read: unknown key `unless` in a condition",
    "": "`provided` can't be read: there is no condition",
    "~": "`provided` can't be read: there is no condition",
    "[freeze": "`provided` can't be read: not proper YAML: did not find expected ',' or ']'",
}


def test_conditions_that_do_not_fit_are_told_and_the_others_judged(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"deal": "good", "provision": "relief", "provided": "freeze"},
        {"deal": "good", **FREEZE},
    ]
    for number, text in enumerate(WRONG):
        rows += [{"deal": f"d{number}", "provision": "relief", "provided": text}, {"deal": f"d{number}", **FREEZE}]
    deals, found = table(rows), rules(tmp_path, NO_EXEMPTION_YET)
    assert set(verdicts(deals, found)) == {"good"}
    told = {deal: why for deal, provision, why in reasons(deals, found) if provision == "relief"}
    assert set(told) == {f"d{number}" for number in range(len(WRONG))}
    for number, why in enumerate(WRONG.values()):
        assert told[f"d{number}"].startswith(why)


def test_a_circle_through_two_provisions(tmp_path: Path) -> None:
    circle = "`provided` leads in a circle: provisions depend on themselves"
    rows = [
        {"deal": "d", "provision": "relief", "provided": "once: freeze"},
        {"deal": "d", **FREEZE, "provided": "not: relief"},
        {"deal": "e", "provision": "relief", "provided": "once: freeze"},
        {"deal": "e", **FREEZE},
        {"deal": "f", "provision": "relief"},
        {"deal": "f", **FREEZE, "provided": "not: relief"},
    ]
    found = rules(tmp_path, NO_EXEMPTION_YET)
    assert reasons(table(rows), found) == {("d", "relief", circle), ("d", "freeze", circle)}
    assert set(verdicts(table(rows), found)) == {"e", "f"}


def test_entangled_provisions_may_depend_on_others_that_are_not(tmp_path: Path) -> None:
    rows = [
        {"deal": "d", "provision": "one", "provided": "two"},
        {"deal": "d", "provision": "two", "provided": "three"},
        {"deal": "d", "provision": "three", "provided": "freeze"},
        {"deal": "d", **FREEZE},
        {"deal": "e", "provision": "two"},
        {"deal": "e", "provision": "three", "provided": "two"},
    ]
    found = rules(tmp_path, NO_EXEMPTION_YET)
    assert reasons(table(rows), found) == set()
    assert set(verdicts(table(rows), found)) == {"d", "e"}


def test_a_provision_that_is_wrong_itself_is_no_fault_of_those_that_depend_on_it(tmp_path: Path) -> None:
    rows = [{"deal": "d", "provision": "relief", "provided": "freeze"}, {"deal": "d", **FREEZE, "from": 7}]
    found = reasons(table(rows), rules(tmp_path, NO_EXEMPTION_YET))
    assert found == {("d", "freeze", "`from` is none of the deal's steps")}


def test_too_many_conditions_are_refused(tmp_path: Path) -> None:
    rows = [{"deal": f"d{n}", "provision": "p", "provided": f"x{n}"} for n in range(1_001)]
    with pytest.raises(dealcheck.InputError, match="holds more than 1,000 conditions"):
        dealcheck.screen(table(rows), rules(tmp_path, NO_EXEMPTION_YET))


def test_too_many_provisions_that_depend_on_each_other_are_refused(tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(21)]
    rows = [{"deal": "d", "provision": name, "provided": each} for name, each in zip(names, [*names[1:], names[0]])]
    with pytest.raises(dealcheck.InputError, match="more than 20 provisions depend on each other"):
        dealcheck.rejected_rows(table(rows), rules(tmp_path, NO_EXEMPTION_YET))


def test_a_column_of_conditions_is_text(run: Run, tmp_path: Path) -> None:
    deals = table([{"deal": "d", "provision": "p"}]).drop_columns(["provided"])
    pq.write_table(deals.append_column("provided", pa.array([1])), tmp_path / "deals.parquet")
    result = run("screen", str(tmp_path / "deals.parquet"), "--rules", "us-hanoi")
    assert result.exit_code == 2
    assert "column `provided` is of type int64, and it must be text" in result.output
    empty = deals.append_column("provided", pa.nulls(1))
    assert reasons(empty, rules(tmp_path, NO_EXEMPTION_YET)) == set()


def test_conditions_in_csv(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(
        "deal,provision,party,action,object,provided,steps\n"
        'd,relief,us,exempt,people-to-people," [freeze, {earlier: freeze}] ",3\n'
        "d,freeze,dprk,freeze,yongbyon,,3\n"
    )
    rows = dealcheck.screen(file, rules(tmp_path, NO_EXEMPTION_YET)).to_pyarrow().to_pylist()
    assert [row["verdict"] for row in rows] == ["accepted"]
