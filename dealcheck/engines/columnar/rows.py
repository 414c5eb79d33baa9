"""Rows of a table of provisions: what is wrong with each, which patterns it matches, and when it is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add, and_
from typing import Any

import attrs
import ibis

from dealcheck import program as p
from dealcheck.engines.columnar.cells import ABSENT, FALSE, TRUE, Cell, cell_of
from dealcheck.engines.columnar.slots import Slots
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.lexicon import Lexicon

MOST_STEPS = 62
"""A set of steps is held as the bits of a 64-bit integer."""
NEEDED = ("deal", "provision", "party", "action", "object")
OPTIONAL = ("from", "until", "steps")
_ = ibis._
_JOINER = "\n"  # between the parties of a joint provision, in the key by which they are looked up


@attrs.frozen
class Layout:
    """How a table is to be read.

    `most_steps`: how many steps its deals have at most. `steps`: how many each of them has; None where a column says
    it. `untyped`: it comes from a file of text in which nothing has a type, such as CSV. `parties`: the keys of the
    column of parties that occur in it.
    """

    most_steps: int
    steps: int | None
    untyped: bool
    parties: tuple[Any, ...]


def check_columns(table: Any, steps: int | None) -> None:
    """Raise InputError when a column that is needed is missing or of the wrong type."""
    for name in NEEDED:
        if name not in table.columns:
            cure = f"{nearest(name, table.columns)}; a table of provisions has the columns {', '.join(NEEDED)}"
            raise InputError([Mistake(f"the table has no column `{name}`", None, cure)])
    if steps is None and "steps" not in table.columns:
        raise InputError([Mistake("the table has no column `steps`", None, "say how many steps deals have: `--steps`")])
    for name in ("action", "object", "party"):
        kind = table[name].type()
        if not (kind.is_string() or (name == "party" and kind.is_array() and kind.value_type.is_string())):
            message = f"column `{name}` is of type {kind}, and it must be text"
            raise InputError([Mistake(message, None, "cast it; only `party` may be a list, for joint provisions")])


def party_key(table: Any, *, untyped: bool) -> Any:
    """What the parties of a row are looked up by: the text, or the list as it is."""
    column = table["party"]
    return column if column.type().is_array() else _text(column, untyped)


def parties_of(key: str | Sequence[str | None]) -> list[str]:
    """The parties that a key stands for."""
    return [key] if isinstance(key, str) else [party for party in key if party is not None]


def _text(column: Any, untyped: bool) -> Any:
    return column.strip().nullif("") if untyped else column


def whole_number(column: Any) -> tuple[Any, Any]:
    """A column as whole numbers, and where it holds something else; what is missing is null."""
    kind = column.type()
    if kind.is_integer():
        return column.cast("int64"), FALSE
    if kind.is_floating():
        fits = (column >= 0) & (column < 1000) & (column == column.floor())
        missing = column.isnull() | column.isnan()
        return ibis.cases((fits & ~missing, column.cast("int64")), else_=ibis.null("int64")), ~missing & ~fits
    if kind.is_string():
        text = column.strip()
        fits, missing = text.re_search(r"^\d{1,3}$"), text.nullif("").isnull()
        return ibis.cases((fits & ~missing, text.cast("int64")), else_=ibis.null("int64")), ~missing & ~fits
    return ibis.null("int64"), column.notnull()


class Rows:
    """Expressions for the rows of a table, in the slots of some programs."""

    def __init__(self, table: Any, layout: Layout, slots: Slots, totals: Sequence[p.Total], lexicon: Lexicon) -> None:
        self.table = table
        self.layout = layout
        self.slots = slots
        self.lexicon = lexicon
        tested = {test.attribute for tests in slots.tests for test in tests}
        summed = {total.attribute for total in totals}
        self.cells: Mapping[str, Cell] = {name: self._cell(name) for name in sorted(tested | summed)}
        self.amounts = {
            name: f"amount_{n}" for n, name in enumerate(sorted(summed)) if self.cells[name].number is not None
        }

    def _cell(self, name: str) -> Cell:
        if name not in self.table.columns or name in (*NEEDED, *OPTIONAL):
            return ABSENT
        return cell_of(self.table[name], name, untyped=self.layout.untyped)

    def matched(self) -> Any:
        """The rows with the lanes of what they match while they are in force; `why` says why one does not fit.

        Columns: `deal`, `provision`, `n` (the number of steps), `why`, `lane_0` and so on, and the amounts that are
        summed.
        """
        looked_up = self._looked_up()
        slots = self.slots
        times = looked_up["times"] * ibis.literal(slots.repeated, type="int64")
        lanes = {}
        for lane in range(slots.lanes):
            found = reduce(and_, (looked_up[f"{word}_{lane}"] for word in ("party", "verb", "object")))
            for number, tests in enumerate(slots.tests):
                asked = slots.of_tests(tests)[lane]
                if asked:
                    rest = ibis.literal((1 << 62) - 1 - asked, type="int64")
                    found = looked_up[f"test_{number}"].ifelse(found, found & rest)
            lanes[f"lane_{lane}"] = (found & times).fill_null(0)
        amounts = {name: looked_up[name] for name in self.amounts.values()}
        why, content = self._why(looked_up), looked_up["content"]
        return looked_up.select("deal", "provision", "n", why=why, content=content, **lanes, **amounts)

    def unfit(self) -> Any:
        """The rows that do not fit, with the reason in a column `why`."""
        looked_up = self._looked_up().mutate(until=_["after"].nullif(_["n"] + 1))
        rows = looked_up.mutate(why=self._why(looked_up)).filter(_["why"].notnull())
        return rows.select(
            "deal",
            "provision",
            "action",
            "object",
            "until",
            "why",
            party=self._party_text(rows),
            steps=rows["n"],
            **{"from": rows["first"]},
        )

    def _looked_up(self) -> Any:
        """The rows with what the small tables say of their words, and their attributes read."""
        read = self._read()
        for word, key, rows in (
            ("party", "party", self._party_rows()),
            ("verb", "action", ((verb, self.slots.of_verb(verb)) for verb in self.lexicon.scale_of)),
            ("object", "object", ((thing, self.slots.of_object(each)) for thing, each in self.lexicon.leaves.items())),
        ):
            lists = word == "party" and self.table["party"].type().is_array()
            small = _small_table(word, rows, self.slots.lanes, lists=lists)
            read = read.left_join(small, read[key] == small[f"{word}_key"])
        return read

    def _party_rows(self) -> Iterator[tuple[Any, list[int]]]:
        for key in self.layout.parties:
            parties = parties_of(key)
            if parties and all(party in self.lexicon.parties for party in parties):
                yield key, self.slots.of_parties(parties)

    def _read(self) -> Any:
        """The columns of the table in the types that are worked with."""
        table, untyped = self.table, self.layout.untyped
        number, unfit_number = self._steps()
        start, unfit_start = self._optional("from")
        stop, unfit_stop = self._optional("until")
        first, after = start.fill_null(1), stop.fill_null(number + 1)
        in_order = (number >= 1) & (number <= self.layout.most_steps) & (first >= 1) & (first < after)
        in_order = (in_order & (after <= number + 1)).fill_null(False)
        one = ibis.literal(1, type="int64")
        times = ibis.cases(
            (in_order, (one << (after - 1).cast("int32")) - (one << (first - 1).cast("int32"))), else_=one - one
        )
        tests = {
            f"test_{n}": reduce(and_, (self.cells[test.attribute].passes(test) for test in tests), TRUE)
            for n, tests in enumerate(self.slots.tests)
        }
        amounts = {column: self.cells[name].number for name, column in self.amounts.items()}
        unfit = {f"unfit_{n}": cell.unfit.fill_null(False) for n, cell in enumerate(self.cells.values())}
        content = _joined_text([table["action"], table["object"], first, after, *tests.values(), *amounts.values()])
        return table.select(
            content=content,
            deal=_text(table["deal"], untyped and table["deal"].type().is_string()),
            provision=_text(table["provision"], untyped and table["provision"].type().is_string()),
            party=party_key(table, untyped=untyped),
            action=_text(table["action"], untyped),
            object=_text(table["object"], untyped),
            n=number,
            first=first,
            after=after,
            unfit_steps=(unfit_number | unfit_start | unfit_stop).fill_null(False),
            times=times,
            **tests,
            **amounts,
            **unfit,
        )

    def _steps(self) -> tuple[Any, Any]:
        if self.layout.steps is not None:
            return ibis.literal(self.layout.steps, type="int64"), FALSE
        return whole_number(self.table["steps"])

    def _optional(self, name: str) -> tuple[Any, Any]:
        if name not in self.table.columns:
            return ibis.null("int64"), FALSE
        return whole_number(self.table[name])

    def _party_text(self, row: Any) -> Any:
        """The parties of a row as text."""
        column = row["party"]
        return column.filter(lambda each: each.notnull()).join(", ") if column.type().is_array() else column

    def _why(self, row: Any) -> Any:
        """Why a row does not fit, in words; null when it does."""
        most = self.layout.most_steps
        reasons = [(row[name].isnull(), f"`{name}` is null") for name in ("deal", "provision")]
        for name, word in (("party", "party"), ("action", "verb"), ("object", "object")):
            text = self._party_text(row) if name == "party" else row[name]
            reasons.append((row[name].isnull() | (text.fill_null("") == ""), f"`{name}` is null"))
            unknown = ibis.literal(f"unknown {name} `") + text + "`"
            reasons.append((row[f"{word}_key"].isnull(), unknown))
        reasons += [
            (row["unfit_steps"], "`from`, `until` or `steps` is no whole number"),
            (row["n"].isnull(), "`steps` is null"),
            ((row["n"] < 1) | (row["n"] > most), f"`steps` is not from 1 to {most}"),
            ((row["first"] < 1) | (row["first"] > row["n"]), "`from` is none of the deal's steps"),
            ((row["after"] < 1) | (row["after"] > row["n"] + 1), "`until` is none of the deal's steps"),
            (row["after"] <= row["first"], "`until` does not come after `from`"),
        ]
        for number, name in enumerate(self.cells):
            message = f"`{shown(name)}` can't be read as text, a number, `true` or `false`"
            reasons.append((row[f"unfit_{number}"], message))
        return ibis.cases(*reasons, else_=ibis.null("string"))


def _small_table(word: str, rows: Iterable[tuple[Any, list[int]]], lanes: int, *, lists: bool) -> Any:
    """A small table of lanes by key; `lists`: keys are lists of texts."""
    import pyarrow as pa

    found = list(rows)
    kind = pa.list_(pa.string()) if lists else pa.string()
    columns = {f"{word}_key": pa.array([key if lists else str(key) for key, _ in found], kind)}
    for lane in range(lanes):
        columns[f"{word}_{lane}"] = pa.array([values[lane] for _, values in found], pa.int64())
    return ibis.memtable(pa.table(columns))


def _joined_text(values: Sequence[Any]) -> Any:
    """Values as one text that is the same only where all of them are."""
    return reduce(add, (value.cast("string").fill_null("") + _JOINER for value in values))
