"""Every word of a file, with its place and what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import attrs

from dealcheck.files.documents import KINDS
from dealcheck.files.several import EACH, VARIABLE
from dealcheck.files.shapes import is_repeated, item_of, keys_of, mark_of, scalar_of, sort_of, value_of
from dealcheck.model.deal import Step
from dealcheck.model.fields import Id, OneOrMany, Points, Sort, unwrapped
from dealcheck.place import Place
from dealcheck.syntax.nodes import YamlNode

FAMILIES = {"leaf": "object"}
"""Sorts of words that belong to a wider one: a leaf is an object without parts."""


@attrs.frozen
class Occurrence:
    """A word in a file.

    `sort`: what it names. `defines`: whether it is defined here. `path`: the keys above it. `scope`: those above the
    deal it is about, where a file holds several; of a variable, those above its entry. `stands_for`: of a variable,
    what its values name.
    """

    sort: str
    name: str
    place: Place
    length: int
    defines: bool = False
    path: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    hint: Any = attrs.field(default=None, eq=False, repr=False)
    stands_for: str = ""

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
    """Walks the tree of a file.

    `variables`: in an entry with `each`, the sorts of what its variables stand for, and where the entry is.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.variables: dict[str, str] = {}
        self.entry: tuple[str, ...] = ()

    def walk(self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]) -> Iterator[Occurrence]:
        if node.kind == "scalar":
            yield from self._scalar(node, hint, path, scope)
        elif node.kind == "list":
            for item in node.items:
                yield from self.walk(item, item_of(hint) or hint, path, scope)
        elif is_repeated(hint) and any(key.text == EACH for key, _ in node.pairs):
            yield from self._repeated(node, hint, path, scope)
        else:
            yield from self._mapping(node, hint, path, scope)

    def _repeated(
        self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]
    ) -> Iterator[Occurrence]:
        """Yield the words of an entry with `each`, whose variables are known by what they are used for."""
        self.entry = path
        used = [word for word in self._mapping(node, hint, path, scope) if word.sort == "variable" and word.stands_for]
        self.variables = {word.name: word.stands_for for word in used}
        yield from self._mapping(node, hint, path, scope)
        self.entry, self.variables = (), {}

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
                yield from self._free_key(key, hint, inner, path, scope)
            if mark_of(hint) == "each":
                inner = self._sorted(key.text, inner)
            if mark_of(inner) == "points":
                inner = _points_by(_text_of(node, "of"))
            yield from self.walk(value, inner, below, scope)

    def _free_key(
        self, key: YamlNode, hint: Any, inner: Any, path: tuple[str, ...], scope: tuple[str, ...]
    ) -> Iterator[Occurrence]:
        mark = mark_of(hint)
        if mark == "option":
            name, dot, _ = key.text.partition(".")
            if dot:
                yield self._word("provision", key, False, path, scope, hint, name)
            else:
                yield self._word("key", key, False, path, scope, hint)
        elif mark == "each":
            yield self._word("variable", key, True, path, self.entry, inner)
        elif mark == "broken":
            yield self._word("bottom-line", key, False, path, scope, inner, key.text.partition(".")[0])
        else:
            sort, defines = self._of_key(hint)
            if sort:
                yield self._word(sort, key, defines, path, scope, inner)

    def _of_key(self, hint: Any) -> tuple[str, bool]:
        """Return what the free keys of a mapping name, and whether they are defined there."""
        match mark_of(hint):
            case "expectations":
                return "ruleset", False
            case "attributes":
                return "attribute", False
            case "points":
                return sort_of(hint), False
        return sort_of(hint) or "entry", True

    def _sorted(self, variable: str, hint: Any) -> Any:
        """Return the type of the values of a variable: what it is used for in its entry says what they name."""
        sort = self.variables.get(variable)
        return OneOrMany[Annotated[Id, Sort(sort)]] if sort else hint

    def _scalar(self, node: YamlNode, hint: Any, path: tuple[str, ...], scope: tuple[str, ...]) -> Iterator[Occurrence]:
        if node.is_null:
            return
        hint = scalar_of(hint)
        if self.entry:
            variable = VARIABLE.fullmatch(node.text)
            for match in VARIABLE.finditer(node.text) if path[-1] == "title" else [variable] if variable else []:
                word = self._word("variable", node, False, path, self.entry, hint, match[1], match.start(1))
                yield attrs.evolve(word, stands_for=sort_of(hint) if variable else "")
            if variable:
                return
        sort = sort_of(hint) or {"deal-or-path": "path"}.get(mark_of(hint), "")
        if hint is not None and unwrapped(hint)[0] is Step:
            sort = "step"
        if len(path) >= 2 and "broken" in path[-2:] and mark_of(hint) == "id":
            sort = "bottom-line" if path[-1] == "broken" else "step"
        if path == ("rules",):
            sort = "rules"
        if sort:
            is_entry = sort in ("definition", "bottom-line")  # `pays.north` is one of those that `pays` stands for
            name = node.text.partition(".")[0] if is_entry else node.text
            yield self._word(sort, node, self._defines(sort, path), path, scope, hint, name)

    def _defines(self, sort: str, path: tuple[str, ...]) -> bool:
        if sort in ("vocabulary", "ruleset"):
            return path == (self.kind,) == (sort,)
        if sort == "step":
            return "steps" in path[-2:]
        return sort == "verb" and path[:1] == ("actions",)

    def _word(
        self,
        sort: str,
        node: YamlNode,
        defines: bool,
        path: tuple[str, ...],
        scope: tuple[str, ...],
        hint: Any,
        name: str | None = None,
        start: int = 0,
    ) -> Occurrence:
        """Return a word; `name` and `start`: what of the text it is, where it is not all of it."""
        word = node.text if name is None else name
        # In a text in quotation marks, the word comes after the first of them.
        place = attrs.evolve(node.place, column=node.place.column + start + (not node.plain))
        return Occurrence(sort, word, place, len(word), defines, path, scope, hint)


def _text_of(node: YamlNode, key: str) -> str:
    return next((value.text for name, value in node.pairs if name.text == key), "")


def _points_by(field: str) -> Any:
    """Return the type of the points of an issue, whose keys name what the values of its field do."""
    sort = {"party": "party", "action": "verb", "object": "object"}.get(field.partition(".")[2], "")
    return Annotated[Points, Sort(sort)] if sort else Points
