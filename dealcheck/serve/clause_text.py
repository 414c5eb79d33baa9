"""The text of a clause with the brackets in it that can be told to be those of the deal, so that they can be clicked.

A row of brackets in the text, `[freeze] [disable] [dismantle]`, is a bracket of the deal if it has as many
alternatives, in the same order by their words. In doubt it is none: a click must settle what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import attrs

_ROW = re.compile(r"\[[^\[\]]*\](?:\s*\[[^\[\]]*\])*")
_GROUP = re.compile(r"\[([^\[\]]*)\]")
_WORD = re.compile(r"[^\W_]+")
_STEM = 4
"""Words are alike when they begin with the same letters, as `suspend` and `suspended`; so many are enough."""


@attrs.frozen
class Row:
    """A row of brackets: the bracket that it is, and its words."""

    bracket: str
    words: tuple[str, ...]


def segments(text: str, brackets: Mapping[str, Sequence[str]]) -> Iterator[str | Row]:
    """Yield a text in pieces: rows of brackets that are those of the deal, and what stands between them.

    `brackets`: the alternatives of each bracket of the clause, by its name.
    """
    rows = [(found, tuple(_GROUP.findall(found[0]))) for found in _ROW.finditer(text)]
    names = _names([words for _, words in rows], brackets)
    end = 0
    for (found, words), name in zip(rows, names):
        if name:
            yield text[end : found.start()]
            yield Row(name, words)
            end = found.end()
    yield text[end:]


def _names(rows: Sequence[Sequence[str]], brackets: Mapping[str, Sequence[str]]) -> list[str]:
    """Return for each row the bracket that it is; empty where that can't be told."""
    told = [[name for name, values in brackets.items() if _fits(row, values)] for row in rows]
    names = [fitting[0] if len(fitting) == 1 else "" for fitting in told]
    return [name if names.count(name) == 1 else "" for name in names]


def _fits(row: Sequence[str], values: Sequence[str]) -> bool:
    """Return whether brackets in a text say the alternatives of a bracket, one by one, by words that tell them apart.

    One of them may say it in other words, as long as no other alternative has these.
    """
    if len(row) != len(values) or len(row) < 2:
        return False
    words = [_WORD.findall(value.lower()) for value in values]
    own = [
        [word for word in each if not any(_alike(word, other) for other in chain(*words[:at], *words[at + 1 :]))]
        for at, each in enumerate(words)
    ]
    found = [_WORD.findall(text.lower()) for text in row]
    pairs = [
        (at, place)
        for at, each in enumerate(own)
        for place, said in enumerate(found)
        if any(_alike(word, other) for word in each for other in said)
    ]
    return len(pairs) >= len(row) - 1 and all(at == place for at, place in pairs)


def _alike(one: str, other: str) -> bool:
    return one == other or (len(one) >= _STEM and one[:_STEM] == other[:_STEM])
