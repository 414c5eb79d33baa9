"""Draws from random drafts are resolutions, each as often as any other, and are judged as the semantics judge them."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
import pyarrow.parquet as pq
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.engines.tables.reading.sources import open_files
from dealcheck.files.writer import dependency_text
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import choices, open_draft, resolved, settled
from dealcheck.language.resolve import program
from dealcheck.model.brackets import Choices, Range
from dealcheck.model.deal import Deal
from dealcheck.questions.sample.sample import draw_into
from dealcheck.questions.screen.screening import Screening
from tests.differential.strategies import drafts, rulesets, words
from tests.differential.test_table_engine import for_tables, ibis
from tests.drawn import drawn

MOST = 60
_NUMBERS = {"True": Decimal(7), "False": Decimal(8), "yes": Decimal(9), "one": Decimal(10), "1": Decimal(11)}


def numeric(value: Any) -> Any:
    """A number in place of whatever else an attribute may be, as a column has one type; no two become the same."""
    return value if value is None or isinstance(value, (Decimal, Range)) else _NUMBERS[str(value)]


def with_numbers(deal: Deal) -> Deal:
    """A draft whose attributes are numbers, in its brackets and where options settle them."""
    provisions = {
        name: attrs.evolve(each, attributes={a: tuple(map(numeric, values)) for a, values in each.attributes.items()})
        for name, each in deal.provisions.items()
    }
    articles = {name: _settling_numbers(options) for name, options in deal.alternatives.items()}
    return attrs.evolve(deal, provisions=provisions, alternatives=articles)


def _settling_numbers(options: Any) -> dict[str, Choices]:
    return {
        name: attrs.evolve(
            option,
            settles={k: numeric(v) if k.endswith((".size", ".kind")) else v for k, v in option.settles.items()},
            alternatives={inner: _settling_numbers(each) for inner, each in option.alternatives.items()},
        )
        for name, option in options.items()
    }


def provisions_of(deal: Deal) -> Iterator[tuple[Any, ...]]:
    """What the rows of a deal should say."""
    steps = [str(step.id) for step in deal.steps]
    for name, each in deal.provisions.items():
        yield (
            str(name),
            frozenset(each.bound),
            each.action[0],
            each.object[0],
            steps.index(each.from_[0]) + 1 if each.from_ else 1,
            steps.index(each.until[0]) + 1 if each.until else None,
            None if each.provided is None else dependency_text(each.provided),
            frozenset((a, values[0]) for a, values in each.attributes.items()),
        )


def provision_in(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row says."""
    names = [name for name in ("size", "kind") if row.get(name) is not None]
    parties = row["party"] if isinstance(row["party"], list) else [row["party"]]
    fields = (row[name] for name in ("action", "object", "from", "until"))
    given = frozenset((name, row[name]) for name in names)
    return (row["provision"], frozenset(parties), *fields, row.get("provided"), given)


@drawn(0.2)
@given(st.data())
def test_draws_are_resolutions_each_as_likely_as_any_other(data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    known = lexicon(vocabulary.lineage)
    deal = with_numbers(data.draw(drafts(vocabulary)))
    draft = open_draft(deal, known)
    every = list(islice(choices(draft), MOST + 1))
    assume(draft.clauses and 0 < len(every) <= MOST)
    position = Position(program([for_tables(data.draw(rulesets(vocabulary)))], known), known)
    meant = {frozenset(provisions_of(resolved(deal, draft, choice))): choice for choice in every}
    shares = Counter(frozenset(provisions_of(resolved(deal, draft, choice))) for choice in every)
    count = 40 * len(every)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.parquet"
        draw_into(file, deal, draft, count, seed=data.draw(st.integers(0, 9)))
        rows = pq.read_table(file).to_pylist()
        screening = Screening(open_files([str(file)], ibis.duckdb.connect()), (position,), steps=None, joint_rows=None)
        assert screening.rejects().count().to_pyarrow().as_py() == 0
        verdicts = {row["deal"]: row for row in screening.verdicts().to_pyarrow().to_pylist()}
    deals: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        deals.setdefault(row["deal"], []).append(provision_in(row))
    found = Counter(map(frozenset, deals.values()))
    found[frozenset()] += count - len(deals)  # a deal without provisions has no rows
    assert set(+found) == set(shares)
    for kind, share in shares.items():
        expected = count * share / len(every)
        assert abs(found[kind] - expected) < 8 * expected**0.5
    assert set(verdicts) == set(deals)
    for name, kinds in deals.items():
        judgment = semantics.judge(position.program, settled(draft, meant[frozenset(kinds)]))
        assert verdicts[name]["verdict"] == semantics.outcome(position.program, judgment)
        if position.program.keeps_score:
            assert verdicts[name]["score"] == semantics.score(position.program, judgment)
