"""Every word of a file, with its place and what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import item_of, keys_of, mark_of, sort_of, value_of
from dealcheck.model.deal import Step
from dealcheck.model.fields import unwrapped
from dealcheck.place import Place
from dealcheck.syntax.nodes import YamlNode

FAMILIES = {"leaf": "object"}
"""Sorts of words that belong to a wider one: a leaf is an object without parts."""


@attrs.frozen
class Occurrence:
    """A word in a file.

    `sort`: what it names. `defines`: whether it is defined here. `path`: the keys above it. `scope`: those above the
    deal it is about, where a file holds several.
    """

    sort: str
    name: str
    place: Place
    length: int
    defines: bool = False
    path: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    hint: Any = attrs.field(default=None, eq=False, repr=False)

    @property
    def family(self) -> str:
        """Its sort, or the wider one that it belongs to."""
        return FAMILIES.get(self.sort, self.sort)

    def covers(self, line: int, column: int) -> bool:
        """Return whether a place, counted from 1, is in the word or just after it."""
        return line == self.place.line and self.place.column <= column <= self.place.column + self.length


def kind_of(node: YamlNode | None) -> str:
    """Return the kind of file that a tree is of; empty if it is none of dealcheck's."""
    if node is None or not node.pairs or node.pairs[0][0].text not in KINDS:
        return ""
    return node.pairs[0][0].text


def occurrences(node: YamlNode | None) -> list[Occurrence]:
    """Return the words of a file, in the order of its text."""
    kind = kind_of(node)
    if node is None or not kind:
        return []
    words = dict.fromkeys(_Walker(kind).walk(node, KINDS[kind], (), ()))  # an alias leads to the same words again
    return sorted(words, key=lambda word: (word.place.line, word.place.column))


def at(occurrences: Iterable[Occurrence], line: int, column: int) -> Occurrence | None:
    """Return the word at a place."""
    return next((occurrence for occurrence in occurrences if occurrence.covers(line, column)), None)


class _Walker:
    def __init__(self, kind: str) -> None:
        self.kind = kind

    def walk(self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]) -> Iterator[Occurrence]:
        if node.kind == "scalar":
            yield from self._scalar(node, hint, path, scope)
        elif node.kind == "list":
            for item in node.items:
                yield from self.walk(item, item_of(hint) or hint, path, scope)
        else:
            yield from self._mapping(node, hint, path, scope)

    def _mapping(
        self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]
    ) -> Iterator[Occurrence]:
        keys = [key.text for key, _ in node.pairs]
        known = keys_of(hint, keys)
        if path[:-1] == ("cases",):  # a case: its expectations use the names of its deal
            scope = (*path, "deal")
        for key, value in node.pairs:
            below = (*path, key.text)
            inner = value_of(hint, key.text, keys)
            if known is not None:
                yield self._word("key", key, False, path, scope, hint)
            else:
                sort, defines = self._of_key(hint)
                yield self._word(sort, key, defines, path, scope, inner)
            yield from self.walk(value, inner, below, scope)

    def _of_key(self, hint: Any) -> tuple[str, bool]:
        """Return what the free keys of a mapping name, and whether they are defined there."""
        mark = mark_of(hint)
        if mark in ("expectations", "broken"):
            return ("ruleset" if mark == "expectations" else "bottom-line"), False
        return ("attribute", False) if mark == "attributes" else (sort_of(hint) or "entry", True)

    def _scalar(self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]) -> Iterator[Occurrence]:
        if node.is_null:
            return
        hint = item_of(hint) if mark_of(hint) in ("one-or-many", "any-number", "many") else hint
        sort = sort_of(hint) or {"deal-or-path": "path"}.get(mark_of(hint), "")
        if hint is not None and unwrapped(hint)[0] is Step:
            sort = "step"
        if len(path) >= 2 and "broken" in path[-2:] and mark_of(hint) == "id":
            sort = "bottom-line" if path[-1] == "broken" else "step"
        if path == ("rules",):
            sort = "rules"
        if sort:
            yield self._word(sort, node, self._defines(sort, path), path, scope, hint)

    def _defines(self, sort: str, path: tuple[str, ...]) -> bool:
        if sort in ("vocabulary", "ruleset"):
            return path == (self.kind,) == (sort,)
        if sort == "step":
            return "steps" in path[-2:]
        return sort == "verb" and path[:1] == ("actions",)

    def _word(
        self, sort: str, node: YamlNode, defines: bool, path: tuple[str, ...], scope: tuple[str, ...], hint: Any
    ) -> Occurrence:
        place = node.place
        if not node.plain:  # the word comes after the quotation mark
            place = attrs.evolve(place, column=place.column + 1)
        return Occurrence(sort, node.text, place, len(node.text), defines, path, scope, hint)
