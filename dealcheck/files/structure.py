"""Nodes to model objects, led by the types that the model classes declare.

Every mistake is noted and reading goes on: a value that can't be read is replaced by a blank one of the same
type, so that one run finds all mistakes of a file. An object with mistakes is never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.errors import Mistakes, shown
from dealcheck.files.several import written_out
from dealcheck.files.values import NO_TIME, Scalars
from dealcheck.model.deal import Step
from dealcheck.model.fields import class_by_keys, classes_of, fields_by_key, unwrapped
from dealcheck.place import Word
from dealcheck.syntax.nodes import YamlNode

Read = Callable[["Structurer", YamlNode], Any]
"""Reads a node as a value of one type; a blank one, and a mistake noted, where it is none."""


class Structurer(Scalars):
    """Reads nodes as values of the types that the model declares, noting mistakes on the way."""

    def __init__(self, mistakes: Mistakes, readers: Mapping[str, Read]) -> None:
        """Set up; `readers` are those for marks that take more than the types in this module say."""
        super().__init__(mistakes)
        self._readers = readers

    def read(self, node: YamlNode, hint: Any) -> Any:
        """Return the node as a value of the type; a blank one, and a mistake noted, where it is none."""
        return _reader(hint)(self, node)

    def instance(self, node: YamlNode, cls: type, name: Word | None = None) -> Any:
        """Return the node, a mapping, as an object of a model class; `name` is the key it is written under."""
        if cls is Step and node.kind == "scalar":
            return Step(id=self.read_id(node), place=node.place)
        form = _form(cls)
        if name is not None and not form.has_required and node.is_null:
            return cls(id=name, place=node.place)  # `finance:` with nothing more to say
        entries = self.pairs(node, form.known, form.expected)
        values: dict[str, Any] = {}
        for key, alias, read, blank_for in form.fields:
            if key in entries:
                values[alias] = read(self, entries[key])
            elif blank_for is not None:
                if node.kind == "mapping":
                    self.mistakes.add(
                        f"`{key}` is missing", name if name is not None else node.place, f"add `{key}: …`"
                    )
                values[alias] = blank(blank_for)
        if form.name and name is not None:
            values[form.name] = name
        if form.place:
            values[form.place] = node.place
        return cls(**values)

    def pairs(self, node: YamlNode, known: Mapping[str, object] | None, expected: str) -> dict[str, YamlNode]:
        """Return a mapping's values by key. With `known`, other keys are mistakes; keys given twice always are.

        Keys that are free know their places.
        """
        if node.kind != "mapping":
            self.wrong(node, expected)
            return {}
        entries: dict[str, YamlNode] = {}
        for key, value in node.pairs:
            if key.kind != "scalar":
                self.wrong(key, "a key")
            elif key.text in entries:
                self.mistakes.add(
                    f"`{shown(key.text)}` is given twice", key.place, "keep one of them", code="given-twice"
                )
            elif known is None:
                entries[key.word] = value
            elif key.text in known:
                entries[key.text] = value
            else:
                self.mistakes.unknown("key", key.word, known)
        return entries

    def read_entries(
        self, node: YamlNode, read: Read | None, classes: Sequence[type], made: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return a mapping from ids to what `read` reads, or to objects of some class, which know their ids.

        `made`: names that nobody wrote, which need not be ids.
        """
        entries: dict[str, Any] = {}
        for name, value in self.pairs(node, None, "a mapping from ids to entries").items():
            word = name if isinstance(name, Word) else Word(name)
            if name not in made:
                self.check_id(word)
            entries[name] = read(self, value) if read else self.instance(value, _class_for(value, classes), word)
        return entries

    def read_several(self, node: YamlNode, read: Read | None, classes: Sequence[type]) -> dict[str, Any]:
        """Return entries as `read_entries` does, with one for each of the values that an `each` names."""
        whole, made = written_out(node, self.mistakes, in_conditions=read is not None)
        return self.read_entries(whole, read, classes, made)

    def read_attributes(self, node: YamlNode, read: Read) -> dict[str, Any]:
        """Return a mapping from names of attributes."""
        entries: dict[str, Any] = {}
        for name, value in self.pairs(node, None, "a mapping from attributes to values").items():
            if not name.strip():
                self.mistakes.add("an attribute's name is empty", name, "give it a name")
            entries[name] = read(self, value)
        return entries

    def read_tests(self, node: YamlNode, cls: type) -> Any:
        """Return tests on an attribute; a bare value means `equals`."""
        if node.kind == "scalar":
            return cls(equals=self.read_value(node), place=node.place)
        if node.kind == "list":
            values = ", ".join(shown(item.text, 20) for item in node.items[:3])
            self.mistakes.add("expected a value or tests, found a list", node.place, f"write `{{in: [{values}]}}`")
            return cls(equals=Word(""), place=node.place)  # some test, so that it is not found to have none
        return self.instance(node, cls)

    def read_one_or_many(self, node: YamlNode, read: Read, item: Any) -> tuple[Any, ...]:
        """Return one value or a list of at least one, all different."""
        if node.kind != "list":
            return (read(self, node),)
        if not node.items:
            self.mistakes.add("the list is empty", node.place, "name at least one, or leave the key out")
            return (blank(item),)  # something, so that nothing is not found to be missing as well
        return self.read_any_number(node, read, item)

    def read_any_number(self, node: YamlNode, read: Read, item: Any) -> tuple[Any, ...]:
        """Return one value or a list, possibly empty, all different."""
        if node.kind != "list":
            return (read(self, node),)
        values = self.read_many(node, read, item)
        seen: set[Any] = set()
        for each, value in zip(node.items, values):
            key = (isinstance(value, bool), value)
            if key in seen and value != "":
                self.mistakes.add(f"`{shown(each.text)}` occurs twice in the list", each.place, "keep one of them")
            seen.add(key)
        return values

    def read_many(self, node: YamlNode, read: Read, item: Any) -> tuple[Any, ...]:
        """Return a list; `item` is the type of what is in it."""
        if node.kind != "list":
            self.wrong(node, "a list")
            return (blank(item),)
        return tuple([read(self, each) for each in node.items])

    def read_points(self, node: YamlNode) -> dict[Any, Decimal]:
        """Return numbers by the values that earn them."""
        points: dict[Any, Decimal] = {}
        if node.kind != "mapping":
            self.wrong(node, "a mapping from values to points")
        for key, value in node.pairs:
            earning = self.read_value(key)
            if earning in points:
                self.mistakes.add(
                    f"`{shown(key.text)}` is given twice", key.place, "keep one of them", code="given-twice"
                )
            points[earning] = self.read_number(value)
        return points

    def read_marked(self, node: YamlNode, mark: str) -> Any:
        """Return what the reader for a mark reads."""
        return self._readers[mark](self, node)


