"""`dealcheck test`, and the same files under pytest, as rule authors use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from dealcheck import schemas

pytest_plugins = ["pytester"]
Run = Callable[..., Result]

WORDS = """
vocabulary: supply
parties: {seller: , buyer: }
actions: {credit: [offer-credit, extend-credit], ship: [ship], provide: [provide], pay: [pay]}
objects:
  goods: {parts: {engines: , spares: }}
  bank-guarantee:
  price:
"""
RULES = """
ruleset: seller
party: seller
vocabulary: supply
definitions:
  secured:
    any:
      - {party: buyer, action: provide, object: bank-guarantee}
      - {party: buyer, action: pay, object: price}
bottom-lines:
  no-credit-without-security:
    forbid: {party: seller, action: extend-credit, part-of: goods}
    unless: secured
  paid-in-the-end:
    require: {party: buyer, action: pay, object: price}
    when: {party: seller, action: ship, part-of: goods}
    within: 1
    strength: priority
worth:
  paid: {when: {party: buyer, action: pay, object: price}, points: 2.5}
mandate:
  covers: [{party: seller, action: ship}]
"""
CASES = """
tests: seller
rules: rules
cases:
  credit-without-security:
    deal:
      vocabulary: supply
      provisions:
        credit: {party: seller, action: extend-credit, object: goods}
    expect:
      seller: {verdict: rejected, broken: {no-credit-without-security: signature}, score: 0, referrals: credit}
  paid-in-time:
    deal: deals/paid.yaml
    expect: {seller: {verdict: accepted, broken: [], score: 2.5}}
"""
PAID = """
deal: paid
vocabulary: supply
steps: [shipping, paying]
provisions:
  ship: {party: seller, action: ship, object: engines}
  pay: {party: buyer, action: pay, object: price, from: paying}
"""
DRAFT = """
  a-draft:
    deal:
      vocabulary: supply
      provisions:
        credit: {party: seller, action: [offer-credit, extend-credit], object: goods}
        guarantee: {bracketed: true, party: buyer, action: provide, object: bank-guarantee}
    acceptable-to-all: 3
    expect:
      seller: {answer: some, resolutions: 4, acceptable: 3, broken: {no-credit-without-security: 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "deals").mkdir()
    (tmp_path / "rules" / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "rules" / "seller.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "deals" / "paid.yaml").write_text(PAID, encoding="utf-8")
    (tmp_path / "test_seller.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def rewrite(folder: Path, *changes: tuple[str, str], more: str = "") -> str:
    text = CASES + more
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "test_seller.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def test_cases_that_pass(run: Run, folder: Path) -> None:
    result = run("test", rewrite(folder, more=DRAFT))
    assert "3 passed." in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("change", "expected", "actual"),
    [
        (("verdict: rejected", "verdict: accepted"), "accepted", "rejected"),
        (
            ("without-security: signature}", "without-security: signature, paid-in-the-end: signature}"),
            "broken",
            "kept",
        ),
        (("broken: {no-credit-without-security: signature}", "broken: []"), "kept", "broken at signature"),
        (("score: 2.5", "score: 2.4"), "2.4", "2.5"),
        (("referrals: credit", "referrals: ship"), "ship", "credit"),
        (("acceptable-to-all: 3", "acceptable-to-all: 4"), "4", "3"),
        (("acceptable: 3,", "acceptable: 2,"), "2", "3"),
        (("answer: some", "answer: none"), "none", "some"),
        (("no-credit-without-security: 1}", "no-credit-without-security: 2}"), "2", "1"),
    ],
)
def test_a_failed_case_shows_expected_and_actual(
    run: Run, folder: Path, change: tuple[str, str], expected: str, actual: str
) -> None:
    result = run("test", rewrite(folder, change, more=DRAFT))
    assert result.exit_code == 1
    assert "2 passed, 1 failed." in result.output
    assert any(expected in line and actual in line for line in result.output.splitlines())
    assert "Failed: " in result.output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("      seller: {verdict", "      seler: {verdict"), "11:7: unknown ruleset `seler`; did you mean `seller`?"),
        (("{no-credit-without-security:", "{no-credit:"), "unknown bottom line of `seller`: `no-credit`"),
        (("security: signature", "security: signing"), "unknown step `signing`; expected `signature`"),
        (("deals/paid.yaml", "deals/unpaid.yaml"), "there is no `deals/unpaid.yaml`; did you mean `paid.yaml`?"),
        (("verdict: rejected", "verdict: rejeted"), "`rejeted` is not allowed here; did you mean `rejected`?"),
        (("verdict: rejected", "answer: none"), "`seller`: only a draft has `answer`; expect a `verdict`"),
        (("cases:", "casses:"), "unknown key `casses`; did you mean `cases`?"),
        (("object: goods}\n", "object: godds}\n"), "unknown object `godds`; did you mean `goods`?"),
    ],
)
def test_a_mistake_in_a_test_file_is_no_failed_test(
    run: Run, folder: Path, change: tuple[str, str], message: str
) -> None:
    result = run("test", rewrite(folder, change))
    assert result.exit_code == 2
    assert message in result.output
    assert result.output.startswith("error: ")


