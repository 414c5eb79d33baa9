"""The rules on DuckDB, from one Parquet file to another: through dealcheck, and by hand in `by_hand.sql`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from dealcheck.questions.screen.files import screen_files

Times = tuple[float, float]
BY_HAND = Path(__file__).with_name("by_hand.sql")


def through_dealcheck(table: Path, rules: Path, steps: int, out: Path) -> Times:
    """Screen the table; the seconds that it takes, by the clock and of processor time."""
    return _timed(lambda: screen_files([str(table)], rules, steps=steps, out=str(out)))


def by_hand(table: Path, out: Path) -> Times:
    """The same by hand."""

    def run() -> None:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW deals AS SELECT * FROM '{table}'")
            connection.execute(f"COPY ({BY_HAND.read_text(encoding='utf-8')}) TO '{out}' (FORMAT parquet)")

    return _timed(run)


def _timed(run: Callable[[], object]) -> Times:
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - processor


def check(ours: Path, theirs: Path) -> None:
    """End here unless both files say the same of every deal: the verdict, and each broken bottom line at each step."""
    with duckdb.connect() as connection:
        lines = [name for name, *_ in connection.execute(f"DESCRIBE FROM '{theirs}'").fetchall()][1:-1]
        connection.execute(f"""
            CREATE VIEW ours AS SELECT deal, verdict, list_sort(flatten(list_transform(broken,
                lambda line: list_transform(line.steps, lambda step: line.bottom_line || '@' || step)))) AS broken
            FROM '{ours}'
        """)
        entries = ", ".join(
            f"CASE WHEN \"{line}\" >> {step} & 1 = 1 THEN '{line}@{step + 1}' END"
            for line in lines
            for step in range(5)
        )
        connection.execute(f"""
            CREATE VIEW theirs AS SELECT deal, verdict,
                list_sort(list_filter([{entries}], lambda entry: entry IS NOT NULL)) AS broken
            FROM '{theirs}'
        """)
        sums = [
            connection.execute(f"SELECT count(*), sum(hash(deal, verdict, broken)) FROM {name}").fetchone()
            for name in ("ours", "theirs")
        ]
    if sums[0] != sums[1]:
        sys.exit("dealcheck and the SQL by hand give other answers")
