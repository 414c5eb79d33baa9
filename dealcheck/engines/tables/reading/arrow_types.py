"""Types of Arrow columns: those that a database reads exactly, what others turn into, and which it can't read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dealcheck.engines.tables.reading.unite import DIGITS


def plain_schema(schema: Any) -> tuple[Any, dict[str, str]]:
    """Return the columns of a schema in types that a database reads exactly, and the types of all other columns."""
    kinds = {field.name: _plain(field.type) for field in schema}
    fields = [(name, kind) for name, kind in kinds.items() if kind is not None]
    unreadable = {name: str(schema.field(name).type) for name, kind in kinds.items() if kind is None}
    return pa.schema(fields), unreadable


def inexact_in_parquet(schema: Any) -> dict[str, str]:
    """Return the types of Parquet columns whose numbers DuckDB and Spark misread."""
    kinds = {field.name: field.type for field in schema}
    return {name: str(kind) for name, kind in kinds.items() if pa.types.is_float16(kind) or _is_too_long(kind)}


def _is_too_long(kind: Any) -> bool:
    return pa.types.is_decimal(kind) and (kind.precision > DIGITS or not 0 <= kind.scale <= kind.precision)


def _plain(kind: Any) -> Any:
    """Return the type that a column is read as; None for one that can't be read exactly."""
    types = pa.types
    if types.is_null(kind) or types.is_boolean(kind) or types.is_integer(kind):
        return kind
    if types.is_float32(kind) or types.is_float64(kind):
        return kind
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return pa.string()
    if types.is_decimal(kind):
        return None if _is_too_long(kind) else pa.decimal128(kind.precision, kind.scale)
    if types.is_dictionary(kind):
        return _plain(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        inner = _plain(kind.value_type)
        return None if inner is None else pa.list_(inner)
    return None
