"""Resolutions of a draft, drawn at random into a table that `screen` reads.

The resolutions of a draft are a product: once the options of its articles are chosen, each provision that is left has
its ways, fewer where an option settles a bracket, and any combination of them is a resolution. So the options are drawn
by how many resolutions each choice of them has, and then one way for each provision, each as likely as any other: every
resolution is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any

from dealcheck.atomic import replacing
from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.errors import EngineError, InputError, Mistake, check_deadline, shown
from dealcheck.files.arguments import check
from dealcheck.files.writer import dependency_text
from dealcheck.language.drafts.dependencies import names_of, without
from dealcheck.language.drafts.draft import Draft, OpenClause, Way
from dealcheck.language.program import span_of
from dealcheck.language.resolutions import left_out, number_of_ways, open_draft, options_taken, settlements
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
_Constraints = frozenset[tuple[int, frozenset[int]]]
"""For some fields of a provision, by their places, the values that are left."""
_RESERVED = ("deal", "provision", "party", "action", "object", "from", "until", "steps", "provided")


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
    check_outputs({"`out`": str(out)}, [(deal.place.file, ())] if deal.place else [])
    opened = open_draft(deal, scope.library.lexicon(deal.vocabulary))
    return draw_into(Path(out), deal, opened, count, seed=seed, deadline=deadline)


def draw_into(out: Path, deal: Deal, draft: Draft, count: int, *, seed: int, deadline: float | None = None) -> int:
    """Draw resolutions of a draft into a file, and return the number of rows; errors as for `sample`."""
    drawing = _Drawing(deal, draft, seed, is_csv=format_of(str(out)) == "csv")
    rows = 0
    with _writer(out, drawing.schema) as writer:
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
        taken = _options(draft)
        self.left_out = [left_out(draft, options) for options in taken]
        settled = [_settled(draft, options) for options in taken]
        self.allowed = [
            self._allowed(number, [each.get(number, frozenset()) for each in settled])
            for number in range(len(draft.clauses))
        ]
        weights = [number_of_ways(draft, options) for options in taken]
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

    def _allowed(self, number: int, settled: Sequence[_Constraints]) -> tuple[list[Any], Any]:
        """Return sets of ways of a provision, by their numbers, and for each choice of options which set is left.

        An option that settles a bracket leaves only the ways that have this value.
        """
        places = {constraints: place for place, constraints in enumerate(dict.fromkeys(settled))}
        left = [
            [n for n, way in enumerate(self.ways[number]) if all(way[place] in values for place, values in constraints)]
            for constraints in places
        ]
        return [self.np.array(ways, dtype=int) for ways in left], self.np.array([places[each] for each in settled])

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
        fields += [("from", pa.int32()), ("until", pa.int32()), ("steps", pa.int32())]
        fields += [("provided", pa.string())] if self.draft.dependencies else []
        fields += self.attributes.items()
        return pa.Table.from_pylist(rows, schema=pa.schema(fields))

    def _row(self, clause: OpenClause, way: Way) -> dict[str, Any]:
        verb, thing, times, bound, *values = (field.values[index] for field, index in zip(clause.fields, way))
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
        taken = self.generator.choice(len(self.left_out), size=count, p=self.shares)
        drawn = [self._drawn(number, taken) for number in range(len(self.tables))]
        owners = [np.flatnonzero(ways >= 0) for ways in drawn]
        parts = [table.take(pa.array(ways[owner])) for table, ways, owner in zip(self.tables, drawn, owners)]
        if self.draft.dependencies:
            there = {str(clause.id): ways >= 0 for clause, ways in zip(self.draft.clauses, drawn)}
            parts = [self._with_dependency(number, *each, there) for number, each in enumerate(zip(parts, owners))]
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        names = pa.array([f"{self.deal.id}-{n}" for n in range(first + 1, first + count + 1)])
        rows = pa.concat_tables(parts).take(pa.array(order))
        return rows.add_column(0, "deal", names.take(pa.array(owner[order])))

    def _drawn(self, number: int, taken: Any) -> Any:
        """Return for each deal the way of a provision, by its number; -1 where the deal does not have it.

        `taken`: the number of its choice of options.
        """
        np, clause = self.np, self.draft.clauses[number]
        sets, set_of = self.allowed[number]
        drawn = np.full(len(taken), -1)
        is_in = np.array([number not in out for out in self.left_out])[taken]
        for place, ways in enumerate(sets):
            owner = np.flatnonzero(is_in & (set_of[taken] == place))
            numbers = np.append(ways, -1) if clause.bracketed else ways
            if len(owner):  # then there are ways: choices of options without any are never drawn
                drawn[owner] = numbers[self.generator.integers(0, len(numbers), size=len(owner))]
        return drawn

    def _with_dependency(self, number: int, rows: Any, owner: Any, there: Mapping[str, Any]) -> Any:
        """Return the rows of a provision with what it depends on, provisions that a deal does not have left out.

        `owner`: the deal of each row; `there`: for each provision in which deals it is.
        """
        np, pa = self.np, self.pa
        provided = self.deal.provisions[self.draft.clauses[number].id].provided
        texts = pa.nulls(len(owner), pa.string())
        if provided is not None and len(owner):
            names = sorted(names_of(provided)) or [str(self.draft.clauses[number].id)]  # which is there in any case
            known = np.array([there[name][owner] for name in names], dtype=bool).reshape(len(names), len(owner))
            kinds, kind_of = np.unique(known, axis=1, return_inverse=True)
            written = [dependency_text(without(provided, _those(names, kind))) for kind in kinds.T]
            texts = pa.array(written, pa.string()).take(pa.array(kind_of.reshape(-1)))
        place = rows.schema.get_field_index("provided")
        return rows.set_column(place, "provided", texts)


def _settled(draft: Draft, options: Sequence[int | None]) -> dict[int, _Constraints]:
    """Return what options that are taken settle, for each provision in which they settle something."""
    settled: dict[int, set[tuple[int, frozenset[int]]]] = {}
    for each in settlements(draft, options):
        settled.setdefault(each.provision, set()).add((each.place, each.values))
    return {number: frozenset(constraints) for number, constraints in settled.items()}


def _those(names: Sequence[str], are_there: Iterable[Any]) -> set[str]:
    return {name for name, is_there in zip(names, are_there) if is_there}


def _ways(clause: OpenClause) -> list[Way]:
    ways = prod(len(field.values) for field in clause.fields)
    if ways > _MOST_OPTIONS:
        raise InputError([Mistake(f"provision `{shown(clause.id)}` has more than {_MOST_OPTIONS:,} ways to stand")])
    return list(itertools.product(*(range(len(field.values)) for field in clause.fields)))


def _options(draft: Draft) -> list[tuple[int | None, ...]]:
    """Return every choice of options."""
    options = list(itertools.islice(options_taken(draft), _MOST_OPTIONS + 1))
    if len(options) > _MOST_OPTIONS:
        raise InputError([Mistake(f"the articles have more than {_MOST_OPTIONS:,} choices of options")])
    return options


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
