"""Tables: rows of cells, each a `Word` that knows its row and column, and the mistakes found on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from dealcheck import InputError, Mistake, Place, Word

MOST_BYTES = 5_000_000
"""A file may have this many bytes."""
MOST_ROWS = 10_000
"""A table may have this many rows, blank ones included."""
MOST_COLUMNS = 256
"""A row may have this many cells."""
_MOST_GUESSES = 100  # looking for near words takes time, and who reads a hundred mistakes?

# Control characters but tab and line breaks, characters that reorder text, lone surrogates, what is no character.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Notes:
    """Collects mistakes, so that one run reports all of them."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def add(self, message: str, at: Word | Place, cure: str = "") -> None:
        """Note a mistake at a place, or at the place of a word."""
        self.found.append(Mistake(message, place_of(at) if isinstance(at, Word) else at, cure))

    def unknown(self, what: str, word: Word, known: Iterable[str]) -> None:
        """Note that `word` is no `what` that is known, and name the nearest that is."""
        words = sorted(known)
        close = get_close_matches(word[:100], words, n=1) if len(self.found) < _MOST_GUESSES else []
        some = ", ".join(f"`{each}`" for each in words)
        self.add(
            f"unknown {what} `{shown(word)}`", word, f"did you mean `{close[0]}`?" if close else f"known are {some}"
        )


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its cells, those that are blank among them."""

    cells: tuple[Word, ...]

    @property
    def place(self) -> Place:
        """Where the row begins."""
        return place_of(self.cells[0])


@dataclass(frozen=True)
class Table:
    """What a file holds: its rows, and the mistakes in single cells.

    `complete` says whether such a file writes blank cells too, so that a row that is too short has lost some.
    """

    file: str
    rows: tuple[Row, ...]
    notes: Notes
    complete: bool


def place_of(word: Word) -> Place:
    """The place of a word; every word of a table has one."""
    assert word.place is not None
    return word.place


def refused(message: str, place: Place, cure: str = "") -> InputError:
    """The error for a file that can't be read at all."""
    return InputError([Mistake(message, place, cure)])


def check_size(data: bytes, file: str) -> None:
    """Refuse a file that is too large to be a deal."""
    if len(data) > MOST_BYTES:
        raise refused(f"the file is larger than {MOST_BYTES:,} bytes", Place(file, 1, 1), "a deal needs no more")


def check_extent(rows: int, columns: int, place: Place) -> None:
    """Refuse a table with too many rows, or too many cells in a row."""
    if rows > MOST_ROWS:
        cure = "delete the rows that are not needed, blank ones too"
        raise refused(f"the table has more than {MOST_ROWS:,} rows", place, cure)
    if columns > MOST_COLUMNS:
        raise refused(f"the row has more than {MOST_COLUMNS} cells", place, "delete the columns that are not needed")


def clean(text: str, place: Place, notes: Notes) -> Word:
    """A cell's text without the space around it, and without characters that may not stand in a file."""
    unfit = _UNFIT.search(text)
    if unfit:
        char = unfit[0]
        name = unicodedata.name(
            char, "a control character" if unicodedata.category(char) == "Cc" else "not a character"
        )
        notes.add(f"U+{ord(char):04X} ({name.lower()}) may not stand in a table", place, "take it out")
        text = _UNFIT.sub("", text)
    return Word(text.strip(), place)


def shown(text: str, limit: int = 60) -> str:
    """Text from a file as it may stand in a message: one line, and not too long."""
    line = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return line if len(text) <= limit else line[:limit] + "…"
