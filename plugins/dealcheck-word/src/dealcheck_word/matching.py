"""How alike two texts are, for what is bound to none."""

from __future__ import annotations

from collections import Counter

from dealcheck import folded


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return how alike two texts are by the pairs of letters in them, from 0 to 1."""
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0


def pairs(text: str) -> Counter[str]:
    """Return the pairs of letters in a text, blanks and marks aside."""
    plain = folded(text).text.casefold()
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))
