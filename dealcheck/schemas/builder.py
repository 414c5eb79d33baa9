"""Schemas from the types that the model declares: of classes, of single values and of lists and mappings of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.files.several import VARIABLE_PATTERN
from dealcheck.files.shapes import is_dependency, sort_of
from dealcheck.language.lexicon import Lexicon
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Range
from dealcheck.model.calendar import DURATION_PATTERN
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.model.fields import (
    DATE_PATTERN,
    ID_PATTERN,
    Id,
    OneOrMany,
    PartyId,
    Value,
    classes_of,
    fields_by_key,
    key_of,
    telling_keys,
    unwrapped,
)
from dealcheck.model.ruleset import BottomLine
from dealcheck.schemas.words import word_schemas

Schema = dict[str, Any]


def one_of(*keys: str) -> Schema:
    """Return exactly one of the keys is given."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def _without(*keys: str) -> Schema:
    return {"properties": dict.fromkeys(keys, False)}


OBJECT_KEYS = ("object", "part-of", "whole-of")
_SINGLE = ("id", "text", "date", "number", "natural", "value")
"""Marks of types for a value of which `$name` may stand in an entry with `each`."""
_REFERENCE_PATTERN = ID_PATTERN.removesuffix("$") + r"(\..*)?$"
_HAS_A_TEST = {"anyOf": [{"required": [key]} for key in fields_by_key(c.Count) if key != "of"]}

_RULES: Mapping[type, Schema] = {
    BottomLine: {
        "oneOf": [
            {"required": ["forbid"], **_without("require", "when", "within")},
            {"required": ["require"], **_without("forbid", "until", "only-after")},
        ],
        "dependentRequired": {"within": ["when"]},
    },
    Provision: {"not": {"required": ["party", "parties"]}},
    Step: {
        "not": {"required": ["date", "after"]},
        "dependentRequired": {"after": ["within"], "within": ["after"]},
    },
    c.Pattern: {"oneOf": [{"required": [key]} for key in OBJECT_KEYS] + [_without(*OBJECT_KEYS)]},
    c.Tests: {"minProperties": 1},
    c.Count: _HAS_A_TEST,
    c.Total: _HAS_A_TEST,
}
"""What holds between the keys of a mapping."""

RULES_IN_PLACE: Mapping[tuple[type, str], Schema] = {
    (Deal, "provisions"): {"additionalProperties": one_of("party", "parties")},
    (Deal, "alternatives"): {"additionalProperties": {"minProperties": 1}},
    (Deal, "steps"): {"minItems": 1, "uniqueItems": True},
}
"""What holds for a key beyond its type: an offer may leave its party to the ruleset, a provision of a deal may not."""


