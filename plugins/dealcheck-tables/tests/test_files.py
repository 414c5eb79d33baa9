"""Files that are no proper tables, or mean harm: refused with a message, never with a traceback."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import COLUMNS, HEAD, RELIEF, Change, csv_bytes, deal_of, mistakes_of, repacked, shared_bytes, xlsx_bytes
from dealcheck_tables import read_csv, read_xlsx
from dealcheck_tables.table import MOST_ROWS
from dealcheck_tables.xlsxfile import MOST_UNPACKED
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import dealcheck

ROWS = [*HEAD, COLUMNS, RELIEF]
PLAIN, SHARED = xlsx_bytes(ROWS), shared_bytes(ROWS)
SHEET = "xl/worksheets/sheet1.xml"


def with_cell(xml: str) -> bytes:
    """A workbook whose last cell, F5, is the given XML."""
    old = b'<c r="F5" t="n"><v>10</v></c>'
    data = repacked(PLAIN, lambda name, content: content.replace(old, xml.encode()) if name == SHEET else content)
    assert data != repacked(PLAIN, lambda _, content: content)
    return data


def mistakes(data: bytes) -> list[str]:
    return mistakes_of(lambda: read_xlsx(data, "t"))


# CSV


def test_another_encoding() -> None:
    data = csv_bytes([*HEAD, ["title", "Zürich"], COLUMNS]).replace("ü".encode(), b"\xfc")
    assert mistakes_of(lambda: read_csv(data, "t")) == [
        "t:4:2: the file is not UTF-8 text; save it as UTF-8, which spreadsheet programs call `CSV UTF-8`"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(encoding: str) -> None:
    (message,) = mistakes_of(lambda: read_csv(csv_bytes(ROWS).decode().encode(encoding), "t"))
    assert "t:1:1: the file is not UTF-8 text" in message


def test_control_characters() -> None:
    rows = [*HEAD, ["title", "a\x07b\x1bc"], ["description", "\ufffe"], COLUMNS]
    assert mistakes_of(lambda: read_csv(csv_bytes(rows), "t")) == [
        "t:4:2: U+0007 (a control character) may not stand in a table; take it out",
        "t:5:2: U+FFFE (not a character) may not stand in a table; take it out",
    ]


@pytest.mark.parametrize("text", ['title,"open', 'title,"a"b', f"title,{'x' * 200_000}"])
def test_csv_that_can_not_be_parsed(text: str) -> None:
    data = csv_bytes([*HEAD]) + text.encode() + b"\n" + csv_bytes([COLUMNS])
    (message,) = mistakes_of(lambda: read_csv(data, "t"))
    assert message.startswith("t:4:1: not proper CSV: ")


# XLSX


def test_numbers_are_those_that_the_program_shows() -> None:
    for stored, shown in {
        "0.1": "0.1",
        "0.30000000000000004": "0.3",
        "0.10000000000000001": "0.1",
        "5E-324": None,
    }.items():
        reading = read_xlsx(with_cell(f'<c r="F5"><v>{stored}</v></c>'), "t")
        if shown is None:
            (mistake,) = reading.mistakes
            assert "out of range" in mistake.message
        else:
            assert deal_of(reading).provisions["relief"].attributes["tonnes"] == (Decimal(shown),)


def test_a_formula_with_its_value() -> None:
    reading = read_xlsx(with_cell('<c r="F5"><f>5+5</f><v>10</v></c>'), "t")
    assert deal_of(reading) == deal_of(read_xlsx(xlsx_bytes(ROWS), "t"))


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_its_value(value: str) -> None:
    assert mistakes(with_cell(f'<c r="F5"><f>5+5</f>{value}</c>')) == [
        "t:5:6: the formula in this cell has no value; put the value itself in the cell"
    ]


def test_a_formula_without_its_value_in_a_needed_cell() -> None:
    assert mistakes(xlsx_bytes([*HEAD, COLUMNS, [*RELIEF[:3], '="coal-exports"', *RELIEF[4:]]]))[0].startswith(
        "t:5:4: the formula"
    )


def test_an_error_in_a_cell() -> None:
    assert mistakes(with_cell('<c r="F5" t="e"><v>#DIV/0!</v></c>')) == [
        "t:5:6: the cell holds the error `#DIV/0!`; put a value in the cell"
    ]


def test_a_number_out_of_range() -> None:
    assert mistakes(with_cell('<c r="F5"><v>1e999</v></c>')) == [
        "t:5:6: the number in this cell is out of range; put a smaller one in"
    ]


def test_an_escaped_control_character() -> None:
    cell = '<c r="F5" t="inlineStr"><is><t>a_x0007_b</t></is></c>'
    assert mistakes(with_cell(cell)) == ["t:5:6: U+0007 (a control character) may not stand in a table; take it out"]


@pytest.mark.parametrize("cell", [date(2019, 2, 28), datetime(2019, 2, 28, 12), time(12), timedelta(days=3)])
def test_dates(cell: Any) -> None:
    assert mistakes(xlsx_bytes([*HEAD, COLUMNS, [*RELIEF[:5], cell]])) == [
        "t:5:6: the cell holds a date or a time; format the cell as text, and write 2019-02-28"
    ]


def test_the_mistakes_of_cells_come_with_those_of_the_table() -> None:
    rows = [*HEAD, ["stpes", "x"], [*COLUMNS, "paid"], [*RELIEF, date(2019, 2, 28)], [*RELIEF, "=1"]]
    assert [message.partition(": ")[0] for message in mistakes(xlsx_bytes(rows))] == [
        "t:4:1",
        "t:6:7",
        "t:7:1",
        "t:7:7",
    ]


def test_the_first_sheet_is_read() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in ROWS:
        sheet.append(row)
    workbook.create_sheet("Notes").append(["deal", "of something else"])
    stream = io.BytesIO()
    workbook.save(stream)
    assert deal_of(read_xlsx(stream.getvalue(), "t")) == deal_of(read_xlsx(xlsx_bytes(ROWS), "t"))


NO_WORKBOOK = {
    "empty": b"",
    "text": csv_bytes(ROWS),
    "old binary format, or a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "cut off": xlsx_bytes(ROWS)[:-50],
}


@pytest.mark.parametrize("data", NO_WORKBOOK.values(), ids=NO_WORKBOOK)
def test_no_workbook(data: bytes) -> None:
    assert mistakes(data) == [
        "t:1:1: the file is no XLSX workbook, since it is no ZIP archive; "
        "save it as an XLSX workbook, without a password"
    ]


def test_an_encrypted_archive() -> None:
    data = bytearray(xlsx_bytes(ROWS))
    start = data.index(b"PK\x01\x02")  # the first entry of the directory, whose flags are at 8
    data[start + 8] |= 1
    assert mistakes(bytes(data))[0].startswith("t:1:1: the workbook is encrypted")


BOMB_XML = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
DAMAGED: dict[str, Change] = {
    "no content types": lambda name, content: None if name == "[Content_Types].xml" else content,
    "no workbook": lambda name, content: None if name == "xl/workbook.xml" else content,
    "no shared strings": lambda name, content: None if name == "xl/sharedStrings.xml" else content,
    "sheet is no XML": lambda name, content: b"PK" if name == SHEET else content,
    "sheet is cut off": lambda name, content: content[:-30] if name == SHEET else content,
    "entities in the sheet": lambda name, content: BOMB_XML + content if name == SHEET else content,
    "entities in the workbook": lambda name, content: BOMB_XML + content if name == "xl/workbook.xml" else content,
    "entities in the strings": lambda name, content: BOMB_XML + content if name == "xl/sharedStrings.xml" else content,
    "number that is none": lambda name, content: content.replace(b"<v>10</v>", b"<v>ten</v>"),
    "number of many digits": lambda name, content: content.replace(b"<v>10</v>", b"<v>" + b"9" * 10_000 + b"</v>"),
    "string that is not there": lambda name, content: content.replace(b"<v>1</v>", b"<v>99</v>"),
    "row that is none": lambda name, content: content.replace(b'<row r="5"', b'<row r="five"'),
    "column that is none": lambda name, content: content.replace(b'r="F5"', b'r="FFFFF5"'),
}


@pytest.mark.parametrize("change", DAMAGED.values(), ids=DAMAGED)
def test_damaged_workbooks(change: Change) -> None:
    (message,) = mistakes(repacked(SHARED, change))
    assert message.startswith("t:1:1: the workbook can't be read (")
    assert message.endswith("); open it in a spreadsheet program, and save it as XLSX")


def test_a_workbook_without_a_sheet() -> None:
    data = repacked(PLAIN, lambda name, content: None if name == SHEET else content)
    assert mistakes(data) == ["t:1:1: the workbook has no worksheet; put the table in the first sheet"]


def test_a_workbook_that_unpacks_to_too_much() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, bytes(MOST_UNPACKED + 1))
    assert mistakes(stream.getvalue()) == [
        f"t:1:1: the workbook unpacks to more than {MOST_UNPACKED:,} bytes; a deal needs no more"
    ]


def test_an_archive_that_lies_about_its_size() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(MOST_UNPACKED + 1))
    honest, lie = struct.pack("<L", MOST_UNPACKED + 1), struct.pack("<L", 10)
    assert mistakes(stream.getvalue().replace(honest, lie))[0].startswith("t:1:1: the workbook can't be read (")


def test_a_row_with_a_huge_number() -> None:
    data = repacked(
        PLAIN,
        lambda name, content: content.replace(b'<row r="5"', b'<row r="999999999"').replace(b'"F5"', b'"F999999999"'),
    )
    assert mistakes(data)[0].startswith(f"t:{MOST_ROWS + 1}:1: the table has more than")


def test_a_wrong_dimension_is_not_believed() -> None:
    for claimed in (b"A1:A1", b"A1:XFD1048576"):
        data = repacked(PLAIN, lambda name, content: content.replace(b"A1:F5", claimed))  # noqa: B023
        assert deal_of(read_xlsx(data, "t")) == deal_of(read_xlsx(xlsx_bytes(ROWS), "t"))


# Anything


def read_or_refuse(reader: Callable[[bytes, str], dealcheck.Reading], data: bytes) -> None:
    with suppress(dealcheck.InputError):
        assert isinstance(reader(data, "t").document, dealcheck.Deal)


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(read_csv, data)
    read_or_refuse(read_xlsx, data)


_CELL = st.one_of(
    st.sampled_from(["us", "lift", "[a | b]", "[", "|", '"', ";", "", "deal", "source", "option", "title", *COLUMNS]),
    st.text(max_size=8),
)


@given(st.lists(st.lists(_CELL, max_size=8), max_size=8))
def test_any_rows_are_read_or_refused(rows: list[list[str]]) -> None:
    read_or_refuse(read_csv, csv_bytes([*rows, COLUMNS, *rows]).replace(b"\0", b""))


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_damage_to_a_sheet_is_read_or_refused(position: int, patch: bytes) -> None:
    def damage(name: str, content: bytes) -> bytes:
        at = position % len(content)
        return content[:at] + patch + content[at + len(patch) :] if name in (SHEET, "xl/sharedStrings.xml") else content

    read_or_refuse(read_xlsx, repacked(SHARED, damage))