def test_a_folder_without_test_files_is_a_wrong_call(run: Run, tmp_path: Path) -> None:
    result = run("test", str(tmp_path))
    assert result.exit_code == 2
    assert "there are no test files in" in result.output


def test_coverage_says_what_no_case_tries(run: Run, folder: Path) -> None:
    result = run("test", str(folder), "--coverage")
    assert result.exit_code == 0
    assert "seller/no-credit-without-security: `unless` decides" in result.output
    assert "seller/paid-in-the-end: broken by some case" in result.output
    assert "seller/secured: this arm of `any` alone: Buyer" not in result.output  # its title is its id
    assert "seller/secured: this arm of `any` alone: buyer: provide bank guarantee" in result.output
    assert run("test", str(folder), "--fail-under", "100").exit_code == 1
    assert run("test", str(folder), "--fail-under", "20").exit_code == 0


def test_a_ruleset_that_no_case_asks_is_not_covered(run: Run, folder: Path) -> None:
    other = RULES.replace("ruleset: seller", "ruleset: forgotten")
    (folder / "rules" / "forgotten.yaml").write_text(other, encoding="utf-8")
    result = run("test", str(folder), "--coverage")
    assert "  forgotten      0  " in result.output
    assert "forgotten/paid-in-the-end: kept by some case" in result.output


def test_a_draft_counts_for_coverage_too(run: Run, folder: Path) -> None:
    result = run("test", rewrite(folder, more=DRAFT), "--coverage")
    assert "`unless` decides" not in result.output


def test_mutants_that_no_case_notices(run: Run, folder: Path) -> None:
    result = run("test", rewrite(folder, more=DRAFT), "--mutate", "--format", "json")
    data = json.loads(result.output)
    jsonschema.Draft202012Validator(schemas.schema("trial")).validate(data)
    mutants = {(each["entry"], each["change"]): each["noticed"] for each in data["answers"][0]["mutants"]}
    assert mutants["no-credit-without-security", "without its `unless`"] is True
    assert mutants["no-credit-without-security", "`forbid` with the weaker verb offer credit for extend credit"] is True
    assert mutants["paid-in-the-end", "without its `when`"] is True
    assert mutants["secured", "without part 2 of `any`"] is False
    # Credit for the whole is also credit for a part: only a case with credit for the engines alone could tell.
    assert mutants["no-credit-without-security", "`forbid` with `whole-of` for `part-of: goods`"] is False


def test_pytest_runs_the_same_cases(folder: Path, pytester: pytest.Pytester) -> None:
    rewrite(folder, ("verdict: rejected", "verdict: accepted"), more=DRAFT)
    result = pytester.runpytest_subprocess(str(folder), "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*credit-without-security*", "ruleset  what     expected  actual", "seller   verdict  accepted  rejected"]
    )
    chosen = pytester.runpytest_subprocess(str(folder), "-k", "paid", "-v", "-p", "no:cacheprovider")
    chosen.assert_outcomes(passed=1, deselected=2)
    chosen.stdout.fnmatch_lines(["*test_seller.yaml::paid-in-time PASSED*"])


def test_pytest_says_what_is_wrong_with_a_test_file(folder: Path, pytester: pytest.Pytester) -> None:
    rewrite(folder, ("cases:", "casses:"))
    result = pytester.runpytest_subprocess(str(folder), "-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*test_seller.yaml:*: unknown key `casses`; did you mean `cases`?"])
    assert "Traceback" not in result.stdout.str()


def test_pytest_leaves_other_yaml_files_alone(folder: Path, pytester: pytest.Pytester) -> None:
    (folder / "test_seller.yaml").write_text("fixtures: {a: 1}\n", encoding="utf-8")
    result = pytester.runpytest_subprocess(str(folder), "-p", "no:cacheprovider")
    result.assert_outcomes()
