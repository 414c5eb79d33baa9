"""Files as tables of DuckDB. Parquet and Arrow are read where they are, CSV once, into a table of the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dealcheck.engines.tables.reading.column_names import check_names
from dealcheck.engines.tables.reading.csv_files import batches_of, open_all
from dealcheck.engines.tables.reading.files import is_remote
from dealcheck.engines.tables.reading.parts import Opened, parquet_parts, text_of, united_parts
from dealcheck.errors import InputError, Mistake, shown

if TYPE_CHECKING:
    from dealcheck.engines.tables.reading.unite import TablePart

_GLOB = "*?["


def open_with_duckdb(kind: str, files: list[str], connection: Any, delimiter: str) -> Opened:
    """Open files of one kind."""
    if kind == "csv":
        is_here = not any(map(is_remote, files))
        return Opened((_local_csv if is_here else _remote_csv)(files, connection, delimiter), untyped=True)
    if kind == "arrow":
        return united_parts(_arrow_parts(files, connection))
    if any(map(is_remote, files)):
        return united_parts(_remote_parquet(files, connection))
    return united_parts(parquet_parts(files, lambda group: _parquet(group, connection)))


def _parquet(files: list[str], connection: Any) -> Any:
    return connection.read_parquet([_quoted(file) for file in files], hive_partitioning=False)


def _quoted(file: str) -> str:
    """Return the path of a file for DuckDB, which would take it for a pattern, or for an address."""
    return "".join(f"[{char}]" if char in _GLOB else char for char in str(Path(file).absolute()))


def _remote_parquet(files: list[str], connection: Any) -> list[TablePart]:
    """Return Parquet files on other machines, which only DuckDB reaches."""
    from dealcheck.engines.tables.reading.unite import TablePart  # it needs Ibis

    names = [
        name
        for file in files
        for (name,) in connection.con.execute("SELECT file FROM glob(?)", [file]).fetchall() or [(file,)]
    ]
    return [TablePart(file, connection.read_parquet([file], hive_partitioning=False)) for file in names]


def _arrow_parts(files: list[str], connection: Any) -> list[TablePart]:
    """Return Arrow files, read batch by batch when DuckDB asks for them."""
    import pyarrow.dataset

    from dealcheck.engines.tables.reading.arrow_types import plain_schema
    from dealcheck.engines.tables.reading.unite import TablePart

    parts = []
    groups: dict[Any, list[str]] = {}
    names: list[tuple[str, list[str]]] = []
    for file in files:
        try:
            given = pyarrow.dataset.dataset([file], format="ipc").schema
        except Exception as error:
            raise InputError([Mistake(f"can't read `{shown(file, 200)}`: {text_of(error)}")]) from error
        names.append((file, given.names))
        check_names(names)
        schema, unreadable = plain_schema(given)
        groups.setdefault((schema, tuple(unreadable.items())), []).append(file)
    for number, ((schema, unreadable), group) in enumerate(groups.items()):
        name = f"dealcheck_arrow_{number}"
        connection.con.register(name, pyarrow.dataset.dataset(group, format="ipc", schema=schema))
        parts.append(TablePart(group[0], connection.table(name), dict(unreadable)))
    return parts


def _local_csv(files: list[str], connection: Any, delimiter: str) -> Any:
    """Return CSV files read once, into a table of the database, which keeps on disk what does not fit into memory."""
    name = "dealcheck_csv"
    is_new = True
    for batch in batches_of(open_all(files, delimiter)):
        connection.con.register("dealcheck_batch", batch)
        start = f"CREATE OR REPLACE TEMP TABLE {name} AS" if is_new else f"INSERT INTO {name}"
        connection.con.execute(f"{start} SELECT * FROM dealcheck_batch")
        is_new = False
    connection.con.unregister("dealcheck_batch")
    return connection.table(name)


def _remote_csv(files: list[str], connection: Any, delimiter: str) -> Any:
    """Return CSV files on other machines, which only DuckDB reaches; its reader is held to the same dialect."""
    return connection.read_csv(
        files,
        all_varchar=True,
        header=True,
        delim=delimiter,
        quote='"',
        escape='"',
        comment="",
        nullstr="",
        encoding="utf-8",
        strict_mode=True,
        null_padding=False,
        ignore_errors=False,
        union_by_name=True,
        hive_partitioning=False,
    )
