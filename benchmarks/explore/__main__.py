"""Drafts with brackets beyond count: time, memory, the order of the choices, and clingo and CP-SAT beside it.

Run `python benchmarks/explore`; it needs the extra `bench`. `talks` draws the drafts with a seed.

- Goals: 30 provisions with 25 bottom lines, and 40 with 50. The time in process is for exact counts, from the files
  that were read to how many resolutions each side and all can sign; the command is `dealcheck explore`, which also
  counts what each alternative of each bracket leaves and what each demand rules out. Each runs in a process of its own,
  whose peak memory (RSS) is told.
- Orders: the same counts in the order in which the provisions stand in the draft.
- Growth: the same counts for 5 to 45 provisions, as a plot in `docs/`.
- Peers: small drafts, counted by all three, and the fewest provisions of a resolution that all can sign. Answers must
  be equal before a time is told. All run on one core.

Seconds are of processor time, one run for each draft.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from fewest import dealcheck_fewest
from growth import draw
from peers import CpModel, clingo_count, clingo_fewest, clingo_text
from talks import talks

from dealcheck.engines.diagrams import order_search
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.language.resolutions import open_draft
from dealcheck.session.session import Session

HERE = Path(__file__).parent
PLOT = HERE.parent.parent / "docs" / "drafts-at-scale.svg"
GOALS = ((30, 25, 1.0), (40, 50, 5.0))
SEEDS = range(3)
GROWTH = range(5, 46, 5)
TIMEOUT = 60
SMALL = ((6, 8), (8, 10), (10, 12), (15, 15), (20, 20))
SEED, STEPS = 3, 3
"""Of the small drafts; with three steps a provision has ten alternatives."""
MOST_LISTED = 8
"""Resolutions of drafts with so many provisions can be listed one by one."""


def main(
    goals: Sequence[tuple[int, int, float]] = GOALS,
    seeds: Sequence[int] = SEEDS,
    growth: Sequence[int] = GROWTH,
    small: Sequence[tuple[int, int]] = SMALL,
    plot: Path | None = PLOT,
) -> None:
    """Measure everything and print the tables."""
    columns = (("provisions", 10), ("lines", 5), ("seed", 4), ("order", 8), ("seconds", 8), ("MB", 6))
    print(" ".join(f"{title:>{width}}" for title, width in (*columns, ("resolutions", 12), ("acceptable", 12))))
    for provisions, lines, goal in goals:
        rows = [_told(provisions, lines, seed, "chosen") for seed in seeds]
        for seed in seeds:
            _told(provisions, lines, seed, "drafted")
            _told(provisions, lines, seed, "command")
        times = [row["seconds"] for row in rows if row]
        print(
            f"  chosen: median {median(times):.2f} s, most {max(times):.2f} s (goal: {goal:g} s)" if times else "  none"
        )
    if growth:
        grown = {n: [_told(n, round(n * 0.9), seed, "chosen") for seed in seeds] for n in growth}
        if plot is not None:
            draw(grown, plot)
    _beside_peers(small)


def _told(provisions: int, lines: int, seed: int, order: str) -> dict[str, Any] | None:
    """Measure in a process of its own, and print a line."""
    call = [sys.executable, str(HERE), "measure", str(provisions), str(lines), str(seed), order]
    head = f"{provisions:>10} {lines:>5} {seed:>4} {order:>8} "
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        found: dict[str, Any] = json.loads(process.communicate(timeout=TIMEOUT)[0])
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with the command that it may have started
        process.communicate()
        print(f"{head} more than {TIMEOUT} s", flush=True)
        return None
    if "error" in found:
        print(f"{head} {found['error']}", flush=True)
        return None
    counts = f"{found['resolutions']:>12.2e} {found['acceptable']:>12.2e}"
    print(f"{head}{found['seconds']:8.2f} {found['mb']:6.0f} {counts}", flush=True)
    return found


def measured(provisions: int, lines: int, seed: int, order: str) -> dict[str, Any]:
    """The counts of a draft, the seconds that they took, and the peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        draft, rules = talks(provisions, lines, seed).write(Path(folder))
        started, who = time.process_time(), resource.RUSAGE_SELF
        if order == "command":
            call = [sys.executable, "-m", "dealcheck", "explore", str(draft), "--rules", str(rules), "--format", "json"]
            done = subprocess.run(call, stdout=subprocess.PIPE, text=True)
            if done.returncode > 1:
                return {"error": "out of memory"}
            (answer,) = json.loads(done.stdout)["answers"]
            counts, who = (answer["resolutions"], answer["acceptable"]), resource.RUSAGE_CHILDREN
        else:
            zone = _zone(draft, rules)
            if order == "drafted":
                order_search.tried_order = lambda draft, *_: (list(range(len(draft.clauses))), False)
            started = time.process_time()
            try:
                found = zone().verification()
            except Exception as error:
                return {"error": str(error)[:60]}
            counts = (found.resolutions, found.acceptable)
        seconds = time.process_time() - started
    used = resource.getrusage(who)
    if order == "command":
        seconds = used.ru_utime + used.ru_stime
    memory = used.ru_maxrss * 1024 / 1e6
    return {"seconds": seconds, "mb": memory, "resolutions": counts[0], "acceptable": counts[1]}


