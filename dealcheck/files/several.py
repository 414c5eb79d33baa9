"""One entry for each of several: `each` written out before anything is read.

An entry with `each: {party: [north, south]}` stands for one entry for each combination of the values, and `$party` in
it for the value. The entries are named after it and their values: `pays.north`, `pays.south`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.syntax.nodes import MOST_NODES, YamlNode

EACH = "each"
MOST_ENTRIES = 10_000
"""One entry may stand for this many."""
MOST_LETTERS = 60
"""A value that `each` names may have this many characters, as names are made of it."""
MOST_TITLE = 500
"""The title of an entry that stands for several may have this many characters."""
VARIABLE_PATTERN = r"^\$([a-z][a-z0-9-]*)$"
VARIABLE = re.compile(VARIABLE_PATTERN[1:-1])
"""How a variable is written; the group is its name."""


def written_out(node: YamlNode, mistakes: Mistakes, *, in_conditions: bool = False) -> tuple[YamlNode, frozenset[str]]:
    """Return a mapping of entries with one for each combination of the values that their `each` names.

    Beside it, return the names that were made. `in_conditions`: the name of such an entry then stands for all of them.
    """
    if node.kind != "mapping" or not any(_each_of(value) for _, value in node.pairs):
        return node, frozenset()
    made: set[str] = set()
    room = MOST_NODES
    pairs: list[tuple[YamlNode, YamlNode]] = []
    for key, value in node.pairs:
        each = _each_of(value)
        if each is None:
            pairs.append((key, value))
            continue
        entries = list(_entries(key, value, each, mistakes, room))
        room -= len(entries) * (value.size - each.size)
        pairs += entries
        made.update(name.text for name, _ in entries)
        if in_conditions:
            pairs.append((key, attrs.evolve(value, kind="list", pairs=(), items=[name for name, _ in entries])))
    return attrs.evolve(node, pairs=pairs), frozenset(made)


def _each_of(entry: YamlNode) -> YamlNode | None:
    if entry.kind != "mapping":
        return None
    return next((value for key, value in entry.pairs if key.text == EACH), None)


def _entries(
    name: YamlNode, entry: YamlNode, each: YamlNode, mistakes: Mistakes, room: int
) -> Iterator[tuple[YamlNode, YamlNode]]:
    """Yield an entry for each combination, with its name; none where these are too many.

    `room`: how many nodes there may be in all of them.
    """
    values = _values(each, mistakes)
    body = attrs.evolve(entry, pairs=[(key, value) for key, value in entry.pairs if key.text != EACH])
    for key in [key for key, _ in entry.pairs if key.text == EACH][1:]:
        mistakes.add(f"`{EACH}` is given twice", key.place, "keep one of them")
    _check_variables(body, values, mistakes)
    count = prod(map(len, values.values()))
    if count > MOST_ENTRIES:
        mistakes.add(f"these are more than {MOST_ENTRIES:,} combinations", each.place, "name fewer values")
        return
    if count * (entry.size - each.size) > room:
        message = f"written out for each combination, these entries have more than {MOST_NODES:,} values"
        mistakes.add(message, each.place, "name fewer values")
        return
    for chosen in product(*values.values()):
        text = ".".join((name.text, *(value.text for value in chosen)))
        yield attrs.evolve(name, text=text), _replaced(body, dict(zip(values, chosen)))


def _values(each: YamlNode, mistakes: Mistakes) -> dict[str, list[YamlNode]]:
    """Return the values that each variable takes."""
    expected = "a mapping from names to lists, as `{party: [north, south]}`"
    if each.kind != "mapping" or not each.pairs:
        what = "an empty mapping" if each.kind == "mapping" else each.describe()
        mistakes.add(f"expected {expected}, found {what}", each.place)
        return {}
    values: dict[str, list[YamlNode]] = {}
    for key, value in each.pairs:
        items = list(value.items) if value.kind == "list" else [value]
        if key.text in values:
            mistakes.add(f"`{shown(key.text)}` is given twice", key.place, "keep one of them")
        if key.kind != "scalar" or not VARIABLE.fullmatch(f"${key.text}"):
            mistakes.add(f"`{shown(key.text)}` can't be written as `${shown(key.text)}`", key.place, "name it as an id")
        if not items:
            mistakes.add("the list is empty", value.place, "name at least one")
        values[key.text] = list(_proper(items, mistakes))
    return values


def _proper(items: Iterable[YamlNode], mistakes: Mistakes) -> Iterator[YamlNode]:
    """Yield the values that a variable may take, and note the others."""
    seen: set[str] = set()
    for item in items:
        if item.kind != "scalar" or item.is_null:
            mistakes.add(f"expected a name or a value, found {item.describe()}", item.place)
        elif len(item.text) > MOST_LETTERS:
            message = f"a value of `{EACH}` may have {MOST_LETTERS} characters, and this has {len(item.text):,}"
            mistakes.add(message, item.place, "choose a shorter one")
        elif item.text in seen:
            mistakes.add(f"`{shown(item.text)}` occurs twice in the list", item.place, "keep one of them")
        else:
            yield item
        seen.add(item.text)


def _check_variables(node: YamlNode, values: Mapping[str, object], mistakes: Mistakes) -> None:
    """Note every variable that `each` does not name, or that stands for a key, and a title that is too long."""
    waiting = [(node, "")]
    while waiting:
        part, key = waiting.pop()
        match = VARIABLE.fullmatch(part.text)
        names = VARIABLE.findall(part.text) if key == "title" else [match[1]] if match else []
        for name in names:
            if name not in values:
                mistakes.add(f"`{EACH}` does not name `{shown(name)}`", part.place, nearest(name, values))
        if key == "title" and len(part.text) > MOST_TITLE:
            message = f"with `{EACH}`, a title may have {MOST_TITLE} characters, and this has {len(part.text):,}"
            mistakes.add(message, part.place, "shorten it")
        for name, _ in part.pairs:
            if VARIABLE.fullmatch(name.text):
                mistakes.add(f"`{shown(name.text)}` can't stand for a key", name.place, "variables stand for values")
        waiting += [*((item, "") for item in part.items), *((value, name.text) for name, value in part.pairs)]


def _replaced(node: YamlNode, chosen: Mapping[str, YamlNode], key: str = "") -> YamlNode:
    """Return a node with the chosen value wherever a variable stands for one; in a title, within the text too."""
    if node.kind == "scalar":
        match = VARIABLE.fullmatch(node.text)
        if match and match[1] in chosen and key != "title":
            return chosen[match[1]]  # with its own place: that is where a mistake in it can be mended
        if key == "title":
            return _filled(node, chosen)
        return node
    return attrs.evolve(
        node,
        items=[_replaced(item, chosen) for item in node.items],
        pairs=[(name, _replaced(value, chosen, name.text)) for name, value in node.pairs],
    )


def _filled(title: YamlNode, chosen: Mapping[str, YamlNode]) -> YamlNode:
    """Return a title with the chosen values in it; those that are names may later be shown by their own titles."""
    parts = VARIABLE.split(title.text)  # plain text and the name of a variable in turn
    parts[1::2] = [chosen[name].text if name in chosen else f"${name}" for name in parts[1::2]]
    return attrs.evolve(title, text="".join(parts), parts=tuple(parts) if len(parts) > 1 else ())
