"""Schemas of the files that dealcheck reads, from the model classes that the reader goes by too.

What a type alone can't say, such as that a bottom line has exactly one of `forbid` and `require`, stands in the two
tables below. What needs more than one file (unknown words) or arithmetic on steps is left to `dealcheck` itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.files.conditions import OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import sort_of
from dealcheck.language.lexicon import Lexicon
from dealcheck.model import conditions as c
from dealcheck.model.calendar import DURATION_PATTERN
from dealcheck.model.cases import Expected
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.model.fields import DATE_PATTERN, ID_PATTERN, Id, fields_by_key, key_of, unwrapped
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import BottomLine
from dealcheck.schemas.words import word_schemas

Schema = dict[str, Any]


def _one_of(*keys: str) -> Schema:
    """Return exactly one of the keys is given."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def _without(*keys: str) -> Schema:
    return {"properties": dict.fromkeys(keys, False)}


_OBJECT_KEYS = ("object", "part-of", "whole-of")
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
    c.Pattern: {"oneOf": [{"required": [key]} for key in _OBJECT_KEYS] + [_without(*_OBJECT_KEYS)]},
    c.Tests: {"minProperties": 1},
    c.Count: _HAS_A_TEST,
    c.Total: _HAS_A_TEST,
}
"""What holds between the keys of a mapping."""

_RULES_IN_PLACE: Mapping[tuple[type, str], Schema] = {
    (Deal, "provisions"): {"additionalProperties": _one_of("party", "parties")},
    (Deal, "alternatives"): {"additionalProperties": {"minProperties": 1}},
    (Deal, "steps"): {"minItems": 1, "uniqueItems": True},
}
"""What holds for a key beyond its type: an offer may leave its party to the ruleset, a provision of a deal may not."""


def document_schema(kind: str, words: Lexicon | None = None) -> Schema:
    """Return the schema of a kind of file, without its heading; with `words`, of one in that vocabulary."""
    builder = _Builder(words if kind != "vocabulary" else None)
    body = builder.mapping(KINDS[kind])
    if kind == "vocabulary" and words is not None:  # its own words are new; what it builds on is known
        body["properties"]["extends"] = {**body["properties"]["extends"], "const": words.id}
    title = f"dealcheck {kind}" + (f" in vocabulary {words.id}" if words else "")
    return {"title": title, **body, "$defs": dict(sorted(builder.definitions.items()))}


class _Builder:
    """Collects the definitions that a schema needs, each class once."""

    def __init__(self, words: Lexicon | None = None) -> None:
        self.definitions: dict[str, Schema] = {}
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
        extra = _RULES_IN_PLACE.get((cls, key))
        return {**schema, "allOf": [extra]} if extra else schema

    def value(self, hint: Any) -> Schema:
        """Return the schema of a value of a type, read by the same marks as files are."""
        sort = sort_of(hint)
        hint, mark = unwrapped(hint)
        if mark == "id" and sort in self._words:
            return self._defined(f"{sort}-word", lambda: self._words[sort])
        if mark:
            build = getattr(self, "_" + mark.replace("-", "_"))
            schema: Schema = build(hint)
            return schema
        if get_origin(hint) is Literal:
            return {"enum": list(get_args(hint))}
        return {"type": "boolean"} if hint is bool else self.reference(hint)

    def reference(self, cls: type) -> Schema:
        """Return a reference to a class' definition, which is built when it is first needed."""
        mapping = self._defined(_name(cls), lambda: self.mapping(cls))
        return {"anyOf": [self.value(Id), mapping]} if cls is Step else mapping

    def _defined(self, name: str, build: Any) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}  # so that what it contains can refer to it
            self.definitions[name] = build()
        return {"$ref": f"#/$defs/{name}"}

    def _id(self, _hint: Any) -> Schema:
        id_ = {"description": "A kebab-case name.", "type": "string", "pattern": ID_PATTERN}
        return self._defined("id", lambda: id_)

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

    def _deal_or_path(self, _hint: Any) -> Schema:
        deal = self.mapping(Deal)
        in_place = {**deal, "required": [key for key in deal["required"] if key != "deal"]}
        return {"anyOf": [{"type": "string"}, self._defined("deal", lambda: in_place)]}

    def _expectations(self, _hint: Any) -> Schema:
        answer = {"anyOf": [{"enum": list(get_args(Outcome))}, self.reference(Expected)]}
        return {"type": "object", "propertyNames": self.value(Id), "additionalProperties": answer}

    def _broken(self, _hint: Any) -> Schema:
        names = {"type": "array", "items": self.value(Id), "uniqueItems": True}
        where = {"anyOf": [self.value(Id), names, self._natural(None)]}
        by_name = {"type": "object", "propertyNames": self.value(Id), "additionalProperties": where}
        return {"anyOf": [self.value(Id), names, by_name]}

    def _condition(self, _hint: Any) -> Schema:
        return self._defined("condition", self._any_condition)

    def _any_condition(self) -> Schema:
        reference = {"$ref": "#/$defs/condition"}
        several = {"type": "array", "items": reference}
        forms = [
            {"description": description(c.Named), **self.value(Id)},
            {"description": "A bare list means `all`.", **several},
            {**self.reference(c.Pattern), **_one_of(*_OBJECT_KEYS)},
            *(_form(key, several, cls) for key, cls in OF_MANY.items()),
            *(_form(key, reference, cls) for key, cls in OF_ONE.items()),
            *(_form(key, self.reference(cls), cls) for key, cls in OF_NUMBERS.items()),
        ]
        return {"description": "What can be true or false at a step of a deal.", "anyOf": forms}


def _form(key: str, value: Schema, cls: Any) -> Schema:
    """Return a mapping with one key, which makes it a condition of a certain form."""
    return {
        "type": "object",
        "properties": {key: {"description": description(cls), **value}},
        "required": [key],
        "additionalProperties": False,
    }


def _may_be_empty(cls: Any) -> bool:
    """Return whether an entry of the class can be left blank: nothing in it is required, by itself or by a rule."""
    if not attrs.has(cls) or any(required for _, _, required in fields_by_key(cls).values()):
        return False
    return "oneOf" not in _RULES.get(cls, {})


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, bool))


def _name(cls: type) -> str:
    """Return a class' name in kebab-case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


def description(cls: Any) -> str:
    """Return the first paragraph of a class' docstring, on one line."""
    return " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split())
