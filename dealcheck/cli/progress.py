"""Long work shown on a terminal: one line on standard error says what is being done, and is erased at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dealcheck.progress import listening

_PATIENCE = 0.5
"""Seconds until progress is first shown."""
_PAUSE = 0.1
_WIDTH = 78


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show work that takes longer than a moment, if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    line = _Line()
    try:
        with listening(line.update):
            yield
    finally:
        line.clear()


class _Line:
    def __init__(self) -> None:
        self.next = time.monotonic() + _PATIENCE
        self.is_shown = False

    def update(self, what: str, done: int, of: int) -> None:
        """Show what is being done, unless something was shown a moment ago."""
        now = time.monotonic()
        if now >= self.next:
            count = f" {done:,} of {of:,}" if of else f" {done:,}" if done else ""
            sys.stderr.write(f"\r{f'{what}{count} …'[:_WIDTH]:<{_WIDTH}}")
            sys.stderr.flush()
            self.is_shown = True
            self.next = now + _PAUSE

    def clear(self) -> None:
        """Erase the progress line."""
        if self.is_shown:
            sys.stderr.write(f"\r{'':<{_WIDTH}}\r")
            sys.stderr.flush()
