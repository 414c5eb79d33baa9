"""One deal of 15 provisions and 5 steps against 25 bottom lines, in process: dealcheck and the same rules by hand.

Run `python benchmarks/verify.py`. `ceasefire/` holds the rules, as dealcheck reads them (`government.yaml`), written
by hand for durable-rules (`by_hand.py`) and in plain Python (`in_python.py`), and draws 50 deals with a seed. All must
give the same answers on all of them, step by step, before anything is measured. Then each takes all the deals in turn,
round after round; the table has the median of the processor time that it takes for one deal.

What is compared: `dealcheck, rules alone` and `durable-rules by hand` both start from the provisions of a settled deal
and end with the bottom lines that it breaks and the steps at which it does; both have their rules compiled beforehand,
tell durable-rules the facts, and end the session. By hand that is durable-rules as its documentation has it, with all
matches of a rule taken at once, without which it would take twice the time; dealcheck calls the library's native module
itself. `dealcheck, verify` does more: it checks the words of a `Deal` made in Python and explains every broken bottom
line. The semantics and plain Python are there for orientation.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ceasefire.deals import deals

import dealcheck
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.program import Judgment, Settled
from dealcheck.language.resolutions import settle

RULES = Path(__file__).parent / "ceasefire"
DEALS = 50
ROUNDS = 25
SEED = 2019
GOAL = 2.0


def main(rounds: int = ROUNDS, number: int = DEALS) -> None:
    """Compare, measure and print."""
    verifier = dealcheck.Verifier(RULES)
    position = verifier.library.position("ceasefire-government")
    judge = DurableEngine().compile(position.program)
    # Imported here because on Python 3.13 durable-rules loads only the way in which dealcheck has loaded it.
    from ceasefire import by_hand, in_python

    objects = deals(number, SEED)
    settled = [settle(deal, position.lexicon) for deal in objects]
    _compare(settled, lambda deal: semantics.judge(position.program, deal), judge, by_hand.judge, in_python.judge)
    runs: dict[str, tuple[Callable[[Any], object], Sequence[object]]] = {
        "durable-rules by hand": (by_hand.judge, settled),
        "dealcheck, rules alone": (judge, settled),
        "dealcheck, verify": (verifier.verify, objects),
        "dealcheck, the semantics": (lambda deal: semantics.judge(position.program, deal), settled),
        "plain Python by hand": (in_python.judge, settled),
    }
    _print(_measure(runs, rounds))


def _compare(settled: Sequence[Settled], expected: Any, judge: Any, *by_hand: Any) -> None:
    """End here unless all give the same answers on all deals."""
    for deal in settled:
        answer = expected(deal)
        same = judge(deal) == answer and all(each(deal) == _steps(answer, deal) for each in by_hand)
        if not same:
            sys.exit(f"the answers differ on {deal}")


def _steps(judgment: Judgment, deal: Settled) -> set[tuple[str, int]]:
    """The broken bottom lines, each with each step at which it is."""
    steps = range(len(deal.steps))
    return {(name, step) for name, broken in judgment.broken.items() for step in steps if broken >> step & 1}


def _measure(runs: dict[str, tuple[Callable[[Any], object], Sequence[object]]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of processor time for one deal, by run and round."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (run, given) in runs.items():
            started = time.process_time()
            for each in given:
                run(each)
            times[name].append((time.process_time() - started) / len(given) * 1000)
    return times


def _print(times: dict[str, list[float]]) -> None:
    medians = {name: statistics.median(each) for name, each in times.items()}
    base = medians["durable-rules by hand"]
    print(f"{'':<26} {'ms a deal':>9} {'ratio':>7}")
    for name, median in medians.items():
        goal = f"   (goal: at most {GOAL:.0f})" if name == "dealcheck, rules alone" else ""
        print(f"{name:<26} {median:9.2f} {median / base:7.2f}{goal}")


if __name__ == "__main__":
    main()
