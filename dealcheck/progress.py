"""How far long work has come, for whoever wants to know.

Jobs tell what they are doing; a caller that listens hears it. Nobody listens unless asked to, and telling costs
next to nothing then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Called with what is being done, how many parts of it are done, and how many there are (0: nobody knows)."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Report progress to the listener within this context."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(what: str, done: int = 0, of: int = 0) -> None:
    """Tell whoever listens how far the work has come."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, of)
