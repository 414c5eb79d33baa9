"""One entry for each of several: `each` written out before anything is read.

An entry with `each: {party: [north, south]}` stands for one entry for each combination of the values, and `$party` in
it for the value. The entries are named after it and their values: `pays.north`, `pays.south`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.syntax.nodes import YamlNode

EACH = "each"
MOST_ENTRIES = 10_000
"""One entry may stand for this many."""
_VARIABLE = re.compile(r"\$([a-z][a-z0-9-]*)")


def written_out(node: YamlNode, mistakes: Mistakes, *, in_conditions: bool = False) -> tuple[YamlNode, frozenset[str]]:
    """Return a mapping of entries with one for each combination of the values that their `each` names.

    Beside it, return the names that were made. `in_conditions`: the name of such an entry then stands for all of them.
    """
    if node.kind != "mapping" or not any(_each_of(value) for _, value in node.pairs):
        return node, frozenset()
    made: set[str] = set()
    pairs: list[tuple[YamlNode, YamlNode]] = []
    for key, value in node.pairs:
        each = _each_of(value)
        if each is None:
            pairs.append((key, value))
            continue
        entries = list(_entries(key, value, each, mistakes))
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
    name: YamlNode, entry: YamlNode, each: YamlNode, mistakes: Mistakes
) -> Iterator[tuple[YamlNode, YamlNode]]:
    """Yield an entry for each combination, with its name; none where `each` is not well formed."""
    values = _values(each, mistakes)
    body = attrs.evolve(entry, pairs=[(key, value) for key, value in entry.pairs if key.text != EACH])
    if any(key.text == EACH for key, _ in body.pairs):
        mistakes.add(f"`{EACH}` is given twice", entry.place, "keep one of them")
    _check_variables(body, values, mistakes)
    if values and prod(map(len, values.values())) > MOST_ENTRIES:
        mistakes.add(f"these are more than {MOST_ENTRIES:,} combinations", each.place, "name fewer values")
        return
    for chosen in product(*values.values()):
        text = ".".join((name.text, *(value.text for value in chosen)))
        yield attrs.evolve(name, text=text), _replaced(body, dict(zip(values, chosen)))


def _values(each: YamlNode, mistakes: Mistakes) -> dict[str, list[YamlNode]]:
    """Return the values that each variable takes."""
    expected = "a mapping from names to lists, as `{party: [north, south]}`"
    if each.kind != "mapping" or not each.pairs:
        mistakes.add(f"expected {expected}, found {each.describe()}", each.place)
        return {}
    values: dict[str, list[YamlNode]] = {}
    for key, value in each.pairs:
        items = list(value.items) if value.kind == "list" else [value]
        if key.text in values:
            mistakes.add(f"`{shown(key.text)}` is given twice", key.place, "keep one of them")
        if key.kind != "scalar" or not _VARIABLE.fullmatch(f"${key.text}"):
            mistakes.add(f"`{shown(key.text)}` can't be written as `${shown(key.text)}`", key.place, "name it as an id")
        seen: set[str] = set()
        for item in items:
            if item.kind != "scalar" or item.is_null:
                mistakes.add(f"expected a name or a value, found {item.describe()}", item.place)
            if item.text in seen:
                mistakes.add(f"`{shown(item.text)}` occurs twice in the list", item.place, "keep one of them")
            seen.add(item.text)
        if not items:
            mistakes.add("the list is empty", value.place, "name at least one")
        values[key.text] = items
    return values


def _check_variables(node: YamlNode, values: Mapping[str, object], mistakes: Mistakes) -> None:
    """Note every variable that `each` does not name."""
    for scalar in _scalars(node):
        match = _VARIABLE.fullmatch(scalar.text)
        if match and match[1] not in values:
            message = f"`each` does not name `{shown(match[1])}`"
            mistakes.add(message, scalar.place, nearest(match[1], values))


def _scalars(node: YamlNode) -> Iterator[YamlNode]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.kind == "scalar":
            yield each
        waiting += [*each.items, *(part for pair in each.pairs for part in pair)]


def _replaced(node: YamlNode, chosen: Mapping[str, YamlNode], key: str = "") -> YamlNode:
    """Return a node with the chosen value wherever a variable stands for one; in a title, within the text too."""
    if node.kind == "scalar":
        match = _VARIABLE.fullmatch(node.text)
        if match and match[1] in chosen:
            value = chosen[match[1]]
            return attrs.evolve(node, text=value.text, plain=value.plain)
        if key == "title":
            return attrs.evolve(node, text=_VARIABLE.sub(lambda match: _text_for(match, chosen), node.text))
        return node
    return attrs.evolve(
        node,
        items=[_replaced(item, chosen) for item in node.items],
        pairs=[(name, _replaced(value, chosen, name.text)) for name, value in node.pairs],
    )


def _text_for(match: re.Match[str], chosen: Mapping[str, YamlNode]) -> str:
    return chosen[match[1]].text if match[1] in chosen else match[0]
