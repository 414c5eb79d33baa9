"""Brackets from nodes: ranges of numbers, alternative parties, and the options of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from dealcheck.errors import shown
from dealcheck.files.structure import Structurer
from dealcheck.model.brackets import MOST_RANGES, MOST_VALUES, Choices, Range
from dealcheck.model.deal import Deal
from dealcheck.model.fields import PartyId, ProvisionId, fields_by_key
from dealcheck.place import Word
from dealcheck.syntax.nodes import YamlNode


def read_alternatives(reader: Structurer, node: YamlNode) -> tuple[Any, ...]:
    """Return the alternatives of an attribute: one value, or a list of values, ranges and `null`."""
    if node.kind == "mapping":
        return (_read_range(reader, node),)
    if node.kind != "list":
        return (reader.read_value(node),)
    if not node.items:
        reader.mistakes.add("the list is empty", node.place, "name at least one, or leave the key out")
        return (Word(""),)
    values = tuple(_read_alternative(reader, item, alone=len(node.items) == 1) for item in node.items)
    _check_differ(reader, node, values)
    return values


def _read_alternative(reader: Structurer, node: YamlNode, *, alone: bool) -> Any:
    if node.kind == "mapping":
        return _read_range(reader, node)
    if node.is_null and not alone:
        return None
    return reader.read_value(node)


def _read_range(reader: Structurer, node: YamlNode) -> Any:
    if not any(key.text in fields_by_key(Range) for key, _ in node.pairs):
        reader.wrong(node, "text, a number, `true`, `false`, or a range such as `{from: 30, to: 60}`")
        return Word("")
    before = len(reader.mistakes.found)
    numbers: Range = reader.instance(node, Range)
    fault = numbers.fault() if len(reader.mistakes.found) == before else ""
    if fault:
        reader.mistakes.add(f"this is no range: {fault}", node.place, "write as `{from: 30, to: 60, by: 15}`")
    return numbers if len(reader.mistakes.found) == before else Word("")


def _check_differ(reader: Structurer, node: YamlNode, values: tuple[Any, ...]) -> None:
    """Note alternatives that occur twice, and more of them than there may be."""
    for number, message, cure in faults_of(values):
        reader.mistakes.add(message, node.place if number is None else node.items[number].place, cure)


def faults_of(values: Sequence[Any]) -> Iterator[tuple[int | None, str, str]]:
    """Yield what is wrong with alternatives as a whole: the number of one or None for all, a message, and a cure."""
    ranges = {number: value for number, value in enumerate(values) if isinstance(value, Range)}
    if len(ranges) > MOST_RANGES:
        yield None, f"these are more than {MOST_RANGES} ranges", "take wider ones"
    elif len(values) + sum(len(each) - 1 for each in ranges.values()) > MOST_VALUES:
        yield None, f"these are more than {MOST_VALUES:,} alternatives", "take wider steps"
    else:
        for number, value in _repeated(values, ranges):
            yield number, f"`{shown(_text(value))}` occurs twice in the list", "keep one of them"


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _repeated(values: Sequence[Any], ranges: Mapping[int, Range]) -> Iterator[tuple[int, Any]]:
    """Yield the numbers of alternatives that share a value with others, each with the value."""
    seen: set[Any] = set()
    for number, value in enumerate(values):
        key = (isinstance(value, bool), value)
        if number not in ranges and value != "":
            if key in seen:
                yield number, value
            seen.add(key)
    single = {value for is_bool, value in seen if not is_bool and isinstance(value, Decimal)}
    for number, numbers in ranges.items():
        few, others = (numbers, single) if len(numbers) < len(single) else (single, numbers)
        within = (each for each in few if each in others)
        overlaps = (each.first_shared(numbers) for each in ranges.values() if each is not numbers)
        shared = next((each for each in chain(within, overlaps) if each is not None), None)
        if shared is not None:
            yield number, shared


def read_bound(reader: Structurer, node: YamlNode) -> tuple[Any, ...]:
    """Return parties that are bound together, or a tuple of such tuples, which are alternatives."""
    if node.kind != "list" or not any(item.kind == "list" for item in node.items):
        parties: tuple[Any, ...] = reader.read_one_or_many(node, Structurer.read_id, PartyId)
        return parties
    for item in node.items:
        if item.kind != "list":
            cure = "put it in `[ ]`: each alternative is a list of parties that are bound together"
            reader.mistakes.add(f"expected a list of parties, found {item.describe()}", item.place, cure)
    together = [reader.read_one_or_many(item, Structurer.read_id, PartyId) for item in node.items]
    seen: set[frozenset[str]] = set()
    for item, parties in zip(node.items, together):
        if frozenset(parties) in seen:
            reader.mistakes.add("these parties occur twice in the list", item.place, "keep one of them")
        seen.add(frozenset(parties))
    return tuple(together)


def read_option(reader: Structurer, node: YamlNode) -> Choices:
    """Return an option: provisions, and mappings from `provision.field` to a value or with `alternatives`."""
    items = node.items if node.kind == "list" else (node,)
    names = [item for item in items if item.kind != "mapping"]
    settles: dict[str, Any] = {}
    alternatives: dict[str, Any] = {}
    for item in items:
        for key, value in reader.pairs(item, None, "an option").items() if item.kind == "mapping" else ():
            if key == "alternatives":
                alternatives.update(_read_within(reader, value, alternatives))
            elif key == "provisions":
                names += value.items if value.kind == "list" else [value]
            elif "." not in key:
                cure = "name provisions in a list; a bracket is settled by `provision.field: value`"
                reader.mistakes.add(f"unknown key `{shown(key)}` in an option", key, cure)
            elif key in settles:
                reader.mistakes.add(f"`{shown(key)}` is given twice", key, "keep one of them")
            else:
                settles[key] = _read_settled(reader, value)
    listed = YamlNode("list", node.file, node.line, node.column, items=names)
    provisions = reader.read_any_number(listed, Structurer.read_id, ProvisionId)
    return Choices(provisions=provisions, settles=settles, alternatives=alternatives, place=node.place)


def _read_within(reader: Structurer, node: YamlNode, known: dict[str, Any]) -> dict[str, Any]:
    """Return the articles of an option; those that it has already are mistakes."""
    articles: dict[str, Any] = reader.read(node, fields_by_key(Deal)["alternatives"][1])
    for name in articles:
        if name in known:
            reader.mistakes.add(f"`{shown(name)}` is given twice", name, "keep one of them")
    return articles


def _read_settled(reader: Structurer, node: YamlNode) -> Any:
    if node.kind == "list":
        return reader.read_one_or_many(node, Structurer.read_id, PartyId)
    return None if node.is_null else reader.read_value(node)


BRACKET_READERS: dict[str, Callable[[Structurer, YamlNode], Any]] = {
    "alternatives": read_alternatives,
    "bound": read_bound,
    "option": read_option,
}
