"""The columns of a table of provisions: those with a meaning of their own, and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealcheck import Word
from dealcheck_tables.table import Notes, Row, shown

REQUIRED = ("provision", "party", "action", "object")
OPTIONAL = ("from", "until", "bracketed", "title", "description", "text", "sources")
KNOWN = (*REQUIRED, *OPTIONAL)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a row is the one that names the columns: at least two of the required ones are in it."""
    return len({cell.strip().lower() for cell in cells[:1000]}.intersection(REQUIRED)) >= 2


class Columns:
    """The columns of a table, by name; any that is not known is an attribute of that name."""

    def __init__(self, row: Row, notes: Notes) -> None:
        self.width = len(row.cells) if all(row.cells) else max(n for n, cell in enumerate(row.cells, 1) if cell)
        self.positions: dict[Word, int] = {}
        for position, name in enumerate(row.cells):
            if name:
                self._add(name, position, notes)
        for name in REQUIRED:
            if name not in self.positions and name not in self._lower():
                notes.add(f"column `{name}` is missing", row.place, "add it to the row that names the columns")

    def _add(self, name: Word, position: int, notes: Notes) -> None:
        if name in self.positions:
            notes.add(f"column `{shown(name)}` is there twice", name, "keep one of them")
            return
        if name not in KNOWN and name.lower() in KNOWN:
            notes.add(f"unknown column `{shown(name)}`", name, f"did you mean `{name.lower()}`?")
        self.positions[name] = position

    def _lower(self) -> set[str]:
        return {name.lower() for name in self.positions}

    def __contains__(self, name: str) -> bool:
        return name in self.positions

    def cell(self, row: Row, name: str) -> Word:
        """The cell of a row in a column; a blank one where either is not there."""
        position = self.positions.get(Word(name), len(row.cells))
        return row.cells[position] if position < len(row.cells) else Word("", row.place)

    def attributes(self, row: Row) -> Mapping[Word, Word]:
        """The cells of a row that are not blank, by the name of their attribute."""
        names = (name for name in self.positions if name.lower() not in KNOWN)
        return {name: cell for name in names if (cell := self.cell(row, name))}

    def check(self, row: Row, notes: Notes, *, ragged: bool) -> None:
        """Note cells outside of the columns, and in a file that writes all of its cells a row that lacks some."""
        for position, cell in enumerate(row.cells):
            if cell and (position >= self.width or position not in self.positions.values()):
                notes.add(f"`{shown(cell)}` stands in no column", cell, "name the column, or put the text in quotes")
        if ragged and row.width < self.width:
            cure = "leave cells empty, but keep their delimiters"
            notes.add(f"the row has {row.width} cells, and there are {self.width} columns", row.place, cure)
