"""The head of a table: rows above the provisions, with a key in the first cell and its value beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dealcheck import Place, Source, Step, Word
from dealcheck_tables.cells import check_date, identifier, items
from dealcheck_tables.table import Notes, Row, shown

KEYS = ("deal", "title", "description", "vocabulary", "steps", "source", "option")
SOURCE_KEYS = ("title", "description", "speaker", "outlet", "date", "quote", "url")


class Head:
    """What the head says; `fields` are arguments for `Deal`."""

    def __init__(self, rows: Iterable[Row], notes: Notes) -> None:
        self.fields: dict[str, Any] = {}
        self.sources: dict[str, Source] = {}
        self.alternatives: dict[str, dict[str, tuple[Word, ...]]] = {}
        self._notes = notes
        self._seen: set[str] = set()
        for row in rows:
            self._read(row)

    def require(self, field: str, key: str, place: Place) -> None:
        """Note that a key is missing, and put a blank in its place."""
        if key not in self._seen:
            self._notes.add(f"`{key}` is missing", place, f"put a row with `{key}` and its id at the top")
        self.fields.setdefault(field, Word("", place))

    def _read(self, row: Row) -> None:
        key, *cells = row.cells
        if key not in KEYS:
            self._unknown(key, cells)
        elif key in self._seen and key not in ("source", "option"):
            self._notes.add(f"`{key}` is given twice", key, "keep one of them")
        elif any(cells):
            self._seen.add(key)
            readers = {"deal": self._deal, "steps": self._steps, "source": self._source, "option": self._option}
            readers.get(key, self._text)(key, cells)

    def _unknown(self, key: Word, cells: Sequence[Word]) -> None:
        if key:
            self._notes.unknown("key", key, KEYS)
        else:
            first = next(filter(None, cells))
            self._notes.add(f"`{shown(first)}` has no key", first, "put one in the first column")

    def _deal(self, key: Word, cells: Sequence[Word]) -> None:
        self.fields["id"] = identifier(self._only(key, cells), self._notes)

    def _text(self, key: Word, cells: Sequence[Word]) -> None:
        self.fields[str(key)] = self._only(key, cells)

    def _only(self, key: Word, cells: Sequence[Word]) -> Word:
        """The value beside a key; nothing may stand beside that."""
        for cell in filter(None, cells[1:]):
            self._notes.add(f"`{shown(cell)}` stands beside the value of `{key}`", cell, "put it all in one cell")
        return cells[0]

    def _steps(self, key: Word, cells: Sequence[Word]) -> None:
        ids = [identifier(word, self._notes) for cell in cells for word in items(cell, self._notes)]
        self.fields["steps"] = tuple(Step(id=word, place=word.place) for word in ids or [Word("", key.place)])

    def _source(self, key: Word, cells: Sequence[Word]) -> None:
        """A source: its id, and then keys with their values."""
        name = self._named(key, cells[0], self.sources)
        given: dict[str, Word] = {}
        for field, text in zip(cells[1::2], [*cells[2::2], Word("")]):
            if field in given:
                self._notes.add(f"`{shown(field)}` is given twice", field, "keep one of them")
            elif field in SOURCE_KEYS:
                given[str(field)] = text
            elif field:
                self._notes.unknown("key of a source", field, SOURCE_KEYS)
            elif text:
                self._notes.add(f"`{shown(text)}` has no key", text, "put one in the cell before it")
        if given.get("date"):
            check_date(given["date"], self._notes)
        filled = {field: text for field, text in given.items() if text}
        self.sources[name] = Source(id=name, place=key.place, **filled)

    def _option(self, key: Word, cells: Sequence[Word]) -> None:
        """An option of an article: the ids of both, and the provisions that are in if it is taken."""
        article, option = cells[0], cells[1] if len(cells) > 1 else Word("", key.place)
        options = self.alternatives.setdefault(identifier(article, self._notes), {})
        name = self._named(key, option, options)
        options[name] = tuple(word for cell in cells[2:] for word in items(cell, self._notes))
        if not article or not any(cells[2:]):
            self._notes.add("the option is not complete", key, "write `option`, article, option and its provisions")

    def _named(self, key: Word, cell: Word, known: Iterable[str]) -> Word:
        """The id of a source or an option, which may not be there yet."""
        name = identifier(cell, self._notes)
        if not cell:
            self._notes.add(f"the {key} has no id", key, "put one beside it")
        elif name in known:
            self._notes.add(f"{key} `{name}` is given twice", cell, "keep one of them")
        return name
