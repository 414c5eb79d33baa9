"""Answers cut to a size: what is left out is named by a JSON Pointer, so that it can be asked for.

Sizes are weights of compact JSON: a letter of ASCII weighs 1, any other 4. Three count as a token. Tokenizers differ;
those of text in English and in other scripts that were tried need fewer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, shown

WEIGHT_OF_TOKEN = 3
_SHORTEST = 60
"""A text is not cut to less than this."""
_MOST_KEYS = 40
"""A mapping of more keys is no object of fields, all of which are kept, but is cut as a list is."""


@attrs.frozen
class Left:
    """What was left out: of the list, mapping or text `at` a pointer, all from `start` on, `left` of them."""

    at: str
    start: int
    left: int


def tokens_of(value: Any) -> int:
    """Return how many tokens a value has in JSON at most, by its weight."""
    return -(-weight(value) // WEIGHT_OF_TOKEN)


def weight(value: Any) -> int:
    """Return the weight of a value in JSON."""
    text = compact(value)
    return len(text) if text.isascii() else 4 * len(text) - 3 * sum(map(str.isascii, text))


def compact(value: Any) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cut(value: Any, room: int, at: str = "", start: int = 0) -> tuple[Any, list[Left]]:
    """Return a value cut to a weight, and what was left out. `start`: how much of it was left out before it begins.

    Numbers, and objects with all their fields, are kept even where the room does not suffice, and of a list or mapping
    at least a part of its first item, so that asking for what was left out comes to an end.
    """
    if weight(value) <= room:
        return value, []
    if isinstance(value, str):
        return _cut_text(value, room, at, start)
    if isinstance(value, Mapping):
        if len(value) <= _MOST_KEYS:
            return _cut_object(value, room, at)
        pairs, left = _cut_items([(key, key, content) for key, content in value.items()], room, at, start)
        return dict(pairs), left
    if isinstance(value, Sequence):
        pairs, left = _cut_items([(str(n), "", item) for n, item in enumerate(value, start)], room, at, start)
        return [item for _, item in pairs], left
    return value, []


def _cut_text(text: str, room: int, at: str, start: int) -> tuple[str, list[Left]]:
    letters = min(max(len(text) * (room - 2) // weight(text), _SHORTEST), len(text))
    rest = len(text) - letters
    return text[:letters], [Left(at, start + letters, rest)] if rest else []


def _cut_items(
    items: Sequence[tuple[str, str, Any]], room: int, at: str, start: int
) -> tuple[list[tuple[str, Any]], list[Left]]:
    """Keep the first items, whole; if not even the first fits, it is cut. Each has its name in pointers and its key."""
    kept: list[tuple[str, Any]] = []
    left: list[Left] = []
    room -= 2
    for name, key, content in items:
        room -= weight(content) + (weight(key) + 2 if key else 1)
        if room < 0:
            if not kept:
                content, left = cut(content, room + weight(content), f"{at}/{_escaped(name)}")
                kept.append((key, content))
            break
        kept.append((key, content))
    if len(kept) < len(items):
        left.append(Left(at, start + len(kept), len(items) - len(kept)))
    return kept, left


def _cut_object(value: Mapping[str, Any], room: int, at: str) -> tuple[dict[str, Any], list[Left]]:
    """Keep all fields: light ones whole, and heavy ones with equal shares of the room that these leave."""
    room -= 2 + sum(weight(key) + 2 for key in value)
    weights = {key: weight(content) for key, content in value.items()}
    shares: dict[str, int] = {}
    for number, key in enumerate(sorted(weights, key=lambda key: weights[key])):
        shares[key] = min(weights[key], max(room // (len(weights) - number), _least(value[key])))
        room -= shares[key]
    kept: dict[str, Any] = {}
    left: list[Left] = []
    for key, content in value.items():
        kept[key], more = _cut_field(content, shares[key], f"{at}/{_escaped(key)}")
        left += more
    return kept, left


def _cut_field(value: Any, room: int, at: str) -> tuple[Any, list[Left]]:
    """Return a field cut to a weight; a list is emptied where no part of its first item would fit."""
    if isinstance(value, (list, tuple)) and value and room < weight(value) and _least(value[0]) + 2 > room:
        return [], [Left(at, 0, len(value))]
    if isinstance(value, Mapping) and len(value) > _MOST_KEYS and room < weight(value):
        key, content = next(iter(value.items()))
        if weight(key) + _least(content) + 4 > room:
            return {}, [Left(at, 0, len(value))]
    return cut(value, room, at)


def _least(value: Any) -> int:
    """Return the least weight to which a value can be cut."""
    if isinstance(value, str):
        return min(weight(value), _SHORTEST + 2)
    if isinstance(value, Mapping) and len(value) <= _MOST_KEYS:
        return 2 + sum(weight(key) + 2 + _least(content) for key, content in value.items())
    return 2 if isinstance(value, (Mapping, list, tuple)) else weight(value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def part_of(value: Any, at: str, start: int) -> Any:
    """Return what is at a pointer in a value, from `start` on. Raises InputError for a pointer to nothing."""
    for key in _keys(at):
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, (list, tuple)) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            cure = "take `at` and `start` from `more` of an answer to the same call"
            raise InputError(
                [Mistake(f"there is nothing at `{shown(at, 200)}` in the answer", None, cure, code="call")]
            )
    if not start:
        return value
    if isinstance(value, Mapping):
        return dict(list(value.items())[start:])
    return value[start:] if isinstance(value, (str, list, tuple)) else value


def _keys(at: str) -> Iterator[str]:
    yield from (key.replace("~1", "/").replace("~0", "~") for key in at.split("/")[1:])