@attrs.frozen(repr=False)
class _Form:
    """How objects of a class are written, worked out once for all of them.

    `known`: the keys. `fields`: for each of them the constructor's name for it, how its value is read and, where it is
    required, the type of what stands in for it. `name` and `place`: the constructor's names for the key an object is
    written under and for its place; empty where it takes none.
    """

    known: Mapping[str, object]
    expected: str
    has_required: bool
    fields: Sequence[tuple[str, str, Read, Any]]
    name: str
    place: str


@cache
def _form(cls: type) -> _Form:
    known = fields_by_key(cls)
    return _Form(
        known=known,
        expected=f"a mapping with {_some_keys(known)}",
        has_required=any(required for _, _, required in known.values()),
        fields=[
            (key, alias, _reader(hint), hint if required else None) for key, (alias, hint, required) in known.items()
        ],
        name=next((each.alias for each in attrs.fields(cls) if each.metadata.get("from-key")), ""),
        place=next((each.alias for each in attrs.fields(cls) if each.metadata.get("place")), ""),
    )


def _class_for(node: YamlNode, classes: Sequence[type]) -> type:
    return classes[0] if len(classes) == 1 else class_by_keys(classes, [key.text for key, _ in node.pairs])


def _some_keys(fields: Mapping[str, tuple[str, Any, bool]]) -> str:
    """Return the first keys of a class, those that it needs before others."""
    keys = [f"`{key}`" for key in sorted(fields, key=lambda key: not fields[key][2])][:4]
    return ", ".join(keys) + (" …" if len(fields) > 4 else "")


_OF_SCALARS: Mapping[str, Read] = {
    "id": Scalars.read_id,
    "text": Scalars.text,
    "date": Scalars.read_date,
    "duration": Scalars.read_duration,
    "number": Scalars.read_number,
    "natural": Scalars.read_natural,
    "value": Scalars.read_value,
}
_OF_LISTS: Mapping[str, Callable[..., Any]] = {
    "one-or-many": Structurer.read_one_or_many,
    "any-number": Structurer.read_any_number,
    "many": Structurer.read_many,
}


@cache
def _reader(hint: Any) -> Read:
    """Return what reads values of a type. Types are taken apart here, once, and not for each value."""
    inner, mark = unwrapped(hint)
    if mark in _OF_SCALARS:
        return _OF_SCALARS[mark]
    if mark == "points":
        return Structurer.read_points
    if mark in _OF_LISTS:
        item = get_args(inner)[0]
        return partial(_OF_LISTS[mark], read=_reader(item), item=item)
    if mark in ("entries", "several"):
        entry = get_args(inner)[1]
        classes = classes_of(entry)
        read = None if classes else _reader(entry)
        entries = Structurer.read_entries if mark == "entries" else Structurer.read_several
        return partial(entries, read=read, classes=classes)
    if mark == "attributes":
        value = get_args(inner)[1]
        tests = partial(Structurer.read_tests, cls=value) if attrs.has(value) else None
        return partial(Structurer.read_attributes, read=tests or _reader(value))
    if mark:
        return lambda reader, node: reader.read_marked(node, mark)
    if get_origin(inner) is Literal:
        return partial(Scalars.read_literal, allowed=get_args(inner))
    return Scalars.read_bool if inner is bool else partial(Structurer.instance, cls=inner)


def blank(hint: Any) -> Any:
    """Return a value that stands in for one that could not be read."""
    hint, mark = unwrapped(hint)
    if mark in ("id", "text", "value", "date"):
        return Word("")
    if mark in ("one-or-many", "any-number", "many", "alternatives", "bound"):
        return ()
    if mark in ("number", "amount"):
        return Decimal(0)
    if mark == "duration":
        return NO_TIME
    if mark in ("entries", "several", "attributes", "expectations", "points", "settlements"):
        return {}
    if mark == "condition" or not attrs.has(hint):
        from dealcheck.model.conditions import All

        return All(())
    return hint(**{alias: blank(inner) for alias, inner, required in fields_by_key(hint).values() if required})
