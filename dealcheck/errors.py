"""What can go wrong, as exceptions that carry every mistake found and where each is."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn
from warnings import warn

import attrs

from dealcheck.place import Place, place_of
from dealcheck.text import nearest as nearest
from dealcheck.text import shown as shown


@attrs.frozen
class Mistake:
    """One mistake: where it is, what it is, and what would be right; for programs, `code` says of what sort it is."""

    message: str
    place: Place | None = None
    cure: str = ""
    code: str = attrs.field(default="wrong", kw_only=True)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f"; {self.cure}" if self.cure else "")


@attrs.frozen
class UnknownId(Mistake):
    """A vocabulary, ruleset or bottom line that is named and does not exist."""

    code: str = attrs.field(default="unknown-id", kw_only=True)


class DealcheckError(Exception):
    """The parent of every error that dealcheck raises on purpose."""


class InputError(DealcheckError):
    """A file, or an object made in Python, is not a proper vocabulary, deal or ruleset.

    `mistakes` holds all that were found, in the order of their places.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(dict.fromkeys(mistakes), key=_order))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class OutputError(DealcheckError):
    """Standard output can't be written. `is_pipe`: its reader has closed it."""

    def __init__(self, reason: str, *, is_pipe: bool = False) -> None:
        self.is_pipe = is_pipe
        super().__init__(f"can't write to standard output: {reason}")


class PluginError(DealcheckError):
    """A plugin could not be loaded, or a hook of it failed; the message names it."""


class InputWarning(UserWarning):
    """Something in a file is left out or taken for granted; the text has its place."""


_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


@contextmanager
def without_warnings() -> Iterator[None]:
    """Issue no InputWarning within this context: what it reads is not for the eyes of who asks."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def warn_about(warnings: Iterable[Mistake]) -> None:
    """Issue an InputWarning for each; the command prints them to standard error."""
    for warning in () if _is_silent.get() else warnings:
        warn(str(warning), InputWarning, stacklevel=2)


class EngineError(DealcheckError):
    """An engine could not judge; no verdict was made."""


class MemoryLimitError(EngineError):
    """A question took more memory than it was allowed; the message says what can be done."""


class TimeLimitError(EngineError):
    """A question took more time than it was allowed."""


def check_deadline(deadline: float | None, message: str) -> None:
    """Raise TimeLimitError when a deadline has passed, on the clock of `time.monotonic`; None never does."""
    if deadline is not None and time.monotonic() > deadline:
        raise TimeLimitError(message)


@contextmanager
def within_memory(what: str, memory: int) -> Iterator[None]:
    """Convert `MemoryError` to a `MemoryLimitError` that names the limit in bytes and says what can be done."""
    try:
        yield
    except MemoryError:
        raise MemoryLimitError(
            f"the diagrams of {what} outgrew their {_size_text(memory)}; allow them more with `--memory`, or ask "
            "less at once: fewer rulesets, fewer steps, fewer brackets"
        ) from None


def _size_text(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size >= factor:
            return f"{size / factor:g} {unit}"
    return f"{size} byte{'s' * (size != 1)}"


def _order(mistake: Mistake) -> tuple[str, int, int]:
    place = mistake.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)


_MOST_CURES = 100  # looking for the nearest of many words takes time, and who reads a hundred mistakes?


class Mistakes:
    """Collects mistakes, so that one run reports all of them."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def add(self, message: str, at: object = None, cure: str = "", *, code: str = "wrong") -> None:
        """Note a mistake; `at` is a Place or anything that has one."""
        self.found.append(Mistake(message, at if isinstance(at, Place) else place_of(at), cure, code=code))

    def unknown(self, what: str, word: str, known: Iterable[str], *, where: str = "") -> None:
        """Note that `word` is no known `what`, and name the nearest word that is."""
        key, colon, value = word.partition(":")
        if what == "key" and colon and value and key in known:
            cure = f"write `{shown(key)}: {shown(value)}`, with a space after the colon"
        else:
            cure = nearest(word, known) if len(self.found) < _MOST_CURES else ""
        self.add(f"unknown {what} `{shown(word)}`{where}", word, cure, code="unknown-word")

    def raise_if_any(self) -> None:
        """Raise InputError when something was noted."""
        if self.found:
            raise InputError(self.found)


def assert_never(value: NoReturn) -> NoReturn:
    """Raise for a value that no branch takes; the type checker refuses code where one is possible."""
    raise AssertionError(f"no branch takes a {type(value).__name__}")
