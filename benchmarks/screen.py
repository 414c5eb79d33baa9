"""A million deals of 15 provisions and 5 steps against 25 bottom lines: dealcheck on DuckDB, and what else there is.

Run `python benchmarks/screen.py`, with `pip install '.[bench]'` for the engines of others; those that are missing are
left out. The rules are those of `ceasefire/government.yaml`, and the deals those of `verify.py`, drawn by the column.

On tables, from one Parquet file to another: `dealcheck screen`, which writes for each deal the verdict and a list of
the broken bottom lines with their steps, and `screening/by_hand.sql`, the same rules in DuckDB's SQL, with a column of
steps for each bottom line. Both must say the same of every deal. They take turns, and the best of three counts.

One by one, in memory, on as many deals as they do in ten seconds: dealcheck's `verify`; durable-rules and plain Python,
by hand; and the engines of `screening/peers.py`, for which the rules are translated. What these can't express is worked
out for them beforehand, which is said in the table. All must give the answers of the semantics on the first deals.

Then dealcheck alone, each time in a process of its own: from 10^5 to 10^7 deals, with 2 GiB for DuckDB; with 5 to 500
bottom lines, drawn with a seed; and on 1 core and more. The last two are plotted.

`deals/s` goes by the clock, and with it by what else the machine has to do; `a core` is deals in a second of processor
time, all threads taken together.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ceasefire.deals import STEPS
from screening import in_sql, scale
from screening.lines import write_rules
from screening.peers import Broken, Peer, check, others
from screening.tables import deals_of, write_table

import dealcheck
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.program import Judgment
from dealcheck.language.resolutions import settle

RULES = Path(__file__).parent / "ceasefire"
PLOT = Path(__file__).parent.parent / "docs" / "screening.svg"
SEED = 2019
CHECKED = 50
IN_MEMORY = 2_000
DEALS_OF_PLOTS = 200_000
LINES = (5, 25, 50, 100, 250, 500)
SCALES = (100_000, 1_000_000, 10_000_000)


def main(
    deals: int = 1_000_000,
    seconds: float = 10,
    rounds: int = 3,
    scales: Sequence[int] = SCALES,
    lines: Sequence[int] = LINES,
    plot: Path | None = PLOT,
) -> None:
    """Compare, measure and print; `deals` and what `scales` asks for are multiples of a table of `deals`."""
    with tempfile.TemporaryDirectory(prefix="dealcheck-bench-") as folder:
        table = Path(folder) / "deals.parquet"
        write_table(table, deals, SEED)
        _on_tables(table, deals, rounds)
        _one_by_one(table, seconds)
        _scaled(table, deals, scales)
        smaller, number = table.with_name("smaller.parquet"), min(deals, DEALS_OF_PLOTS)
        write_table(smaller, number, SEED)
        by_lines, by_cores = _by_lines(smaller, number, lines), _by_cores(smaller, number)
        if plot:
            from screening.plot import draw

            draw(by_lines, by_cores, plot)


def _on_tables(table: Path, deals: int, rounds: int) -> None:
    ours, theirs = table.with_name("ours.parquet"), table.with_name("by-hand.parquet")
    times = [
        (in_sql.through_dealcheck(table, RULES, len(STEPS), ours), in_sql.by_hand(table, theirs)) for _ in range(rounds)
    ]
    in_sql.check(ours, theirs)
    print(f"{deals:,} deals from file to file, on {len(os.sched_getaffinity(0))} cores")
    print(f"{'':<24} {'seconds':>9} {'deals/s':>12} {'a core':>12}")
    for name, each in zip(("dealcheck screen", "SQL by hand"), zip(*times)):
        clock, processor = map(min, zip(*each))
        print(f"{name:<24} {clock:>9.2f} {deals / clock:>12,.0f} {deals / processor:>12,.0f}", flush=True)


def _one_by_one(table: Path, seconds: float) -> None:
    verifier = dealcheck.Verifier(RULES)
    position = verifier.library.position("ceasefire-government")
    given = list(deals_of(table, IN_MEMORY))
    settled = [settle(deal, position.lexicon) for deal in given]
    judge = DurableEngine().compile(position.program)
    # Imported here because on Python 3.13 durable-rules loads only the way in which dealcheck has loaded it.
    from ceasefire import by_hand, in_python

    names = {step: place for place, step in enumerate(STEPS)}
    peers = [
        Peer("plain Python by hand", "", in_python.judge, settled, set),
        Peer("durable-rules by hand", "", by_hand.judge, settled, set),
        Peer("dealcheck, rules alone", "durable-rules", judge, settled, _steps),
        Peer("dealcheck, verify", "durable-rules; explains", verifier.verify, given, lambda found: _told(found, names)),
        *others(position, settled),
    ]
    check(peers, [_steps(semantics.judge(position.program, each)) for each in settled[:CHECKED]])
    print(f"\n{'one by one, in memory':<24} {'deals':>9} {'a core':>12}")
    rates = [(peer, *peer.rate(seconds)) for peer in peers]
    for peer, rate, done in sorted(rates, key=lambda each: -each[1]):
        print(f"{peer.name:<24} {done:>9,} {rate:>12,.0f}   {peer.note}".rstrip(), flush=True)


def _steps(judgment: Judgment) -> Broken:
    steps = range(len(STEPS))
    return {(name, step) for name, broken in judgment.broken.items() for step in steps if broken >> step & 1}


def _told(found: dealcheck.Verification, places: dict[str, int]) -> Broken:
    (verdict,) = found.verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    return {(breach.bottom_line, places[step]) for breach in verdict.breaches for step in breach.steps}


def _scaled(table: Path, deals: int, scales: Sequence[int]) -> None:
    print(f"\n{'deals':>12} {_HEAD} {'MiB at most':>12}")
    for number in scales:
        larger = table.with_name(f"{number}.parquet")
        if number < deals:
            write_table(larger, number, SEED)
        else:
            scale.repeated(table, number // deals, larger)
        run = scale.measured(larger, RULES, table.with_name("verdicts.parquet"), steps=len(STEPS))
        larger.unlink()
        print(f"{number:>12,} {_rates(number, run)} {run.memory:>12,.0f}", flush=True)


def _by_lines(table: Path, deals: int, lines: Sequence[int]) -> dict[int, float]:
    """Deals in a second of processor time, by the number of bottom lines."""
    print(f"\n{'bottom lines':>12} {_HEAD}   ({deals:,} deals)")
    rates = {}
    for number in lines:
        rules = table.with_name(f"rules-{number}")
        write_rules(rules, number, SEED)
        run = scale.measured(table, rules, table.with_name("verdicts.parquet"), steps=len(STEPS))
        rates[number] = deals / run.processor
        print(f"{number:>12,} {_rates(deals, run)}", flush=True)
    return rates


def _by_cores(table: Path, deals: int) -> dict[int, float]:
    """Deals in a second, by the number of cores."""
    print(f"\n{'cores':>12} {_HEAD}   ({deals:,} deals)")
    rates = {}
    for number in range(1, len(os.sched_getaffinity(0)) + 1):
        run = scale.measured(table, RULES, table.with_name("verdicts.parquet"), steps=len(STEPS), threads=number)
        rates[number] = deals / run.seconds
        print(f"{number:>12,} {_rates(deals, run)}", flush=True)
    return rates


_HEAD = f"{'seconds':>9} {'deals/s':>12} {'a core':>12}"


def _rates(deals: int, run: scale.Run) -> str:
    return f"{run.seconds:>9.2f} {deals / run.seconds:>12,.0f} {deals / run.processor:>12,.0f}"


if __name__ == "__main__":
    sys.exit(main())
