"""One deal in process: dealcheck and the same rules by hand, and from a deal's text to its verdicts, phase by phase.

Run `python benchmarks/verify.py`. `ceasefire/` holds the rules, as dealcheck reads them (`government.yaml`), written
by hand for durable-rules (`by_hand.py`) and in plain Python (`in_python.py`), and draws deals of 15 provisions and 5
steps with a seed: 50 others in each round, as dealcheck keeps what it found out about provisions. All must give the
same answers on all of them, step by step, before anything is measured. The first table has the median of the processor
time that each takes for one deal.

What is compared: `dealcheck, rules alone` and `durable-rules by hand` both start from the provisions of a settled deal
and end with the bottom lines that it breaks and the steps at which it does; both have their rules compiled beforehand,
tell durable-rules the facts, and end the session. By hand that is durable-rules as its documentation has it, with all
matches of a rule taken at once, without which it would take twice the time; dealcheck calls the library's native module
itself. `dealcheck, verify` does more: it checks the words of a `Deal` made in Python and explains every broken bottom
line. The semantics and plain Python are there for orientation.

The second table is about an example of the Hanoi talks and two rulesets, as they are and with two verbs so weak that
the deal breaks five bottom lines: what `Verifier.verify_bytes` takes for the same text again and again, and for each of
its phases, as the best of seven loops of 100.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ceasefire.deals import deals

import dealcheck
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.explanation import explain
from dealcheck.language.program import Judgment, Program, Settled
from dealcheck.language.resolutions import settle

RULES = Path(__file__).parent / "ceasefire"
DEALS = 50
ROUNDS = 25
SEED = 2019
GOAL = 2.0

EXAMPLE = Path(__file__).parent.parent / "examples" / "hanoi" / "bigger.yaml"
EXAMPLE_RULES = ("us-hanoi", "dprk-ri")
WEAKER = {"implement": "pledge", "admit-inspectors": "pledge"}
LOOPS, DEALS_IN_LOOP = 7, 100


def main(rounds: int = ROUNDS, number: int = DEALS) -> None:
    """Compare, measure and print."""
    verifier = dealcheck.Verifier(RULES)
    position = verifier.library.position("ceasefire-government")
    judge = DurableEngine().compile(position.program)
    # Imported here because on Python 3.13 durable-rules loads only the way in which dealcheck has loaded it.
    from ceasefire import by_hand, in_python

    objects = deals(number * (rounds + 1), SEED)
    settled = [settle(deal, position.lexicon) for deal in objects]
    _compare(settled, lambda deal: semantics.judge(position.program, deal), judge, by_hand.judge, in_python.judge)
    runs: dict[str, tuple[Callable[[Any], object], Sequence[object]]] = {
        "durable-rules by hand": (by_hand.judge, settled),
        # Another one than that whose answers were compared, as it must not have seen the deals.
        "dealcheck, rules alone": (DurableEngine().compile(position.program), settled),
        "dealcheck, verify": (verifier.verify, objects),
        "dealcheck, the semantics": (lambda deal: semantics.judge(position.program, deal), settled),
        "plain Python by hand": (in_python.judge, settled),
    }
    _print(_measure(runs, rounds, number))
    _print_phases(min(rounds, LOOPS), min(2 * number, DEALS_IN_LOOP))


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


def _measure(
    runs: dict[str, tuple[Callable[[Any], object], Sequence[object]]], rounds: int, number: int
) -> dict[str, list[float]]:
    """Milliseconds of processor time for one deal, by run and round; the deals before those of the first warm up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for each in range(rounds + 1):
        for name, (run, given) in runs.items():
            took = _time(run, given[each * number : (each + 1) * number])
            if each:
                times[name].append(took)
    return times


def _time(run: Callable[[Any], object], given: Sequence[object]) -> float:
    """Milliseconds of processor time for one of what is given."""
    started = time.process_time()
    for each in given:
        run(each)
    return (time.process_time() - started) / len(given) * 1000


def _print(times: dict[str, list[float]]) -> None:
    medians = {name: statistics.median(each) for name, each in times.items()}
    base = medians["durable-rules by hand"]
    print(f"{'':<26} {'ms a deal':>9} {'ratio':>7}")
    for name, median in medians.items():
        goal = f"   (goal: at most {GOAL:.0f})" if name == "dealcheck, rules alone" else ""
        print(f"{name:<26} {median:9.2f} {median / base:7.2f}{goal}")


def _print_phases(loops: int, number: int) -> None:
    """Print what each phase of verifying takes, for a deal that all can sign and for one that breaks five lines."""
    accepted = EXAMPLE.read_text(encoding="utf-8")
    breaking = accepted
    for verb, weaker in WEAKER.items():
        breaking = breaking.replace(f"action: {verb}\n", f"action: {weaker}\n")
    columns = [_phases(text.encode(), breaches, loops, number) for text, breaches in ((accepted, 0), (breaking, 5))]
    print(f"\n{'':<28} {'accepted':>9} {'breaking five lines':>20}")
    for phase in columns[0]:
        print(f"{phase:<28} {columns[0][phase]:9.2f} {columns[1][phase]:20.2f}")


def _phases(data: bytes, breaches: int, loops: int, number: int) -> dict[str, float]:
    """Milliseconds of processor time for each phase, and for all that `verify_bytes` does."""
    verifier = dealcheck.Verifier(EXAMPLE_RULES)
    verification = verifier.verify_bytes(data, "deal.yaml")
    if sum(len(verdict.breaches) for verdict in verification.verdicts) != breaches:  # type: ignore[union-attr]
        sys.exit(f"expected {breaches} breaches")
    library, positions = verifier.library, verifier.scope.named()
    reading = dealcheck.read_document(data, "deal.yaml")
    deal: Any = reading.document
    settled = settle(deal, library.lexicon(deal.vocabulary))
    judges = [DurableEngine().compile(position.program) for position in positions]
    judgments = {str(position.ruleset.id): judge(settled) for position, judge in zip(positions, judges)}
    broken = [judgment.broken for judgment in judgments.values()]
    judged_before = dealcheck.Verifier(EXAMPLE_RULES)
    judged_before._engines["durable"] = _JudgedBefore(judgments)
    phases: dict[str, Callable[[object], object]] = {
        "read": lambda _: dealcheck.read_document(data, "deal.yaml"),
        "check and settle": lambda _: (library.check(reading), settle(deal, library.lexicon(deal.vocabulary))),
        "judge": lambda _: [judge(settled) for judge in judges],
        "explain": lambda _: [explain(*each) for each in zip(positions, [deal] * 2, [settled] * 2, broken)],
        "verify_bytes": lambda _: verifier.verify_bytes(data, "deal.yaml"),
        "verify_bytes, judged before": lambda _: judged_before.verify_bytes(data, "deal.yaml"),
    }
    # The loops of all phases take turns, so that whatever else the machine does is no phase's alone.
    times = {name: [_time(run, range(number))] for name, run in phases.items()}
    for _ in range(loops):
        for name, run in phases.items():
            times[name].append(_time(run, range(number)))
    return {name: min(each[1:]) for name, each in times.items()}


class _JudgedBefore:
    """An engine that has the judgments, so that all that is left is what `verify_bytes` does beside judging."""

    name = "judged-before"

    def __init__(self, judgments: Mapping[str, Judgment]) -> None:
        self.judgments = judgments

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """Return what answers with the judgment of the ruleset."""
        judgment = self.judgments[str(program.ruleset.id)]
        return lambda _: judgment


if __name__ == "__main__":
    main()
