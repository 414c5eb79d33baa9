"""Objects made in Python, converted to what the reader would have made.

Code that builds a `Deal` may give a verb for a tuple of one, a list for a tuple, or `2` for `Decimal(2)`; all of these
are converted. What can't be, such as a float, is a mistake, as it would be in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.files.brackets import faults_of
from dealcheck.files.documents import Document, Reading
from dealcheck.files.structure import blank
from dealcheck.files.values import NO_TIME, is_date
from dealcheck.model import conditions as c
from dealcheck.model.brackets import MOST_DEPTH, Choices, Range
from dealcheck.model.calendar import Duration
from dealcheck.model.fields import IS_ID, classes_of, fields_by_key, unwrapped
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
        self._depth = 0
        """How deep within options an option is."""

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
        if mark in _TIDIERS:
            return _TIDIERS[mark](self, value)
        return self._scalar(value, mark, hint)

    def _mapping(self, value: Any, inner: Any, mark: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._wrong(value, "a mapping", None)
            return {}
        classes = classes_of(inner)
        name_of = {"entries": self._id, "several": self._reference, "attributes": self._text}[mark]
        tidied = {}
        for name, content in value.items():
            key = name_of(name)
            kind = type(content) if type(content) in classes else next(iter(classes), None)
            tidied[key] = self.tidy(content, inner) if kind is None else self.instance(content, kind, key)
        return tidied

    def _condition(self, value: Any) -> Any:
        if isinstance(value, str):
            return c.Named(self._reference(value))
        if isinstance(value, (list, tuple)):
            return c.All(tuple(map(self._condition, value)))
        if isinstance(value, c.Named):
            return c.Named(self._reference(value.name))
        if isinstance(value, (c.All, c.AnyOf)) and isinstance(value.of, (list, tuple)):
            return type(value)(tuple(map(self._condition, value.of)))
        if isinstance(value, c.OneOperand):
            return type(value)(self._condition(value.of))
        if isinstance(value, (c.Pattern, c.Count, c.Total)):
            return self.instance(value, type(value))
        self._wrong(value, "a condition", None)
        return c.All(())

    def _alternatives(self, value: Any) -> tuple[Any, ...]:
        """Return the alternatives of an attribute: values, ranges, and None where there are others."""
        items = value if isinstance(value, (tuple, list)) else (value,)
        if not items:
            self.mistakes.add("the list is empty", None, "name at least one, or leave the attribute out")
        before = len(self.mistakes.found)
        tidied = tuple(None if item is None and len(items) > 1 else self._alternative(item) for item in items)
        for _, message, cure in faults_of(tidied) if len(self.mistakes.found) == before else ():
            self.mistakes.add(message, None, cure)
        return tidied

    def _alternative(self, value: Any) -> Any:
        if not isinstance(value, Range):
            return self._value(value)
        before = len(self.mistakes.found)
        numbers: Range = self.instance(value, Range)
        if len(self.mistakes.found) == before and (fault := numbers.fault()):
            self.mistakes.add(f"this is no range: {fault}", None, "write as `Range(30, 60, 15)`")
        return numbers

    def _bound(self, value: Any) -> tuple[Any, ...]:
        """Return parties that are bound together, or a tuple of such tuples, which are alternatives."""
        items = (value,) if isinstance(value, str) else value
        if not isinstance(items, (tuple, list)):
            return self._wrong(value, "a tuple", None)  # type: ignore[no-any-return]
        if all(isinstance(item, str) for item in items):
            return tuple(map(self._id, items))
        together = [item if isinstance(item, (tuple, list)) else () for item in items]
        if not all(together):
            self.mistakes.add("expected a tuple of parties, or a tuple of such tuples, which are alternatives")
            return ()
        if len({frozenset(map(str, each)) for each in together}) < len(together):
            self.mistakes.add("these parties occur twice in the tuple", None, "keep one of them")
        return tuple(tuple(map(self._id, each)) for each in together)

    def _option(self, value: Any) -> Choices:
        """Return an option, for which provisions may stand, or mappings as in a file, or a list of both."""
        self._depth += 1
        try:
            if self._depth > MOST_DEPTH:
                self.mistakes.add(f"options are more than {MOST_DEPTH} deep within options", None, "flatten them")
                return Choices()
            if isinstance(value, Choices):
                tidied: Choices = self.instance(value, Choices)
                return tidied
            return self._option_of(value if isinstance(value, (tuple, list)) else (value,))
        finally:
            self._depth -= 1

    def _option_of(self, items: Sequence[Any]) -> Choices:
        keys: dict[str, Any] = {}
        for item in items:
            if not isinstance(item, (str, Mapping)):
                self._wrong(item, "`Choices`, the name of a provision, or a mapping from brackets to values", None)
            keys.update(item if isinstance(item, Mapping) else {})
        names = [item for item in items if isinstance(item, str)]
        articles = keys.pop("alternatives", {})
        return self.instance(  # type: ignore[no-any-return]
            Choices(provisions=tuple(names), settles=keys, alternatives=articles), Choices
        )

    def _settlements(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._wrong(value, "a mapping", None)
            return {}
        return {self._text(key): self._settled(content) for key, content in value.items()}

    def _settled(self, value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return tuple(map(self._id, value))
        return None if value is None else self._value(value)

    def _amount(self, value: Any) -> Any:
        """Return a number, a multiple of a sum, or a tuple of these."""
        if not isinstance(value, (tuple, list)):
            return self._addend(value)
        if not value:
            self.mistakes.add("the tuple is empty", None, "name at least one number or sum")
        return tuple(map(self._addend, value))

    def _addend(self, value: Any) -> Any:
        return self.instance(value, c.Multiple) if isinstance(value, c.Multiple) else self._number(value)

    def _points(self, value: Any) -> dict[Any, Decimal]:
        if not isinstance(value, Mapping):
            self._wrong(value, "a mapping", None)
            return {}
        return {self._value(earning): self._number(number) for earning, number in value.items()}

    def _scalar(self, value: Any, mark: str, hint: Any) -> Any:
        match mark:
            case "id":
                return self._id(value)
            case "text":
                return self._text(value)
            case "date":
                text = self._text(value)
                return text if is_date(text) else self._wrong(value, "a date, as 2019-02-28", None) or text
            case "duration":
                duration = value if isinstance(value, Duration) else Duration.parse(self._text(value))
                return duration or self._wrong(value, "a duration, as `60 days`", None) or NO_TIME
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

    def _reference(self, value: Any) -> str:
        """Return an id, or the name of one of several entries, as `everyone-pays.north`."""
        stem, dot, _ = value.partition(".") if isinstance(value, str) else ("", "", "")
        return self._text(value) if dot and IS_ID.match(stem) else self._id(value)

    def _wrong(self, value: Any, expected: str, blank_type: Any) -> Any:
        self.mistakes.add(f"expected {expected}, found `{_shown(value)}`")
        if blank_type is None:
            return ()
        return blank(blank_type) if attrs.has(blank_type) else blank_type()


_TIDIERS: Mapping[str, Callable[[_Tidier, Any], Any]] = {
    "alternatives": _Tidier._alternatives,
    "amount": _Tidier._amount,
    "bound": _Tidier._bound,
    "condition": _Tidier._condition,
    "option": _Tidier._option,
    "points": _Tidier._points,
    "settlements": _Tidier._settlements,
}


@cache
def _fields(cls: type) -> list[tuple[str, str, Any, Any]]:
    """Return the fields of a class that files have: name, name in the constructor, type and default."""
    fields = {attribute.alias: attribute for attribute in attrs.fields(cls)}
    return [(fields[alias].name, alias, hint, fields[alias].default) for alias, hint, _ in fields_by_key(cls).values()]


def _shown(value: Any) -> str:
    return shown(f"{value!r}" if isinstance(value, (str, int, float, Decimal, bool)) else type(value).__name__)