def _zone(draft: Path, rules: Path) -> Callable[[], Zone]:
    """What makes the zone of agreement of a draft, with the files read."""
    scope = Session().scope([rules])
    read = scope.deal(draft)
    positions, lexicon = scope.positions_for(read.deal), scope.library.lexicon(read.deal.vocabulary)
    return lambda: Zone(read.deal, read.file, open_draft(read.deal, lexicon), positions)


def _beside_peers(small: Sequence[tuple[int, int]]) -> None:
    """Ask dealcheck, clingo and CP-SAT the same of small drafts; end here unless all give the same answers."""
    columns = (("provisions", 10), ("lines", 5), ("answer", 10), ("dealcheck", 11), ("clingo", 19), ("CP-SAT", 19))
    print("\nquestion ", " ".join(f"{title:>{width}}" for title, width in columns))
    for provisions, lines in small:
        with tempfile.TemporaryDirectory() as folder:
            make = _zone(*talks(provisions, lines, SEED, steps=STEPS).write(Path(folder)))
        zone = make()
        given = (zone.draft, [each.program for each in zone.positions])
        if provisions <= MOST_LISTED:
            _row(f"{'count':<9} {provisions:>10} {lines:>5}", [
                partial(_count, make),
                partial(_asked, clingo_text, clingo_count, given),
                partial(_asked, CpModel, CpModel.count, given),
            ])  # fmt: skip
        _row(f"{'fewest':<9} {provisions:>10} {lines:>5}", [
            partial(dealcheck_fewest, zone.draft, zone.positions),
            partial(_asked, clingo_text, clingo_fewest, given),
            partial(_asked, CpModel, CpModel.fewest, given),
        ])  # fmt: skip


def _asked(encode: Callable[..., Any], ask: Callable[[Any], int | None], given: tuple[Any, Any]) -> int | None:
    return ask(encode(*given))


def _count(make: Callable[[], Zone]) -> int:
    zone = make()
    return zone.space.count(zone.acceptable)


def _row(head: str, runs: Sequence[Callable[[], int | None]]) -> None:
    """Print the answer, the seconds that each takes for it, and how many times dealcheck's time that is."""
    answers, times = [], []
    for run in runs:
        started = time.process_time()
        answers.append(run())
        times.append(time.process_time() - started)
    if len(set(answers)) != 1:
        sys.exit(f"the answers differ: {answers}")
    peers = " ".join(f"{each:8.2f} s {each / times[0]:6.1f} x" for each in times[1:])
    print(f"{head} {answers[0]!s:>10} {times[0]:9.3f} s {peers}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        provisions, lines, seed, order = sys.argv[2:]
        print(json.dumps(measured(int(provisions), int(lines), int(seed), order)))
    else:
        main()
