"""Conditions from nodes: a name, a pattern, a bare list, or a mapping with one of the forms' keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dealcheck.errors import nearest, shown
from dealcheck.files.structure import Structurer
from dealcheck.model import conditions as c
from dealcheck.model.fields import fields_by_key
from dealcheck.syntax.nodes import YamlNode

OF_MANY: dict[str, Callable[..., c.Condition]] = {"all": c.All, "any": c.AnyOf}
OF_ONE: Mapping[str, Callable[..., c.Condition]] = c.ONE_OPERAND
OF_NUMBERS: dict[str, type] = {"count": c.Count, "total": c.Total}
FORMS = (*OF_MANY, *OF_ONE, *OF_NUMBERS)
"""The keys that make a mapping something other than a pattern."""
_EXPECTED = (
    "a condition: a definition's name, a pattern such as `{party, action, object}`, a list, or `all`, `any`, `not` …"
)


def read_condition(reader: Structurer, node: YamlNode) -> c.Condition:
    """Return the node as a condition; where it is none, note a mistake and return `all: []`."""
    if node.kind == "list":
        return c.All(_read_each(reader, node))
    if node.kind == "scalar" and not node.is_null:
        return c.Named(reader.read_reference(node))
    if node.kind != "mapping" or not node.pairs:
        reader.mistakes.add(f"expected {_EXPECTED}, found {_found(node)}", node.place)
        return c.All(())
    forms = [(key, value) for key, value in node.pairs if key.text in FORMS]
    if not forms:
        return _read_pattern(reader, node)
    key, value = forms[0]
    for other_key, _ in node.pairs:
        if other_key is not key and other_key.text == key.text:
            reader.mistakes.add(f"`{key.text}` is given twice", other_key.place, "keep one of them")
        elif other_key is not key:
            cure = f"give `{key.text}` a mapping of its own, and join the two with `all` or `any`"
            reader.mistakes.add(f"`{shown(other_key.text)}` can't stand beside `{key.text}`", other_key.place, cure)
    return _read_form(reader, key.text, value)


def _found(node: YamlNode) -> str:
    return "an empty mapping" if node.kind == "mapping" else node.describe()


def _read_pattern(reader: Structurer, node: YamlNode) -> c.Condition:
    known = fields_by_key(c.Pattern)
    names = [key for key, _ in node.pairs if key.kind == "scalar" and key.text not in known]
    if len(names) == len(node.pairs):  # no key of a pattern at all: perhaps a form, misspelt
        for key in names:
            cure = nearest(key.text, [*FORMS, *known])
            reader.mistakes.add(f"unknown key `{shown(key.text)}` in a condition", key.place, cure)
        return c.All(())
    pattern: c.Pattern = reader.instance(node, c.Pattern)
    return pattern


def _read_form(reader: Structurer, form: str, value: YamlNode) -> c.Condition:
    if form in OF_MANY:
        return OF_MANY[form](_read_each(reader, value))
    if form in OF_ONE:
        return OF_ONE[form](read_condition(reader, value))
    if value.kind != "mapping":
        reader.mistakes.add(f"expected a mapping with `of` and a test, found {value.describe()}", value.place)
        return c.All(())
    condition: Any = reader.instance(value, OF_NUMBERS[form])
    return condition  # type: ignore[no-any-return]


def read_amount(reader: Structurer, node: YamlNode) -> Any:
    """Return an amount: a number, a multiple of a sum, or a list of these, which are added up."""
    if node.kind == "list":
        if not node.items:
            reader.mistakes.add("the list is empty", node.place, "name at least one number or sum")
        return tuple(_read_addend(reader, item) for item in node.items)
    return _read_addend(reader, node)


def _read_addend(reader: Structurer, node: YamlNode) -> Any:
    if node.kind == "mapping":
        return reader.instance(node, c.Multiple)
    return reader.read_number(node)


CONDITION_READERS = {"condition": read_condition, "amount": read_amount}


def _read_each(reader: Structurer, node: YamlNode) -> tuple[c.Condition, ...]:
    if node.kind != "list":
        reader.mistakes.add(f"expected a list of conditions, found {node.describe()}", node.place, "put it in `[ ]`")
        return (read_condition(reader, node),) if node.kind == "mapping" or not node.is_null else ()
    return tuple(read_condition(reader, item) for item in node.items)
