"""Progress of long work, for a caller that listens.

Jobs report with `tell` what they are doing. While no caller listens, that costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Called with what is being done, how many parts of it are done, and how many there are (0: unknown)."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Report progress to the listener within this context."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def saying_only(what: str) -> Iterator[None]:
    """Report once what is being done, and nothing of the work within this context, which is not for all eyes."""
    tell(what)
    with listening(lambda _what, _done, _of: None):
        yield


def tell(what: str, done: int = 0, of: int = 0) -> None:
    """Report how far the work has come to the listener, if there is one."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, of)
