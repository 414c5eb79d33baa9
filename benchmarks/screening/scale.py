"""How long screening from file to file takes, and how much memory, each time in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import duckdb

MEMORY = 2 * 1024**3
ROOT = Path(__file__).parent.parent


@attrs.frozen
class Run:
    """Seconds from file to file, those of processor time, and the most memory in MiB that the process had."""

    seconds: float
    processor: float
    memory: float


def repeated(table: Path, times: int, out: Path) -> None:
    """Write the deals of a table so many times over, under other numbers."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        (count,) = connection.execute(f"SELECT max(deal) + 1 FROM '{table}'").fetchone()  # type: ignore[misc]
        copies = (f"SELECT * REPLACE (deal + {n * count} AS deal) FROM '{table}'" for n in range(times))
        connection.execute(f"COPY ({' UNION ALL '.join(copies)}) TO '{out}' (FORMAT parquet)")


def measured(table: Path, rules: Path, out: Path, *, steps: int, threads: int | None = None) -> Run:
    """Screen a table in a process of its own."""
    call = [sys.executable, "-m", "screening.scale", str(table), str(rules), str(out), str(steps), str(threads or 0)]
    done = subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Run(**json.loads(done.stdout))


def _screened(table: str, rules: str, out: str, steps: int, threads: int) -> dict[str, Any]:
    from dealcheck.questions.screen.files import screen_files
    from dealcheck.session.session import Session

    if threads:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])  # DuckDB takes a thread for each core
    scope = Session().scope(rules)
    started, processor = time.perf_counter(), time.process_time()
    screen_files([table], scope, steps=steps, out=out, memory=MEMORY)
    times = {"seconds": time.perf_counter() - started, "processor": time.process_time() - processor}
    return {**times, "memory": _most_memory()}


def _most_memory() -> float:
    """The most memory that this process had, in MiB; what `resource` says counts that of the process it came from."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    table, rules, out, steps, threads = sys.argv[1:]
    print(json.dumps(_screened(table, rules, out, int(steps), int(threads))))
