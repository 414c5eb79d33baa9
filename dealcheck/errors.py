"""What can go wrong, as exceptions that carry every mistake found and where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate

import attrs

from dealcheck.model.place import Place, place_of, printable


@attrs.frozen
class Mistake:
    """One mistake: where it stands, what it is, and what would be right."""

    message: str
    place: Place | None = None
    cure: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f"; {self.cure}" if self.cure else "")


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
    """Standard output can't be written. `is_pipe`: whoever read it has gone."""

    def __init__(self, reason: str, *, is_pipe: bool = False) -> None:
        self.is_pipe = is_pipe
        super().__init__(f"can't write to standard output: {reason}")


class PluginError(DealcheckError):
    """A plugin could not be loaded, or a hook of it failed; the message names it."""


class EngineError(DealcheckError):
    """An engine could not judge; no verdict was made."""


class MemoryLimitError(EngineError):
    """A question took more memory than it was allowed; the message says what can be done."""


@contextmanager
def within_memory(what: str, memory: int) -> Iterator[None]:
    """Turns the end of memory, of which so many bytes were allowed, into an error that says what can be done."""
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

    def add(self, message: str, at: object = None, cure: str = "") -> None:
        """Note a mistake; `at` is a Place or anything that has one."""
        self.found.append(Mistake(message, at if isinstance(at, Place) else place_of(at), cure))

    def unknown(self, what: str, word: str, known: Iterable[str], *, where: str = "") -> None:
        """Note that `word` is no known `what`, and name the nearest word that is."""
        cure = nearest(word, known) if len(self.found) < _MOST_CURES else ""
        self.add(f"unknown {what} `{shown(word)}`{where}", word, cure)

    def raise_if_any(self) -> None:
        """Raise InputError when something was noted."""
        if self.found:
            raise InputError(self.found)


def nearest(word: str, known: Iterable[str]) -> str:
    """A cure for a word nobody knows: the nearest known one, or else a few that exist."""
    from difflib import get_close_matches  # slow to import, and only mistakes need it

    words, sought = sorted(known), word[:100]
    close = get_close_matches(sought, _likely(sought, words), n=1, cutoff=0.6)
    if close:
        return f"did you mean `{shown(close[0])}`?"
    if not words:
        return "there are none"
    some = ", ".join(f"`{shown(each)}`" for each in words[:8])
    return f"expected one of {some}" + (f" and {len(words) - 8} more" if len(words) > 8 else "")


_MOST_COMPARED = 100_000  # pairs of letters; in long words that are alike, difflib looks at every pair


def _likely(sought: str, words: list[str]) -> list[str]:
    """The words to compare one with: all, or if that took too long, as many as do not of those that begin alike."""
    room = _MOST_COMPARED // max(len(sought), 1)
    if sum(map(len, words)) <= room:
        return words
    alike = [word for word in words if word[:2] == sought[:2]]
    return [word for word, letters in zip(alike, accumulate(map(len, alike))) if letters <= room]


def shown(text: str, limit: int = 60) -> str:
    """Text from a file as it may stand in a message: one line, no control characters, not too long."""
    clean = printable(text[: limit + 1])
    return clean if len(text) <= limit else clean[:limit] + "…"
