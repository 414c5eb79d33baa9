"""Tables of deals: files, and the tables of other libraries, as Ibis tables."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from dealcheck.errors import EngineError, InputError, Mistake, nearest, shown

BACKENDS = ("duckdb", "spark")
"""What can screen tables."""
_READERS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
SUFFIXES = tuple(_READERS)
"""How the names of files with tables end."""


@attrs.frozen
class Opened:
    """A table, and whether it comes from a file of text, in which nothing has a type."""

    table: Any
    untyped: bool = False


def opened(table: Any, connection: Any = None) -> Opened:
    """A table as Ibis has it: an Ibis table, one that Ibis can take in, or a path.

    `connection`: what opens paths; None: a DuckDB of its own. Raises InputError for what can't be opened, and
    EngineError when Ibis is not installed.
    """
    ibis = load_ibis()
    if isinstance(table, (str, Path)):
        return open_files([str(table)], connection if connection is not None else ibis.duckdb.connect())
    if isinstance(table, ibis.expr.types.Table):
        return Opened(table)
    try:
        return Opened(ibis.memtable(table))
    except Exception as error:  # whatever Ibis makes of an object that is no table
        message = f"expected a table or the path of one, found {type(table).__name__}"
        raise InputError([Mistake(message, None, "give an Ibis, pandas, Polars or Arrow table")]) from error


def open_files(patterns: Sequence[str], connection: Any) -> Opened:
    """The table in files, folders of files, or files that match a pattern, all of one kind.

    Paths on another machine (`s3://…`) and all of Spark's are left to the database to find.
    """
    is_local = connection.name == "duckdb"
    files = [file for pattern in patterns for file in (_files(pattern) if is_local else [pattern])]
    kinds = {_kind(file) for file in files}
    if len(kinds) != 1:
        raise InputError(
            [Mistake(f"the files are of several kinds: {', '.join(sorted(kinds))}", None, "give one kind")]
        )
    (kind,) = kinds
    try:
        return _open_with_duckdb(kind, files, connection) if is_local else _open_with_spark(kind, files, connection)
    except (InputError, EngineError):
        raise
    except Exception as error:
        reason = shown(" ".join(str(error).split()), 300)
        raise InputError([Mistake(f"can't read `{shown(files[0], 200)}`: {reason}")]) from error


def _files(pattern: str) -> list[str]:
    if "://" in pattern:
        return [pattern]
    path = Path(pattern)
    if path.is_dir():
        found = sorted(str(each) for each in path.rglob("*") if each.suffix.lower() in _READERS)
    elif path.exists():
        found = [pattern]
    else:
        found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        raise InputError([Mistake(f"can't read `{shown(pattern, 200)}`: there is no such table")])
    return found


def _kind(file: str) -> str:
    suffix = Path(file.rstrip("/")).suffix.lower()
    if suffix not in _READERS:
        raise InputError([Mistake(f"`{shown(file, 200)}` is no table", None, nearest(suffix, _READERS))])
    return _READERS[suffix]


def _open_with_duckdb(kind: str, files: list[str], connection: Any) -> Opened:
    if kind == "parquet":
        return Opened(connection.read_parquet(files))
    if kind == "csv":
        return Opened(connection.read_csv(files, all_varchar=True, header=True), untyped=True)
    return Opened(_open_arrow(files, connection))


def _open_with_spark(kind: str, files: list[str], connection: Any) -> Opened:
    if kind == "parquet":
        tables = [connection.read_parquet(file) for file in files]
    elif kind == "csv":
        tables = [connection.read_csv(file, header=True, inferSchema=False) for file in files]
    else:
        message = "Spark does not read Arrow files"
        raise InputError([Mistake(message, None, "convert them to Parquet, or use DuckDB")])
    return Opened(tables[0].union(*tables[1:]) if len(tables) > 1 else tables[0], untyped=kind == "csv")


def _open_arrow(files: list[str], connection: Any) -> Any:
    """Arrow files, read batch by batch when DuckDB asks for them."""
    import pyarrow.dataset

    name = "dealcheck_arrow"
    connection.con.register(name, pyarrow.dataset.dataset(files, format="ipc"))
    return connection.table(name)


def load_ibis() -> Any:
    """The module `ibis`. Raises EngineError when it is not installed."""
    try:
        import ibis
        import ibis.backends.duckdb
    except ImportError as error:
        raise EngineError("tables need Ibis and DuckDB: pip install 'dealcheck[screen]'") from error
    return ibis
