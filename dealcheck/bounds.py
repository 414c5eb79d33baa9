"""The folders that may be read, where whoever asks is not the owner of the machine.

A door that is open to others sets them with `within`; whatever opens a file that a caller, or a file, names asks
`must_be_within` first. Without bounds all may be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from dealcheck.errors import InputError, Mistake, shown

_roots: ContextVar[tuple[str, ...] | None] = ContextVar("roots", default=None)


@contextmanager
def within(roots: Iterable[str | Path]) -> Iterator[None]:
    """Allow files to be read below some folders alone; without a folder, none."""
    token = _roots.set(tuple(os.path.realpath(root) for root in roots))
    try:
        yield
    finally:
        _roots.reset(token)


def must_be_within(path: str | Path, *, is_remote: bool = False) -> None:
    """Raise InputError for a path outside the bounds, links followed, and for an address of another machine."""
    roots = _roots.get()
    if roots is not None and (is_remote or not _is_below(path, roots)):
        cure = "name a file below one of the folders that may be read, or give the text itself"
        message = f"`{shown(os.fspath(path), 200)}` may not be read from here"
        raise InputError([Mistake(message, None, cure, code="outside-roots")])


def _is_below(path: str | Path, roots: Iterable[str]) -> bool:
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):  # a name that no file can have
        return False
    return any(real.is_relative_to(root) for root in roots)
