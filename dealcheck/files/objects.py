"""Objects made in Python, converted to what the reader would have made.

Code that builds a `Deal` may give a verb for a tuple of one, a list for a tuple, or `2` for `Decimal(2)`; all of these
are converted. What can't be, such as a float, is a mistake, as it would be in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.files.documents import Document, Reading
from dealcheck.files.structure import blank
from dealcheck.files.values import is_date
from dealcheck.model.brackets import Range
from dealcheck.model.fields import IS_ID, fields_by_key, unwrapped
from dealcheck.numbers import is_admissible
from dealcheck.place import Word
from dealcheck.syntax.nodes import UNFIT


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
            changes["id"] = name
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
            items = (value,) if isinstance(value, (str, bool, int, float, Decimal)) else value
            if not isinstance(items, (tuple, list)):
                return self._wrong(value, "a tuple", None)
            return tuple(self.tidy(item, get_args(hint)[0]) for item in items)
        if mark in ("entries", "several", "attributes"):
            return self._mapping(value, get_args(hint)[1], mark)
        match mark:
            case "condition":
                return self._condition(value)
            case "alternatives":
                return tuple(map(self._alternative, _listed(value)))
            case "bound":
                return tuple(map(self._together, _listed(value)))
            case "option":
                return self._option(value, hint)
            case "amount":
                amounts = tuple(map(self._amount, _listed(value)))
                return amounts if isinstance(value, (tuple, list)) else amounts[0]
            case "points":
                return {self._value(earning): self._number(points) for earning, points in self._pairs(value)}
            case "settlements":
                return {self._text(bracket): self._settled(settled) for bracket, settled in self._pairs(value)}
        return self._scalar(value, mark, hint)

    def _pairs(self, value: Any) -> Iterable[tuple[Any, Any]]:
        if isinstance(value, Mapping):
            return value.items()
        self._wrong(value, "a mapping", None)
        return ()

    def _alternative(self, value: Any) -> str | bool | Decimal | Range | None:
        if value is None:
            return None
        if not isinstance(value, Range):
            return self._value(value)
        numbers: Range = self.instance(value, Range)
        fault = numbers.fault()
        if fault:
            self.mistakes.add(f"a range is not proper: {fault}", value)
        return numbers

    def _together(self, value: Any) -> str | tuple[str, ...]:
        return tuple(map(self._id, value)) if isinstance(value, (tuple, list)) else self._id(value)

    def _settled(self, value: Any) -> Any:
        if value is None:
            return None
        return tuple(map(self._id, value)) if isinstance(value, (tuple, list)) else self._value(value)

    def _option(self, value: Any, cls: Any) -> Any:
        """Return an option; provisions alone may be given as names, as in files."""
        return self.instance(cls(provisions=_listed(value)) if isinstance(value, (str, tuple, list)) else value, cls)

    def _amount(self, value: Any) -> Any:
        from dealcheck.model.conditions import Multiple

        return self.instance(value, Multiple) if isinstance(value, Multiple) else self._number(value)

    def _mapping(self, value: Any, inner: Any, mark: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._wrong(value, "a mapping", None)
            return {}
        kind, form = unwrapped(inner)
        tidied = {}
        for name, content in value.items():
            # One entry for each of several is named after all of them: `pays.north`.
            is_text = mark == "attributes" or (mark == "several" and isinstance(name, str) and "." in name)
            key = self._text(name) if is_text else self._id(name)
            is_plain = attrs.has(kind) and not form
            tidied[key] = self.instance(content, kind, key) if is_plain else self.tidy(content, inner)
        return tidied

    def _condition(self, value: Any) -> Any:
        from dealcheck.model import conditions as c

        if isinstance(value, str):
            return c.Named(self._id(value))
        if isinstance(value, (list, tuple)):
            return c.All(tuple(map(self._condition, value)))
        if isinstance(value, c.Named):
            return c.Named(self._id(value.name))
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
        text = self._text(value)
        if isinstance(value, str) and not IS_ID.match(text):
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


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _shown(value: Any) -> str:
    return shown(f"{value!r}" if isinstance(value, (str, int, float, Decimal, bool)) else type(value).__name__)
