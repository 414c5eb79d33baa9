"""Attributes of a draft as columns of a table: of which type, and how CSV, which has none, holds their text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.values import parse_value
from dealcheck.model.conditions import Scalar
from dealcheck.numbers import places_after_point
from dealcheck.place import Place

_DIGITS = 38
"""The digits of a decimal in a database."""


def column_type(name: str, values: Sequence[Scalar], place: Place | None) -> Any:
    """Return the Arrow type that holds all values of an attribute. Raises InputError when none does."""
    import pyarrow as pa

    kinds = {bool if isinstance(value, bool) else Decimal if isinstance(value, Decimal) else str for value in values}
    if len(kinds) > 1:
        message = f"attribute `{shown(name)}` has values of several types, and a column holds one"
        raise InputError([Mistake(message, place, "give it text, numbers or booleans alone")])
    kind = next(iter(kinds), str)  # where it is absent in all resolutions, any will do
    return _decimal_type(name, values, place) if kind is Decimal else pa.bool_() if kind is bool else pa.string()


def _decimal_type(name: str, values: Sequence[Scalar], place: Place | None) -> Any:
    import pyarrow as pa

    numbers = [value for value in values if isinstance(value, Decimal)]
    scale = max(places_after_point(numbers), 0)
    whole = max((number.adjusted() + 1 for number in numbers if number), default=0)
    if max(whole, 0) + scale > _DIGITS:
        message = f"the numbers of attribute `{shown(name)}` have more than {_DIGITS} digits in all"
        raise InputError([Mistake(message, place, "no column of a table holds them; write fewer digits")])
    return pa.decimal128(_DIGITS, scale)


def csv_value(name: str, value: Scalar, place: Place | None) -> Scalar:
    """Return a value as a CSV file holds it, so that it reads back the same: ambiguous text gets quotes of its own.

    Raises InputError for text that CSV can't hold.
    """
    if not isinstance(value, str) or _reads_as_itself(value):
        return value
    if '"' in value or "\0" in value:
        message = f"CSV can't hold the text `{shown(value)}` of attribute `{shown(name)}`"
        raise InputError([Mistake(message, place, "write Parquet")])
    return f'"{value}"'


def _reads_as_itself(text: str) -> bool:
    """Return whether a cell with this text is read as just that."""
    if text != text.strip() or "\0" in text or (len(text) > 1 and text[0] == text[-1] == '"'):
        return False
    try:
        return isinstance(parse_value(text), str)
    except InputError:  # it can be read in two ways, or as nothing
        return False
