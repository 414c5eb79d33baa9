"""The schemas of the JSON reports, from the classes that they are written from.

Every key is always there, so every key is required. Unknown keys are refused, although later versions may add some:
who validates does so against the schema of the version that wrote the report.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.fields import meaning_of
from dealcheck.questions import Question, named
from dealcheck.reports.formats.json import DERIVED, KINDS, VERSION

Schema = dict[str, Any]

_TYPES: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    Decimal: {
        "description": "An exact decimal, as a string: a JSON number would be read as a binary float.",
        "type": "string",
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
    },
}


def answers_schema(question: Question) -> Schema:
    """Return the schema of the answers to a question, without its heading."""
    cls = named(question.answer)
    definitions: dict[str, Schema] = {}
    answers = {"type": "array", "items": _value(cls, definitions)}
    properties: Schema = {
        "format": {"description": "what it is", "const": f"dealcheck/{question.format}"},
        "version": {"description": "the version of the format", "const": VERSION},
        "dealcheck": {"description": "the version of dealcheck that wrote it", "type": "string"},
    }
    if question.is_for_each:
        properties["strict"] = {"description": "whether reservations count as not signing", "type": "boolean"}
        properties["passes"] = {"description": "whether all the deals pass", "type": "boolean"}
        properties["verifications"] = {"description": "one for each deal, in the order they were given", **answers}
    else:
        properties["answers"] = {"description": "the answers", "minItems": 1, **answers}
    return {
        "title": f"dealcheck {question.format}",
        "description": f"What `dealcheck {question.name} --format json` prints.",
        **_mapping(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def _mapping(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value(hint: Any, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of a value of a type, as `dealcheck.reports.formats.json.plain_data` writes it."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _TYPES:
        return _TYPES[hint]
    if hint is type(None):
        return {"type": "null"}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_value(each, definitions) for each in inner]}
    if origin is tuple:
        return {"type": "array", "items": _value(inner[0], definitions)}
    if hint is Deal:
        return {"description": "the text of a deal file", "type": "string"}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _value(inner[1], definitions)}
    return _reference(hint, definitions)


def _reference(cls: type, definitions: dict[str, Schema]) -> Schema:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # findings contain findings
        definitions[cls.__name__] = _object(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _object(cls: type, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(cls)
    properties: Schema = {}
    if cls in KINDS:
        properties["kind"] = {"description": "which of the two it is", "const": KINDS[cls]}
        properties["passes"] = {"description": "whether it passes, strictly if so asked", "type": "boolean"}
    for attribute in attrs.fields(cls):
        properties[attribute.name] = _described(attribute, _value(hints[attribute.name], definitions))
    for name in DERIVED.get(cls, ()):
        derived = getattr(cls, name)
        doc = {"description": inspect.getdoc(derived) or ""}
        properties[name] = {**doc, **_value(get_type_hints(derived.fget)["return"], definitions)}
    return {"description": " ".join((inspect.getdoc(cls) or "").split()), **_mapping(properties)}


def _described(attribute: Any, schema: Schema) -> Schema:
    """Return the schema of a field with what its class says of it, before its type."""
    notes = [note for note in (meaning_of(attribute), schema.get("description")) if note]
    described = {"description": "; ".join(notes)} if notes else {}
    return {**described, **schema, **described}
