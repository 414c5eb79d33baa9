"""Text made safe to show, without characters that could steer a terminal; and the known word nearest to one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import accumulate

_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Return text on one line and without characters that could steer a terminal: those are written as escapes."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def one_line(text: str) -> str:
    """Return text on one line, without characters that could steer a terminal or change how the text reads."""
    line = " ".join(str(text).split())
    return line if line.isascii() and line.isprintable() else "".join(map(_harmless, line))


def one_line_kept(row: str) -> str:
    """Return a row of a file with its indent, and nothing in it that could steer a terminal."""
    text = row.lstrip(" ")
    return row[: len(row) - len(text)] + one_line(text)


def _harmless(char: str) -> str:
    if char in _BIDI or unicodedata.category(char) in ("Cc", "Cs"):
        return f"\\x{ord(char):02x}"
    return char


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a cure for an unknown word: the nearest known one, or else a few that exist."""
    from difflib import get_close_matches  # slow to import, and only mistakes need it

    words, sought = sorted(known), word[:100]
    close = get_close_matches(sought, _likely(sought, words), n=1, cutoff=0.6)
    if close:
        return f"did you mean `{shown(close[0])}`?"
    if not words:
        return "there are none"
    some = ", ".join(f"`{shown(word)}`" for word in words[:8])
    return (
        ("expected " if len(words) == 1 else "expected one of ")
        + some
        + (f" and {len(words) - 8} more" if len(words) > 8 else "")
    )


_MOST_COMPARED = 100_000  # pairs of letters; in long words that are alike, difflib looks at every pair


def _likely(sought: str, words: list[str]) -> list[str]:
    """Return the words to compare with: all, or where that would take too long, some of those that begin alike."""
    room = _MOST_COMPARED // max(len(sought), 1)
    if sum(map(len, words)) <= room:
        return words
    alike = [word for word in words if word[:2] == sought[:2]]
    return [word for word, letters in zip(alike, accumulate(map(len, alike))) if letters <= room]


def shown(text: str, limit: int = 60) -> str:
    """Return text from a file, fit for a message: one line, no control characters, not too long."""
    clean = printable(text[: limit + 1])
    return clean if len(text) <= limit else clean[:limit] + "…"
