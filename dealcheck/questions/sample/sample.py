"""Resolutions of a draft, drawn at random into a table that `screen` reads.

The resolutions of a draft are a product: once the options of its articles are chosen, each provision that is left has
its ways, and any combination of them is a resolution. So the options are drawn by how many resolutions each choice of
them has, and then one way for each provision, each as likely as any other: every resolution is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any

from dealcheck.atomic import replacing
from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.errors import EngineError, InputError, Mistake, check_deadline, shown
from dealcheck.files.arguments import check
from dealcheck.language.program import Draft, OpenClause, span_of
from dealcheck.language.resolutions import left_out, open_draft
from dealcheck.model.conditions import Scalar
from dealcheck.model.deal import Deal
from dealcheck.progress import tell
from dealcheck.questions.options import deadline_of
from dealcheck.questions.sample.columns import column_type, csv_value
from dealcheck.questions.screen.outputs import check_outputs, format_of
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules, Session, session_for

_BATCH = 50_000
"""So many deals are drawn and written at a time."""
_MOST_OPTIONS = 100_000
_RESERVED = ("deal", "provision", "party", "action", "object", "from", "until", "steps")


def sample(
    draft: AnyDeal,
    count: int,
    out: str | Path,
    rulesets: Rules = None,
    *,
    seed: int = 0,
    timeout: float | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> int:
    """Draw resolutions of a draft into a Parquet or CSV file, each as likely as any other; some may come twice.

    `draft`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them; of the rules only the vocabularies are
    used.
    `count`: how many to draw. `seed`: the same one draws the same resolutions.
    `timeout`: after how many seconds to give up, and to leave the file as it was; None: never.

    Returns the number of rows written: one for each provision, so that a resolution without any has none. Deals in the
    table are called by the draft's id and a number. Raises InputError for what is wrong with the draft or the file, and
    EngineError without pyarrow and NumPy, and TimeLimitError.
    """
    deadline = deadline_of(timeout)
    check(count=count, out=out, seed=seed)
    scope = session_for(session, plugins).scope(rulesets)
    deal = scope.deal(draft).deal
    is_csv = format_of(str(out)) == "csv"
    check_outputs({"`out`": str(out)}, [(deal.place.file, ())] if deal.place else [])
    drawing = _Drawing(deal, open_draft(deal, scope.library.lexicon(deal.vocabulary)), seed, is_csv=is_csv)
    rows = 0
    with _writer(Path(out), drawing.schema) as writer:
        for first in range(0, count, _BATCH):
            tell("drawing deals:", first, count)
            check_deadline(deadline, f"time was up when {first:,} of {count:,} deals were drawn; nothing was written")
            batch = drawing.batch(first, min(_BATCH, count - first))
            rows += batch.num_rows
            writer.write_table(batch)
    return rows


class _Drawing:
    """Draws batches of resolutions, column by column."""

    def __init__(self, deal: Deal, draft: Draft, seed: int, *, is_csv: bool) -> None:
        np, self.pa = _load()
        self.is_csv = is_csv
        self.deal = deal
        self.draft = draft
        self.np = np
        self.generator = np.random.default_rng(seed)
        self.ways = [_ways(clause) for clause in draft.clauses]
        self.options = list(_options(draft))
        weights = [self._weight(out) for out in self.options]
        if not sum(weights):
            raise InputError([Mistake(f"draft `{shown(deal.id)}` has no well-formed resolution", deal.place)])
        total = sum(weights)
        self.shares = [weight / total for weight in weights]  # whole numbers of any size, divided exactly to a double
        self.is_joint = any(len(bound) > 1 for clause in draft.clauses for bound in clause.bound)
        self.attributes = {name: column_type(name, self._values(name), deal.place) for name in self._names()}
        self.tables = [self._way_table(number) for number in range(len(draft.clauses))]
        self.schema = self.pa.schema([("deal", self.pa.string()), *self.tables[0].schema] if self.tables else [])
        if not self.tables:
            raise InputError([Mistake(f"draft `{shown(deal.id)}` has no provisions to draw", deal.place)])

    def _weight(self, out: frozenset[int]) -> int:
        return prod(len(ways) + clause.bracketed for n, clause, ways in self._clauses() if n not in out)

    def _clauses(self) -> Iterator[tuple[int, OpenClause, list[tuple[Any, ...]]]]:
        return ((n, clause, ways) for n, (clause, ways) in enumerate(zip(self.draft.clauses, self.ways)))

    def _names(self) -> list[str]:
        names = list(dict.fromkeys(str(name) for clause in self.draft.clauses for name in clause.attributes))
        check_names([("", names)])
        for name in names:
            if self.is_csv and (name != name.strip() or "\0" in name):
                message = f"CSV can't hold the name of attribute `{shown(name)}`, which begins or ends with a blank"
                raise InputError([Mistake(message, self.deal.place, "write Parquet, or rename it")])
            if name.lower() in _RESERVED:
                message = f"attribute `{shown(name)}` has the name of a column that a table of deals has anyway"
                raise InputError([Mistake(message, self.deal.place, "call it something else")])
        return names

    def _values(self, name: str) -> list[Scalar]:
        return [
            value for clause in self.draft.clauses for value in clause.attributes.get(name, ()) if value is not None
        ]

    def _way_table(self, number: int) -> Any:
        """Return a row for each way of a provision, with all columns but `deal`."""
        clause, pa = self.draft.clauses[number], self.pa
        rows = [self._row(clause, way) for way in self.ways[number]]
        party = pa.list_(pa.string()) if self.is_joint else pa.string()
        fields = [("provision", pa.string()), ("party", party), ("action", pa.string()), ("object", pa.string())]
        fields += [("from", pa.int32()), ("until", pa.int32()), ("steps", pa.int32()), *self.attributes.items()]
        return pa.Table.from_pylist(rows, schema=pa.schema(fields))

    def _row(self, clause: OpenClause, way: tuple[Any, ...]) -> dict[str, Any]:
        verb, thing, times, bound, *values = way
        start, stop = span_of(times)
        parties = sorted(bound)
        return {
            "provision": clause.id,
            "party": parties if self.is_joint else parties[0],
            "action": verb,
            "object": thing,
            "from": start + 1,
            "until": stop + 1 if stop < len(self.draft.steps) else None,
            "steps": len(self.draft.steps),
            **{str(name): self._cell(name, value) for name, value in zip(clause.attributes, values)},
        }

    def _cell(self, name: str, value: Scalar | None) -> Scalar | None:
        if value is None:
            return None
        value = str(value) if isinstance(value, str) else value
        return csv_value(name, value, self.deal.place) if self.is_csv else value

    def batch(self, first: int, count: int) -> Any:
        """Return the rows of `count` deals, numbered from `first`."""
        np, pa = self.np, self.pa
        taken = self.generator.choice(len(self.options), size=count, p=self.shares)
        parts, owners = [], []
        for number, clause, ways in self._clauses():
            is_out = np.array([number in out for out in self.options])[taken]
            drawn = self.generator.integers(0, len(ways) + clause.bracketed, size=count)
            owner = np.flatnonzero(~is_out & (drawn < len(ways)))
            parts.append(self.tables[number].take(pa.array(drawn[owner])))
            owners.append(owner)
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        names = pa.array([f"{self.deal.id}-{n}" for n in range(first + 1, first + count + 1)])
        rows = pa.concat_tables(parts).take(pa.array(order))
        return rows.add_column(0, "deal", names.take(pa.array(owner[order])))


def _ways(clause: OpenClause) -> list[tuple[Any, ...]]:
    ways = prod(len(field.values) for field in clause.fields)
    if ways > _MOST_OPTIONS:
        raise InputError([Mistake(f"provision `{shown(clause.id)}` has more than {_MOST_OPTIONS:,} ways to stand")])
    return list(itertools.product(*(field.values for field in clause.fields)))


def _options(draft: Draft) -> Iterator[frozenset[int]]:
    """Yield for each choice of options the provisions that it leaves out."""
    if prod(len(article.options) for article in draft.articles) > _MOST_OPTIONS:
        raise InputError([Mistake(f"the articles have more than {_MOST_OPTIONS:,} choices of options")])
    for options in itertools.product(*(range(len(article.options)) for article in draft.articles)):
        yield left_out(draft, options)


@contextmanager
def _writer(target: Path, schema: Any) -> Iterator[Any]:
    """Open a writer of batches; its file appears when all are written."""
    import pyarrow.csv
    import pyarrow.parquet

    is_csv = format_of(str(target)) == "csv"
    if is_csv and any(str(field.type).startswith("list") for field in schema):
        message = "the draft has joint provisions, and CSV has no lists of parties"
        raise InputError([Mistake(message, None, "write Parquet")])
    make = pyarrow.csv.CSVWriter if is_csv else pyarrow.parquet.ParquetWriter
    with replacing(target) as new, make(str(new), schema) as writer:
        yield writer


def _load() -> tuple[Any, Any]:
    try:
        import numpy
        import pyarrow
    except ImportError as error:
        raise EngineError("tables need NumPy and pyarrow: pip install 'dealcheck[screen]'") from error
    return numpy, pyarrow
