"""The engine on tables gives the answers of the semantics, and of durable-rules, on DuckDB and on Spark."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.engines.tables.reading.sources import Opened, load_ibis, open_files
from dealcheck.files.writer import dependency_text
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.numbers import number_text
from dealcheck.questions.screen.screening import Screening
from dealcheck.session.library import Position
from tests.differential.strategies import deals, rulesets, words
from tests.drawn import drawn
from tests.table_schema import SCHEMA

ibis = load_ibis()
CHOSEN: dict[str, tuple[type, Any]] = {
    "number": (Decimal, pa.decimal128(38, 3)),
    "text": (str, pa.string()),
    "truth": (bool, pa.bool_()),
}
"""The types that a column of attributes may have."""


@attrs.frozen
class Case:
    """Two rulesets and some deals; `types` says which values the column of each attribute can hold."""

    positions: tuple[Position, ...]
    deals: dict[str, Deal]
    types: dict[str, str]

    def rows(self, *, joint: str) -> Iterator[dict[str, Any]]:
        """The rows of the table; `joint` says whether a joint provision is a `list` or several `rows`."""
        for name, deal in self.deals.items():
            steps = [str(step.id) for step in deal.steps]
            for provision in deal.provisions.values():
                row = {
                    "deal": name,
                    "provision": str(provision.id),
                    "action": provision.action[0],
                    "object": provision.object[0],
                    "from": steps.index(provision.from_[0]) + 1 if provision.from_ else None,
                    "until": steps.index(provision.until[0]) + 1 if provision.until else None,
                    "steps": len(steps),
                    "provided": dependency_text(provision.provided) if provision.provided else None,
                    **{attribute: self.value(provision.attributes, attribute) for attribute in self.types},
                }
                for party in [list(provision.parties)] if joint == "list" else provision.parties:
                    yield {**row, "party": party}

    def value(self, attributes: Any, name: str) -> Any:
        return attributes[name][0] if name in attributes else None

    def verdicts(self, engine: str) -> dict[tuple[str, str], tuple[str, Any, dict[str, list[int]]]]:
        """Verdict, score and broken bottom lines of each deal that has a row, by another engine."""
        found = {}
        for position in self.positions:
            judge = DurableEngine().compile(position.program) if engine == "durable" else None
            for name, deal in self.deals.items():
                if deal.provisions:
                    after = settle(deal, position.lexicon)
                    judgment = judge(after) if judge else semantics.judge(position.program, after)
                    broken = {
                        line: [step + 1 for step in range(len(after.steps)) if steps >> step & 1]
                        for line, steps in judgment.broken.items()
                    }
                    score = semantics.score(position.program, judgment) if position.program.keeps_score else None
                    outcome = semantics.outcome(position.program, judgment)
                    found[name, str(position.ruleset.id)] = (outcome, score, broken)
        return found


def for_tables(ruleset: Ruleset) -> Ruleset:
    """The ruleset with numbers that tables hold, and without issues about steps, whose names tables don't have."""
    worth = {name: attrs.evolve(each, points=_small(each.points)) for name, each in ruleset.worth.items()}
    issues = {
        name: attrs.evolve(
            each, weight=_small(each.weight), points={value: _small(number) for value, number in each.points.items()}
        )
        for name, each in ruleset.issues.items()
        if not str(each.of).endswith((".from", ".until"))
    }
    return attrs.evolve(_with_small_times(ruleset), worth=worth, issues=issues)


def _small(number: Decimal) -> Decimal:
    return min(number, Decimal(7))


def _with_small_times(thing: Any) -> Any:
    """A model object in which sums are multiplied by small numbers alone."""
    if isinstance(thing, tuple):
        return tuple(map(_with_small_times, thing))
    if isinstance(thing, dict):
        return {key: _with_small_times(value) for key, value in thing.items()}
    if isinstance(thing, c.Multiple):
        return attrs.evolve(thing, times=_small(thing.times))
    if attrs.has(type(thing)):
        return type(thing)(**{e.alias: _with_small_times(getattr(thing, e.name)) for e in attrs.fields(type(thing))})
    return thing


