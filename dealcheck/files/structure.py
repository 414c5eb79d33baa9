"""Nodes to model objects, led by the types that the model classes declare.

Every mistake is noted and reading goes on: a value that can't be read is replaced by a blank one of the same
type, so that one run finds all mistakes of a file. An object with mistakes is never judged.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.model.deal import Step
from dealcheck.model.fields import IS_ID, Mark, Value, key_of
from dealcheck.numbers import MOST_DIGITS, is_admissible
from dealcheck.place import Place, Word
from dealcheck.syntax.nodes import YamlNode

_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?([eE](?P<exponent>[-+]?\d+))?\Z", re.ASCII)
# What some YAML readers take for a boolean or a number and others for text (or for another number).
_AMBIGUOUS = re.compile(
    r"(y|n|yes|no|on|off|true|false|[-+]?\.inf|\.nan|[-+]?0[xob][0-9a-f_]+|[-+]?\d+(:[0-5]?\d)+(\.\d*)?"
    r"|[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?)\Z",
    re.IGNORECASE | re.ASCII,
)


class Structurer:
    """Reads nodes as values of the types that the model declares, noting mistakes on the way."""

    def __init__(self, mistakes: Mistakes, readers: Mapping[str, Callable[[Structurer, YamlNode], Any]]) -> None:
        """Set up; `readers`: functions for the marks that this module does not read itself."""
        self.mistakes = mistakes
        self._readers = readers

    def read(self, node: YamlNode, hint: Any) -> Any:
        """Return the node as a value of the type; where it is none, note a mistake and return a blank one."""
        hint, mark = unwrapped(hint)
        if mark in self._readers:
            return self._readers[mark](self, node)
        if mark:
            return getattr(self, "_read_" + mark.replace("-", "_"))(node, hint)
        if get_origin(hint) is Literal:
            return self._read_literal(node, get_args(hint))
        if hint is bool:
            return self._read_bool(node)
        return self.instance(node, hint)

    def instance(self, node: YamlNode, cls: type, name: Word | None = None) -> Any:
        """Return the node, a mapping, as an object of a model class; `name` is the key it is written under."""
        if cls is Step and node.kind == "scalar":
            return Step(id=self._read_id(node, str), place=node.place)
        fields = fields_by_key(cls)
        if name is not None and node.is_null and not any(required for _, _, required in fields.values()):
            return cls(id=name, place=node.place)  # `finance:` with nothing more to say
        entries = self.pairs(node, fields, f"a mapping with {_some_keys(fields)}")
        values: dict[str, Any] = {}
        for key, (alias, hint, required) in fields.items():
            if key in entries:
                values[alias] = self.read(entries[key], hint)
            elif required:
                if node.kind == "mapping":
                    self.mistakes.add(
                        f"`{key}` is missing", name if name is not None else node.place, f"add `{key}: …`"
                    )
                values[alias] = blank(hint)
        for attribute in attrs.fields(cls):
            if attribute.metadata.get("from-key") and name is not None:
                values[attribute.alias] = name
            if attribute.metadata.get("place"):
                values[attribute.alias] = node.place
        return cls(**values)

    def pairs(self, node: YamlNode, known: Mapping[str, object] | None, expected: str) -> dict[str, YamlNode]:
        """Return a mapping's values by key. With `known`, other keys are mistakes; keys given twice always are."""
        if node.kind != "mapping":
            self._wrong(node, expected)
            return {}
        entries: dict[str, YamlNode] = {}
        for key, value in node.pairs:
            if key.kind != "scalar":
                self._wrong(key, "a key")
                continue
            word = Word(key.text, key.place)
            if word in entries:
                self.mistakes.add(f"`{shown(word)}` is given twice", key.place, "keep one of them")
            elif known is not None and word not in known:
                self.mistakes.unknown("key", word, known)
            else:
                entries[word] = value
        return entries

    def _wrong(self, node: YamlNode, expected: str) -> None:
        self.mistakes.add(f"expected {expected}, found {node.describe()}", node.place)

    def _read_entries(self, node: YamlNode, hint: Any) -> dict[str, Any]:
        inner = get_args(hint)[1]
        entries: dict[str, Any] = {}
        for name, value in self.pairs(node, None, "a mapping from ids to entries").items():
            word = name if isinstance(name, Word) else Word(name)
            self._check_id(word)
            kind = unwrapped(inner)[0]
            entries[name] = self.instance(value, kind, word) if attrs.has(kind) else self.read(value, inner)
        return entries

    def _read_attributes(self, node: YamlNode, hint: Any) -> dict[str, Any]:
        inner = get_args(hint)[1]
        entries: dict[str, Any] = {}
        for name, value in self.pairs(node, None, "a mapping from attributes to values").items():
            if not name.strip():
                self.mistakes.add("an attribute's name is empty", name, "give it a name")
            entries[name] = self._read_tests(value, inner) if attrs.has(inner) else self.read(value, inner)
        return entries

    def _read_tests(self, node: YamlNode, hint: type) -> Any:
        """Return tests on an attribute; a bare value means `equals`."""
        if node.kind == "scalar":
            return hint(equals=self._read_value(node, None), place=node.place)
        if node.kind == "list":
            values = ", ".join(shown(item.text, 20) for item in node.items[:3])
            self.mistakes.add("expected a value or tests, found a list", node.place, f"write `{{in: [{values}]}}`")
            return hint(equals=Word(""), place=node.place)  # a blank, or the missing test would be reported too
        return self.instance(node, hint)

    def _read_one_or_many(self, node: YamlNode, hint: Any) -> tuple[Any, ...]:
        if node.kind == "list" and not node.items:
            self.mistakes.add("the list is empty", node.place, "name at least one, or leave the key out")
            return (blank(get_args(hint)[0]),)  # a blank, or the missing value would be reported too
        return self._read_any_number(node, hint)

    def _read_any_number(self, node: YamlNode, hint: Any) -> tuple[Any, ...]:
        if node.kind != "list":
            return (self.read(node, get_args(hint)[0]),)
        values = self._read_many(node, hint)
        seen: set[Any] = set()
        for item, value in zip(node.items, values):
            key = (isinstance(value, bool), value)
            if key in seen and value != "":
                self.mistakes.add(f"`{shown(item.text)}` occurs twice in the list", item.place, "keep one of them")
            seen.add(key)
        return values

    def _read_many(self, node: YamlNode, hint: Any) -> tuple[Any, ...]:
        if node.kind != "list":
            self._wrong(node, "a list")
            return (blank(get_args(hint)[0]),)
        return tuple(self.read(item, get_args(hint)[0]) for item in node.items)

    def _read_literal(self, node: YamlNode, allowed: tuple[str, ...]) -> str:
        word = self._scalar(node, "one of " + ", ".join(f"`{word}`" for word in allowed))
        if word.place and word not in allowed:
            self.mistakes.add(f"`{shown(word)}` is not allowed here", word, nearest(word, allowed))
        return str(word) if word in allowed else allowed[0]

    def _scalar(self, node: YamlNode, expected: str) -> Word:
        """Return the node's text; where it has none, note a mistake and return a blank without a place."""
        if node.kind != "scalar" or node.is_null:
            self._wrong(node, expected)
            return Word("")
        return Word(node.text, node.place)

    def _check_id(self, word: Word) -> None:
        if not IS_ID.match(word):
            example = re.sub(r"[^a-z0-9]+", "-", word.lower())[:40].lstrip("0123456789-").rstrip("-") or "my-id"
            cure = f"ids are kebab-case: small letters, digits and hyphens, as `{example}`"
            self.mistakes.add(f"`{shown(word)}` is not an id", word, cure)

    def _read_id(self, node: YamlNode, _hint: Any) -> Word:
        word = self._scalar(node, "an id")
        if word.place:
            self._check_id(word)
        return word if IS_ID.match(word) else Word("")

    def _read_text(self, node: YamlNode, _hint: Any) -> Word:
        return self.text(node)

    def text(self, node: YamlNode) -> Word:
        """Return the node as text; where it is none, note a mistake and return a blank."""
        return self._scalar(node, "text")

    def _read_date(self, node: YamlNode, _hint: Any) -> Word:
        word = self._scalar(node, "a date, as 2019-02-28")
        if word.place and not is_date(word):
            self.mistakes.add(f"`{shown(word)}` is not a date", word, "write year-month-day, as 2019-02-28")
        return word

    def _read_bool(self, node: YamlNode) -> bool:
        if node.kind != "scalar" or node.text not in ("true", "false") or not node.plain:
            self._wrong(node, "`true` or `false`")
        return node.text == "true"

    def _read_number(self, node: YamlNode, _hint: Any) -> Decimal:
        if node.kind != "scalar" or not node.plain or not _NUMBER.match(node.text):
            self._wrong(node, "a number")
            return Decimal(0)
        return self._decimal(node)

    def _decimal(self, node: YamlNode) -> Decimal:
        match = _NUMBER.match(node.text)
        exponent_digits = (match["exponent"] or "").lstrip("+-0") if match else ""
        small = len(node.text) <= 2 * MOST_DIGITS + 10 and len(exponent_digits) <= 4
        number = Decimal(node.text) if small else Decimal("1e9999")
        if not is_admissible(number):
            cure = f"a number may have {MOST_DIGITS} digits before the point and {MOST_DIGITS} after it"
            self.mistakes.add(f"the number `{shown(node.text, 30)}` is out of range", node.place, cure)
            return Decimal(0)
        return number

    def _read_natural(self, node: YamlNode, _hint: Any) -> int:
        if node.kind != "scalar" or not node.plain or not re.fullmatch(r"\d{1,9}", node.text, re.ASCII):
            self._wrong(node, "a whole number from 0 to 999,999,999")
            return 0
        return int(node.text)

    def _read_value(self, node: YamlNode, _hint: Any) -> Any:
        if node.kind != "scalar" or node.is_null:
            self._wrong(node, "text, a number, `true` or `false`")
            return Word("")
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        if node.plain and _NUMBER.match(node.text):
            return self._decimal(node)
        if node.plain and _AMBIGUOUS.match(node.text):
            cure = "some YAML readers take it for text and others not: quote it, or write `true`, `false` or a decimal"
            self.mistakes.add(f"`{shown(node.text)}` can be read in two ways", node.place, cure)
        return Word(node.text, node.place)


