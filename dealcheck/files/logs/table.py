"""Logs as a table in SQLite: `events`, with a column for each thing that an event may say."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from dealcheck.errors import InputError, Mistakes
from dealcheck.files.logs.events import COLUMNS, EventError, EventReader, columns_of
from dealcheck.files.logs.locks import PATIENCE
from dealcheck.files.logs.store import MOST_MISTAKES, START, Excerpt, Make, cannot, must_be_file
from dealcheck.model.events import Event
from dealcheck.place import Place
from dealcheck.text import one_line

_NAMES = ", ".join(f'events."{name}"' for name in COLUMNS)
"""With the table before them: SQLite takes the bare name of a column that is not there for a text."""
_MADE = ", ".join(f'"{name}"{" TEXT UNIQUE NOT NULL" if name == "id" else ""}' for name in COLUMNS)
_CREATE = f"CREATE TABLE IF NOT EXISTS events ({_MADE})"


class TableStore:
    """A log in a table of an SQLite file; a row is numbered as a line."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, since: Excerpt = START) -> Excerpt:
        """Return the events after those that were read before."""
        with self._connected("read", must_exist=True) as connection:
            return self._read(connection, since)

    def _read(self, connection: sqlite3.Connection, since: Excerpt = START) -> Excerpt:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            if os.path.getsize(self.path):
                raise cannot("read", self.path, "it has no table `events`")
            return since  # a writer who came no further than to make the file
        is_first = not since.lines
        if is_first and (faults := connection.execute("PRAGMA quick_check(1)").fetchall()) != [("ok",)]:
            raise cannot("read", self.path, f"the database is damaged: {one_line(' '.join(map(str, faults[0])))}")
        mistakes, reader, end = Mistakes(), EventReader(), since.end
        events: list[Event] = []
        where, bound = ("", ()) if is_first else ("WHERE rowid > ?", (since.end,))
        for row, *values in connection.execute(f"SELECT rowid, {_NAMES} FROM events {where} ORDER BY rowid", bound):
            end = row
            pairs = [(name, value) for name, value in zip(COLUMNS, values) if value is not None]
            try:
                events.append(reader.event(pairs, row))
            except EventError as wrong:
                mistakes.add(wrong.message, Place(self.path, row, 1), wrong.cure)
                if len(mistakes.found) == MOST_MISTAKES:
                    break
        mistakes.raise_if_any()
        return Excerpt(events, end, since.lines + len(events))

    def append(self, make: Make) -> Event:
        """Append an event; it is on the disk when this returns."""
        with self._connected("write") as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            if not os.path.getsize(self.path):
                connection.execute(_CREATE)
            event = make(self._read(connection))
            columns = columns_of(event)
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" for _ in columns)
            connection.execute(f"INSERT INTO events ({names}) VALUES ({marks})", tuple(columns.values()))
            connection.execute("COMMIT")
            return event

    def cut(self) -> str:
        """Return that nothing was torn: SQLite leaves nothing half written."""
        self.read()
        return ""

    @contextmanager
    def _connected(self, what: str, *, must_exist: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if must_exist or os.path.exists(self.path):
                must_be_file(what, self.path, os.stat(self.path))
            # SQLite takes a name that begins with `file:` for an address; a whole path does not.
            # Transactions begin and end by hand; what is not committed when the connection closes is undone.
            path = os.path.abspath(self.path)
            with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
                yield connection
        except (sqlite3.Error, OSError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise cannot(what, self.path, error if isinstance(error, OSError) else one_line(str(error))) from None
