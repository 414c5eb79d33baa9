"""Texts compared as readers compare them: blanks, quotation marks and invisible signs aside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import attrs

from dealcheck.files.arguments import check

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
    """Return a text without blanks, quotation marks and invisible signs. Raises InputError for what is no text."""
    check(text=text)
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


def is_related(wording: str, alternative: str) -> bool:
    """Return whether a wording shares a stem with an alternative: `suspended` with `suspend`."""
    return any(_is_alike(one, other) for one in stems(wording) for other in stems(alternative))


def is_other(wording: str, own: str, others: Iterable[str]) -> bool:
    """Return whether a wording says another alternative than its own, by a stem that only the other has."""
    said, rest = stems(wording), list(others)
    return not _tells(said, own, rest) and any(
        _tells(said, each, [own, *(other for other in rest if other != each)]) for each in rest
    )


def _tells(said: Sequence[str], alternative: str, others: Sequence[str]) -> bool:
    """Return whether some stem is that of one alternative and of no other."""
    known = [stem for other in others for stem in stems(other)]
    telling = [stem for stem in stems(alternative) if not any(_is_alike(stem, each) for each in known)]
    return any(_is_alike(one, other) for one in said for other in telling)


def _is_alike(one: str, other: str) -> bool:
    """Return whether two words begin alike for all but the last letters of the shorter."""
    if one == other:
        return True
    if min(len(one), len(other)) < _STEM or one[:_STEM] != other[:_STEM]:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return same >= min(len(one), len(other)) - 2


def stems(text: str) -> list[str]:
    """Return the words of a text, in small letters, without those that any text has."""
    return [word for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split() if word not in _SMALL]


_STEM = 4
_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