def is_date(word: str) -> bool:
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


def _some_keys(fields: Mapping[str, tuple[str, Any, bool]]) -> str:
    """Return the first keys of a class, required ones first."""
    keys = [f"`{key}`" for key in sorted(fields, key=lambda key: not fields[key][2])][:4]
    return ", ".join(keys) + (" …" if len(fields) > 4 else "")


@cache
def fields_by_key(cls: type) -> dict[str, tuple[str, Any, bool]]:
    """Return, for each key of a class in files, the constructor's name for it, its type, whether it is required."""
    hints = get_type_hints(cls, include_extras=True)
    return {
        key_of(attribute): (attribute.alias, hints[attribute.name], attribute.default is attrs.NOTHING)
        for attribute in attrs.fields(cls)
        if "doc" in attribute.metadata
    }


@cache
def unwrapped(hint: Any) -> tuple[Any, str]:
    """Return a type without `| None`, and the mark that says how it is written."""
    if get_origin(hint) in (Union, types.UnionType):
        arms = [arm for arm in get_args(hint) if arm is not type(None)]
        hint = arms[0] if len(arms) == 1 else hint
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        # A mark outside another wins: `Annotated[Condition, Mark("condition")]` is read as a condition.
        return inner, next(mark.kind for mark in reversed(marks) if isinstance(mark, Mark))
    return hint, ""


def blank(hint: Any) -> Any:
    """Return a placeholder for a value that could not be read."""
    hint, mark = unwrapped(hint)
    if mark in ("id", "text", "value", "date"):
        return Word("")
    if mark in ("one-or-many", "any-number", "many"):
        return ()
    if mark == "number":
        return Decimal(0)
    if mark in ("entries", "attributes", "expectations"):
        return {}
    if mark == "condition" or not attrs.has(hint):
        from dealcheck.model.conditions import All

        return All(())
    return hint(**{alias: blank(inner) for alias, inner, required in fields_by_key(hint).values() if required})


def parse_value(text: str, place: Place | None = None) -> str | bool | Decimal:
    """Return a table cell's text as the value of an attribute: `true` or `false`, an exact decimal, or text.

    Raises InputError, with the place, for a number out of range and for what can be read in two ways.
    """
    check(text=text, place=place)
    mistakes = Mistakes()
    reader = Structurer(mistakes, {})
    value: str | bool | Decimal = reader.read(YamlNode("scalar", place or Place("", 1, 1), text, plain=True), Value)
    mistakes.raise_if_any()
    return value
