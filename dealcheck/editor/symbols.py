"""The outline of a file: its sections, and what each holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from dealcheck.editor.index import kind_of
from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import mark_of, sort_of, value_of
from dealcheck.place import Place
from dealcheck.syntax.nodes import YamlNode


@attrs.frozen
class Symbol:
    """A named part of a file: what it is, the place of its name, where it ends, and the parts within it."""

    name: str
    sort: str
    title: str
    place: Place
    end: Place
    within: tuple[Symbol, ...] = ()


def symbols(node: YamlNode | None) -> tuple[Symbol, ...]:
    """Return what a file holds, the file itself first."""
    kind = kind_of(node)
    if node is None or not kind:
        return ()
    sections = tuple(_sections(node, KINDS[kind]))
    name = node.pairs[0][1].text
    return (Symbol(name, kind, _title(node), node.place, _end(node), sections),)


def _sections(node: YamlNode, hint: Any) -> Iterator[Symbol]:
    for key, value in node.pairs:
        inner = value_of(hint, key.text, [key.text for key, _ in node.pairs])
        if value.kind == "mapping":
            yield Symbol(key.text, "section", "", key.place, _end(value), tuple(_entries(value, inner)))


def _entries(node: YamlNode, hint: Any) -> Iterator[Symbol]:
    """Yield the entries of a section; of objects, also their parts."""
    if mark_of(hint) not in ("entries", "several"):
        return
    for key, value in node.pairs:
        parts = [content for name, content in value.pairs if name.text == "parts"] if sort_of(hint) == "object" else []
        within = tuple(symbol for part in parts for symbol in _entries(part, hint))
        yield Symbol(key.text, sort_of(hint) or "entry", _title(value), key.place, _end(value), within)


def _title(node: YamlNode) -> str:
    return next((value.text for key, value in node.pairs if key.text == "title" and value.kind == "scalar"), "")


def _end(node: YamlNode) -> Place:
    """Return the beginning of the last value within a value: its line is what matters."""
    while node.pairs or node.items:
        node = node.pairs[-1][1] if node.pairs else node.items[-1]
    return node.place
