"""Deals to YAML text, as `dealcheck fmt` has it: what the reader reads back as the same deal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import yaml

from dealcheck.errors import InputError, Mistake
from dealcheck.files.formatter import lay_out
from dealcheck.files.values import parse_value
from dealcheck.model.calendar import Duration
from dealcheck.model.deal import Deal
from dealcheck.model.fields import key_of
from dealcheck.numbers import number_text

_SHORT = 100
"""A mapping or list that holds only scalars is written on one line when it takes at most this many characters."""


def deal_text(deal: Deal) -> str:
    """Return the text of a deal file; reading it gives the deal again. Empty and default values are left out."""
    if not isinstance(deal, Deal):
        raise InputError([Mistake(f"`deal`: expected a `Deal`, found {type(deal).__name__}")])
    text = yaml.dump(
        _data(deal), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"), default_flow_style=False
    )
    return lay_out(text)


def _data(value: Any) -> Any:
    """Return a value as plain mappings, lists and scalars, by the keys that its class has in a file."""
    if isinstance(value, Mapping):
        return {str(key): _data(content) for key, content in value.items()}
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if not attrs.has(type(value)) or isinstance(value, Duration):
        return str(value) if isinstance(value, (str, Duration)) else value
    data = {}
    for attribute in attrs.fields(type(value)):
        content = getattr(value, attribute.name)
        if "doc" in attribute.metadata and not _says_nothing(attribute, content):
            data[key_of(attribute)] = _field(key_of(attribute), content)
    return data["id"] if list(data) == ["id"] else data  # a step that has only an id


def _says_nothing(attribute: Any, value: Any) -> bool:
    default = attribute.default
    if default is not attrs.NOTHING and not isinstance(default, type(attrs.Factory(dict))):
        return bool(value == default)  # no weekend is not the default
    return value in ((), "", None) or value == {} or value is False


def _field(key: str, value: Any) -> Any:
    if key == "attributes":
        return {str(name): _one_or_many(values) for name, values in value.items()}
    if key in ("steps", "provisions", "alternatives"):
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
