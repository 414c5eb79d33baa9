"""Schemas of the files that dealcheck reads, from the model classes that the reader goes by too.

What a type alone can't say, such as that a bottom line has exactly one of `forbid` and `require`, stands in tables
beside the builder. What needs more than one file (unknown words) or arithmetic on steps is left to `dealcheck` itself.
"""

from __future__ import annotations

from typing import Any, get_args

from dealcheck.files.conditions import OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.files.documents import KINDS
from dealcheck.files.several import EACH
from dealcheck.files.shapes import OF_VARIABLES
from dealcheck.language.lexicon import Lexicon
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Choices
from dealcheck.model.cases import Expected
from dealcheck.model.deal import Deal
from dealcheck.model.fields import (
    AnyNumber,
    Id,
    Many,
    Number,
    OneOrMany,
    PartyId,
    ProvisionId,
    Value,
    classes_of,
    fields_by_key,
)
from dealcheck.model.outcome import Outcome
from dealcheck.schemas.builder import OBJECT_KEYS, Builder, Schema, description, name_of, one_of, told_apart

FIELD_PATTERN = r"^[a-z][a-z0-9-]*\..+$"
"""How a field of a provision is named: `payment.attributes.days`."""


def document_schema(kind: str, words: Lexicon | None = None) -> Schema:
    """Return the schema of a kind of file, without its heading; with `words`, of one in that vocabulary."""
    builder = _Files(words if kind != "vocabulary" else None)
    body = builder.mapping(KINDS[kind])
    if kind == "vocabulary" and words is not None:  # its own words are new; what it builds on is known
        body["properties"]["extends"] = {**body["properties"]["extends"], "const": words.id}
    title = f"dealcheck {kind}" + (f" in vocabulary {words.id}" if words else "")
    return {"title": title, **body, "$defs": dict(sorted(builder.definitions.items()))}


