"""Standard output and standard error of the command: no output is lost without an error."""

from __future__ import annotations

import codecs
import errno
import io
import os
import select
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dealcheck.errors import InputWarning, OutputError

_PLAIN = {
    "✓": "v",
    "✗": "x",
    "…": "...",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}
"""How signs in reports are written in encodings that lack them; other letters that are lacking are escaped."""


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Raise OutputError for what can't be printed, and escape letters that a terminal lacks.

    When standard error can't be written, its messages are lost, and the run goes on.
    """
    _fill_closed()
    before = sys.stdout, sys.stderr
    output, errors = _Output(before[0]), _Errors(before[1])
    sys.stdout, sys.stderr = _Text(before[0], output), _Text(before[1], errors)
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stderr.flush()
        # Streams that are collected flush what they hold; by now every failure is reported.
        output.is_broken = errors.is_broken = True
        sys.stdout, sys.stderr = before


def _fill_closed() -> None:
    """Open the null device for reading where a standard stream is closed, or another file would take its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)


class _Output(io.RawIOBase):
    """Bytes on their way to standard output."""

    def __init__(self, stream: Any) -> None:
        buffer = getattr(stream, "buffer", None)
        self.inner = getattr(buffer, "raw", buffer)
        self.is_broken = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        if self.inner is None:
            raise io.UnsupportedOperation("fileno")
        return int(self.inner.fileno())

    def isatty(self) -> bool:
        return self.inner is not None and bool(self.inner.isatty())

    def write(self, data: Any) -> int:
        if self.is_broken:
            return len(data)
        try:
            return self._written(data)
        except OSError as error:
            self.is_broken = True
            self.fail(error)
            return len(data)

    def _written(self, data: Any) -> int:
        if self.inner is None:
            raise OSError(errno.EBADF, "it is closed")
        while (written := self.inner.write(data)) is None:
            select.select([], [self.inner], [])  # the stream is non-blocking, and full
        return int(written)

    def fail(self, error: OSError) -> None:
        """Raise OutputError for an error of the operating system."""
        raise OutputError(error.strerror or str(error), is_pipe=error.errno == errno.EPIPE) from None


class _Errors(_Output):
    """Bytes on their way to standard error; a failure to write them can't be reported anywhere."""

    def fail(self, error: OSError) -> None:
        pass


class _Text(io.TextIOWrapper):
    """Text in which letters that the encoding of a stream lacks are escaped."""

    def __init__(self, stream: Any, raw: _Output) -> None:
        self.letters = getattr(stream, "encoding", None) or "utf-8"
        # Click replaces streams that are ASCII. All that is ASCII is UTF-8 as well.
        encoding = "utf-8" if codecs.lookup(self.letters).name == "ascii" else self.letters
        line_buffering = raw.isatty() or isinstance(raw, _Errors)
        super().__init__(io.BufferedWriter(raw), encoding, errors="backslashreplace", line_buffering=line_buffering)

    def write(self, text: str) -> int:
        super().write(shown_in(text, self.letters))
        return len(text)


@contextmanager
def shown_warnings() -> Iterator[None]:
    """Print what is left out of files, or taken for granted, to standard error: each warning once, in a line."""
    told: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("always", InputWarning)
        plain = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if not issubclass(category, InputWarning):
                plain(message, category, *rest, **more)
            elif str(message) not in told:
                told.add(str(message))
                print(f"warning: {message}", file=sys.stderr)

        warnings.showwarning = show
        yield


def shown_in(text: str, encoding: str) -> str:
    """Return text as it can be shown in an encoding."""
    return text.encode(encoding, "dealcheck-plain").decode(encoding)


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(
        _PLAIN.get(letter) or letter.encode("ascii", "backslashreplace").decode() for letter in lacking
    ), error.end


codecs.register_error("dealcheck-plain", _plain)
