"""Cold start: `dealcheck verify` on an example against `python -c "import click, attrs"`.

Run `python benchmarks/cold_start.py`. Both run in fresh processes, in turn; the medians are printed, of the time that
passes and of the processor time, which other work on the machine disturbs less. A first round is not measured: in it
Python stores the byte code of a checkout's modules, as installers do for what they install.
"""

from __future__ import annotations

import os
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
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ROUNDS = 31
GOAL = 3.2


def main(rounds: int = ROUNDS) -> None:
    """Measure and print."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            taken = run(arguments)
            if number:
                times[name].append(taken)
    medians = {name: [statistics.median(each) for each in zip(*taken)] for name, taken in times.items()}
    print(f"{'':<22} {'elapsed':>10} {'processor':>10}")
    for name, (elapsed, processor) in medians.items():
        print(f"{name:<22} {elapsed * 1000:7.1f} ms {processor * 1000:7.1f} ms")
    (base_elapsed, base_processor), (elapsed, processor) = medians.values()
    print(f"{'ratio':<22} {elapsed / base_elapsed:10.2f} {processor / base_processor:10.2f}", end="")
    print(f"   (goal: at most {GOAL})")


def run(arguments: list[str]) -> tuple[float, float]:
    """Run Python with the arguments; the seconds that pass, and those of the processor."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"python {' '.join(arguments)} failed")
    return elapsed, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
