"""Tables in files screened to files: verdicts, what could not be judged, and a summary; on DuckDB or Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from dealcheck.answers.screening import ScreenSummary
from dealcheck.atomic import replacing
from dealcheck.engines.tables.reading.files import KINDS, is_remote
from dealcheck.engines.tables.reading.sources import BACKENDS, load_ibis, open_files
from dealcheck.engines.tables.reading.spark_files import is_here
from dealcheck.errors import EngineError, InputError, Mistake, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.language.position import Position
from dealcheck.questions.options import NeededRulesArgument, Option, Timeout
from dealcheck.questions.screen.outputs import check_outputs, format_of
from dealcheck.questions.screen.watched import Stage, watched
from dealcheck.session.session import Session, session_for

Backend = Literal["duckdb", "spark"]
_KEPT = "dealcheck_screened"
_LIBRARIES = ("_duckdb", "duckdb", "ibis", "py4j", "pyspark")
_NO_WRAPPING = ("spark.sql.ansi.enabled", "true")
"""Sums that are too large for their type are errors, and not null."""
_CSV = {
    "header": "true",
    "escape": '"',
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
}
"""Spark writes CSV as DuckDB does; by itself it would put a backslash before quotation marks, and cut off spaces."""
_ROW_GROUP = 20_480
"""Rows that DuckDB writes at a time: what their lists hold should fit into the caches of a processor."""


def beside(out: str) -> str:
    """Return the file for rows that do not fit, where none was named."""
    path = Path(out)
    return str(path.with_name(f"{path.stem}.rejects{path.suffix}"))


def screen_files(
    tables: Annotated[Sequence[str], Option(kind="paths", positional=True, metavar="TABLE")],
    rulesets: NeededRulesArgument,
    *,
    steps: Annotated[
        int | None, Option("How many steps every deal has; default: the column `steps`.", low=1, high=62)
    ] = None,
    out: Annotated[
        str | None, Option("Write the verdicts to a Parquet or CSV file.", kind="output", metavar="VERDICTS")
    ] = None,
    rejects: Annotated[
        str | None,
        Option(
            "Where to write rows that do not fit; default: beside the verdicts.",
            kind="output",
            metavar="FILE",
            implied=("out", beside),
        ),
    ] = None,
    delimiter: Annotated[
        str | None,
        Option("What separates cells of CSV files, such as ; or tab; default: a comma.", metavar="CHARACTER"),
    ] = None,
    backend: Annotated[Backend | None, Option("What does the work; default: duckdb, and spark with --connect.")] = None,
    connect: Annotated[
        str | None,
        Option("The address of a Spark cluster (spark://...) or server (sc://...).", kind="address", metavar="URL"),
    ] = None,
    memory: Annotated[
        int | None,
        Option("The most that DuckDB may take; default: what it finds.", kind="size", metavar="SIZE"),
    ] = None,
    joint_rows: Annotated[
        bool | None,
        Option(
            "Whether joint provisions stand in several rows, one for each party; default: look.",
            names=("--joint-rows/--no-joint-rows",),
        ),
    ] = None,
    timeout: Timeout = None,
    session: Session | None = None,
) -> ScreenSummary:
    """Screen the tables in some files, of one kind, and write what was asked for.

    `out`: the file of verdicts; `rejects`: that of the rows that do not fit (default: beside the verdicts, if there are
    any). Parquet or CSV, by the end of the name; each appears when it is complete, and not before. A folder, an input,
    or the other output is never written over. `delimiter`: what separates the cells of CSV files; None: a comma.
    `backend`: `duckdb`, or `spark`, in local mode or at the address that `connect` gives; None: `spark` if there is an
    address, else `duckdb`. `memory`: how many bytes
    DuckDB may take; what does not fit is kept on disk. `timeout`: after how many seconds to give up; None: never.

    Raises InputError for what is wrong with the files or their columns, EngineError when the backend fails, and
    TimeLimitError when time is up; a table is written whole then, or not at all.
    """
    check(timeout=timeout)
    positions = session_for(session, None).scope(rulesets).named()
    delimiter = "\t" if delimiter in ("\\t", "tab") else delimiter
    _check_outputs(tables, out, rejects)
    if connect is not None and backend == "duckdb":
        raise InputError([Mistake("only Spark connects to an address", None, "leave `--connect` or `--backend` out")])
    backend = backend or ("duckdb" if connect is None else "spark")
    with connected(backend, connect, memory) as connection, _blamed(backend):
        stage = Stage()
        work = partial(_screened, stage, connection, tables, positions, steps, joint_rows, out, rejects, delimiter)
        return watched(connection, stage, work, timeout)


def _screened(
    stage: Stage,
    connection: Any,
    tables: Sequence[str],
    positions: Sequence[Position],
    steps: int | None,
    joint_rows: bool | None,
    out: str | None,
    rejects: str | None,
    delimiter: str | None,
) -> ScreenSummary:
    from dealcheck.questions.screen.screening import Screening  # it needs what may not be installed

    stage("looking at the table")
    screening = Screening(
        open_files(tables, connection, delimiter=delimiter), positions, steps=steps, joint_rows=joint_rows
    )
    stage("judging deals")
    screening.keep(partial(_kept, connection))
    reasons = screening.reasons()
    rejects = (rejects or (beside(out) if out else None)) if reasons else None
    if out:
        stage("writing verdicts")
        write_table(screening.verdicts(flat=format_of(out) == "csv"), out, connection)
    if rejects:
        stage("writing what does not fit")
        write_table(screening.rejects(), rejects, connection)
    stage("counting")
    return screening.summary(", ".join(tables), reasons, verdicts_file=out or "", rejects_file=rejects or "")


def _check_outputs(tables: Sequence[str], out: str | None, rejects: str | None) -> None:
    named = {"`out`": out, "`rejects`": rejects or (beside(out) if out else None)}
    outputs = {option: name for option, name in named.items() if name is not None}
    check_outputs(outputs, [(name, KINDS) for name in tables if not is_remote(name)])


@contextmanager
def connected(backend: str, address: str | None, memory: int | None) -> Iterator[Any]:
    """Connect to a backend and close it afterwards; DuckDB keeps on disk what does not fit into memory."""
    ibis = load_ibis()
    if backend == "duckdb":
        with _temporary_folder() as folder:
            limit = {"memory_limit": f"{memory}B"} if memory else {}
            connection = ibis.duckdb.connect(temp_directory=folder, **limit)
            # No order is promised, and keeping one takes memory.
            connection.raw_sql("SET preserve_insertion_order = false")
            try:
                yield connection
            finally:
                connection.disconnect()
    elif backend == "spark":
        session = _spark(address)
        try:
            yield ibis.pyspark.connect(session)
        finally:
            session.stop()
    else:
        raise InputError([Mistake(f"unknown backend `{shown(backend)}`", None, nearest(backend, BACKENDS))])


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="dealcheck-")
    except OSError as error:
        raise EngineError(f"DuckDB needs a folder for temporary files: {error.strerror or error}") from error


def _spark(address: str | None) -> Any:
    """Return a Spark session: in this process, on a cluster (`spark://…`) or a Connect server (`sc://…`)."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError("Spark needs PySpark: pip install 'dealcheck[spark]'") from error
    builder = SparkSession.builder.appName("dealcheck").config("spark.ui.enabled", "false")
    try:
        if address and address.startswith("sc://"):
            return builder.remote(address).getOrCreate()
        return (
            builder.master(address or "local[*]").config("spark.log.level", "ERROR").config(*_NO_WRAPPING).getOrCreate()
        )
    except Exception as error:
        reason = shown(" ".join(str(error).split()), 300)
        raise EngineError(f"can't reach Spark at `{shown(address or 'local[*]', 200)}`: {reason}") from error


