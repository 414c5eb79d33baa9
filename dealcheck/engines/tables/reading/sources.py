"""Tables of deals: files, and the tables of other libraries, as Ibis tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.engines.tables.reading.csv_files import check_delimiter
from dealcheck.engines.tables.reading.duckdb_files import open_with_duckdb
from dealcheck.engines.tables.reading.files import files_of, kind_of
from dealcheck.engines.tables.reading.parts import Opened, text_of
from dealcheck.engines.tables.reading.spark_files import is_here, open_with_spark
from dealcheck.errors import EngineError, InputError, Mistake, shown

__all__ = ["BACKENDS", "Opened", "load_ibis", "open_files", "opened"]

BACKENDS = ("duckdb", "spark")
"""What can screen tables."""
DELIMITER = ","
"""What separates the cells of a CSV file, unless the caller says otherwise."""


def opened(table: Any, connection: Any = None, *, delimiter: str | None = None) -> Opened:
    """Return a table as Ibis has it: an Ibis table, one that Ibis can take in, or a path.

    `connection`: what opens paths; None: a DuckDB of its own. Raises InputError for what can't be opened, and
    EngineError when Ibis is not installed.
    """
    ibis = load_ibis()
    if isinstance(table, (str, Path)):
        connection = connection if connection is not None else ibis.duckdb.connect()
        return open_files([str(table)], connection, delimiter=delimiter)
    if delimiter is not None:
        raise InputError([Mistake("only CSV files have a delimiter", None, "leave `delimiter` out")])
    if isinstance(table, ibis.expr.types.Table):
        return Opened(table)
    return _in_memory(table)


def _in_memory(table: Any) -> Opened:
    """Return a table of pandas, Polars or Arrow."""
    import ibis
    import pyarrow as pa

    from dealcheck.engines.tables.reading.arrow_types import plain_schema

    try:
        if isinstance(getattr(table, "columns", None), Iterable) and not isinstance(table, pa.Table):
            check_names([("", list(table.columns))])
        if hasattr(table, "dtypes") and hasattr(table, "iloc"):
            table = pa.Table.from_pandas(table, preserve_index=False)
        elif not isinstance(table, pa.Table) and hasattr(table, "to_arrow"):
            table = table.to_arrow()
        if isinstance(table, pa.Table):
            check_names([("", table.schema.names)])
            schema, unreadable = plain_schema(table.schema)
            return Opened(ibis.memtable(table.select(schema.names).cast(schema)), unreadable=unreadable)
        return Opened(ibis.memtable(table))
    except InputError:
        raise
    except Exception as error:  # whatever a library makes of an object that is no table, or holds mixed types
        reason = f": {text_of(error)}" if hasattr(table, "columns") else ""
        message = f"expected a table or the path of one, found {type(table).__name__}{reason}"
        raise InputError([Mistake(message, None, "give an Ibis, pandas, Polars or Arrow table")]) from error


def open_files(patterns: Sequence[str], connection: Any, *, delimiter: str | None = None) -> Opened:
    """Return the table in files, folders of files, or files that match a pattern, all of one kind.

    `delimiter`: what separates the cells of CSV files; None: a comma. Paths on another machine (`s3://…`) are left to
    the database to find, and so are those that a cluster of Spark sees and this machine does not.
    """
    is_local = connection.name == "duckdb"
    files = files_of(patterns) if is_local or is_here(connection) else list(patterns)
    kind = kind_of(files)
    if delimiter is not None:
        if kind != "csv":
            raise InputError([Mistake("only CSV files have a delimiter", None, "leave `--delimiter` out")])
        check_delimiter(delimiter)
    mark = DELIMITER if delimiter is None else delimiter
    try:
        return (open_with_duckdb if is_local else open_with_spark)(kind, files, connection, mark)
    except (InputError, EngineError):
        raise
    except Exception as error:
        raise InputError([Mistake(f"can't read `{shown(files[0], 200)}`: {text_of(error)}")]) from error


def load_ibis() -> Any:
    """Return the module `ibis`. Raises EngineError when it is not installed."""
    try:
        import ibis
        import ibis.backends.duckdb
    except ImportError as error:
        raise EngineError("tables need Ibis and DuckDB: pip install 'dealcheck[screen]'") from error
    return ibis
