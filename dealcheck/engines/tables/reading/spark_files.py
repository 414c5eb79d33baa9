"""Files as tables of Spark: those on this machine read as strictly as for DuckDB, others by Spark itself."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dealcheck.engines.tables.reading.csv_files import batches_of, open_all
from dealcheck.engines.tables.reading.files import is_remote
from dealcheck.engines.tables.reading.parts import Opened, parquet_parts, united_parts
from dealcheck.errors import InputError, Mistake


def is_here(connection: Any) -> bool:
    """Return whether Spark runs on this machine, and sees its files."""
    try:
        return bool(connection._session.conf.get("spark.master", "").startswith("local"))
    except Exception:  # a Connect server does not say
        return False


def open_with_spark(kind: str, files: list[str], connection: Any, delimiter: str) -> Opened:
    """Open files of one kind."""
    if kind == "arrow":
        message = "Spark does not read Arrow files"
        raise InputError([Mistake(message, None, "convert them to Parquet, or use DuckDB")])
    if any(map(is_remote, files)) or not is_here(connection):
        return _open_on_cluster(kind, files, connection, delimiter)
    if kind == "csv":
        return Opened(_csv_on_spark(files, connection, delimiter), untyped=True)
    return united_parts(parquet_parts(files, lambda group: _frame(connection, group)))


def _frame(connection: Any, files: list[str]) -> Any:
    """Return Parquet files as a table of Spark, which would take some characters of a name for a pattern."""
    names = ["".join(f"\\{char}" if char in "*?[]{}\\" else char for char in str(Path(f).absolute())) for f in files]
    return _view(connection, connection._session.read.parquet(*names))


def _view(connection: Any, frame: Any) -> Any:
    from ibis.util import gen_name

    name = gen_name("dealcheck")
    frame.createOrReplaceTempView(name)
    return connection.table(name)


def _csv_on_spark(files: list[str], connection: Any, delimiter: str) -> Any:
    """Return CSV files as Parquet, read here, since Spark's reader forgives rows of the wrong length."""
    import pyarrow.parquet as pq

    folder = tempfile.mkdtemp(prefix="dealcheck-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # tables are read for as long as the caller likes
    batches = batches_of(open_all(files, delimiter))
    first = next(batches)
    name = str(Path(folder, "deals.parquet"))
    with pq.ParquetWriter(name, first.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return _frame(connection, [name])


def _open_on_cluster(kind: str, files: list[str], connection: Any, delimiter: str) -> Opened:
    """Return files that only Spark sees. It must not guess, nor forgive what it notices."""
    reader = connection._session.read.option("recursiveFileLookup", "true")  # no columns from the names of folders
    if kind == "parquet":
        return Opened(_view(connection, reader.option("mergeSchema", "true").parquet(*files)))
    options = {
        "header": "true",
        "inferSchema": "false",
        "sep": delimiter,
        "quote": '"',
        "escape": '"',
        "multiLine": "true",
        "mode": "FAILFAST",
        "enforceSchema": "false",
        "unescapedQuoteHandling": "RAISE_ERROR",
        "encoding": "UTF-8",
    }
    frames = [reader.options(**options).csv(file) for file in files]
    table, *others = (_view(connection, frame) for frame in frames)
    if any(file_names.columns != table.columns for file_names in others):
        raise InputError([Mistake("the files have other columns", None, "give files with the same columns in order")])
    return Opened(table.union(*others) if others else table, untyped=True)
