"""Reads deals from spreadsheets: CSV and XLSX files with one provision in each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dealcheck import Reading, hookimpl


def read_csv(data: bytes, file: str) -> Reading:
    """The deal in a CSV file, with the mistakes found in it; `file` is the name that places carry."""
    from dealcheck_tables import csvfile, deal

    return deal.reading(csvfile.table(data, file))


def read_xlsx(data: bytes, file: str) -> Reading:
    """The deal in the first sheet of an XLSX workbook, with the mistakes found in it."""
    from dealcheck_tables import deal, xlsxfile

    return deal.reading(xlsxfile.table(data, file))


@hookimpl
def dealcheck_readers() -> Mapping[str, Callable[[bytes, str], Reading]]:
    """The readers by suffix; openpyxl is imported when a workbook is read."""
    return {".csv": read_csv, ".xlsx": read_xlsx}
