"""Objects made in Python, converted to what the reader would have made.

Code that builds a `Deal` may give a verb for a tuple of one, a list for a tuple, or `2` for `Decimal(2)`; all of these
are converted. What can't be, such as a float, is a mistake, as it would be in a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.files.documents import Document, Reading
from dealcheck.files.structure import blank
from dealcheck.files.values import is_date
from dealcheck.model.brackets import Choices, Range
from dealcheck.model.conditions import Multiple
from dealcheck.model.fields import IS_ID, fields_by_key, unwrapped
from dealcheck.numbers import is_admissible
from dealcheck.place import Word
from dealcheck.syntax.nodes import UNFIT

_ONE = (str, bool, int, float, Decimal)
"""Types of a single value, where there may be a tuple of them."""
_IS_NAME = re.compile(r"[a-z][a-z0-9-]*(\.\S+)?\Z")
"""An id, or the name of one of the entries that `each` makes: `pays.north`."""


def read_object(document: Document) -> Reading:
    """Return a vocabulary, deal or ruleset as if it had been read from a file, with what is wrong with it."""
    mistakes = Mistakes()
    return Reading(_Tidier(mistakes).instance(document, type(document)), tuple(mistakes.found))


class _Tidier:
    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes

    def instance(self, value: Any, cls: Any, name: str = "") -> Any:
        """Return an object of a model class with all its fields tidy; `name` is the key it is written under."""
        if not isinstance(value, cls):
            return self._wrong(value, f"a {cls.__name__}", cls)
        changes: dict[str, Any] = {
            alias: self.tidy(content, hint)
            for name_, alias, hint, default in _fields(cls)
            if (content := getattr(value, name_)) is not default
        }
        if name and any(field.metadata.get("from-key") for field in attrs.fields(cls)):
            changes["id"] = self._name(name)
        return attrs.evolve(value, **changes)

    def tidy(self, value: Any, hint: Any) -> Any:
        """Return a value in the form that its type asks for."""
        if value is None and type(None) in get_args(hint):
            return None
        hint, mark = unwrapped(hint)
        if get_origin(hint) is Literal:
            allowed = get_args(hint)
            if value not in allowed:
                self.mistakes.add(f"`{_shown(value)}` is not allowed here", None, nearest(str(value), allowed))
            return value
        if mark in ("one-or-many", "any-number", "many"):
            return tuple(self.tidy(item, get_args(hint)[0]) for item in self._items(value))
        match mark:
            case "entries" | "several" | "attributes":
                return self._mapping(value, get_args(hint)[1], mark)
            case "condition":
                return self._condition(value)
            case "alternatives":
                return self._alternatives(value)
            case "bound":
                return self._bound(value)
            case "amount":
                return tuple(map(self._addend, value)) if isinstance(value, (tuple, list)) else self._addend(value)
            case "option":
                return self._option(value)
            case "settlements":
                return {self._text(name): self._settled(content) for name, content in self._pairs(value)}
            case "points":
                return {self._value(name): self._number(points) for name, points in self._pairs(value)}
        return self._scalar(value, mark, hint)

    def _items(self, value: Any) -> Any:
        """Return a value as a tuple of one; what is a tuple or a list, as it is."""
        items = (value,) if isinstance(value, _ONE) else value
        return items if isinstance(items, (tuple, list)) else self._wrong(value, "a tuple", None)

    def _pairs(self, value: Any) -> list[tuple[Any, Any]]:
        """Return what is in a mapping; nothing, with a mistake, where it is none."""
        if isinstance(value, Mapping):
            return list(value.items())
        self._wrong(value, "a mapping", None)
        return []

    def _alternatives(self, value: Any) -> tuple[Any, ...]:
        """Return the alternatives of an attribute: values, ranges and None."""
        items = (value,) if isinstance(value, (Range, *_ONE)) else self._items(value)
        return tuple(self._alternative(item, alone=len(items) == 1) for item in items)

    def _alternative(self, value: Any, *, alone: bool) -> Any:
        if isinstance(value, Range):
            tidied = self.instance(value, Range)
            if fault := tidied.fault():
                self.mistakes.add(f"this is no range: {fault}", value.place)
            return tidied
        return None if value is None and not alone else self._value(value)

    def _bound(self, value: Any) -> tuple[Any, ...]:
        """Return parties that are bound together, or tuples of such parties."""
        items = self._items(value)
        if not any(isinstance(item, (tuple, list)) for item in items):
            return tuple(map(self._id, items))
        return tuple(tuple(map(self._id, self._items(item))) for item in items)

    def _addend(self, value: Any) -> Any:
        return self.instance(value, Multiple) if isinstance(value, Multiple) else self._number(value)

    def _option(self, value: Any) -> Choices:
        """Return an option; the provisions that it keeps stand for one that does nothing else."""
        choices = value if isinstance(value, Choices) else Choices(provisions=self._items(value))
        tidied: Choices = self.instance(choices, Choices)
        return tidied

    def _settled(self, value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return tuple(map(self._id, value))
        return None if value is None else self._value(value)

    def _mapping(self, value: Any, inner: Any, mark: str) -> dict[str, Any]:
        kind, kind_mark = unwrapped(inner)
        read_name = {"entries": self._id, "several": self._name}.get(mark, self._text)
        tidied = {}
        for name, content in self._pairs(value):
            key = read_name(name)
            is_object = attrs.has(kind) and not kind_mark
            tidied[key] = self.instance(content, kind, key) if is_object else self.tidy(content, inner)
        return tidied

    def _condition(self, value: Any) -> Any:
        from dealcheck.model import conditions as c

        if isinstance(value, str):
            return c.Named(self._name(value))
        if isinstance(value, (list, tuple)):
            return c.All(tuple(map(self._condition, value)))
        if isinstance(value, c.Named):
            return c.Named(self._name(value.name))
        if isinstance(value, (c.All, c.AnyOf)) and isinstance(value.of, (list, tuple)):
            return type(value)(tuple(map(self._condition, value.of)))
        if isinstance(value, c.OneOperand):
            return type(value)(self._condition(value.of))
        if isinstance(value, (c.Pattern, c.Count, c.Total)):
            return self.instance(value, type(value))
        self._wrong(value, "a condition", None)
        return c.All(())

    def _scalar(self, value: Any, mark: str, hint: Any) -> Any:
        match mark:
            case "id":
                return self._id(value)
            case "text":
                return self._text(value)
            case "date":
                text = self._text(value)
                return text if is_date(text) else self._wrong(value, "a date, as 2019-02-28", None) or text
            case "number":
                return self._number(value)
            case "natural":
                fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
                return value if fits else self._wrong(value, "a whole number from 0", int)
            case "value":
                return self._value(value)
        if hint is bool:
            return value if isinstance(value, bool) else self._wrong(value, "True or False", bool)
        return self.instance(value, hint)

    def _value(self, value: Any) -> str | bool | Decimal:
        if isinstance(value, bool):
            return value
        return self._text(value) if isinstance(value, str) else self._number(value)

    def _number(self, value: Any) -> Decimal:
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if isinstance(value, Decimal) and is_admissible(value):
            return value
        self._wrong(value, "a Decimal or an int, as numbers are exact", Decimal)
        return Decimal(0)

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            self._wrong(value, "text", str)
            return ""
        unfit = UNFIT.search(value)
        if unfit:
            self.mistakes.add(f"U+{ord(unfit[0]):04X} may not stand in `{shown(value)}`", value, "take it out")
        return value

    def _id(self, value: Any) -> str:
        return self._named(value, IS_ID)

    def _name(self, value: Any) -> str:
        return self._named(value, _IS_NAME)

    def _named(self, value: Any, form: re.Pattern[str]) -> str:
        text = self._text(value)
        if isinstance(value, str) and not form.match(text):
            self.mistakes.add(f"`{shown(text)}` is not an id", text, "ids are small letters, digits and hyphens")
            return Word("")
        return text

    def _wrong(self, value: Any, expected: str, blank_type: Any) -> Any:
        self.mistakes.add(f"expected {expected}, found `{_shown(value)}`")
        if blank_type is None:
            return ()
        return blank(blank_type) if attrs.has(blank_type) else blank_type()


@cache
def _fields(cls: type) -> list[tuple[str, str, Any, Any]]:
    """Return the fields of a class that files have: name, name in the constructor, type and default."""
    fields = {attribute.alias: attribute for attribute in attrs.fields(cls)}
    return [(fields[alias].name, alias, hint, fields[alias].default) for alias, hint, _ in fields_by_key(cls).values()]


def _shown(value: Any) -> str:
    return shown(f"{value!r}" if isinstance(value, (str, int, float, Decimal, bool)) else type(value).__name__)
