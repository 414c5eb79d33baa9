"""What keys mean: the sentences that the model has for them, which the schemas show too."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Any

import attrs

from dealcheck.files.conditions import FORMS, OF_MANY, OF_NUMBERS, OF_ONE
from dealcheck.files.several import EACH
from dealcheck.files.shapes import class_of, is_repeated, keys_of, mark_of
from dealcheck.model.fields import classes_of, fields_by_key, key_of


def key_text(hint: Any, key: str, given: Collection[str] = ()) -> str:
    """Return what a key of a mapping of a type means; empty if it has no such key. `given`: the keys that it has."""
    if mark_of(hint) == "condition" and key in FORMS:
        form: Any = {**OF_MANY, **OF_ONE, **OF_NUMBERS}[key]
        return " ".join((inspect.getdoc(form) or "").split("\n\n")[0].split())
    if key == EACH and is_repeated(hint):
        return "stands for one entry for each combination of these values; write `$name` for the value of `name`"
    if mark_of(hint) == "option":
        return "articles that are decided when this option is taken" if key == "alternatives" else ""
    cls = class_of(hint, given)
    fields = [field for each in (cls, *classes_of(hint)) if each is not None for field in attrs.fields(each)]
    return next((field.metadata["doc"] for field in fields if "doc" in field.metadata and key_of(field) == key), "")


def is_required(hint: Any, key: str, given: Collection[str] = ()) -> bool:
    """Return whether a mapping of a type requires a key; `given`: the keys that it has."""
    cls = class_of(hint, given)
    return cls is not None and fields_by_key(cls).get(key, ("", None, False))[2]


def missing_keys(hint: Any, given: Collection[str]) -> list[str]:
    """Return the keys that a mapping of a type may still get, required ones first."""
    known = [key for key in keys_of(hint, given) or () if key not in given]
    return sorted(known, key=lambda key: (not is_required(hint, key, given), key == EACH))
