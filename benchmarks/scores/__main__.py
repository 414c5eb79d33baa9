"""Additive score sheets and wide ranges: dealcheck beside brute force in NumPy, and NegMAS where it is installed.

Run `python benchmarks/scores`; it needs the extra `bench`, and does without NegMAS where that can't be installed.
Domains are drawn with a seed; weights have four decimals and points up to seven.

- Domains: how many outcomes each side and all can sign, how many of these take each value of each issue, the Pareto
  set with the number of outcomes at each point, the Nash and the Kalai-Smorodinsky points. dealcheck is asked by
  columns and by diagrams; brute force is what one would write for the domain with NumPy. Answers must be equal before
  a time is told. NegMAS is asked for the Pareto set and the Nash point alone.
- Large: domains that nobody tries one by one, by diagrams.
- Ranges: four provisions, each with a range of 100,000 values, and ten bottom lines that compare them.
- Totals: provisions with wide ranges, and a bottom line about their sum.

Seconds are of processor time, from the files that were read to the answer; the median of the runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from math import prod
from pathlib import Path
from statistics import median
from typing import Any

from brute import SCALE, Answers, brute_force
from domains import Domain, domain
from ranges import write_ranges, write_sums

from dealcheck.answers.exploration import Exploration
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.columns import suit
from dealcheck.engines.columns.zone import ColumnZone
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.language.resolutions import open_draft
from dealcheck.questions.explore.explore import explored
from dealcheck.session.session import Session

DOMAINS = ((10, 10, 10), (10,) * 4, (10,) * 5, (4, 5, 6, 7, 8, 4, 7), (5,) * 8, (10,) * 6)
LARGE = ((10,) * 7, (10,) * 9)
SUMS = ((1, 1_000_000), (3, 1_000))
SEED = 1
MOST_FOR_NEGMAS = 200_000
GOAL, RANGES_GOAL = 2.0, 2.0


def main(
    domains: Sequence[Sequence[int]] = DOMAINS,
    parties: Sequence[int] = (2, 3),
    large: Sequence[Sequence[int]] = LARGE,
    width: int = 100_000,
    sums: Sequence[tuple[int, int]] = SUMS,
    runs: int = 3,
) -> None:
    """Measure everything and print the tables."""
    print(f"{'outcomes':>13} {'parties':>7} {'acceptable':>11} {'Pareto':>6} {'brute':>9}  columns (ratio)", end="")
    print("    diagrams (ratio)   NegMAS (ratio)")
    for number in parties:
        for sizes in domains:
            _beside_peers(domain(sizes, number, SEED), runs)
    for number in parties:
        for sizes in large:
            _told_alone(domain(sizes, number, SEED))
    _ranges(width, runs)
    for ranges, values in sums:
        _summed(ranges, values)


def _beside_peers(drawn: Domain, runs: int) -> None:
    """Ask all the same of a domain; end here unless all give the same answers."""
    make = _zones(drawn.write)
    answers, seconds = _timed(lambda: brute_force(drawn), runs)
    cells = [f"{drawn.outcomes:>13,} {len(drawn.points):>7} {answers.acceptable:>11,} {len(answers.front):>6}"]
    cells.append(f"{seconds:>7.3f} s")
    for kind in (ColumnZone, Zone):
        found, own = _timed(lambda kind=kind: explored(make(kind)), runs)
        if answers_of(found, drawn) != answers:
            sys.exit(f"the answers differ: {answers_of(found, drawn)}, not {answers}")
        cells.append(f"{own:>7.3f} s {own / seconds:>5.1f} x")
    zone = make(ColumnZone)
    fits = suit(zone.draft, [each.program for each in zone.positions], DEFAULT_MEMORY)
    cells.append(f"{_asked_negmas(drawn, answers, seconds)}  {'' if fits else 'diagrams are taken'}")
    print("  ".join(cells).rstrip(), flush=True)


def _asked_negmas(drawn: Domain, answers: Answers, seconds: float) -> str:
    if find_spec("negmas") is None or drawn.outcomes > MOST_FOR_NEGMAS:
        return f"{'-':>17}"
    from with_negmas import with_negmas

    (front, nash), own = _timed(lambda: with_negmas(drawn), 1)
    if front != set(answers.front):
        sys.exit(f"NegMAS has another Pareto set: {front ^ set(answers.front)}")
    if not nash <= answers.nash:
        sys.exit(f"NegMAS has another Nash point: {nash}, not {answers.nash}")
    return f"{own:>7.3f} s {own / seconds:>5.1f} x"


def answers_of(found: Exploration, drawn: Domain) -> Answers:
    """What an exploration says, as brute force says it."""
    front = {_whole(each.scores.values()): each for each in found.bargains}
    return Answers(
        acceptable=found.acceptable or 0,
        signed=tuple(verdict.acceptable or 0 for verdict in found.verdicts),
        by_value=tuple(tuple(each.acceptable or 0 for each in bracket.alternatives) for bracket in found.brackets),
        front={point: each.resolutions for point, each in front.items()},
        nash=frozenset(point for point, each in front.items() if each.is_nash),
        kalai_smorodinsky=frozenset(point for point, each in front.items() if each.is_kalai_smorodinsky),
    )


def _whole(scores: Any) -> tuple[int, ...]:
    return tuple(int(each * SCALE) for each in scores)


def _told_alone(drawn: Domain) -> None:
    make = _zones(drawn.write)
    found, seconds = _timed(lambda: explored(make(Zone)), 1)
    acceptable, front = f"{found.acceptable or 0:>11,}", f"{len(found.bargains):>6}"
    print(
        f"{prod(drawn.sizes):>13,} {len(drawn.points):>7} {acceptable} {front}   diagrams {seconds:.1f} s", flush=True
    )


def _ranges(width: int, runs: int) -> None:
    """Explore four wide ranges by both engines, which must say the same."""
    make = _zones(lambda folder: write_ranges(folder, width))
    print(f"\n{'ranges':<10} {'resolutions':>12} {'acceptable':>12} {'lines':>6} {'seconds':>8}")
    answers = []
    for name, kind in (("columns", ColumnZone), ("diagrams", Zone)):
        found, seconds = _timed(lambda kind=kind: explored(make(kind)), runs)
        lines = max(len(bracket.alternatives) for bracket in found.brackets)
        print(f"{name:<10} {found.resolutions:>12.2e} {found.acceptable:>12.2e} {lines:>6} {seconds:>8.3f}", flush=True)
        answers.append((found.acceptable, found.brackets, found.obstacles))
    if answers[0] != answers[1]:
        sys.exit("the answers differ")
    print(f"  goal: {RANGES_GOAL:g} s; for domains up to 10^6 outcomes {GOAL:g} times brute force")


def _summed(ranges: int, width: int) -> None:
    """Explore a draft whose ranges are added up."""
    make = _zones(lambda folder: write_sums(folder, ranges, width))
    found, seconds = _timed(lambda: explored(make(Zone)), 1)
    print(
        f"  the total of {ranges} ranges of {width:,} values: {found.acceptable:,} acceptable, diagrams {seconds:.1f} s"
    )


def _zones(write: Callable[[Path], tuple[Path, Path]]) -> Callable[[Any], Any]:
    """What makes the zone of agreement of a draft in an engine, with the files read."""
    with tempfile.TemporaryDirectory() as folder:
        draft, rules = write(Path(folder))
        scope = Session().scope([rules])
        read = scope.deal(draft)
        positions, lexicon = scope.positions_for(read.deal), scope.library.lexicon(read.deal.vocabulary)
    return lambda kind: kind(read.deal, read.file, open_draft(read.deal, lexicon), positions)


def _timed(ask: Callable[[], Any], runs: int) -> tuple[Any, float]:
    """Return the answer and the seconds that it takes; the first of several runs, which imports, does not count."""
    times = []
    for _ in range(runs + (runs > 1)):
        started = time.process_time()
        answer = ask()
        times.append(time.process_time() - started)
    return answer, median(times[1:] or times)


if __name__ == "__main__":
    main()
