"""Deals to YAML text, as `dealcheck fmt` has it: what the reader reads back as the same deal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import yaml

from dealcheck.errors import InputError
from dealcheck.files.arguments import check_is
from dealcheck.files.layout.formatter import lay_out
from dealcheck.files.values import parse_value
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Choices
from dealcheck.model.calendar import Duration
from dealcheck.model.deal import Deal
from dealcheck.model.fields import key_of
from dealcheck.numbers import number_text

_SHORT = 100
"""A mapping or list that holds only scalars is written on one line when it takes at most this many characters."""


def deal_text(deal: Deal) -> str:
    """Return the text of a deal file; reading it gives the deal again. Empty and default values are left out."""
    check_is(Deal, deal=deal)
    text = yaml.dump(
        _data(deal), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"), default_flow_style=False
    )
    return lay_out(text)


def dependency_text(condition: c.Condition) -> str:
    """Return what a provision depends on as one line of YAML; reading it gives the condition again."""
    text = yaml.dump(_data(condition), Dumper=_LineDumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    return text.removesuffix("...\n").strip()


def _data(value: Any) -> Any:
    """Return a value as plain mappings, lists and scalars, by the keys that its class has in a file."""
    if isinstance(value, Mapping):
        return {str(key): _data(content) for key, content in value.items()}
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if isinstance(value, Choices):
        return _option(value)
    if isinstance(value, (c.Named, c.All, c.AnyOf, c.OneOperand)):
        return _condition(value)
    if isinstance(value, c.Count):
        return {"count": _mapping(value)}
    if not attrs.has(type(value)) or isinstance(value, Duration):
        return str(value) if isinstance(value, (str, Duration)) else value
    data = _mapping(value)
    return data["id"] if list(data) == ["id"] else data  # a step that has only an id


def _mapping(value: Any) -> dict[str, Any]:
    """Return an object of a model class by its keys, without what says nothing."""
    return {
        key_of(attribute): _field(key_of(attribute), content)
        for attribute in attrs.fields(type(value))
        if "doc" in attribute.metadata and not _says_nothing(attribute, content := getattr(value, attribute.name))
    }


def _option(option: Choices) -> Any:
    """Return an option: the provisions that it keeps, then a mapping with what it settles and opens."""
    more = {str(key): _data(value) for key, value in option.settles.items()}
    if option.alternatives:
        more["alternatives"] = _data(option.alternatives)
    kept = [str(name) for name in option.provisions]
    return more if more and not kept else [*kept, *([more] if more else [])]


def _condition(condition: c.Named | c.All | c.AnyOf | c.OneOperand) -> Any:
    """Return a condition that provisions depend on."""
    if isinstance(condition, c.Named):
        return str(condition.name)
    if isinstance(condition, c.All):
        return [_data(part) for part in condition.of]
    if isinstance(condition, c.AnyOf):
        return {"any": [_data(part) for part in condition.of]}
    return {key: _data(condition.of) for key, form in c.ONE_OPERAND.items() if type(condition) is form}


def _says_nothing(attribute: Any, value: Any) -> bool:
    default = attribute.default
    if default is attrs.NOTHING:
        return False
    if default is None or value is None:
        return value is None
    if not isinstance(default, type(attrs.Factory(dict))):
        return bool(value == default)  # no weekend is not the default
    return value in ((), "") or value == {} or value is False


def _field(key: str, value: Any) -> Any:
    if key == "attributes":
        return {str(name): _one_or_many(values) for name, values in value.items()}
    if key in ("steps", "provisions", "alternatives", "of", "in") or (key == "parties" and isinstance(value[0], tuple)):
        return _data(value)
    return _one_or_many(value) if isinstance(value, tuple) else _data(value)


def _one_or_many(values: tuple[Any, ...]) -> Any:
    return _data(values[0]) if len(values) == 1 else _data(values)


class _Dumper(yaml.SafeDumper):
    """Writes numbers exactly, quotes text that would be read as something else, and keeps short lists on a line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        node.flow_style = _fits_a_line(node)
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        node = super().represent_sequence(tag, sequence, flow_style)
        node.flow_style = _fits_a_line(node)
        return node


class _LineDumper(_Dumper):
    """Writes all on one line."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        return yaml.SafeDumper.represent_mapping(self, tag, mapping, flow_style=True)

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        return yaml.SafeDumper.represent_sequence(self, tag, sequence, flow_style=True)


def _fits_a_line(node: Any) -> bool:
    """Return whether all that a mapping or list holds is short and needs no quotes."""
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
    plain = all(isinstance(part, yaml.ScalarNode) and not part.style for part in parts)
    return plain and sum(len(part.value) + 2 for part in parts) <= _SHORT


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    text = number_text(number)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if _is_plain(text) else '"')


def _is_plain(text: str) -> bool:
    """Return whether the reader takes the text, written without quotes, for this text."""
    try:
        return parse_value(text) == text and text.strip() == text
    except InputError:
        return False


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(str, _text)
