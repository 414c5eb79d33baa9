"""Named pipes: read like files, but nobody waits forever for a writer."""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path

from dealcheck.errors import InputError, Mistake, shown

PATIENCE = 5.0
"""How many seconds to wait for somebody to open a named pipe for writing."""
_PAUSE = 0.05


def is_pipe(path: Path) -> bool:
    """Return whether a path is a named pipe; a shell's `<(command)` is one too. Raises OSError where there is none."""
    return stat.S_ISFIFO(os.stat(path).st_mode)


def read_pipe(path: Path, most: int) -> bytes:
    """Return what is written into a named pipe, at most `most` bytes.

    Raises InputError when nobody writes into it within `PATIENCE` seconds, and OSError.
    """
    data, has_writer, end = b"", False, time.monotonic() + PATIENCE
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # otherwise this would wait until a writer comes
    with open(descriptor, "rb", buffering=0) as stream:
        while len(data) < most:
            piece = stream.read(most - len(data))
            if piece is None:  # a writer is there, and has nothing yet
                has_writer = True
                select.select([stream], [], [])
            elif piece:
                data += piece
            elif data or has_writer:
                break
            elif time.monotonic() > end:
                message = f"can't read `{shown(str(path), 200)}`: nobody has written into this pipe for {PATIENCE:g} s"
                raise InputError([Mistake(message, code="unreadable")])
            else:
                time.sleep(_PAUSE)
    return data
