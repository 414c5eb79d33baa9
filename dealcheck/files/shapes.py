"""What may be where in a file: from the type of a mapping or a list to the types of what is in it.

The types are those that the model declares and that the reader goes by; nothing is read here, so it also works on a
file that is only half written.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, get_args, get_origin

import attrs

from dealcheck.files.conditions import FORMS, OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.model import conditions as c
from dealcheck.model.cases import Expected
from dealcheck.model.deal import Deal
from dealcheck.model.fields import Id, Many, Sort, fields_by_key, unwrapped

_OF_FORMS: dict[str, Any] = {
    **dict.fromkeys(OF_MANY, Many[c.Condition]),
    **dict.fromkeys(OF_ONE, c.Condition),
    **OF_NUMBERS,
}


def mark_of(hint: Any) -> str:
    """Return the mark of a type; empty for a class of the model, a literal, and what is not known."""
    return "" if hint is None else unwrapped(hint)[1]


def sort_of(hint: Any) -> str:
    """Return what a word of a type names, or the keys of a mapping of it do; empty where they name nothing."""
    if mark_of(hint) == "condition":
        return "definition"
    inner = next((arm for arm in get_args(hint) if get_origin(arm) is Annotated), hint)  # without `| None`
    return next((mark.name for mark in reversed(get_args(inner)) if isinstance(mark, Sort)), "")


def keys_of(hint: Any, keys: Collection[str] = ()) -> dict[str, Any] | None:
    """Return the keys that a mapping of a type may have, in their order, each with the type of its value.

    `keys`: those it has already, which tell the forms of a condition apart. None where keys are free, as ids are.
    """
    if hint is None:
        return None
    inner, mark = unwrapped(hint)
    if mark == "condition":
        forms = [key for key in keys if key in FORMS]
        if forms:
            return {forms[0]: _OF_FORMS[forms[0]]}
        return keys_of(c.Pattern) if keys else {**(keys_of(c.Pattern) or {}), **_OF_FORMS}
    if mark == "deal-or-path":
        return keys_of(Deal)
    if mark or not attrs.has(inner):
        return None
    return {key: value for key, (_, value, _) in fields_by_key(inner).items()}


def value_of(hint: Any, key: str, keys: Collection[str] = ()) -> Any:
    """Return the type of the value of a key of a mapping of a type; None where that is not known."""
    known = keys_of(hint, keys or (key,))
    if known is not None:
        return known.get(key)
    mark = mark_of(hint)
    if mark in ("entries", "attributes"):
        return get_args(unwrapped(hint)[0])[1]
    return {"expectations": Expected, "broken": Id}.get(mark)


def item_of(hint: Any) -> Any:
    """Return the item type of a list type, also where one value may be written for a list of it."""
    mark = mark_of(hint)
    if mark in ("many", "one-or-many", "any-number"):
        return get_args(unwrapped(hint)[0])[0]
    return {"condition": hint, "broken": Id}.get(mark)
