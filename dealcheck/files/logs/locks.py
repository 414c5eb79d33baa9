"""A lock on an open file, which the system gives back whatever becomes of its holder."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dealcheck.files.logs.store import cannot

PATIENCE = 30.0
"""Seconds after which a writer gives up waiting for another one."""
_PAUSE = 0.01


@contextmanager
def locked(descriptor: int, path: str) -> Iterator[None]:
    """Hold a lock on an open file. Raises InputError when somebody else does not let go of it."""
    deadline = time.monotonic() + PATIENCE
    while not _take(descriptor):
        if time.monotonic() > deadline:
            raise cannot("write", path, f"another process has held its lock for {PATIENCE:g} seconds")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _release(descriptor)


if sys.platform == "win32":
    import msvcrt
    import os

    _FAR = 1 << 40  # a byte that no log reaches, as others could not read a locked one

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
