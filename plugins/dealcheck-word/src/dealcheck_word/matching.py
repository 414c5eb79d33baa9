"""Texts compared as readers compare them: blanks, quotation marks and invisible signs aside."""

from __future__ import annotations

import unicodedata
from collections import Counter

import attrs

_MARKS = frozenset("\"'`´‘’‚‛“”„‟′″‹›«»「」『』〝〞〟＂＇")
"""Quotation marks and apostrophes of all kinds."""
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@attrs.frozen
class Folded:
    """A text with what does not count left out, and for each letter left the place of it in the text."""

    text: str
    places: tuple[int, ...]

    def find(self, other: Folded) -> list[tuple[int, int]]:
        """Return where another text stands in this one, as offsets of the original text."""
        spans, at = [], self.text.find(other.text) if other.text else -1
        while at >= 0:
            spans.append((self.places[at], self.places[at + len(other.text) - 1] + 1))
            at = self.text.find(other.text, at + len(other.text))
        return spans


def folded(text: str) -> Folded:
    """Return a text without blanks, quotation marks and invisible signs."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for part in letter if letter.isascii() else unicodedata.normalize("NFKC", letter).translate(_HYPHENS):
            if not part.isspace() and part not in _MARKS and unicodedata.category(part) not in ("Cf", "Cc"):
                letters.append(part)
                places.append(place)
    composed = unicodedata.normalize("NFC", "".join(letters))
    if len(composed) == len(letters):
        return Folded(composed, tuple(places))
    return Folded("".join(letters), tuple(places))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return how alike two texts are by the pairs of letters in them, from 0 to 1."""
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0


def pairs(text: str) -> Counter[str]:
    """Return the pairs of letters in a text, blanks and marks aside."""
    plain = folded(text).text.casefold()
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def is_related(wording: str, alternative: str) -> bool:
    """Return whether a wording shares a stem with an alternative: `suspended` with `suspend`."""
    one, other = _stems(wording), _stems(alternative)
    return any(
        a == b or (min(len(a), len(b)) >= 4 and (a.startswith(b[:4]) and _shares(a, b))) for a in one for b in other
    )


def _shares(one: str, other: str) -> bool:
    """Return whether two words begin alike for all but the last letters of the shorter."""
    same = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return same >= min(len(one), len(other)) - 2


def _stems(text: str) -> list[str]:
    return [word for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split() if word not in _SMALL]


_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
