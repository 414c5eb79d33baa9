"""Cold start: `dealcheck verify` on an example against `python -c "import click, attrs"`.

Run `python benchmarks/cold_start.py`. Both run in fresh processes, in turn; the medians and their ratio are printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "hanoi" / "bigger.yaml"
COMMANDS = {
    "import click, attrs": ["-c", "import click, attrs"],
    "dealcheck verify": ["-m", "dealcheck", "verify", str(EXAMPLE), "--rules", "us-hanoi", "--rules", "dprk-ri"],
}
ROUNDS = 21
GOAL = 4.0


def main() -> None:
    """Measure and print."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, arguments in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - started)
    base, ours = (statistics.median(each) for each in times.values())
    for name, each in times.items():
        print(f"{name:<22} {statistics.median(each) * 1000:7.1f} ms")
    print(f"{'ratio':<22} {ours / base:7.2f}      (goal: at most {GOAL:.0f})")


if __name__ == "__main__":
    main()
