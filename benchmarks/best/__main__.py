"""One best answer: the fewest provisions that all can sign, beside clingo and CP-SAT, and questions like it.

Run `python benchmarks/best`; it needs the extra `bench`. The drafts are those of `benchmarks/explore/talks.py`, in
three sizes, with more and more bottom lines that tie one part of the draft to any other (`crossing`).

- Fewest: the fewest provisions of a resolution that all can sign, or the proof that there is none. dealcheck compiles
  the draft for its solver; clingo and CP-SAT get the encodings made by hand in `benchmarks/explore/peers.py`. The files
  were read before. Answers must be equal before a time is printed. Goals: 0.3 s, and twice the time of clingo.
- Questions: `reconcile`, `repair`, `conflicts` with a limit of 5, `diff` and `lint` on the same talks, through the
  functions that `dealcheck` exports, from the files to the answer. Goal: 2 s each.

Seconds are of processor time; each is the median of up to nine runs in a process of its own, which is ended after 60.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from asked import QUESTIONS, SOLVERS, measured

HERE = Path(__file__).parent
SIZES = ((20, 20), (40, 50), (45, 80))
CROSSINGS = (0.15, 0.5, 1.0)
SEEDS = range(3)
SECONDS = 60
"""After so many seconds of processor time a process is ended."""
GOAL, RATIO_GOAL, QUESTION_GOAL = 0.3, 2.0, 2.0

Talks = tuple[int, int, float, int]
"""Provisions, bottom lines, crossing and seed."""


def main(
    sizes: Sequence[tuple[int, int]] = SIZES,
    crossings: Sequence[float] = CROSSINGS,
    seeds: Sequence[int] = SEEDS,
    questions: Sequence[str] = tuple(QUESTIONS),
) -> None:
    """Measure everything and print the tables."""
    groups = [[(*size, crossing, seed) for seed in seeds] for size in sizes for crossing in crossings]
    _beside_peers(groups)
    if questions:
        _questions(groups, questions)


def _beside_peers(groups: Sequence[Sequence[Talks]]) -> None:
    """Ask dealcheck, clingo and CP-SAT for the fewest provisions; end here unless all give the same answers."""
    head = f"{'provisions':>10} {'lines':>5} {'crossing':>8} {'seed':>4}"
    print(head, f"{'fewest':>6} {'dealcheck':>12} {'clingo':>12} {'CP-SAT':>12} {'x clingo':>8}")
    ours: list[float] = []
    ratios: list[float] = []
    for talks in (talks for group in groups for talks in group):
        runs = [_run(name, talks) for name in SOLVERS]
        answers = [run["answer"] for run in runs if run]
        if any(answer != answers[0] for answer in answers):
            sys.exit(f"the answers differ: {answers}")
        times = [run["seconds"] if run else None for run in runs]
        ratio = times[0] / times[1] if times[0] and times[1] else None
        ours += [times[0] or SECONDS]
        ratios += [ratio] if ratio else []
        answer = answers[0] if answers else "?"
        cells = " ".join(f"{_seconds(seconds, 3):>12}" for seconds in times)
        print(_head(talks), f"{answer:>6} {cells} {f'{ratio:.1f} x' if ratio else '':>8}", flush=True)
    print(f"  dealcheck: median {median(ours):.3f} s, most {max(ours):.3f} s (goal: {GOAL:g} s)")
    if ratios:
        print(f"  times clingo: median {median(ratios):.1f}, most {max(ratios):.1f} (goal: {RATIO_GOAL:g})")


def _questions(groups: Sequence[Sequence[Talks]], questions: Sequence[str]) -> None:
    """Ask each question of all talks, then print the medians of each group."""
    print(f"\n{'provisions':>10} {'lines':>5} {'crossing':>8} {'seed':>4} {'question':>10} {'seconds':>12}  answer")
    rows = []
    for group in groups:
        row = []
        for question in questions:
            times = []
            for talks in group:
                run = _run(question, talks)
                times.append(run["seconds"] if run else None)
                told = f"{_seconds(times[-1]):>12}  {run['answer'] if run else ''}"
                print(_head(talks), f"{question:>10} {told}".rstrip(), flush=True)
            row.append(times)
        rows.append((group[0], row))
    print(f"\n{'provisions':>10} {'lines':>5} {'crossing':>8} ", " ".join(f"{name:>20}" for name in questions))
    for (provisions, lines, crossing, _), row in rows:
        cells = " ".join(f"{_middle(times):>20}" for times in row)
        print(f"{provisions:>10} {lines:>5} {crossing:>8g} ", cells)
    print("  the median of the seeds, and the most in brackets")
    for place, question in enumerate(questions):
        times = [seconds for _, row in rows for seconds in row[place]]
        missed = sum(seconds is None or seconds > QUESTION_GOAL for seconds in times)
        print(f"  {question}: {missed} of {len(times)} beyond the goal of {QUESTION_GOAL:g} s")


def _run(what: str, talks: Talks) -> dict[str, Any] | None:
    """Measure in a process of its own; None when it had to be ended."""
    call = [sys.executable, str(HERE), "measure", what, *map(str, talks)]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True)
    if done.returncode == -signal.SIGXCPU:
        return None
    if done.returncode:
        sys.exit(f"{what} failed on {talks}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _head(talks: Talks) -> str:
    provisions, lines, crossing, seed = talks
    return f"{provisions:>10} {lines:>5} {crossing:>8g} {seed:>4}"


def _seconds(seconds: float | None, places: int = 2) -> str:
    return f"more than {SECONDS} s" if seconds is None else f"{seconds:.{places}f} s"


def _middle(times: Sequence[float | None]) -> str:
    """Return the median and the most; a process that was ended took longest."""
    ordered = sorted(SECONDS if seconds is None else seconds for seconds in times)
    middle, most = (f"> {SECONDS}" if each >= SECONDS else f"{each:.2f}" for each in (median(ordered), ordered[-1]))
    return f"{middle} s ({most} s)"


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        what, provisions, lines, crossing, seed = sys.argv[2:]
        print(json.dumps(measured(what, (int(provisions), int(lines), float(crossing), int(seed)), SECONDS)))
    else:
        main()
