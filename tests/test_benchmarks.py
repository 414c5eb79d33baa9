"""The benchmarks still run, and what they compare still gives the same answers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import HANOI, ROOT

STATUS = "main((200,), ('ledger', 'durable'))"


def measured(script: str, folder: str = ".") -> str:
    """What a benchmark prints; it must not complain."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "benchmarks" / folder, capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return done.stdout


def test_the_rules_by_hand_agree_with_the_ruleset() -> None:
    assert "durable-rules by hand" in measured("import verify; verify.main(rounds=1, number=10)")


def test_status_is_measured_with_both_engines() -> None:
    printed = measured("import sys; sys.path.insert(0, '..'); from benchmarks.status.__main__ import main; " + STATUS)
    assert [line.split()[:2] for line in printed.splitlines()[1:]] == [["200", "ledger"], ["200", "durable"]]


def test_whether_a_deal_is_safe_is_measured() -> None:
    printed = measured(
        "import sys; sys.path.insert(0, '..'); from benchmarks.stress.__main__ import main; main((6,), (2,))"
    )
    assert [cell.strip() for cell in printed.splitlines()[-1].split("|")][1:3] == ["6", "2"]


def test_what_would_make_a_deal_safe_is_measured() -> None:
    call = "from benchmarks.stress.repair import main; main((6,), (6,))"
    row = measured(f"import sys; sys.path.insert(0, '..'); {call}").splitlines()[-1].split("|")
    # Two red lines can break, so that both directions take two changes, as the sides offer and wait for no more.
    assert [cell.strip() for cell in row if "s" not in cell][1:-1] == ["6", "6", "2", "2.9e+03", "2", "7.6e+06"]


def test_the_cold_start_is_measured() -> None:
    assert "ratio" in measured("import cold_start; cold_start.main(rounds=1)")


def test_large_cases_are_judged_alike() -> None:
    assert "a count of 1,000" in measured("import large; large.main(('a count of 1,000',))")


def test_the_language_server_is_measured() -> None:
    printed = measured("import lsp; lsp.main(rounds=1, words=60, lines=5)")
    assert [line.split("  ")[1] for line in printed.splitlines()[1:]] == [
        "completion of a word half typed",
        "completion of any word",
        "hover",
        "diagnostics",
    ]


def test_drafts_are_measured_beside_peers_that_give_the_same_answers() -> None:
    for peer in ("clingo", "ortools", "matplotlib"):
        pytest.importorskip(peer)
    tiny = "goals=[(4, 4, 1.0)], seeds=[0], growth=[], small=[(3, 4), (4, 6)], plot=None"
    told = measured(f"import runpy; runpy.run_path('__main__.py')['main']({tiny})", "explore")
    assert told.count("fewest") == told.count("count ") == 2
    assert "goal: 1 s" in told


def test_one_best_answer_is_the_same_as_that_of_peers() -> None:
    for peer in ("clingo", "ortools"):
        pytest.importorskip(peer)
    tiny = "sizes=[(4, 6)], crossings=[0.5], seeds=[0, 1]"
    printed = measured(f"import runpy; runpy.run_path('__main__.py')['main']({tiny})", "best")
    assert "goal: 0.3 s" in printed
    for question in ("reconcile", "repair", "conflicts", "diff", "lint"):
        assert " of 2 beyond the goal of 2 s" in printed.partition(f"  {question}: ")[2].splitlines()[0]


def test_screening_by_hand_and_by_others_agrees_with_the_ruleset() -> None:
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    printed = measured(
        "import screen; screen.main(deals=300, seconds=0.01, rounds=1, scales=(100, 600), lines=(5,), plot=None)"
    )
    for name in ("dealcheck screen", "SQL by hand", "dealcheck, verify", "MiB at most", "cores"):
        assert name in printed


def test_score_sheets_and_ranges_are_measured_beside_brute_force_that_gives_the_same_answers() -> None:
    pytest.importorskip("numpy")
    tiny = "domains=[(3, 4, 5), (6, 5, 4)], large=[(4, 4, 4, 4)], width=1_000, sums=[(2, 70)], runs=1"
    printed = measured(f"import runpy; runpy.run_path('__main__.py')['main']({tiny})", "scores")
    assert printed.count(" x ") >= 4
    assert printed.count("1.00e+12") == 2
    assert "the total of 2 ranges of 70 values: 3,304 acceptable" in printed
    assert "goal: 2 s" in printed


def test_the_workbench_is_measured() -> None:
    pytest.importorskip("starlette")
    code = (
        "import serve; from pathlib import Path; "
        f"print(list(serve.measured(Path({str(HANOI)!r}), 'draft.yaml', '&rules=us-hanoi&rules=dprk-ri')))"
    )
    printed = measured(code)
    for page in ("a click", "why", "matrix", "conflicts"):
        assert page in printed
