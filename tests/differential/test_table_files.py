"""What stands in files is what is judged: random tables, in every format and type that holds them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.engines.tables.attributes.floats import Floats
from dealcheck.engines.tables.attributes.numerals import DIGITS, Numeral, is_number
from dealcheck.engines.tables.reading.sources import open_files
from dealcheck.files.values import parse_value
from dealcheck.language.lexicon import lexicon
from dealcheck.language.resolve import program
from dealcheck.model.ruleset import Issue
from dealcheck.numbers import is_admissible, number_text
from dealcheck.questions.sample.columns import csv_value
from dealcheck.session.library import Position
from tests.differential.strategies import ATTRIBUTES, deals, rulesets, words
from tests.differential.test_table_engine import CHOSEN, SCHEMA, Case, for_tables, screened
from tests.drawn import drawn

ODD = [
    "a b",
    "sïze",
    "x.y",
    "select",
    'q"uote',
    "#n",
    "line\nbreak",
    "steps-2",
    "1",
    "deal_",
    "lane_0",
    "unfit_0",
    "[a]",
]
DEALS = ["#1", "a,b", "1.0", "true", "ü", 'q"', "-", "\\N", "NULL", "'x'", "null", "007", "d;1", "x\ty"]
FILES = ["part-{}", "a*{}", "[a]{}", "?{}", "ü {}", "'{}", "{{}}{}", "~{}", "%20{}"]
FOLDERS = ["", "size=7", "deal=x/kind=y", "a b/*"]


@attrs.frozen
class Files:
    """A case with odd names, and how its rows are spread over files."""

    case: Case
    suffix: str
    joint: str
    parts: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    draw: st.DrawFn = attrs.field(repr=False)

    def write(self, folder: Path) -> None:
        """Write the files, each in a form of its own."""
        for name, rows in self.parts:
            file = folder / f"{name}.{self.suffix}"
            file.parent.mkdir(parents=True, exist_ok=True)
            if self.suffix == "csv":
                file.write_bytes(self._csv(rows))
            else:
                table = self._table(rows)
                pq.write_table(table, file) if self.suffix == "parquet" else _write_arrow(table, file)

    def _columns(self, rows: tuple[dict[str, Any], ...]) -> list[str]:
        """The columns that a file has: in any order, and not all of those in which nothing stands."""
        needed = ("deal", "provision", "party", "action", "object", "steps")
        names = [*SCHEMA, *self.case.types]
        blank = [name for name in names if name not in needed and all(row[name] is None for row in rows)]
        left_out = self.draw(st.lists(st.sampled_from(blank), unique=True)) if blank else []
        return self.draw(st.permutations([name for name in names if name not in left_out]))

    def _csv(self, rows: tuple[dict[str, Any], ...]) -> bytes:
        text, names = io.StringIO(newline=""), self._columns(rows)
        end = self.draw(st.sampled_from(["\n", "\r\n"]))
        quoting = self.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        writer = csv.writer(text, lineterminator=end, quoting=quoting)
        writer.writerow(names)
        writer.writerows([self._cell(name, row[name]) for name in names] for row in rows)
        return text.getvalue().encode(self.draw(st.sampled_from(["utf-8", "utf-8-sig"])))

    def _cell(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, Decimal):
            return self.draw(st.sampled_from([number_text(value), f"{value:e}", f" {value} "]))
        return csv_value(name, value, None) if name in self.case.types else value

    def _table(self, rows: tuple[dict[str, Any], ...]) -> pa.Table:
        columns = {}
        for name in self._columns(rows):
            values = [row[name] for row in rows]
            kind = pa.list_(pa.string()) if name == "party" and self.joint == "list" else None
            columns[name] = _array(values, kind or self.draw(st.sampled_from(_holding(name, values))))
        return pa.table(columns)


def _write_arrow(table: pa.Table, file: Path) -> None:
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode()
    if pa.types.is_floating(kind):
        values = [None if value is None else float(value) for value in values]
    elif pa.types.is_integer(kind):
        values = [None if value is None else int(value) for value in values]
    return pa.array(values, kind)


def _holding(name: str, values: list[Any]) -> list[pa.DataType]:
    """The types that hold values exactly."""
    there = [value for value in values if value is not None]
    if name in ("deal", "provision", "party", "action", "object", "provided") or any(
        isinstance(each, str) for each in there
    ):
        return [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
    if not there:
        return [pa.null()]
    if isinstance(there[0], bool):
        return [pa.bool_()]
    kinds = [pa.float64(), pa.float32()]
    if all(value == int(value) for value in there):
        kinds += [pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.int64(), pa.uint64()]
    kinds += [pa.decimal128(38, 3), pa.decimal128(25, 1), pa.decimal256(38, 2)]
    return [kind for kind in kinds if all(_holds(kind, Decimal(value)) for value in there)]


def _holds(kind: pa.DataType, value: Decimal) -> bool:
    try:
        (found,) = _array([value], kind).to_pylist()
    except (pa.ArrowInvalid, OverflowError):
        return False
    if pa.types.is_float32(kind):
        import numpy as np

        return Decimal(str(np.float32(found))) == value
    return Decimal(str(found)) == value


def _renamed(thing: Any, names: Mapping[str, str]) -> Any:
    """A model object in which attributes have other names."""
    if isinstance(thing, str):
        return names.get(thing, thing)
    if isinstance(thing, tuple):
        return tuple(_renamed(each, names) for each in thing)
    if isinstance(thing, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in thing.items()}
    if isinstance(thing, Issue):
        head, _dot, field = thing.of.rpartition(".")
        return attrs.evolve(thing, of=f"{head}.{names.get(field, field)}")
    if attrs.has(type(thing)):
        changed = {each.alias: _renamed(getattr(thing, each.name), names) for each in attrs.fields(type(thing))}
        return type(thing)(**changed)
    return thing


@st.composite
def files(draw: st.DrawFn) -> Files:
    """Random deals with odd names, for files of one kind."""
    suffix = draw(st.sampled_from(["csv", "parquet", "arrow"]))
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    names = dict(zip(ATTRIBUTES, draw(st.lists(st.sampled_from(ODD), min_size=2, max_size=2, unique=True))))
    rules = [
        _renamed(
            attrs.evolve(for_tables(draw(rulesets(vocabulary))), id=name),
            names,
        )
        for name in ("mine", "yours")
    ]
    positions = tuple(Position(program([each], known), known) for each in rules)
    types = {names[name]: draw(st.sampled_from(sorted(CHOSEN))) for name in ATTRIBUTES}
    ids = draw(st.lists(st.sampled_from(DEALS), min_size=1, max_size=5, unique=True))
    drawn = {name: _renamed(draw(deals(vocabulary)), names) for name in ids}

    def fits(name: str, value: Any) -> bool:
        kind = CHOSEN[types[name]][0]
        return suffix == "csv" or (isinstance(value, kind) and isinstance(value, bool) == (kind is bool))

    for name, deal in drawn.items():
        provisions = {
            key: attrs.evolve(each, attributes={a: v for a, v in each.attributes.items() if fits(a, v[0])})
            for key, each in deal.provisions.items()
        }
        drawn[name] = attrs.evolve(deal, provisions=provisions)
    case = Case(positions, drawn, types)
    joint = draw(st.sampled_from(["rows"] if suffix == "csv" else ["rows", "list"]))
    return Files(case, suffix, joint, tuple(draw(_spread(list(case.rows(joint=joint))))), draw)


@st.composite
def _spread(draw: st.DrawFn, rows: list[dict[str, Any]]) -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    """Rows in up to three files, those of a deal in any of them."""
    count = draw(st.integers(1, 3))
    where = [draw(st.integers(0, count - 1)) for _ in rows]
    parts = []
    for number in range(count):
        name = Path(draw(st.sampled_from(FOLDERS))) / draw(st.sampled_from(FILES)).format(number)
        parts.append((str(name), tuple(row for row, place in zip(rows, where) if place == number)))
    return parts


@drawn(0.2)
@given(st.data())
def test_files_are_judged_as_deals_are(data: st.DataObject) -> None:
    given_files = data.draw(files())
    with tempfile.TemporaryDirectory() as folder:
        attrs.evolve(given_files, draw=data.draw).write(Path(folder))
        names = [str(Path(folder, f"{name}.{given_files.suffix}")) for name, _rows in given_files.parts]
        asked = data.draw(st.sampled_from([[folder], names]))
        found = screened(given_files.case, open_files(asked, ibis.duckdb.connect()))
    assert found == given_files.case.verdicts("semantics")


doubles = st.floats(allow_nan=False, allow_infinity=False)
singles = st.floats(allow_nan=False, allow_infinity=False, width=32)
CHECKS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "equals": lambda one, other: one == other,
    "at-least": lambda one, other: one >= other,
    "more-than": lambda one, other: one > other,
    "at-most": lambda one, other: one <= other,
    "less-than": lambda one, other: one < other,
}


@drawn(0.15)
@given(st.lists(doubles, min_size=1), st.lists(singles, min_size=1), st.decimals(allow_nan=False, allow_infinity=False))
def test_floats_are_their_shortest_decimals(wide: list[float], narrow: list[float], bound: Decimal) -> None:
    import numpy as np

    for kind, values in ((pa.float64(), wide), (pa.float32(), narrow)):
        number = np.float64 if kind == pa.float64() else np.float32
        meant = [Decimal(np.format_float_scientific(number(value), unique=True)) for value in values]
        for limit in (bound, meant[0], meant[0].next_plus(), meant[-1].next_minus()):
            table = ibis.memtable(pa.table({"x": pa.array(values, kind)}))
            floats = Floats(8 * table.x.type().nbytes)
            columns = {name: floats.compared(table.x, name, limit) for name in CHECKS}
            for value, row in zip(meant, table.select(**columns).to_pyarrow().to_pylist()):
                assert row == {name: check(value, limit) for name, check in CHECKS.items()}, (value, limit)


numerals = st.one_of(
    st.from_regex(r"[-+]?(0|[1-9][0-9]{0,30})?(\.[0-9]{0,20})?([eE][-+]?[0-9]{1,3})?", fullmatch=True),
    doubles.map(str),
    st.sampled_from(["", ".", "-", "+.", "e5", "1e", "00", "0e999", "-0.0e-3", "nan", "inf", "1e99999", "1,5"]),
)


@drawn(0.15)
@given(st.lists(numerals, min_size=1, max_size=30), st.integers(0, DIGITS))
def test_numbers_written_as_text_are_exact(texts: list[str], scale: int) -> None:
    table = ibis.memtable(pa.table({"x": pa.array(texts, pa.string())}))
    numeral = Numeral.of(table.x)
    shown = table.select(table.x, is_number=is_number(table.x), fits=numeral.fits(scale), value=numeral.value(scale))
    for row in shown.to_pyarrow().to_pylist():
        text = row["x"]
        if row["is_number"]:
            number = Decimal(text)
            assert not is_admissible(number) or parse_value(text) == number
            whole, places = _extent(number)
            assert row["fits"] == (whole <= DIGITS - scale and places <= scale), text
            assert row["value"] == (number if row["fits"] else None), text


def _extent(number: Decimal) -> tuple[int, int]:
    """How many digits a number has before the point and after it, without zeros that say nothing."""
    _sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    if not stripped:
        return 0, 0
    places = -(int(exponent) + len(text) - len(stripped))
    return max(len(stripped) - places, 0), max(places, 0)
