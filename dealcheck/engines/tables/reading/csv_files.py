"""CSV files as tables of text, in one fixed dialect; nothing about it is guessed.

UTF-8, with or without byte order mark. The first line names the columns. One delimiter; a cell that contains it, a
quotation mark or a line break is in quotation marks, which are doubled inside. Lines end in LF, CRLF or CR; blank
ones are passed over, and all others have as many cells as there are columns. There are no comments.
"""

from __future__ import annotations

import csv
import itertools
import mmap
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.place import Place

_BATCH = 50_000
_MOST_CHARACTERS = 131_072
"""Of a cell; the limit that the module `csv` has."""
_BLOCK = 1 << 22


def check_delimiter(delimiter: object) -> None:
    """Raise InputError for what can't separate cells."""
    if not (isinstance(delimiter, str) and len(delimiter) == 1 and _is_mark(delimiter)):
        shown_delimiter = shown(str(delimiter)) or "nothing"
        cure = "give one such as `,`, `;`, `|` or a tab"
        raise InputError([Mistake(f"expected one character as delimiter, found `{shown_delimiter}`", None, cure)])


def _is_mark(character: str) -> bool:
    is_printed = character.isprintable() and character.isascii() and not character.isalnum()
    return character == "\t" or (is_printed and character not in '" ')


@attrs.frozen
class CsvFile:
    """A CSV file whose column names have been read."""

    file: str
    delimiter: str
    names: tuple[str, ...]
    line: int
    """The line that names the columns; it is the first one that is not blank."""

    def batches(self) -> Iterator[Any]:
        """Yield the rows as Arrow batches of text, nulls where a cell is empty.

        Raises InputError with the line of the first row that can't be read.
        """
        yield from (self._strict() if self._is_special() or self.line > 1 else self._plain())

    def _is_special(self) -> bool:
        """Return whether the file holds quotation marks, in which pyarrow forgives mistakes; NUL is refused at once."""
        with open(self.file, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            where = data.find(b"\0")
            if where >= 0:
                line = data[:where].count(b"\n") + 1
                raise _refused(self.file, line, "the file holds a NUL character", "save it as UTF-8 text")
            return data.find(b'"') >= 0

    def _plain(self) -> Iterator[Any]:
        """Yield batches read by pyarrow; where it gives up, the strict reader says why, or goes on."""
        import pyarrow as pa
        import pyarrow.csv as pc

        taken = 0
        try:
            reader = pc.open_csv(
                self.file,
                read_options=pc.ReadOptions(column_names=self.names, skip_rows=1, block_size=_BLOCK),
                parse_options=pc.ParseOptions(delimiter=self.delimiter, quote_char=False),
                convert_options=pc.ConvertOptions(
                    column_types=dict.fromkeys(self.names, pa.string()), null_values=[""], strings_can_be_null=True
                ),
            )
            for batch in reader:
                taken += batch.num_rows
                yield batch
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            yield from self._strict(taken)

    def _strict(self, skipped: int = 0) -> Iterator[Any]:
        """Yield batches read row by row, from a row on."""
        import pyarrow as pa

        rows = itertools.islice(self._rows(), skipped, None)
        while chunk := list(itertools.islice(rows, _BATCH)):
            columns = zip(*(cells for _line, cells in chunk))
            arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
            yield pa.RecordBatch.from_arrays(arrays, list(self.names))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        records = records_of(self.file, self.delimiter)
        next(records)
        for line, cells in records:
            if len(cells) != len(self.names):
                count = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
                message = f"the row has {count}, and there are {len(self.names)} columns"
                cure = "leave cells empty, but keep their delimiters, and quote cells that contain one"
                raise _refused(self.file, line, message, cure)
            yield line, cells


def batches_of(files: Sequence[CsvFile]) -> Iterator[Any]:
    """Yield the rows of several files as Arrow batches with the columns of all; a column that a file lacks is null."""
    import pyarrow as pa

    names = list(dict.fromkeys(name for file in files for name in file.names))
    yield pa.RecordBatch.from_arrays([pa.array([], pa.string())] * len(names), names)
    for file in files:
        for batch in file.batches():
            blank = pa.nulls(batch.num_rows, pa.string())
            columns = [batch.column(name) if name in file.names else blank for name in names]
            yield pa.RecordBatch.from_arrays(columns, names)


def open_all(files: Sequence[str], delimiter: str) -> list[CsvFile]:
    """Read the column names of several files. Raises InputError for those that can't be read, or clash."""
    tables = [open_csv(file, delimiter) for file in files]
    check_names((each.file, each.names) for each in tables)
    return tables


def open_csv(file: str, delimiter: str) -> CsvFile:
    """Read the names of the columns. Raises InputError when they, or the first line, can't be read."""
    line, cells = next(records_of(file, delimiter), (1, []))
    names = tuple(cell.strip() for cell in cells)
    if not names:
        raise _refused(file, 1, "the file is empty", "begin with a line that names the columns")
    check_names([(file, names)], line=line)
    if len(names) == 1 and any(mark in names[0] for mark in ",;\t|"):
        message = f"there is one column, `{shown(names[0])}`"
        raise InputError([Mistake(message, Place(file, line, 1), "say what separates cells: `--delimiter`")])
    return CsvFile(file, delimiter, names, line)


def records_of(file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a file that is not blank, with the line on which it begins."""
    try:
        with open(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter, strict=True)
            line = 1
            for cells in _told(reader, file):
                if any(not cell.isascii() and _has_stray_bytes(cell) for cell in cells):
                    message = "the row is not UTF-8 text"
                    raise _refused(file, line, message, "save it as UTF-8, which spreadsheets call `CSV UTF-8`")
                if cells:
                    yield line, cells
                line = reader.line_num + 1
    except OSError as error:
        raise InputError([Mistake(f"can't read `{shown(file, 200)}`: {error.strerror or error}")]) from None


def _told(reader: Any, file: str) -> Iterator[list[str]]:
    """Yield the records of a reader; what it raises is told with the line on which the record begins."""
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(file, line, *_reason(str(error))) from None
        yield cells
        line = reader.line_num + 1


def _reason(error: str) -> tuple[str, str]:
    if "end of data" in error:
        return "the row has a quotation mark that is never closed", "close it, or double it inside a quoted cell"
    if "expected after" in error:
        return "text follows the end of a quoted cell", "double quotation marks inside a quoted cell"
    if "field limit" in error:
        return f"a cell has more than {_MOST_CHARACTERS:,} characters", "close its quotation mark, or shorten it"
    if "NUL" in error:
        return "the row holds a NUL character", "save it as UTF-8 text"
    return f"the row can't be read: {error}", ""


def _has_stray_bytes(cell: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in cell)


def _refused(file: str, line: int, message: str, cure: str) -> InputError:
    return InputError([Mistake(message, Place(file, line, 1), cure)])
