"""Hostile files: the seconds in which the command refuses an alias bomb and a file of 50 MB.

Run `python benchmarks/hostile.py`. Each file is given as a path and on standard input, each time in a fresh process;
the slowest of the rounds is printed, and what the command says.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 5
GOAL = 1.0
BOMB = "deal: bomb\nx0: &x0 [boom, boom, boom, boom, boom, boom, boom, boom, boom, boom]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
FILES = {
    "an alias bomb": BOMB.encode(),
    "50 MB of comments": b"deal: large\n" + b"# nothing\n" * 5_000_000,
    "50 MB of one list": b"deal: large\nsteps: [" + b"a, " * 16_666_667,
    "50 MB without a line end": b"x" * 50_000_000,
}


def refused(arguments: list[str], given: bytes | None) -> tuple[float, str]:
    """How long the command took, and its only line, without the file's place."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "dealcheck", "verify", *arguments, "--rules", "us-hanoi"]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True)
    taken = time.perf_counter() - started
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    return taken, line.split(": ", 2)[2]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.yaml"
        for name, data in FILES.items():
            path.write_bytes(data)
            for way, arguments, given in (("as a file", [str(path)], None), ("on standard input", ["-"], data)):
                times, lines = zip(*(refused(arguments, given) for _ in range(ROUNDS)))
                print(f"{name + ', ' + way:<46} {max(times):5.2f} s   {lines[0]}")
    print(f"{'goal':<46} {GOAL:5.2f} s")


if __name__ == "__main__":
    main()
