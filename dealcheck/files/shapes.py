"""What may be where in a file: from the type of a mapping or a list to the types of what is in it.

The types are those that the model declares and that the reader goes by; nothing is read here, so it also works on a
file that is only half written.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, get_args, get_origin

import attrs

from dealcheck.files.conditions import FORMS, OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.files.several import EACH
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Range
from dealcheck.model.cases import Expected
from dealcheck.model.deal import Deal, Dependency, Provision
from dealcheck.model.fields import (
    Id,
    Many,
    Mark,
    Number,
    ObjectId,
    OneOrMany,
    PartyId,
    ProvisionId,
    Sort,
    Value,
    Verb,
    class_by_keys,
    classes_of,
    fields_by_key,
    telling_keys,
    unwrapped,
)

Variables = Annotated[dict[str, Any], Mark("each")]
"""What `each` holds: a mapping from names to the values that they stand for."""
OF_VARIABLES = {"party": OneOrMany[PartyId], "action": OneOrMany[Verb], "object": OneOrMany[ObjectId]}
"""What variables of these names stand for, unless they are used otherwise."""


@attrs.frozen
class _Repeated:
    """Marks the type of an entry that may stand for several, by its `each`."""


_OF_FORMS: dict[str, Any] = {
    **dict.fromkeys(OF_MANY, Many[c.Condition]),
    **dict.fromkeys(OF_ONE, c.Condition),
    **OF_NUMBERS,
}
_OF_DEPENDENCIES: dict[str, Any] = {
    **dict.fromkeys(OF_MANY, Many[Dependency]),
    **dict.fromkeys(OF_ONE, Dependency),
    "count": Annotated[c.Count, Sort("provision")],
}
_MAPPINGS: dict[str, type] = {"alternatives": Range, "amount": c.Multiple, "deal-or-path": Deal}
"""The classes of mappings that may be where a type has a mark."""


def mark_of(hint: Any) -> str:
    """Return the mark of a type; empty for a class of the model, a literal, and what is not known."""
    return "" if hint is None else unwrapped(hint)[1]


def sort_of(hint: Any) -> str:
    """Return what a word of a type names, or the keys of a mapping of it do; empty where they name nothing."""
    inner = next((arm for arm in get_args(hint) if get_origin(arm) is Annotated), hint)  # without `| None`
    named = next((mark.name for mark in reversed(get_args(inner)) if isinstance(mark, Sort)), "")
    return named or ("definition" if mark_of(hint) == "condition" else "")


def is_dependency(hint: Any) -> bool:
    """Return whether a type is that of what provisions depend on: conditions made of the names of provisions."""
    return sort_of(hint) == "provision" and mark_of(hint) == "condition"


def is_repeated(hint: Any) -> bool:
    """Return whether a mapping of a type may stand for several, by its `each`."""
    return any(isinstance(mark, _Repeated) for mark in get_args(hint))


def class_of(hint: Any, keys: Collection[str] = ()) -> type | None:
    """Return the class of the model for a mapping of a type; None where there is none.

    `keys`: those it has, which tell classes apart where it may be of several.
    """
    if hint is None or is_dependency(hint):
        return None
    inner, mark = unwrapped(hint)
    if mark:
        return c.Pattern if mark == "condition" else _MAPPINGS.get(mark)
    classes = classes_of(inner)
    return class_by_keys(classes, keys) if classes else None


def keys_of(hint: Any, keys: Collection[str] = ()) -> dict[str, Any] | None:
    """Return the keys that a mapping of a type may have, in their order, each with the type of its value.

    `keys`: those it has already, which tell the forms of a condition apart. None where keys are free, as ids are.
    """
    own = _own_keys(hint, [key for key in keys if key != EACH])
    return {EACH: Variables, **own} if own is not None and is_repeated(hint) else own


def _own_keys(hint: Any, keys: Collection[str]) -> dict[str, Any] | None:
    if mark_of(hint) == "condition":
        return _keys_of_condition(hint, keys)
    cls = class_of(hint, keys)
    if cls is None:
        return None
    known = {key: value for key, (_, value, _) in fields_by_key(cls).items()}
    if not keys:  # it may still become one of the others
        known |= {key: fields_by_key(other)[key][1] for other in classes_of(hint)[1:] for key in telling_keys(other)}
    return {**known, "of": Many[Dependency]} if cls is c.Count and sort_of(hint) == "provision" else known


def _keys_of_condition(hint: Any, keys: Collection[str]) -> dict[str, Any] | None:
    of_forms = _OF_DEPENDENCIES if is_dependency(hint) else _OF_FORMS
    forms = [key for key in keys if key in FORMS]
    if forms:
        return {forms[0]: of_forms.get(forms[0])}
    pattern = {key: value for key, (_, value, _) in fields_by_key(c.Pattern).items()}
    if keys:
        return pattern  # where it may not stand, the check of the deal says so
    return of_forms if is_dependency(hint) else {**pattern, **of_forms}


def value_of(hint: Any, key: str, keys: Collection[str] = ()) -> Any:
    """Return the type of the value of a key of a mapping of a type; None where that is not known."""
    known = keys_of(hint, keys or (key,))
    if known is not None:
        return known.get(key)
    match mark_of(hint):
        case "entries" | "attributes":
            return get_args(unwrapped(hint)[0])[1]
        case "several":
            return Annotated[get_args(unwrapped(hint)[0])[1], _Repeated()]
        case "expectations":
            return Expected
        case "broken":
            return Id
        case "points":
            return Number
        case "each":
            return OF_VARIABLES.get(key, OneOrMany[Value])
        case "option":
            return _in_option(key)
    return None


def _in_option(key: str) -> Any:
    """Return the type of the value of a key of an option: what it opens, keeps, or settles."""
    if key == "alternatives":
        return fields_by_key(Deal)["alternatives"][1]
    if key == "provisions":
        return OneOrMany[ProvisionId]
    field = key.partition(".")[2]
    if field == "parties":
        return OneOrMany[PartyId]
    return fields_by_key(Provision)[field][1] if field in ("party", "action", "object", "from", "until") else Value


def item_of(hint: Any) -> Any:
    """Return the item type of a list type, also where one value may be written for a list of it."""
    mark = mark_of(hint)
    if mark in ("many", "one-or-many", "any-number"):
        return get_args(unwrapped(hint)[0])[0]
    if mark == "condition":
        return Dependency if is_dependency(hint) else c.Condition
    return {
        "alternatives": hint, "amount": hint, "bound": OneOrMany[PartyId], "broken": Id, "option": hint
    }.get(mark)  # fmt: skip


def scalar_of(hint: Any) -> Any:
    """Return the type of a single value where a list of them, or of lists of them, may be as well."""
    while mark_of(hint) in ("many", "one-or-many", "any-number", "bound"):
        hint = item_of(hint)
    return hint
