"""Every mistake is reported, where it stands, with what was expected, and all of them in one run."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import COLUMNS, HEAD, RELIEF, Read, csv_bytes, mistakes_of, xlsx_bytes
from dealcheck_tables import read_csv, read_xlsx
from dealcheck_tables.table import MOST_BYTES, MOST_COLUMNS, MOST_ROWS

import dealcheck

Row = list[Any]

HEADS: dict[str, tuple[list[Row], str]] = {
    "unknown key": ([["stpes", "a; b"]], "t:4:1: unknown key `stpes`; did you mean `steps`?"),
    "no key": ([["", "a; b"]], "t:4:2: `a; b` has no key; put one in the first column"),
    "key twice": ([["deal", "again"]], "t:4:1: `deal` is given twice; keep one of them"),
    "two values": ([["title", "A", "B"]], "t:4:3: `B` stands beside the value of `title`; put it all in one cell"),
    "source without id": ([["source", "", "title", "T"]], "t:4:1: the source has no id; put one beside it"),
    "source twice": ([["source", "a"], ["source", "a"]], "t:5:2: source `a` is given twice; keep one of them"),
    "source's key": ([["source", "a", "titel", "T"]], "t:4:3: unknown key of a source `titel`; did you mean `title`?"),
    "source's key twice": (
        [["source", "a", "title", "T", "title", "U"]],
        "t:4:5: `title` is given twice; keep one of them",
    ),
    "source's value without key": (
        [["source", "a", "", "T"]],
        "t:4:4: `T` has no key; put one in the cell before it",
    ),
    "source's date": (
        [["source", "a", "date", "1 March"]],
        "t:4:4: `1 March` is not a date; write year-month-day, as 2019-02-28",
    ),
    "option alone": (
        [["option", "a", "b"]],
        "t:4:1: the option is not complete; write `option`, article, option and its provisions",
    ),
    "option twice": (
        [["option", "a", "b", "relief"], ["option", "a", "b", "relief"]],
        "t:5:3: option `b` is given twice; keep one of them",
    ),
}


@pytest.mark.parametrize(("rows", "message"), HEADS.values(), ids=HEADS)
def test_mistakes_in_the_head(read: Read, rows: list[Row], message: str) -> None:
    assert mistakes_of(lambda: read([*HEAD, *rows, COLUMNS, RELIEF])) == [message]


def test_ids_in_the_head(read: Read) -> None:
    rows = [["deal", "Hanoi X"], ["vocabulary", "korea"], ["steps", "First; second"], COLUMNS]
    cure = "ids are kebab-case: small letters, digits and hyphens, as `my-id`"
    assert mistakes_of(lambda: read(rows)) == [
        f"t:1:2: `Hanoi X` is not an id; {cure}",
        f"t:3:2: `First` is not an id; {cure}",
    ]


def test_keys_that_are_needed(read: Read) -> None:
    assert mistakes_of(lambda: read([["title", "No id"], COLUMNS, RELIEF])) == [
        "t:1:1: `deal` is missing; put a row with `deal` and its id at the top",
        "t:1:1: `vocabulary` is missing; put a row with `vocabulary` and its id at the top",
    ]


COLUMN_ROWS: dict[str, tuple[Row, str]] = {
    "missing": (
        ["provision", "party", "action", "thing", "from", "tonnes"],
        "t:4:1: column `object` is missing; add it to the row that names the columns",
    ),
    "twice": ([*COLUMNS[:5], "object"], "t:4:6: column `object` is there twice; keep one of them"),
    "capitals": (
        ["provision", "party", "action", "object", "From"],
        "t:4:5: unknown column `From`; did you mean `from`?",
    ),
}


@pytest.mark.parametrize(("columns", "message"), COLUMN_ROWS.values(), ids=COLUMN_ROWS)
def test_mistakes_in_the_columns(read: Read, columns: Row, message: str) -> None:
    assert mistakes_of(lambda: read([*HEAD, columns, RELIEF[: len(columns)]])) == [message]


BRACKETS = "write alternatives as `[suspend | lift]`"
KEBAB = "ids are kebab-case: small letters, digits and hyphens, as `my-id`"
CELLS: dict[str, tuple[int, Any, str]] = {
    "no id": (1, "", "`provision` is missing; fill the cell"),
    "no object": (4, "", "`object` is missing; fill the cell"),
    "bad id": (1, "No. 5", f"`No. 5` is not an id; {KEBAB}"),
    "number as id": (1, 5, f"`5` is not an id; {KEBAB}"),
    "party twice": (2, "us; us", "`us; us` has the same entry twice; keep one of them"),
    "empty party": (2, "us;", "`us;` has an empty entry; fill it, or take its separator out"),
    "party in brackets": (
        2,
        "[us | dprk]",
        "`[us | dprk]` can't stand in brackets here; `action`, `object`, `from`, `until` and attributes can; "
        "`bracketed` puts the whole provision in brackets",
    ),
    "open bracket": (3, "[suspend | lift", f"`[suspend | lift` has an unbalanced bracket; {BRACKETS}"),
    "closing bracket": (3, "suspend]", f"`suspend]` has an unbalanced bracket; {BRACKETS}"),
    "two brackets": (
        3,
        "[suspend] [lift]",
        f"expected one pair of brackets around all of `[suspend] [lift]`; {BRACKETS}, and text with brackets in double "
        "quotes",
    ),
    "no brackets": (
        3,
        "suspend | lift",
        "`suspend | lift` are alternatives without brackets; write `[suspend | lift]`",
    ),
    "empty alternative": (
        3,
        "[suspend | ]",
        "`[suspend | ]` has an empty entry; fill it, or take its separator out",
    ),
    "empty brackets": (3, "[]", "`[]` has an empty entry; fill it, or take its separator out"),
    "alternative twice": (3, "[lift | lift]", "`[lift | lift]` has the same entry twice; keep one of them"),
    "value in open bracket": (6, "[1 | 2", f"`[1 | 2` has an unbalanced bracket; {BRACKETS}"),
    "value twice": (6, "[1 | 1.0]", "`[1 | 1.0]` has the same entry twice; keep one of them"),
    "two readings": (
        6,
        "yes",
        "`yes` can be read in two ways; some YAML readers take it for text and others not: quote it, or write `true`, "
        "`false` or a decimal",
    ),
    "control character": (6, "a‮b", "U+202E (right-to-left override) may not stand in a table; take it out"),
}


@pytest.mark.parametrize(("column", "cell", "message"), CELLS.values(), ids=CELLS)
def test_mistakes_in_cells(read: Read, column: int, cell: Any, message: str) -> None:
    row = [*RELIEF[: column - 1], cell, *RELIEF[column:]]
    assert mistakes_of(lambda: read([*HEAD, COLUMNS, row])) == [f"t:5:{column}: {message}"]


def test_bracketed_is_true_or_false(read: Read) -> None:
    rows = [*HEAD, [*COLUMNS, "bracketed"], [*RELIEF, "maybe"]]
    expected = "t:5:7: expected `true` or `false`, found `maybe`; leave it empty for `false`"
    assert mistakes_of(lambda: read(rows)) == [expected]


def test_a_provision_that_is_there_twice(read: Read) -> None:
    assert mistakes_of(lambda: read([*HEAD, COLUMNS, RELIEF, RELIEF])) == [
        "t:6:1: provision `relief` is there twice; it is in row 5 already; give one of them another id"
    ]


def test_cells_outside_of_the_columns(read: Read) -> None:
    assert mistakes_of(lambda: read([*HEAD, COLUMNS, [*RELIEF, "", "astray"]])) == [
        "t:5:8: `astray` stands in no column; name its column, or mend the row"
    ]


def test_csv_rows_that_lack_cells() -> None:
    data = csv_bytes([*HEAD, COLUMNS]) + b"relief,us,lift,coal-exports\n"
    assert mistakes_of(lambda: read_csv(data, "t")) == [
        "t:5:1: the row has 4 cells, and there are 6 columns; leave cells empty, but keep their delimiters"
    ]


@pytest.mark.parametrize("rows", [[], [[], []]])
def test_an_empty_table(read: Read, rows: list[Row]) -> None:
    expected = "put a row with `provision`, `party`, `action` and `object` above the provisions"
    assert mistakes_of(lambda: read(rows)) == [f"t:1:1: the table is empty; {expected}"]


def test_a_table_without_columns(read: Read) -> None:
    expected = "put a row with `provision`, `party`, `action` and `object` above the provisions"
    assert mistakes_of(lambda: read([*HEAD, RELIEF])) == [f"t:1:1: no row names the columns; {expected}"]


def test_unknown_words_come_with_the_mistakes_of_the_table(read: Read) -> None:
    rows = [
        *HEAD,
        COLUMNS,
        ["relief", "us", "liftt", "coal-exports", "exchange", ""],
        ["exchanges", "us", "exempt", "people-to-people", "[signing | ", ""],
        ["", "dprk", "freeze", "yongbion", "", ""],
        ["relief", "usa", "lift", "coal-exports", "", ""],
    ]
    reading = read(rows)
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.Verifier("us-hanoi").library.check(reading)
    assert str(caught.value).splitlines() == [
        "t:5:3: unknown action `liftt`; did you mean `lift`?",
        "t:6:5: `[signing |` has an unbalanced bracket; write alternatives as `[suspend | lift]`",
        "t:7:1: `provision` is missing; fill the cell",
        "t:7:4: unknown object `yongbion`; did you mean `yongbyon`?",
        "t:8:1: provision `relief` is there twice; it is in row 5 already; give one of them another id",
        "t:8:2: unknown party `usa`; did you mean `us`?",
    ]


def test_too_large_in_every_way(read: Read) -> None:
    assert "cells" in mistakes_of(lambda: read([["x"] * (MOST_COLUMNS + 1)]))[0]
    assert mistakes_of(lambda: read([*HEAD, *[["", ""]] * MOST_ROWS, ["x"]])) == [
        f"t:{MOST_ROWS + 1}:1: the table has more than {MOST_ROWS:,} rows; "
        "delete the rows that are not needed, blank ones too"
    ]


@pytest.mark.parametrize("reader", [read_csv, read_xlsx])
def test_too_many_bytes(reader: Any) -> None:
    data = b"x" * (MOST_BYTES + 1)
    assert mistakes_of(lambda: reader(data, "t")) == [
        f"t:1:1: the file is larger than {MOST_BYTES:,} bytes; a deal needs no more"
    ]


def test_what_is_shown_of_a_cell_is_short() -> None:
    (message,) = mistakes_of(lambda: read_csv(csv_bytes([*HEAD, ["x" * 1000, "y"], COLUMNS]), "t"))
    assert len(message) < 250


def test_a_thousand_unknown_keys_are_cheap() -> None:
    rows = [[f"key-{number}", "x"] for number in range(MOST_ROWS - 10)]
    assert len(mistakes_of(lambda: read_csv(csv_bytes([*HEAD, *rows, COLUMNS]), "t"))) == MOST_ROWS - 10


def test_both_formats_report_the_same() -> None:
    rows = [*HEAD, ["stpes", "x"], [*COLUMNS, "object"], ["", "us;", "[lift", "", "x|y", "yes"]]
    found = mistakes_of(lambda: read_csv(csv_bytes(rows), "t"))
    assert found == mistakes_of(lambda: read_xlsx(xlsx_bytes(rows), "t"))
    assert len(found) == 8
