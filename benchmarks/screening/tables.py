"""Tables of any number of deals, drawn with a seed from the moves of `ceasefire/deals.py`, and deals read from them.

A deal of the table is what `ceasefire.deals` draws one at a time, drawn by the column: the same moves with the same
shares. Who draws millions of them can't wait for one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ceasefire.deals import ATTRIBUTES, GIVEN_FOR, MOVES, PROVISIONS, STEPS

from dealcheck.model.deal import Deal, Provision, Step

BATCH = 50_000
STARTS = [0, 0, 1, 1, 2, 3, 4]


def _type_of(values: list[Any]) -> Any:
    if isinstance(values[0], Decimal):
        return pa.int32() if all(value == int(value) for value in values) else pa.decimal128(9, 1)
    return pa.bool_() if isinstance(values[0], bool) else pa.string()


_SCHEMA = pa.schema(
    [
        ("deal", pa.int64()),
        ("provision", pa.string()),
        ("party", pa.list_(pa.string())),
        ("action", pa.string()),
        ("object", pa.string()),
        ("from", pa.int32()),
        ("until", pa.int32()),
        *((name, _type_of(values)) for name, values in ATTRIBUTES.items()),
    ]
)


def write_table(file: Path, number: int, seed: int) -> None:
    """Write a Parquet file of so many deals."""
    generator = np.random.default_rng(seed)
    with pq.ParquetWriter(file, _SCHEMA) as writer:
        for first in range(0, number, BATCH):
            writer.write_table(_batch(generator, first, min(BATCH, number - first)))


def _batch(generator: Any, first: int, count: int) -> Any:
    rows = count * PROVISIONS
    weights = np.array([weight for *_, weight in MOVES]) / sum(weight for *_, weight in MOVES)
    move = generator.choice(len(MOVES), rows, p=weights)
    verb = _one_of(generator, move, [verbs for _, verbs, _, _ in MOVES])
    thing = _one_of(generator, move, [things for _, _, things, _ in MOVES])
    parties = np.array([party for party, *_ in MOVES])[move]
    joint = (verb == "pledge") & (generator.random(rows) < 0.3)
    start = np.array(STARTS)[generator.integers(0, len(STARTS), rows)]
    ends = (start < len(STEPS) - 1) & (generator.random(rows) < 0.25)
    until = start + 1 + (generator.random(rows) * (len(STEPS) - 1 - start)).astype(int)
    columns = {
        "deal": np.repeat(np.arange(first, first + count), PROVISIONS),
        "provision": pa.array([f"p{n}" for n in range(PROVISIONS)] * count),
        "party": _parties(parties, joint),
        "action": pa.array(verb, pa.string()),
        "object": pa.array(thing, pa.string()),
        "from": start + 1,
        "until": pa.array(until + 1, mask=~ends),
    }
    for name, values in ATTRIBUTES.items():
        asked = np.isin(verb, [verb for verb, names in GIVEN_FOR.items() if name in names])
        given = asked & (generator.random(rows) < 0.7)
        drawn = generator.integers(0, len(values), rows)
        columns[name] = pa.array(values).cast(_SCHEMA.field(name).type).take(pa.array(drawn, mask=~given))
    return pa.table({name: _typed(column, _SCHEMA.field(name).type) for name, column in columns.items()}, _SCHEMA)


def _typed(column: Any, kind: Any) -> Any:
    return column.cast(kind) if isinstance(column, pa.Array) else pa.array(column, kind)


def _one_of(generator: Any, move: Any, choices: list[tuple[str, ...]]) -> Any:
    """For each row one of the words of its move."""
    width = max(map(len, choices))
    words = np.array([(*each, *[""] * (width - len(each))) for each in choices])
    sizes = np.array([len(each) for each in choices])[move]
    return words[move, (generator.random(len(move)) * sizes).astype(int)]


def _parties(parties: Any, joint: Any) -> Any:
    """The party of each row, as a list; government and mission where it is joint."""
    kinds = sorted({party for party, *_ in MOVES})
    small = pa.array([[kind] for kind in kinds] + [["government", "mission"]], pa.list_(pa.string()))
    number = np.where(joint, len(kinds), np.searchsorted(kinds, parties))
    return small.take(pa.array(number))


def deals_of(file: Path, number: int) -> Iterator[Deal]:
    """The first deals of a table, as dealcheck has them."""
    reader = pq.ParquetFile(file)
    done = 0
    for batch in reader.iter_batches(PROVISIONS * 1000):
        rows = batch.to_pylist()
        for place in range(0, len(rows), PROVISIONS):
            if done == number:
                return
            done += 1
            yield _deal(rows[place : place + PROVISIONS])


def _deal(rows: list[dict[str, Any]]) -> Deal:
    provisions = {row["provision"]: _provision(row) for row in rows}
    steps = tuple(Step(id=step) for step in STEPS)
    return Deal(id=f"deal-{rows[0]['deal']}", vocabulary="ceasefire", steps=steps, provisions=provisions)


def _provision(row: dict[str, Any]) -> Provision:
    return Provision(
        id=row["provision"],
        parties=tuple(row["party"]),
        action=(row["action"],),
        object=(row["object"],),
        from_=(STEPS[row["from"] - 1],),
        until=(STEPS[row["until"] - 1],) if row["until"] else (),
        attributes={name: (_value(row[name]),) for name in ATTRIBUTES if row[name] is not None},
    )


def _value(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
