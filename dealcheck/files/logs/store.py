"""What every kind of log can do: be read, be read on from where one stopped, and take one more event."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from typing import Protocol

import attrs

from dealcheck.apart import must_be_within
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.model.events import Event

MOST_MISTAKES = 100
"""After this many mistakes a log is not read on."""


@attrs.frozen(repr=False)
class Excerpt:
    """Events of a log in the order in which they were recorded, and where to read on.

    `torn`: the number of a last line that was begun and not finished; 0 without one.
    """

    events: Sequence[Event]
    end: int = 0
    lines: int = 0
    torn: int = 0


START = Excerpt(())
"""Where to read on to read a log from its beginning."""
Make = Callable[[Excerpt], Event]
"""Makes the event that is to be appended, from what the log has. It may raise InputError."""


class Store(Protocol):
    """A log."""

    path: str

    def read(self, since: Excerpt = START) -> Excerpt:
        """Return the events after those that were read before. Raises InputError for all that is wrong with them."""

    def append(self, make: Make) -> Event:
        """Append an event, and return it once it is on the disk. Raises InputError; the log is then as it was."""

    def cut(self) -> str:
        """Cut off a torn last line, and return it; empty without one."""


class NoLog:
    """The log of a deal to which nothing has happened."""

    path = ""

    def read(self, since: Excerpt = START) -> Excerpt:
        """Return that there is nothing."""
        return since

    def append(self, make: Make) -> Event:
        """Refuse to append anything."""
        raise cannot("write", self.path, "none is named")

    def cut(self) -> str:
        """Return that there is nothing to cut off."""
        return ""


def cannot(what: str, path: str, error: OSError | str) -> InputError:
    """Return an error of the operating system that names the log."""
    reason = error if isinstance(error, str) else error.strerror or str(error)
    return InputError([Mistake(f"can't {what} the log `{shown(path, 200)}`: {reason}")])


def must_be_file(what: str, path: str, found: os.stat_result) -> None:
    """Raise InputError for a log that is a folder, or a pipe or device, which may never end."""
    if stat.S_ISDIR(found.st_mode):
        raise cannot(what, path, "it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise cannot(what, path, "it is no file")


def store_at(path: str) -> Store:
    """Return the log at a path: a table in SQLite by its suffix, or else JSON lines."""
    must_be_within(path)
    if path.lower().endswith((".sqlite", ".sqlite3", ".db")):
        from dealcheck.files.logs.table import TableStore

        return TableStore(path)
    from dealcheck.files.logs.lines import LineStore

    return LineStore(path)
