"""What tests share: a small deal as rows, and ways to write rows as files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from dealcheck_tables import read_csv, read_xlsx
from openpyxl import Workbook

import dealcheck

Rows = Sequence[Sequence[Any]]
Read = Callable[[Rows], dealcheck.Reading]
Change = Callable[[str, bytes], "bytes | None"]

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


_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_OVERRIDE = (
    f'<Override PartName="/{_STRINGS}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def repacked(data: bytes, change: Change, **more: bytes) -> bytes:
    """A workbook with the files in it changed; None leaves one out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return stream.getvalue()


def shared_bytes(rows: Rows) -> bytes:
    """The rows as a workbook that keeps its texts in one list, as spreadsheet programs do."""
    texts: list[str] = []

    def share(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    def change(name: str, content: bytes) -> bytes:
        text = content.decode()
        if name == _SHEET:
            text = re.sub(r't="inlineStr"><is>(.*?)</is>', share, text)
        return text.replace("</Types>", _OVERRIDE).encode()

    data = repacked(xlsx_bytes(rows), change)
    items = "".join(f"<si>{text}</si>" for text in texts)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(data, lambda _, content: content, **{_STRINGS: f'<sst xmlns="{namespace}">{items}</sst>'.encode()})


@pytest.fixture(params=["csv", "xlsx", "xlsx-shared"])
def read(request: pytest.FixtureRequest) -> Read:
    """Reads rows after writing them in each of the formats."""
    if request.param == "csv":
        return lambda rows: read_csv(csv_bytes(rows), "t")
    written = xlsx_bytes if request.param == "xlsx" else shared_bytes
    return lambda rows: read_xlsx(written(rows), "t")


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
