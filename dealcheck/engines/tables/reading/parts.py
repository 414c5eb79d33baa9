"""What files of tables have in common, whatever database reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.errors import InputError, Mistake, shown

if TYPE_CHECKING:
    from dealcheck.engines.tables.reading.unite import TablePart


@attrs.frozen
class Opened:
    """A table, and what its types don't say.

    `untyped`: it comes from files of text, in which nothing has a type. `written`: columns of text that hold numbers,
    written out. `unreadable`: columns that are left out, since no database holds what they do, with their types.
    """

    table: Any
    untyped: bool = False
    written: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = attrs.field(factory=dict)


def united_parts(parts: Iterable[TablePart]) -> Opened:
    """Put the tables of files on top of each other."""
    from dealcheck.engines.tables.reading.unite import united

    table = united(list(parts))
    return Opened(table.table, written=table.written, unreadable=table.unreadable)


def parquet_parts(files: list[str], read: Callable[[list[str]], Any]) -> list[TablePart]:
    """Return Parquet files on this machine by what columns they have; those that agree are read together."""
    import pyarrow.parquet as pq

    from dealcheck.engines.tables.reading.arrow_types import inexact_in_parquet
    from dealcheck.engines.tables.reading.unite import TablePart

    groups: dict[Any, list[str]] = {}
    for file in files:
        try:
            schema = pq.read_schema(file).remove_metadata()
        except Exception as error:
            raise InputError([Mistake(f"can't read `{shown(file, 200)}`: {text_of(error)}")]) from error
        groups.setdefault(schema, []).append(file)
    check_names((group[0], schema.names) for schema, group in groups.items())
    parts = []
    for schema, group in groups.items():
        left_out = inexact_in_parquet(schema)
        table = read(group)
        parts.append(TablePart(group[0], table.drop(*left_out) if left_out else table, left_out))
    return parts


def text_of(error: Exception) -> str:
    """Return what a library said, on one line."""
    return shown(" ".join(str(error).split()), 300)