class Builder:
    """Collects the definitions that a schema needs, each class once.

    What stands in an entry with `each` is defined apart: there `$name` may stand for any value.
    """

    def __init__(self, words: Lexicon | None = None) -> None:
        self.definitions: dict[str, Schema] = {}
        self._in_each = False
        self._words = word_schemas(words, self._id(None)) if words else {}

    def mapping(self, cls: type) -> Schema:
        """Return the schema of a mapping with a class' keys."""
        fields = fields_by_key(cls)
        required = [key for key, (_, _, needed) in fields.items() if needed]
        properties = {key: self._property(cls, key, hint) for key, (_, hint, _) in fields.items()}
        return {
            "description": description(cls),
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
            **_RULES.get(cls, {}),
        }

    def _property(self, cls: type, key: str, hint: Any) -> Schema:
        attribute = next(a for a in attrs.fields(cls) if "doc" in a.metadata and key_of(a) == key)
        default = {"default": attribute.default} if attribute.default and _is_plain(attribute.default) else {}
        schema = {"description": attribute.metadata["doc"], **self.value(hint), **default}
        extra = RULES_IN_PLACE.get((cls, key))
        return {**schema, "allOf": [extra]} if extra else schema

    def value(self, hint: Any) -> Schema:
        """Return the schema of a value of a type, read by the same marks as files are."""
        schema = self._value_of(hint)
        is_single = unwrapped(hint)[1] in _SINGLE or get_origin(unwrapped(hint)[0]) is Literal or hint is bool
        return {"anyOf": [schema, self._variable()]} if self._in_each and is_single else schema

    def _value_of(self, hint: Any) -> Schema:
        sort = sort_of(hint)
        hint, mark = unwrapped(hint) if not is_dependency(hint) else (hint, "dependency")
        if mark == "id" and sort in self._words:
            return self._defined(f"{sort}-word", lambda: self._words[sort], is_single=True)
        if mark:
            build = getattr(self, "_" + mark.replace("-", "_"))
            schema: Schema = build(hint)
            return schema
        if get_origin(hint) is Literal:
            return {"enum": list(get_args(hint))}
        return {"type": "boolean"} if hint is bool else told_apart(classes_of(hint), self.reference)

    def reference(self, cls: type) -> Schema:
        """Return a reference to a class' definition, which is built when it is first needed."""
        mapping = self._defined(name_of(cls), lambda: self.mapping(cls))
        return {"anyOf": [self.value(Id), mapping]} if cls is Step else mapping

    def _defined(self, name: str, build: Any, *, is_single: bool = False) -> Schema:
        """Return a reference to a definition. `is_single`: a single value, which `each` does not change."""
        if self._in_each and not is_single:
            name += "-for-each"
        if name not in self.definitions:
            self.definitions[name] = {}  # so that what it contains can refer to it
            self.definitions[name] = build()
        return {"$ref": f"#/$defs/{name}"}

    def _variable(self) -> Schema:
        variable = {
            "description": "Stands for each of the values that `each` gives to the name.",
            "type": "string",
            "pattern": VARIABLE_PATTERN,
        }
        return self._defined("variable", lambda: variable, is_single=True)

    def _id(self, _hint: Any) -> Schema:
        id_ = {"description": "A kebab-case name.", "type": "string", "pattern": ID_PATTERN}
        return self._defined("id", lambda: id_, is_single=True)

    def _reference_word(self) -> Schema:
        word = {
            "description": "The name of an entry; of one with `each`, with its values or without: `pays.north`.",
            "type": "string",
            "pattern": _REFERENCE_PATTERN,
        }
        defined = self._defined("reference", lambda: word, is_single=True)
        return {"anyOf": [defined, self._variable()]} if self._in_each else defined

    def _text(self, _hint: Any) -> Schema:
        # A title such as 1984 needs no quotes: dealcheck takes it as it is written.
        return {"type": ["string", "number", "boolean"]}

    def _date(self, _hint: Any) -> Schema:
        return {"type": "string", "format": "date", "pattern": DATE_PATTERN}

    def _duration(self, _hint: Any) -> Schema:
        return {"type": "string", "pattern": DURATION_PATTERN}

    def _number(self, _hint: Any) -> Schema:
        return {"type": "number"}

    def _natural(self, _hint: Any) -> Schema:
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}

    def _value(self, _hint: Any) -> Schema:
        return {"type": ["string", "number", "boolean"]}

    def _many(self, hint: Any) -> Schema:
        return {"type": "array", "items": self.value(get_args(hint)[0])}

    def _any_number(self, hint: Any) -> Schema:
        single, several = self._one_or_many(hint)["anyOf"]
        return {"anyOf": [single, {**several, "minItems": 0}]}

    def _one_or_many(self, hint: Any) -> Schema:
        several = {**self._many(hint), "minItems": 1, "uniqueItems": True}
        return {"anyOf": [self.value(get_args(hint)[0]), several]}

    def _entries(self, hint: Any) -> Schema:
        inner = get_args(hint)[1]
        schema = self.value(inner)
        if _may_be_empty(unwrapped(inner)[0]):  # `finance:` with nothing more to say
            schema = {"anyOf": [schema, {"type": "null"}]}
        return {"type": "object", "propertyNames": self.value(Id), "additionalProperties": schema}

    def _attributes(self, hint: Any) -> Schema:
        inner = get_args(hint)[1]
        schema = self.value(inner)
        if attrs.has(inner):  # tests, for which a bare value may stand
            schema = {"anyOf": [self._value(None), schema]}
        return {"type": "object", "propertyNames": {"pattern": r"\S"}, "additionalProperties": schema}

    def _alternatives(self, _hint: Any) -> Schema:
        single = {"anyOf": [self.value(Value), self.reference(Range)]}
        items = {"anyOf": [*single["anyOf"], {"type": "null"}]}
        several = {"type": "array", "items": items, "minItems": 1, "uniqueItems": True, "not": {"const": [None]}}
        return {"anyOf": [*single["anyOf"], several]}

    def _bound(self, _hint: Any) -> Schema:
        together = self.value(OneOrMany[PartyId])
        return {"anyOf": [*together["anyOf"], {"type": "array", "items": together["anyOf"][1], "minItems": 1}]}


def told_apart(classes: Sequence[type], schema_of: Callable[[type], Schema]) -> Schema:
    """Return the schema of a mapping of one of several classes, which its keys tell apart."""
    first, *others = classes
    schema = schema_of(first)
    for cls in reversed(others):
        keys = [{"required": [key]} for key in sorted(telling_keys(cls))]
        schema = {"if": {"type": "object", "anyOf": keys}, "then": schema_of(cls), "else": schema}
    return schema


def _may_be_empty(cls: Any) -> bool:
    """Return whether an entry of the class can be left blank: nothing in it is required, by itself or by a rule."""
    if not attrs.has(cls) or any(required for _, _, required in fields_by_key(cls).values()):
        return False
    return "oneOf" not in _RULES.get(cls, {})


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, bool))


def name_of(cls: type) -> str:
    """Return a class' name in kebab-case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


def description(cls: Any) -> str:
    """Return the first paragraph of a class' docstring, on one line."""
    return " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split())
