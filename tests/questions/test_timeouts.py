"""No time at all: a question says what it knows, or that time was up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result

from dealcheck import conflicts, explore, render, verify
from dealcheck.answers.verdict import DraftVerification
from dealcheck.engines import columns
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.errors import TimeLimitError
from dealcheck.questions import counting
from dealcheck.questions.test.test import run_tests

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "rules" / "test_korea_lines.yaml"
Run = Callable[..., Result]
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")
DRAFT = "examples/hanoi/draft.yaml"
CALLS = {
    "conflicts": ("conflicts", DRAFT, *BOTH),
    "accounts": ("accounts", DRAFT),
    "reconcile": ("reconcile", *BOTH),
    "repair": ("repair", "examples/hanoi/dprk-offer-ri.yaml", *BOTH),
    "diff": ("diff", "dprk-ri", "dprk-trump"),
    "lint": ("lint", "us-hanoi"),
}


@pytest.mark.parametrize("name", CALLS)
def test_time_that_is_up(run: Run, name: str) -> None:
    result = run(*CALLS[name], "--timeout", "0")
    assert result.exit_code == 2
    assert result.output.startswith("error: time was up")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("name", ["verify", "explore"])
def test_counts_that_there_was_no_time_for(run: Run, name: str) -> None:
    result = run(name, DRAFT, *BOTH, "--timeout", "0")
    assert result.exit_code == 0
    assert result.output.startswith("Of 864 resolutions some are acceptable to all")
    assert "Not all is counted: the time was up" in " ".join(result.output.split())


def test_sides_that_were_counted_before_the_time_was_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all can sign comes last: the counts of each side are kept."""

    def time_is_up(_: Zone) -> None:
        raise TimeLimitError("the time was up")

    draft, rules = ROOT / DRAFT, ["us-hanoi", "dprk-ri"]
    counted = explore(draft, rules)
    monkeypatch.setattr(Zone, "acceptable", property(time_is_up))
    monkeypatch.setattr(columns, "is_installed", lambda: False)
    monkeypatch.setattr(counting, "_counted_verdict", lambda *_: None)
    known = explore(draft, rules)
    assert known.uncounted.startswith("the time was up")
    assert known.verdicts == counted.verdicts
    assert all(verdict.acceptable for verdict in known.verdicts)


@pytest.mark.parametrize(("few", "acceptable"), [(864, 62), (863, None)])
def test_few_resolutions_without_a_conflict_are_counted_however_slow_the_machine(
    monkeypatch: pytest.MonkeyPatch, few: int, acceptable: int | None
) -> None:
    module = import_module("dealcheck.questions.conflicts")
    monkeypatch.setattr(module, "_COUNT_SECONDS", -1.0)
    monkeypatch.setattr(module, "_FEW", few)
    answer = conflicts(ROOT / DRAFT, ["us-hanoi", "dprk-ri"])
    assert (answer.resolutions, answer.acceptable, answer.conflicts) == (864, acceptable, ())


def test_a_proof_that_nobody_can_sign_needs_no_counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Diagrams of all sides together outgrow two gigabytes; those of each side alone are small."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / "explore"))
    talks = import_module("talks").talks(45, 80, 0)
    monkeypatch.delitem(sys.modules, "talks")
    monkeypatch.setattr(counting, "_FIRST_SECONDS", 60.0)  # it takes a tenth of one, where nobody else works
    draft, rules = talks.write(tmp_path)
    verification = verify(draft, rules, timeout=300)
    assert isinstance(verification, DraftVerification)
    assert (verification.acceptable, verification.without_reservations) == (0, 0)
    assert (verification.uncounted, verification.example) == ("", None)
    assert all(verdict.acceptable for verdict in verification.verdicts)


def test_a_sample_that_there_was_no_time_for(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out = tmp_path / "drawn.parquet"
    out.write_text("before", encoding="utf-8")
    result = run("sample", DRAFT, "-n", "10", "--out", str(out), "--timeout", "0")
    assert result.exit_code == 2
    assert result.output == "error: time was up when 0 of 10 deals were drawn; nothing was written\n"
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_changes_of_rules_that_there_was_no_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were tried by then are reported."""
    every = run_tests([CASES], mutate=True)
    assert not run_tests([CASES], mutate=True, timeout=0).mutants_complete
    looks = iter(range(10))

    def check(_deadline: float | None, message: str) -> None:
        if next(looks) == 9:
            raise TimeLimitError(message)

    monkeypatch.setattr("dealcheck.questions.test.mutate.check_deadline", check)
    some = run_tests([CASES], mutate=True, timeout=1000)
    assert every.mutants_complete
    assert not some.mutants_complete
    assert 0 < len(some.mutants) < len(every.mutants)
    assert some.mutants == every.mutants[: len(some.mutants)]
    assert "Time was up before all changes to the rules were tried." in render(some)
