"""Memory: what 10,000 deals, verified one after another, add to one process after the first 1,000.

Run `python benchmarks/memory.py`. Three ways, each in a fresh process: `Verifier.verify` on the text of a deal with the
engine on durable-rules and with the semantics, and that engine alone on a deal that was read once. Each text is a deal
of its own. The memory in use (RSS) is printed in MiB after each 1,000 deals.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "hanoi" / "dprk-offer-ri.yaml"
RULESETS = ("us-hanoi", "dprk-ri")
WAYS = {"verify": "verify, durable-rules", "verify-reference": "verify, semantics", "engine": "durable-rules alone"}
DEALS, EVERY = 10_000, 1_000


def resident() -> float:
    """The memory of this process that is in use, in MiB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def measured(way: str) -> None:
    """Verify the deals in one way, and print the memory after each 1,000."""
    from dealcheck.engines.durable.engine import DurableEngine
    from dealcheck.files.documents import read_document
    from dealcheck.language.resolutions import settle
    from dealcheck.questions.verify import Verifier
    from dealcheck.session.plugins import Plugins

    text = EXAMPLE.read_text(encoding="utf-8")
    engine = "reference" if way == "verify-reference" else "durable"
    verifier = Verifier(list(RULESETS), engine=engine, plugins=Plugins(entry_points=False))
    judges: list[Callable[..., object]] = []
    if way == "engine":
        positions = [verifier.library.position(name) for name in RULESETS]
        judges = [DurableEngine().compile(position.program) for position in positions]
        deal = read_document(text, str(EXAMPLE)).document
        settled = settle(deal, positions[0].lexicon)  # type: ignore[arg-type]
    for number in range(1, DEALS + 1):
        if way == "engine":
            for judge in judges:
                judge(settled)
        else:
            verifier.verify(text.replace("deal: ", f"deal: number-{number}-", 1))
        if number % EVERY == 0:
            print(f"{resident():.1f}", flush=True)


def main() -> None:
    """Measure each way in a process of its own, and print a table."""
    columns = []
    for way in WAYS:
        done = subprocess.run([sys.executable, __file__, way], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        columns.append([float(line) for line in done.stdout.splitlines()])
    print(f"{'deals':>6}" + "".join(f"{title:>24}" for title in WAYS.values()))
    for row, number in zip(zip(*columns), range(EVERY, DEALS + 1, EVERY)):
        print(f"{number:>6,}" + "".join(f"{size:>24.1f}" for size in row))
    print(f"{'added':>6}" + "".join(f"{column[-1] - column[0]:>24.1f}" for column in columns))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(sys.argv[1])
    else:
        main()
