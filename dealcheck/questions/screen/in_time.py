"""How long a database may work: it says how far it has come, and is interrupted when time is up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from threading import Event, Thread
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


@contextmanager
def in_time(connection: Any, timeout: float | None) -> Iterator[None]:
    """Interrupt what a database does after so many seconds. Raises TimeLimitError for what was interrupted."""
    if timeout is None:
        yield
        return
    done, is_late = Event(), Event()

    def watch() -> None:
        if not done.wait(timeout):
            is_late.set()
            interrupt(connection)
            while not done.wait(_LOOK):  # what comes after the query that was interrupted
                interrupt(connection)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except Exception as error:
        if not is_late.is_set():
            raise
        raise TimeLimitError(f"time was up after {timeout:g} seconds; no table is half written") from error
    finally:
        done.set()
        watcher.join()


def interrupt(connection: Any) -> None:
    """End the query that a database is at; the call that waits for it raises an error."""
    if connection.name == "duckdb":
        connection.con.interrupt()
    elif hasattr(connection._session, "sparkContext"):
        connection._session.sparkContext.cancelAllJobs()
    else:  # Spark Connect
        connection._session.interruptAll()


def watched(connection: Any, stage: Stage, work: Callable[[], T]) -> T:
    """Return what `work` returns. It runs in a thread, so that this one can report progress and be interrupted."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(copy_context().run, work)
        try:
            while not wait([done], _LOOK).done:
                tell(f"{stage.what}, per cent:", max(int(connection.con.query_progress()), 0), 100)
            return done.result()
        except KeyboardInterrupt:
            while not wait([done], _LOOK).done:
                interrupt(connection)
            raise
