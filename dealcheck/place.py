"""The place of a word in a file.

Every text that is read from a file is a `Word`: an ordinary `str` that also knows its place. So a mistake
found long after reading (an unknown verb, a cycle) can still name file, line and column, and code that compares or
prints words need not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from dealcheck.text import printable


@attrs.frozen(slots=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}:{self.column}"


class Word(str):
    """A `str` that remembers the place it was read from."""

    __slots__ = ("_at",)
    _at: Place | tuple[str, int, int] | None

    def __new__(cls, text: str, place: Place | tuple[str, int, int] | None = None) -> Word:
        """Return a word; a place given as file, line and column becomes a `Place` when somebody asks for it."""
        word = str.__new__(cls, text)
        word._at = place
        return word

    @property
    def place(self) -> Place | None:
        """Where it was read; None if it was made in Python."""
        if isinstance(self._at, tuple):
            self._at = Place(*self._at)
        return self._at

    def __reduce__(self) -> tuple[type[Word], tuple[str, Place | None]]:
        return (Word, (str(self), self.place))


class FilledWord(Word):
    """A text with names filled in: `parts` are plain text and a name in turn.

    As a `str` it holds the names themselves; who knows the vocabulary may show it with their titles.
    """

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str], place: Place | tuple[str, int, int] | None = None) -> FilledWord:
        """Return the text that the parts make up."""
        parts = tuple(parts)
        word = super().__new__(cls, "".join(parts), place)
        assert isinstance(word, FilledWord)
        word.parts = parts
        return word

    def __reduce__(self) -> tuple[type[FilledWord], tuple[tuple[str, ...], Place | None]]:  # type: ignore[override]
        return (FilledWord, (self.parts, self.place))

    def shown_with(self, title_of: Callable[[str], str]) -> str:
        """Return the text with what `title_of` makes of each name."""
        return "".join(title_of(part) if number % 2 else part for number, part in enumerate(self.parts))


def place_of(value: object) -> Place | None:
    """Return the place a word, or anything that has a `place`, was read from; None if it was made in Python."""
    place = getattr(value, "place", None)
    return place if isinstance(place, Place) else None