@st.composite
def cases(draw: st.DrawFn, *, mixed: bool = False) -> Case:
    """`mixed`: a column may hold values of any type, as one of a CSV file does."""
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    rules = [attrs.evolve(for_tables(draw(rulesets(vocabulary))), id=name) for name in ("mine", "yours")]
    positions = tuple(Position(program([each], known), known) for each in rules)
    types = {name: draw(st.sampled_from(sorted(CHOSEN))) for name in ("size", "kind")}
    drawn = {f"d{n}": draw(deals(vocabulary)) for n in range(draw(st.integers(1, 6)))}

    def fits(name: str, value: Any) -> bool:
        if mixed:
            return value not in ("yes", "1")  # which a CSV file can't tell from what is no text
        kind = CHOSEN[types[name]][0]
        return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)

    def fitted(deal: Deal) -> Deal:
        provisions = {
            name: attrs.evolve(
                each, attributes={a: values for a, values in each.attributes.items() if fits(a, values[0])}
            )
            for name, each in deal.provisions.items()
        }
        return attrs.evolve(deal, provisions=provisions)

    return Case(positions, {name: fitted(deal) for name, deal in drawn.items()}, types)


def screened(case: Case, given: Opened, connection: Any = None) -> dict[tuple[str, str], Any]:
    """The verdicts of the engine on tables, in the form in which the case gives its own."""
    screening = Screening(given, case.positions, steps=None, joint_rows=None)
    assert screening.rejects().count().to_pyarrow().as_py() == 0
    table = screening.verdicts()
    rows = (connection.to_pyarrow(table) if connection else table.to_pyarrow()).to_pylist()
    return {
        (row["deal"], row["ruleset"]): (
            row["verdict"],
            row["score"],
            {each["bottom_line"]: each["steps"] for each in row["broken"]},
        )
        for row in rows
    }


def memtable(case: Case, joint: str) -> Any:
    party = pa.list_(pa.string()) if joint == "list" else pa.string()
    fields = {**SCHEMA, "party": party, **{name: CHOSEN[kind][1] for name, kind in case.types.items()}}
    return ibis.memtable(pa.Table.from_pylist(list(case.rows(joint=joint)), schema=pa.schema(list(fields.items()))))


@pytest.mark.parametrize("joint", ["list", "rows"])
@drawn(0.3)
@given(cases())
def test_duckdb_equals_semantics_and_durable(joint: str, case: Case) -> None:
    found = screened(case, Opened(memtable(case, joint)))
    assert found == case.verdicts("semantics")
    assert found == case.verdicts("durable")


@drawn(0.2)
@given(cases(mixed=True))
def test_csv_files(case: Case) -> None:
    """Without types, a column of attributes may hold text, numbers and truth, as a deal file does."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deals.csv"
        file.write_text(as_csv(case), encoding="utf-8")
        found = screened(case, open_files([str(file)], ibis.duckdb.connect()))
    assert found == case.verdicts("semantics")


def as_csv(case: Case) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*SCHEMA, *case.types])
    writer.writeheader()
    for row in case.rows(joint="rows"):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue()


def cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, Decimal) else value


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Apache Spark in local mode."""
    pyspark = pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    session = (
        pyspark.sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.spark
def test_spark_equals_semantics(spark: Any, tmp_path: Path) -> None:
    """The same expressions on Spark, from Parquet and CSV files."""
    count = 0

    @seed(20190228)
    @settings(deadline=None, max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(cases())
    def compare(case: Case) -> None:
        nonlocal count
        count += 1
        files = {"parquet": tmp_path / f"{count}.parquet", "csv": tmp_path / f"{count}.csv"}
        memtable(case, "list").to_parquet(files["parquet"])
        files["csv"].write_text(as_csv(case), encoding="utf-8")
        expected = case.verdicts("semantics")
        assert screened(case, open_files([str(files["parquet"])], spark), spark) == expected
        if "text" not in case.types.values():  # text such as `1` is a number there
            assert screened(case, open_files([str(files["csv"])], spark), spark) == expected

    compare()
    assert count
