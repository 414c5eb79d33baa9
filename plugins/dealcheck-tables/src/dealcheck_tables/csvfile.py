"""CSV files to tables. The delimiter is the one by which the line of column names falls into columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress

from dealcheck import InputError, Place
from dealcheck_tables.columns import names_columns
from dealcheck_tables.table import Notes, Row, Table, check_extent, check_size, clean, refused

_DELIMITERS = ",;\t"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENCODING_CURE = "save it as UTF-8, which spreadsheet programs call `CSV UTF-8`"


def table(data: bytes, file: str) -> Table:
    """The rows of a CSV file. Raises InputError when it is no CSV file in UTF-8."""
    check_size(data, file)
    notes = Notes()
    text = _text(data, file)
    rows = []
    for line, cells in _records(text, _delimiter(text), file):
        words = tuple(clean(cell, Place(file, line, column), notes) for column, cell in enumerate(cells, start=1))
        if any(words):
            rows.append(Row(words))
    return Table(file, tuple(rows), notes, complete=True)


def _text(data: bytes, file: str) -> str:
    """The text of the file. In another encoding letters would turn into others, so the first wrong byte refuses it."""
    body = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(body[: error.start], file) from None
    if "\0" in text:  # as in UTF-16
        raise _not_utf8(body[: body.index(b"\0")], file)
    return text


def _not_utf8(before: bytes, file: str) -> InputError:
    line = before[before.rfind(b"\n") + 1 :]
    column = max(line.count(delimiter.encode()) for delimiter in _DELIMITERS) + 1
    return refused("the file is not UTF-8 text", Place(file, before.count(b"\n") + 1, column), _ENCODING_CURE)


def _delimiter(text: str) -> str:
    """The delimiter that makes some row name columns; a comma when none does."""
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            if any(map(names_columns, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))):
                return delimiter
    return ","


def _records(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, start=1):
            check_extent(number, len(cells), Place(file, line, 1))
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        cure = "put cells with quotes or line breaks in quotes, and write quotes inside them twice"
        raise refused(f"not proper CSV: {error}", Place(file, line, 1), cure) from None