class _Files(Builder):
    """Adds what only some files have: conditions, options of articles, `each`, expected answers."""

    def _several(self, hint: Any) -> Schema:
        inner = get_args(hint)[1]
        entry = self.value(inner)
        self._in_each = True
        repeated = self._repeated(inner)
        self._in_each = False
        either = {"if": {"type": "object", "required": [EACH]}, "then": repeated, "else": entry}
        return {"type": "object", "propertyNames": self.value(Id), "additionalProperties": either}

    def _repeated(self, inner: Any) -> Schema:
        classes = classes_of(inner)
        if not classes:
            return self._with_each(self._value_of(inner))
        return told_apart(classes, lambda cls: self._with_each(self.reference(cls)))

    def _with_each(self, entry: Schema) -> Schema:
        """Return the schema of an entry that has `each` beside its own keys."""
        name = entry["$ref"].removeprefix("#/$defs/")
        if name == "condition-for-each":
            return self._defined("repeated-condition", self._repeated_condition)
        return self._defined(f"repeated-{name.removesuffix('-for-each')}", lambda: self._and_each(name))

    def _and_each(self, name: str) -> Schema:
        """Return a mapping's definition with `each` among its keys."""
        whole = self.definitions[name]
        properties = {EACH: self._each(), **whole["properties"]}
        return {**whole, "properties": properties, "required": [EACH, *whole.get("required", ())]}

    def _repeated_condition(self) -> Schema:
        """Return the conditions that are mappings, and so can have `each` beside their keys."""
        pattern = self._and_each(name_of(c.Pattern) + "-for-each")
        forms = [form for form in self.definitions["condition-for-each"]["anyOf"] if "properties" in form]
        return {
            "anyOf": [
                {**pattern, **one_of(*OBJECT_KEYS)},
                *(
                    {
                        **form,
                        "properties": {EACH: self._each(), **form["properties"]},
                        "required": [EACH, *form["required"]],
                    }
                    for form in forms
                ),
            ]
        }

    def _each(self) -> Schema:
        """Return what `each` holds: names, and the values that they stand for."""
        self._in_each = False
        keys = {name: self.value(hint) for name, hint in OF_VARIABLES.items()}
        others = self.value(OneOrMany[Value])
        self._in_each = True
        doc = "one entry for each combination of these values; `$name` in it stands for the value"
        # A name may be used for something else than what it says: `party: [1, 2]` is as good as `number: [1, 2]`.
        proposed = {name: {"anyOf": [value, others]} for name, value in keys.items()}
        return {
            "description": doc,
            "type": "object",
            "minProperties": 1,
            "propertyNames": self.value(Id),
            "properties": proposed,
            "additionalProperties": others,
        }

    def _deal_or_path(self, _hint: Any) -> Schema:
        deal = self.mapping(Deal)
        in_place = {**deal, "required": [key for key in deal["required"] if key != "deal"]}
        return {"anyOf": [{"type": "string"}, self._defined("deal", lambda: in_place)]}

    def _option(self, _hint: Any) -> Schema:
        return self._defined("option", self._any_option)

    def _any_option(self) -> Schema:
        settled = {"anyOf": [self.value(Value), {"type": "null"}, self.value(Many[PartyId])]}
        mapping = {
            "description": "Brackets that are settled when the option is taken, and articles that are then decided.",
            "type": "object",
            "properties": {
                "provisions": self.value(AnyNumber[ProvisionId]),
                "alternatives": self._property(Deal, "alternatives", fields_by_key(Deal)["alternatives"][1]),
            },
            "patternProperties": {FIELD_PATTERN: settled},
            "additionalProperties": False,
        }
        item = {"anyOf": [self.value(ProvisionId), mapping]}
        return {"description": description(Choices), "anyOf": [*item["anyOf"], {"type": "array", "items": item}]}

    def _amount(self, _hint: Any) -> Schema:
        return self._defined("amount", self._any_amount)

    def _any_amount(self) -> Schema:
        addend = {"anyOf": [self.value(Number), self.reference(c.Multiple)]}
        several = {"type": "array", "items": addend, "minItems": 1}
        text = "A number, a multiple of a sum, or a list of these, which are added up."
        return {"description": text, "anyOf": [*addend["anyOf"], several]}

    def _points(self, _hint: Any) -> Schema:
        return {"type": "object", "additionalProperties": self.value(Number)}

    def _expectations(self, _hint: Any) -> Schema:
        answer = {"anyOf": [{"enum": list(get_args(Outcome))}, self.reference(Expected)]}
        return {"type": "object", "propertyNames": self.value(Id), "additionalProperties": answer}

    def _broken(self, _hint: Any) -> Schema:
        steps = {"type": "array", "items": self.value(Id), "uniqueItems": True}
        where = {"anyOf": [self.value(Id), steps, self._natural(None)]}
        line = self._reference_word()
        by_name = {"type": "object", "propertyNames": line, "additionalProperties": where}
        return {"anyOf": [line, {"type": "array", "items": line, "uniqueItems": True}, by_name]}

    def _condition(self, _hint: Any) -> Schema:
        return self._defined("condition", self._any_condition)

    def _any_condition(self) -> Schema:
        reference = self._defined("condition", dict)
        several = {"type": "array", "items": reference}
        forms = [
            {"description": description(c.Named), **self._reference_word()},
            {"description": "A bare list means `all`.", **several},
            {**self.reference(c.Pattern), **one_of(*OBJECT_KEYS)},
            *(_form(key, several, cls) for key, cls in OF_MANY.items()),
            *(_form(key, reference, cls) for key, cls in OF_ONE.items()),
            *(_form(key, self.reference(cls), cls) for key, cls in OF_NUMBERS.items()),
        ]
        return {"description": "What can be true or false at a step of a deal.", "anyOf": forms}

    def _dependency(self, _hint: Any) -> Schema:
        return self._defined("dependency", self._any_dependency)

    def _any_dependency(self) -> Schema:
        """Return what a provision may depend on: other provisions, joined as conditions are."""
        reference = self._defined("dependency", dict)
        several = {"type": "array", "items": reference}
        count = self.mapping(c.Count)
        count["properties"]["of"] = {**count["properties"]["of"], **several}
        forms = [
            {"description": "A provision of the deal, which holds when it is in force.", **self.value(ProvisionId)},
            {"description": "A bare list means `all`.", **several},
            *(_form(key, several, cls) for key, cls in OF_MANY.items()),
            *(_form(key, reference, cls) for key, cls in OF_ONE.items()),
            _form("count", count, c.Count),
        ]
        return {"description": "What a provision depends on.", "anyOf": forms}


def _form(key: str, value: Schema, cls: Any) -> Schema:
    """Return a mapping with one key, which makes it a condition of a certain form."""
    return {
        "type": "object",
        "properties": {key: {"description": description(cls), **value}},
        "required": [key],
        "additionalProperties": False,
    }
