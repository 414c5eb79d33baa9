"""What the types that the model declares say about files: keys, marks, and blanks for what can't be read."""

from __future__ import annotations

import types
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import attrs

from dealcheck.model.fields import Mark, key_of
from dealcheck.place import Word


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
    """Return a value that stands in for one that could not be read."""
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