def _kept(connection: Any, table: Any) -> Any:
    """Return a table that holds what an expression gives, for as long as the connection lasts."""
    if connection.name == "duckdb":
        connection.con.execute(f"DROP TABLE IF EXISTS {_KEPT}")
        return connection.create_table(_KEPT, table, temp=True)
    connection.to_pyarrow(table.limit(0))  # makes the small tables that it is joined with known to Spark
    frame = connection._session.sql(connection.compile(table))
    frame.persist().createOrReplaceTempView(_KEPT)
    return connection.table(_KEPT)


def write_table(table: Any, name: str, connection: Any) -> None:
    """Write a table under a temporary name, and move it into place when it is complete."""
    with replacing(name) as new:
        if connection.name == "duckdb":
            if format_of(name) == "parquet":
                connection.to_parquet(table, new, row_group_size=_ROW_GROUP)
            else:
                connection.to_csv(table, new)
        else:
            _write_with_spark(table, connection, format_of(name), new)
            if not is_here(connection):
                _check_complete(connection.to_pyarrow(table.count()).as_py(), new, name)


def _write_with_spark(table: Any, connection: Any, kind: str, folder: Path) -> None:
    """Write a folder with a file for each partition, as Spark does."""
    if kind == "parquet":
        connection.to_parquet_dir(table, folder)
    else:
        connection.to_csv_dir(table, folder, options=_CSV)


def _check_complete(expected: int, folder: Path, name: str) -> None:
    """Raise EngineError when a folder lacks rows: each worker writes to its own disk, if none is shared."""
    import pyarrow.parquet as pq

    if format_of(name) == "parquet":
        rows = sum(pq.read_metadata(file).num_rows for file in folder.glob("*.parquet"))
    else:
        rows = sum(_csv_rows(file) for file in folder.glob("*.csv"))
    if rows != expected:
        message = f"of {expected:,} rows that Spark wrote to `{shown(name, 200)}`, {rows:,} are on this machine"
        raise EngineError(f"{message}: give a folder that all machines of the cluster share")


def _csv_rows(file: Path) -> int:
    """Count the rows below the first line, if there is one; a row ends at a line break outside quotation marks."""
    lines, is_quoted = 0, False
    with file.open("rb") as stream:
        for line in stream:
            is_quoted ^= line.count(b'"') % 2 == 1
            lines += not is_quoted
    return max(lines - 1, 0)


@contextmanager
def _blamed(backend: str) -> Iterator[None]:
    """Convert what a database raises to an error that names it."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise EngineError(f"{backend} failed: {shown(' '.join(str(error).split()), 300)}") from error
