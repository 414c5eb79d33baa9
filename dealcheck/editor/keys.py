"""What keys mean: the sentences that the model has for them, which the schemas show too."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Any

import attrs

from dealcheck.files.conditions import FORMS, OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.files.shapes import keys_of, mark_of
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal
from dealcheck.model.fields import fields_by_key, key_of, unwrapped


def key_text(hint: Any, key: str) -> str:
    """Return what a key of a mapping of a type means; empty if it has no such key."""
    if mark_of(hint) == "condition" and key in FORMS:
        form: Any = {**OF_MANY, **OF_ONE, **OF_NUMBERS}[key]
        return " ".join((inspect.getdoc(form) or "").split("\n\n")[0].split())
    cls = class_of(hint)
    fields = attrs.fields(cls) if cls is not None else ()
    return next((field.metadata["doc"] for field in fields if "doc" in field.metadata and key_of(field) == key), "")


def is_required(hint: Any, key: str) -> bool:
    """Return whether a mapping of a type requires a key."""
    cls = class_of(hint)
    return cls is not None and fields_by_key(cls).get(key, ("", None, False))[2]


def missing_keys(hint: Any, given: Collection[str]) -> list[str]:
    """Return the keys that a mapping of a type may still get, required ones first."""
    known = [key for key in keys_of(hint, given) or () if key not in given]
    return sorted(known, key=lambda key: not is_required(hint, key))


def class_of(hint: Any) -> type | None:
    """Return the model's class for a mapping of a type; None where there is none."""
    mark = mark_of(hint)
    if mark in ("condition", "deal-or-path"):
        return c.Pattern if mark == "condition" else Deal
    inner = unwrapped(hint)[0] if hint is not None else None
    return inner if isinstance(inner, type) and attrs.has(inner) else None
