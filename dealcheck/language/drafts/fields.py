"""The fields of a provision that may stand in brackets, by the names that files give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from dealcheck.language.drafts.alternatives import Alternatives, listed
from dealcheck.language.semantics import same
from dealcheck.model.deal import Provision

FIELDS = {
    "party": "party",
    "parties": "parties",
    "action": "action",
    "object": "object",
    "from": "from_",
    "until": "until",
}
"""The fields that are no attributes, each with its name in Python."""


def fields_of(provision: Provision) -> dict[str, Sequence[Any]]:
    """Return the alternatives of every field that is written, an attribute by its own name (see `name_of`).

    Of `parties` an alternative is a tuple of parties; of an attribute it is None where it may be absent.
    """
    own = {field: _own(provision, field) for field in (*(each for each in FIELDS if each != "parties"), "parties")}
    attributes = {name_of(str(name)): listed(values) for name, values in provision.attributes.items()}
    return {**{field: values for field, values in own.items() if values}, **attributes}


def name_of(attribute: str) -> str:
    """Return how an attribute is named among fields; one that is called like another field, in full."""
    return f"attributes.{attribute}" if attribute in FIELDS else attribute


def attribute_of(provision: Provision, field: str) -> str | None:
    """Return the attribute that a field is, named with or without `attributes.` before it; None where it is none."""
    bare = field.removeprefix("attributes.")
    if bare != field and bare in provision.attributes:
        return bare
    return field if field in provision.attributes and field not in FIELDS else None


def alternatives_of(provision: Provision, field: str) -> Sequence[Any] | None:
    """Return the alternatives of a field; None where it is not written.

    An attribute may be named with or without `attributes.` before it.
    """
    if field in FIELDS:
        return _own(provision, field) or None
    attribute = attribute_of(provision, field)
    return None if attribute is None else listed(provision.attributes[attribute])


def _own(provision: Provision, field: str) -> Sequence[Any]:
    """Return the alternatives of a field that is no attribute."""
    if field == "parties":
        return provision.bound_together if provision.parties else ()
    values: Sequence[Any] = getattr(provision, FIELDS[field])
    return values


def with_value(provision: Provision, field: str, value: Any) -> Provision:
    """Return a provision with a field settled to one of its alternatives."""
    if field in FIELDS:
        changed: dict[str, Any] = {FIELDS[field]: value if field == "parties" else (value,)}
        return attrs.evolve(provision, **changed)
    name = attribute_of(provision, field)
    others = {key: values for key, values in provision.attributes.items() if key != name}
    if value is None:
        return attrs.evolve(provision, attributes=others)
    attributes = {key: (value,) if key == name else values for key, values in provision.attributes.items()}
    return attrs.evolve(provision, attributes=attributes)


def number_of(alternatives: Sequence[Any], value: Any) -> int | None:
    """Return which of the alternatives a value is, by its number; None where it is none. No range is gone through."""
    if isinstance(alternatives, Alternatives):
        return alternatives.find(value)
    return next((number for number, each in enumerate(alternatives) if is_same(each, value)), None)


def is_same(alternative: Any, value: Any) -> bool:
    """Return whether an alternative is a value: parties in any order, numbers by their size."""
    if isinstance(alternative, tuple) or isinstance(value, tuple):
        return isinstance(alternative, tuple) and isinstance(value, tuple) and set(alternative) == set(value)
    if alternative is None or value is None:
        return alternative is value
    return same(alternative, value)
