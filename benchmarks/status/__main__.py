"""How long `status` takes on a log of many events, and one more event while it is followed.

    python -m benchmarks.status [EVENTS...]

A deal of 40 provisions, 12 steps and 20 remedies, and a log over ten years in which provisions are performed, stopped
and waived, powers invoked and withdrawn. Times are of the processor. `status`: read the log, follow it, answer, with a
ruleset of eight bottom lines. `one more`: read an event that was appended, follow it, and answer again: the median of
21. `durable`: the same with the engine on durable-rules, which decides each state by rules.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import dealcheck
from dealcheck.questions.signed.status import Following

PROVISIONS, STEPS, REMEDIES, DAYS = 40, 12, 20, 3650
FIRST = date(2026, 1, 1)
SESSION = dealcheck.Session(plugins=dealcheck.Plugins(entry_points=False))
THINGS = ", ".join(f"o{number}: " for number in range(PROVISIONS))
WORDS = f"""
vocabulary: words
parties: {{a: , b: }}
actions: {{giving: [lend, give]}}
objects:
  all: {{parts: {{{THINGS}}}}}
"""
ALL = (1_000, 10_000, 100_000, 1_000_000)


def deal() -> str:
    """Return a deal whose steps begin within the first year."""
    steps = [f"  - {{id: s{n}, date: {FIRST + timedelta(days=30 * n)}}}" for n in range(STEPS)]
    provisions = [
        f"  p{n}: {{party: {'ab'[n % 2]}, action: give, object: o{n}, from: s{n % STEPS}, perform-within: {n} days}}"
        for n in range(PROVISIONS)
    ]
    remedies = [
        f"  r{n}:\n    when: {{breach: [p{n}, p{n + REMEDIES}], for: {n} days}}\n    notice: 3 days\n"
        f"    suspends: p{(n * 7 + 1) % PROVISIONS}\n" + (f"    by: {'ba'[n % 2]}\n" if n % 2 else "")
        for n in range(REMEDIES)
    ]
    head = "deal: long\nvocabulary: words\n"
    parts = (("steps", steps), ("provisions", provisions), ("remedies", remedies))
    return head + "\n".join(f"{key}:\n" + "\n".join(lines) for key, lines in parts) + "\n"


def rules() -> str:
    """Return a ruleset with bottom lines of every sort."""
    give = "{party: %s, action: give, object: o%d}"
    lines = [
        f"forbid: {give % ('a', 0)}\n    only-after: {give % ('b', 1)}",
        f"forbid: {give % ('a', 2)}\n    until: {give % ('b', 3)}",
        f"require: {give % ('a', 4)}\n    when: {give % ('b', 5)}\n    within: 2",
        f"require: {give % ('a', 6)}",
        "require: {party: b, action: give, whole-of: all}",
        f"forbid: {{all: [{give % ('a', 8)}, {{earlier: {give % ('b', 9)}}}]}}",
        f"require: {{count: {{of: [{give % ('a', 10)}, {give % ('b', 11)}], at-least: 1}}}}",
        f"forbid: {{throughout: {give % ('a', 12)}}}",
    ]
    body = "".join(f"  line{number}:\n    {line}\n" for number, line in enumerate(lines))
    return f"ruleset: rules\nvocabulary: words\nparty: b\nbottom-lines:\n{body}"


def events(number: int) -> Iterator[dict[str, str]]:
    """Yield events in the order of their days; each can be."""
    chosen, performed, invoked = random.Random(number), [False] * PROVISIONS, [False] * REMEDIES
    for count in range(number):
        day = FIRST + timedelta(days=count * DAYS // number)
        event = {"id": f"e{count + 1}", "on": str(day), "recorded": f"{day}T00:00:00Z"}
        which = chosen.randrange(PROVISIONS)
        kind = chosen.random()
        if kind < 0.02:
            power = 2 * chosen.randrange(REMEDIES // 2) + 1
            event["withdrawn" if invoked[power] else "invoked"] = f"r{power}"
            invoked[power] = not invoked[power]
        elif kind < 0.04:
            event |= {"waived": f"p{which}", "by": "ba"[which % 2], "until": str(day + timedelta(days=9))}
        else:
            stops = performed[which] and chosen.random() < 0.3
            event["stopped" if stops else "performed"] = f"p{which}"
            performed[which] = not stops
        yield event


def write(file: Path, number: int) -> None:
    """Write a log."""
    with file.open("w", encoding="utf-8") as stream:
        for event in events(number):
            stream.write(json.dumps(event) + "\n")


def seconds(work: Callable[[], object]) -> float:
    """Return how long the processor takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(number: int, engine: str, folder: Path) -> tuple[float, float]:
    """Return the seconds for the whole log, and for one more event."""
    log = folder / f"{number}-{engine}.jsonl"
    write(log, number)
    follow = Following(deal(), [WORDS, rules()], log=log, as_of="2040-01-01", engine=engine, session=SESSION)

    def all_of_it() -> None:
        follow.read_on()
        follow.status()

    whole = seconds(all_of_it)
    more = []
    for count in range(21):
        day = FIRST + timedelta(days=DAYS + count)
        event = {"id": f"m{count}", "on": str(day), "recorded": f"{day}T00:00:00Z", "performed": f"p{count}"}
        with log.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(event) + "\n")
        more.append(seconds(all_of_it))
    return whole, median(more)


def main(numbers: tuple[int, ...] = ALL, engines: tuple[str, ...] = ("ledger",)) -> None:
    """Print a table of times."""
    gc.set_threshold(50_000, 20, 50)  # as the command does
    print("    events  engine     status, s  one more, ms")
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            for engine in engines:
                whole, more = measure(number, engine, Path(folder))
                print(f"{number:>10,}  {engine:<9}  {whole:>9.2f}  {1000 * more:>12.1f}", flush=True)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or ALL)
