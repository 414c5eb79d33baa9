"""The vocabulary of types that model classes are declared in.

A model class is its file format: the reader and the JSON Schema are both derived from the types and metadata
of its fields, so neither can drift from the other.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

T = TypeVar("T")

ID_PATTERN = r"^[a-z][a-z0-9-]*$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
IS_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


@attrs.frozen
class Mark:
    """How a type is written in a file, where the Python type alone does not say."""

    kind: str


@attrs.frozen
class Sort:
    """What an id names, or the keys of a mapping do: a party, a verb, a source and so on."""

    name: str


Id = Annotated[str, Mark("id")]
"""A kebab-case name."""
PartyId = Annotated[Id, Sort("party")]
Verb = Annotated[Id, Sort("verb")]
ObjectId = Annotated[Id, Sort("object")]
Leaf = Annotated[Id, Sort("leaf")]
"""An object without parts."""
StepId = Annotated[Id, Sort("step")]
SourceId = Annotated[Id, Sort("source")]
ProvisionId = Annotated[Id, Sort("provision")]
VocabularyId = Annotated[Id, Sort("vocabulary")]
RulesetId = Annotated[Id, Sort("ruleset")]
Text = Annotated[str, Mark("text")]
"""Free text."""
Date = Annotated[str, Mark("date")]
"""A day, as YYYY-MM-DD."""
Number = Annotated[Decimal, Mark("number")]
"""An exact decimal; never a binary float."""
Natural = Annotated[int, Mark("natural")]
"""A whole number from 0."""
Value = Annotated[Union[str, bool, Decimal], Mark("value")]
"""What an attribute can be: text, true or false, or an exact decimal."""
Points = Annotated[Mapping[Union[str, bool, Decimal], Decimal], Mark("points")]
"""Numbers by the values that earn them."""
OneOrMany = Annotated[tuple[T, ...], Mark("one-or-many")]
"""One value or a list of at least one, all different."""
AnyNumber = Annotated[tuple[T, ...], Mark("any-number")]
"""One value or a list, possibly empty, all different."""
Many = Annotated[tuple[T, ...], Mark("many")]
"""A list, possibly empty."""
Entries = Annotated[Mapping[str, T], Mark("entries")]
"""A mapping from ids to entries."""
Several = Annotated[Mapping[str, T], Mark("several")]
"""A mapping from ids to entries, each of which may stand for several: one for each of the values its `each` names."""
Attributes = Annotated[Mapping[str, T], Mark("attributes")]
"""A mapping from attribute names, which are free text, to values."""


def field(
    doc: str,
    *,
    key: str | None = None,
    default: Any = attrs.NOTHING,
    factory: Any = None,
    eq: bool = True,
    converter: Any = None,
) -> Any:
    """Return an attrs field with the key `key` (default: its own name in kebab-case)."""
    if factory is not None:
        default = attrs.Factory(factory)
    return attrs.field(default=default, eq=eq, converter=converter, metadata={"doc": doc, "key": key})


def name_field() -> Any:
    """Return the field that takes an entry's own name: the key it is written under in its mapping."""
    return attrs.field(default="", metadata={"from-key": True})


def place_field() -> Any:
    """Return the field that takes the place of the mapping an object was read from."""
    return attrs.field(default=None, eq=False, repr=False, metadata={"place": True})


def viewer_field() -> Any:
    """Return the field of an answer that says for whose eyes it is."""
    doc = "for whose eyes it is, a party's id or `mediator`; empty: all is in it"
    return field(doc, default="")


def key_of(attribute: Any) -> str:
    """Return the key of a field in a file."""
    return attribute.metadata.get("key") or str(attribute.name).rstrip("_").replace("_", "-")


def meaning_of(attribute: Any) -> str:
    """Return what a field means, for those who look it up; empty where it says nothing of itself."""
    if attribute.metadata.get("from-key"):
        return "the id it is written under"
    if attribute.metadata.get("place"):
        return "its place"
    return str(attribute.metadata.get("doc", ""))


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
def classes_of(hint: Any) -> tuple[type, ...]:
    """Return the model classes that a mapping of a type may be of; `class_by_keys` tells several apart."""
    inner, mark = unwrapped(hint)
    arms = get_args(inner) if get_origin(inner) in (Union, types.UnionType) else (inner,)
    return arms if not mark and all(isinstance(arm, type) and attrs.has(arm) for arm in arms) else ()


def class_by_keys(classes: Sequence[type], keys: Collection[str]) -> type:
    """Return the class that a mapping with these keys is of: the first, unless it has what another one requires."""
    return next((cls for cls in classes[1:] if not telling_keys(cls).isdisjoint(keys)), classes[0])


@cache
def telling_keys(cls: type) -> frozenset[str]:
    """Return the keys that a class requires, by which it is told from others."""
    return frozenset(key for key, (_, _, required) in fields_by_key(cls).items() if required)


@cache
def unwrapped(hint: Any) -> tuple[Any, str]:
    """Return a type without `| None`, and the mark that says how it is written."""
    if get_origin(hint) in (Union, types.UnionType):
        arms = [arm for arm in get_args(hint) if arm is not type(None)]
        hint = arms[0] if len(arms) == 1 else hint
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        # A mark outside another wins: `Annotated[Condition, Mark("condition")]` is read as a condition.
        return inner, next((mark.kind for mark in reversed(marks) if isinstance(mark, Mark)), "")
    return hint, ""
