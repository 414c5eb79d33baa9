"""XLSX workbooks to tables: the first worksheet, with the values that the spreadsheet program last computed.

openpyxl tells apart an empty cell and a formula without a computed value only when it reads formulas instead of
values, so the sheet is read both ways at once.
"""

from __future__ import annotations

import io
import math
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from dealcheck import InputError, Place, Word
from dealcheck_tables.table import MOST_COLUMNS, Notes, Row, Table, check_extent, check_size, clean, refused, shown

_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
MOST_UNPACKED = 20_000_000
"""What is packed in a workbook may have this many bytes."""


def table(data: bytes, file: str) -> Table:
    """The rows of the first worksheet. Raises InputError when the file is no workbook."""
    check_size(data, file)
    _check_archive(data, file)
    notes = Notes()
    rows = []
    with _blamed(file):
        _check_document_types(data)
    with _blamed(file), _sheet(data, file, data_only=True) as values, _sheet(data, file, data_only=False) as formulas:
        for number, (cells, sources) in enumerate(zip(values.iter_rows(), formulas.iter_rows()), start=1):
            words = _words(cells, sources, Place(file, number, 1), notes)
            if any(words):
                rows.append(Row(words))
    return Table(file, tuple(rows), notes, complete=False)


def _check_archive(data: bytes, file: str) -> None:
    """Refuse what is no ZIP archive, is encrypted, or would unpack to too much; nothing is unpacked for that."""
    place = Place(file, 1, 1)
    cure = "save it as an XLSX workbook, without a password"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise refused("the file is no XLSX workbook, since it is no ZIP archive", place, cure) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused("the workbook is encrypted", place, cure)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refused(f"the workbook unpacks to more than {MOST_UNPACKED:,} bytes", place, "a deal needs no more")


def _check_document_types(data: bytes) -> None:
    """Refuse parts that declare entities: what these may stand for depends on the XML library that openpyxl finds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name) if name.endswith((".xml", ".rels")) else b""
            if any(mark in content for mark in _DOCUMENT_TYPES):
                raise ValueError(f"{name} declares a document type")


@contextmanager
def _blamed(file: str) -> Iterator[None]:
    """Whatever openpyxl raises is laid at the door of the file: there are too many ways to damage a workbook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that are of no interest here
            yield
    except InputError:
        raise
    except Exception as error:
        reason = shown(f"{type(error).__name__}: {error}", 120)
        cure = "open it in a spreadsheet program, and save it as XLSX"
        raise refused(f"the workbook can't be read ({reason})", Place(file, 1, 1), cure) from None


@contextmanager
def _sheet(data: bytes, file: str, *, data_only: bool) -> Iterator[Any]:
    """The first worksheet, whose rows are read as they are asked for."""
    with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)) as workbook:
        if not workbook.worksheets:
            raise refused("the workbook has no worksheet", Place(file, 1, 1), "put the table in the first sheet")
        sheet: Any = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its extent may be wrong
        yield sheet


def _words(cells: Sequence[Any], sources: Sequence[Any], row: Place, notes: Notes) -> tuple[Word, ...]:
    filled = max((number for number, cell in enumerate(sources, start=1) if cell.value is not None), default=0)
    check_extent(row.line, filled, row)
    places = (Place(row.file, row.line, column) for column in range(1, MOST_COLUMNS + 1))
    pairs = zip(cells[:filled], sources, places)
    return tuple(clean(_text(cell, source, place, notes), place, notes) for cell, source, place in pairs)


def _text(cell: Any, source: Any, place: Place, notes: Notes) -> str:
    """What stands in a cell, as one would write it in a CSV file."""
    value = cell.value
    if value is None:
        if source.data_type == "f":
            notes.add("the formula in this cell has no value", place, "put the value itself in the cell")
        return ""
    if cell.data_type == "e":
        notes.add(f"the cell holds the error `{shown(str(value))}`", place, "put a value in the cell")
        return ""
    if isinstance(value, (date, time, timedelta)):
        notes.add("the cell holds a date or a time", place, "format the cell as text, and write 2019-02-28")
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _number(value, place, notes)
    return unescape(str(value))


def _number(value: float, place: Place, notes: Notes) -> str:
    """A number as decimal text.

    Workbooks hold binary fractions, of which 15 decimal digits are exact and all that spreadsheet programs show: a
    cell that shows 0.3 may hold 0.30000000000000004 after a sum.
    """
    if not math.isfinite(value):
        notes.add("the number in this cell is out of range", place, "put a smaller one in")
        return ""
    return str(value) if isinstance(value, int) else format(value, ".15g")
