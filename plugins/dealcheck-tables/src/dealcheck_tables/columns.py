"""The columns of a table of provisions: those with a meaning of their own, and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealcheck import Place, Word
from dealcheck_tables.table import Notes, Row, shown

REQUIRED = ("provision", "party", "action", "object")
OPTIONAL = ("from", "until", "bracketed", "title", "description", "text", "sources")
KNOWN = (*REQUIRED, *OPTIONAL)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a row is the one that names the columns: two or more of the required ones are in it."""
    return len({cell.strip().lower() for cell in cells}.intersection(REQUIRED)) >= 2


class Columns:
    """The columns of a table by name. One whose name is not known holds an attribute."""

    def __init__(self, row: Row, notes: Notes) -> None:
        self._named = {position for position, name in enumerate(row.cells) if name}
        self._positions: dict[str, int] = {}
        for position in sorted(self._named):
            self._add(row.cells[position], position, notes)
        for name in REQUIRED:
            if name not in self:
                notes.add(f"column `{name}` is missing", row.place, "add it to the row that names the columns")

    def _add(self, name: Word, position: int, notes: Notes) -> None:
        if name not in KNOWN and name.lower() in KNOWN:
            notes.add(f"unknown column `{shown(name)}`", name, f"did you mean `{name.lower()}`?")
            name = Word(name.lower(), name.place)
        if name in self._positions:
            notes.add(f"column `{shown(name)}` is there twice", name, "keep one of them")
        else:
            self._positions[name] = position

    def __contains__(self, name: str) -> bool:
        return name in self._positions

    def cell(self, row: Row, name: str) -> Word:
        """The cell of a row in a column; a blank one where either is not there."""
        position = self._positions.get(name)
        if position is not None and position < len(row.cells):
            return row.cells[position]
        return Word("", Place(row.place.file, row.place.line, (position or 0) + 1))

    def attributes(self, row: Row) -> Mapping[str, Word]:
        """The cells of a row that are attributes and not blank, by name."""
        names = [name for name in self._positions if name not in KNOWN]
        return {name: cell for name in names if (cell := self.cell(row, name))}

    def check(self, row: Row, notes: Notes, *, complete: bool) -> None:
        """Note cells outside of the columns, and in a file that writes blank cells too a row that lacks some."""
        for position, cell in enumerate(row.cells):
            if cell and position not in self._named:
                notes.add(f"`{shown(cell)}` stands in no column", cell, "name its column, or mend the row")
        width = max(self._named) + 1
        if complete and len(row.cells) < width:
            cure = "leave cells empty, but keep their delimiters"
            notes.add(f"the row has {len(row.cells)} cells, and there are {width} columns", row.place, cure)
