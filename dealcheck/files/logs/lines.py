"""Logs as files of JSON lines. An event is one line, written in one piece and flushed to the disk under a lock.

A crash may leave the beginning of a line at the end of the file. Whoever wrote it was never told that it was recorded.
It is no event, and nothing is appended before it is cut off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import BinaryIO

from dealcheck.errors import InputError, Mistake, Mistakes
from dealcheck.files.logs.events import EventError, EventReader, columns_of
from dealcheck.files.logs.line import MOST_BYTES, NoObjectError, event_of, is_begun
from dealcheck.files.logs.locks import locked
from dealcheck.files.logs.store import MOST_MISTAKES, START, Excerpt, Make, cannot, must_be_file
from dealcheck.model.events import Event
from dealcheck.place import Place

_PORTION = 1 << 20
"""So many bytes are read in one go."""
CUT = "cut it off with `dealcheck log --cut`: nobody was told that it was recorded"


class LineStore:
    """A log in a file of JSON lines."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, since: Excerpt = START) -> Excerpt:
        """Return the events after those that were read before."""
        try:
            # A pipe that nobody writes to would keep waiting whoever opens it, but for `O_NONBLOCK`.
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError) as error:
            raise cannot("read", self.path, error if isinstance(error, OSError) else str(error)) from None
        try:
            if self.path != os.devnull:
                must_be_file("read", self.path, os.fstat(descriptor))
            return self._read(descriptor, since)
        except OSError as error:
            raise cannot("read", self.path, error) from None
        finally:
            os.close(descriptor)

    def _read(self, descriptor: int, since: Excerpt = START) -> Excerpt:
        if os.fstat(descriptor).st_size < since.end:
            raise cannot("read on in", self.path, "it has become shorter")
        mistakes, reader = Mistakes(), EventReader()
        events: list[Event] = []
        number, end, torn = since.lines, since.end, 0
        with open(descriptor, "rb", closefd=False) as stream:
            end += self._rest_of_line(stream, since.end)
            while lines := stream.readlines(_PORTION):
                if (made := _portion(lines, number + 1, reader)) is not None:
                    events += made
                    number, end = number + len(lines), end + sum(map(len, lines))
                    continue
                for line in lines:
                    number += 1
                    try:
                        events.append(event_of(line, number, reader))
                    except EventError as wrong:
                        if is_begun(line):
                            torn = number
                            break
                        mistakes.add(wrong.message, Place(self.path, number, wrong.column), wrong.cure)
                        if len(mistakes.found) == MOST_MISTAKES or (number == 1 and isinstance(wrong, NoObjectError)):
                            mistakes.raise_if_any()  # a file that begins otherwise than a log is told once
                    end += len(line)
                if torn:
                    break
        mistakes.raise_if_any()
        return Excerpt(events, end, number - bool(torn), torn)

    def _rest_of_line(self, stream: BinaryIO, end: int) -> int:
        """Go to where to read on. Return how much is passed over: the end of a line that was not there before."""
        stream.seek(max(end - 1, 0))
        if not end or stream.read(1) == b"\n":
            return 0
        rest = stream.readline()
        if rest.strip():
            raise cannot("read on in", self.path, "its last line has become longer")
        return len(rest)

    def append(self, make: Make) -> Event:
        """Append an event; it is on the disk when this returns."""
        with self._opened() as (descriptor, is_new):
            read = self._read(descriptor)
            if read.torn:
                message = "the last line was begun and not finished"
                raise InputError([Mistake(message, Place(self.path, read.torn, 1), CUT)])
            size = os.fstat(descriptor).st_size
            try:
                event = make(read)
                data = json.dumps(columns_of(event), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
                if len(data) > MOST_BYTES:
                    raise InputError([Mistake(f"the event takes more than {MOST_BYTES:,} bytes", None, "say less")])
                os.lseek(descriptor, size, os.SEEK_SET)
                _write_whole(descriptor, data if not size or self._ends_a_line(descriptor, size) else b"\n" + data)
                os.fsync(descriptor)
            except BaseException as error:
                self._undo(descriptor, size, is_new=is_new)
                if isinstance(error, OSError):
                    raise cannot("write", self.path, error) from None
                raise
            if is_new:
                _flush_folder(self.path)
            return event

    def cut(self) -> str:
        """Cut off a torn last line, and return it; empty without one."""
        if not os.path.exists(self.path):
            raise cannot("read", self.path, "there is no such file")
        with self._opened() as (descriptor, _):
            read = self._read(descriptor)
            if not read.torn:
                return ""
            line = os.pread(descriptor, MOST_BYTES, read.end) if hasattr(os, "pread") else b""
            try:
                os.ftruncate(descriptor, read.end)
                os.fsync(descriptor)
            except OSError as error:
                raise cannot("write", self.path, error) from None
            return line.decode("utf-8", "backslashreplace") or "…"

    @contextmanager
    def _opened(self) -> Iterator[tuple[int, bool]]:
        """Give the log, open and locked, and whether it is new."""
        while True:
            try:
                is_new = not os.path.exists(self.path)
                descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            except (OSError, ValueError) as error:
                raise cannot("write", self.path, error if isinstance(error, OSError) else str(error)) from None
            try:
                must_be_file("write", self.path, os.fstat(descriptor))
                with locked(descriptor, self.path):
                    if self._is_there(descriptor):
                        yield descriptor, is_new and os.fstat(descriptor).st_size == 0
                        return
            finally:
                os.close(descriptor)

    def _is_there(self, descriptor: int) -> bool:
        """Return whether the open file is still the one at the path: another writer may have taken it away."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self.path))
        except FileNotFoundError:
            return False

    def _ends_a_line(self, descriptor: int, size: int) -> bool:
        os.lseek(descriptor, size - 1, os.SEEK_SET)
        return os.read(descriptor, 1) == b"\n"

    def _undo(self, descriptor: int, size: int, *, is_new: bool) -> None:
        """Bring the log back to what it was."""
        with suppress(OSError):  # what could not be undone is a torn line, which the next reader tells
            os.ftruncate(descriptor, size)
            if is_new:
                os.unlink(self.path)


def _portion(lines: Sequence[bytes], first: int, reader: EventReader) -> list[Event] | None:
    """Return the events of many whole lines, read in one go; None if something is wrong with one of them.

    Joined by a comma and a line break, lines that begin with a brace can't become events together that they are not
    alone: no text goes on over a line break, and no key of an object begins with a brace.
    """
    if not all(line[:1] == b"{" and line[-1:] == b"\n" and len(line) <= MOST_BYTES for line in lines):
        return None
    numbers = count(first)
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: reader.event(pairs, next(numbers)), parse_int=float)
    try:
        events = decoder.decode(f"[{b','.join(lines).decode('utf-8')}]")
    except (ValueError, RecursionError):  # also an `EventError`
        return None
    return events if len(events) == len(lines) else None


def _write_whole(descriptor: int, data: bytes) -> None:
    """Write bytes in one piece. A disk that takes only some of them is full."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def _flush_folder(path: str) -> None:
    with suppress(OSError):  # some systems can't flush a folder
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
