"""A database at work: it says how far it has come, and is interrupted when time is up or somebody presses Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from math import inf
from typing import Any, TypeVar

import attrs

from dealcheck.errors import TimeLimitError
from dealcheck.progress import tell

T = TypeVar("T")

_LOOK = 0.2
"""Seconds between two looks at how far a database has come, and between two interrupts."""


@attrs.define
class Stage:
    """What is being done."""

    what: str = ""

    def __call__(self, what: str) -> None:
        self.what = what
        tell(what)


def watched(connection: Any, stage: Stage, work: Callable[[], T], timeout: float | None) -> T:
    """Return what `work` returns, which asks a database; `stage`: what it is at.

    It runs in a thread, so that this one can report progress, and interrupt the database after so many seconds or on
    Ctrl-C. Raises TimeLimitError for what failed because time was up.
    """
    until = inf if timeout is None else time.monotonic() + timeout
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(copy_context().run, work)
        try:
            while (left := until - time.monotonic()) > 0 and not wait([working], min(left, _LOOK)).done:
                _report(connection, stage)
            is_late = not working.done()
            _end(connection, working)
        except KeyboardInterrupt:
            _end(connection, working)
            raise
    error = working.exception()
    if is_late and isinstance(error, Exception):
        raise TimeLimitError(f"time was up after {timeout:g} seconds; no table is half written") from error
    return working.result()


def _report(connection: Any, stage: Stage) -> None:
    """Report how far a database has come, if it says so."""
    if connection.name == "duckdb":
        tell(f"{stage.what}, per cent:", max(int(connection.con.query_progress()), 0), 100)


def _end(connection: Any, working: Future[Any]) -> None:
    """Interrupt a database until all that was asked of it has failed, what comes after this query too."""
    while not working.done():
        _interrupt(connection)
        wait([working], _LOOK)


def _interrupt(connection: Any) -> None:
    """End the query that a database is at; the call that waits for it raises an error."""
    if connection.name == "duckdb":
        connection.con.interrupt()
    elif hasattr(connection._session, "sparkContext"):
        connection._session.sparkContext.cancelAllJobs()
    else:  # Spark Connect
        connection._session.interruptAll()
