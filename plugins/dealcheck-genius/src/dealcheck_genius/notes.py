"""What is found while a file is read: mistakes, warnings, and text that may not stand in a deal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from dealcheck import Mistake, Place, Word

_MOST_GUESSES = 100  # looking for near words takes time, and who reads a hundred mistakes?

# Control characters but tab and line breaks, characters that reorder text, lone surrogates, what is no character.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Notes:
    """Collects mistakes and warnings, so that one run reports all of them."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []

    def add(self, message: str, place: Place, cure: str = "") -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(message, place, cure))

    def warn(self, message: str, place: Place, cure: str = "") -> None:
        """Note what the reader should know, although the file can be read."""
        self.warnings.append(Mistake(message, place, cure))

    def unknown(self, what: str, word: str, known: Iterable[str], place: Place) -> None:
        """Note that `word` is no known `what`, and name the nearest that is."""
        words = sorted(known)
        close = get_close_matches(word[:100], words, n=1) if len(self.mistakes) < _MOST_GUESSES else []
        some = ", ".join(f"`{each}`" for each in words)
        self.add(f"unknown {what} `{shown(word)}`", place, f"did you mean `{close[0]}`?" if close else f"known: {some}")

    def clean(self, text: str, place: Place) -> Word:
        """Return a text with its place, without characters that may not stand in a deal; note those."""
        unfit = _UNFIT.search(text)
        if unfit:
            kind = "a control character" if unicodedata.category(unfit[0]) == "Cc" else "not a character"
            name = unicodedata.name(unfit[0], kind).lower()
            self.add(f"U+{ord(unfit[0]):04X} ({name}) may not stand in a name or value", place, "take it out")
        return Word(_UNFIT.sub("", text), place)


def shown(text: str, limit: int = 60) -> str:
    """Return text of a file as it may stand in a message: in one line, and not too long."""
    line = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return line if len(text) <= limit else line[:limit] + "…"
