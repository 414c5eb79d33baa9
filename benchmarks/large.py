"""Programs and deals larger than any there are, judged with durable-rules and by the semantics.

Run `python benchmarks/large.py`. Each case is judged in a process of its own, which prints the seconds in which its
rules are compiled, those in which the engine and the semantics judge the deal, and the most memory in use (RSS); the
two judgments must be the same. Where the engine refuses a case, it says so instead.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import dealcheck
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.program import Judgment
from dealcheck.language.resolutions import settle

VERBS, THINGS = 1_000, 2_000
WORDS = (
    "vocabulary: large\nparties: {us: , them: }\n"
    f"actions: {{acts: [{', '.join(f'v{n}' for n in range(VERBS))}]}}\n"
    "objects:\n  all:\n" + "".join(f"  o{n}: {{part-of: all}}\n" for n in range(THINGS))
)

Written = tuple[list[str], list[str], int]
"""Bottom lines, provisions, and the number of steps."""


def numbered(line: str, number: int) -> list[str]:
    """A line so many times: `N` stands for the number, `V` for a verb and `T` for a thing that go with it."""
    return [line.replace("N", str(n)).replace("V", f"v{n % 10}").replace("T", f"o{n % THINGS}") for n in range(number)]


def at(steps: int, number: int) -> list[str]:
    """Provisions of both parties that are in force at one of the steps each, but at the last."""
    lines = numbered("{party: us, action: V, object: T, attributes: {tonnes: N}, ", number)
    times = (n % (steps - 1) for n in range(number))
    return [
        f"{line.replace('us', 'them') if n % 3 else line}from: s{t}, until: s{t + 1}}}"
        for n, (line, t) in enumerate(zip(lines, times))
    ]


def of(form: str, parts: list[str]) -> str:
    return f"{{forbid: {{{form}: [{', '.join(parts)}]}}}}"


PATTERN = "{action: V, object: T}"
UNTIL = "{forbid: {party: us, action: V, part-of: all}, only-after: {party: them, object: T}}"
WAITS = "{require: {once: {party: them, object: T}}, when: {party: us, part-of: all}, within: 400}"
TOTAL = "{forbid: {total: {of: tonnes, over: {}, more-than: N}}}"
COUNT = f"{{forbid: {{count: {{of: [{', '.join(numbered(PATTERN, 1_000))}], at-least: 300}}}}}}"
CASES: dict[str, Callable[[], Written]] = {
    "a line for each of 1,000 verbs": lambda: (
        [f"{{forbid: {{action: v{n}, object: o0}}}}" for n in range(VERBS)],
        [f"{{party: us, action: v{n}, object: o0}}" for n in range(VERBS)],
        1,
    ),
    "4,000 lines": lambda: (numbered(f"{{forbid: {PATTERN}}}", 4_000), numbered(f"{{party: us, {PATTERN[1:]}", 300), 1),
    "any of 4,000": lambda: ([of("any", numbered(PATTERN, 4_000))], numbered(f"{{party: us, {PATTERN[1:]}", 300), 1),
    "a whole of 2,000 parts": lambda: (
        ["{forbid: {whole-of: all}}"],
        numbered("{party: us, action: V, object: T}", 2_000),
        1,
    ),
    "a count of 1,000": lambda: ([COUNT], numbered(f"{{party: us, {PATTERN[1:]}", 300), 1),
    "5,000 provisions, 200 steps": lambda: (numbered(UNTIL, 25), at(200, 5_000), 200),
    "1,000 steps, 20 lines that wait": lambda: (numbered(WAITS, 20), at(1_000, 1_000), 1_000),
    "1,000 steps, 100 lines": lambda: (numbered(UNTIL, 100), at(1_000, 1_000), 1_000),
    "1,000 steps, 1,000 totals": lambda: (numbered(TOTAL, 1_000), at(1_000, 1_000), 1_000),
    "20,000 lines": lambda: (
        [f"{{forbid: {{action: v{n % 20}, object: o{n % 2_000}}}}}" for n in range(20_000)],
        numbered(f"{{party: us, {PATTERN[1:]}", 300),
        1,
    ),
}


def measured(name: str) -> str:
    """Judge a case both ways; its row in the table."""
    lines, provisions, steps = CASES[name]()
    rules = "ruleset: ours\nparty: us\nvocabulary: large\nbottom-lines:\n"
    rules += "".join(f"  l{n}: {line}\n" for n, line in enumerate(lines))
    text = f"deal: large\nvocabulary: large\nsteps: [{', '.join(f's{n}' for n in range(steps))}]\nprovisions:\n"
    text += "".join(f"  p{n}: {provision}\n" for n, provision in enumerate(provisions))
    verifier = dealcheck.Verifier([WORDS, rules], plugins=dealcheck.Plugins(entry_points=False))
    deal = verifier.scope.deal(text).deal
    (position,) = verifier.scope.positions_for(deal)
    settled = settle(deal, position.lexicon)
    started = time.perf_counter()
    try:
        judge = DurableEngine().compile(position.program)
        compiled = time.perf_counter()
        answer: Judgment | None = judge(settled)
        row = f"{compiled - started:9.2f} {time.perf_counter() - compiled:8.2f}"
    except dealcheck.EngineError:
        answer, row = None, f"{'refused':>9} {time.perf_counter() - started:8.2f}"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    expected = semantics.judge(position.program, settled)
    if answer not in (None, expected):
        sys.exit(f"the judgments of {name} differ")
    return f"{name:<32} {row} {time.perf_counter() - started:10.2f} {memory:9.0f}"


def main(names: tuple[str, ...] = tuple(CASES)) -> None:
    """Measure the cases, each in a process of its own, and print a table."""
    print(f"{'':<32} {'compiled':>9} {'judged':>8} {'semantics':>10} {'MiB':>9}")
    for name in names:
        command = [sys.executable, __file__, name]
        done = subprocess.run(command, cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE, text=True)
        print(done.stdout, end="", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(measured(sys.argv[1]))
    else:
        main()
