"""What tests share: a small deal as rows, and ways to write rows as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from dealcheck_tables import read_csv, read_xlsx
from openpyxl import Workbook

import dealcheck

Rows = Sequence[Sequence[Any]]
Read = Callable[[Rows], dealcheck.Reading]

HEAD: Rows = [["deal", "hanoi-x"], ["vocabulary", "korea"], ["steps", "signing; exchange"]]
COLUMNS = ["provision", "party", "action", "object", "from", "tonnes"]
RELIEF = ["relief", "us", "lift", "coal-exports", "exchange", 10]


def csv_bytes(rows: Rows, delimiter: str = ",") -> bytes:
    """The rows as a spreadsheet program would export them: all of the same width."""
    width = max(map(len, rows), default=0)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue().encode()


def xlsx_bytes(rows: Rows) -> bytes:
    """The rows as the first sheet of a workbook."""
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.fixture(params=["csv", "xlsx"])
def read(request: pytest.FixtureRequest) -> Read:
    """Reads rows after writing them in each of the formats."""
    if request.param == "csv":
        return lambda rows: read_csv(csv_bytes(rows), "t")
    return lambda rows: read_xlsx(xlsx_bytes(rows), "t")


def deal_of(reading: dealcheck.Reading) -> dealcheck.Deal:
    """The deal of a reading without mistakes."""
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Deal)
    return reading.document


def mistakes_of(read: Callable[[], dealcheck.Reading]) -> list[str]:
    """The mistakes of a reading, or those for which the file is refused, in order."""
    try:
        return [str(mistake) for mistake in dealcheck.InputError(read().mistakes).mistakes]
    except dealcheck.InputError as error:
        return [str(mistake) for mistake in error.mistakes]
