"""Work on many files, one after the other: a failure is reported, and the others are done."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from dealcheck.errors import DealcheckError

T = TypeVar("T")

TRACEBACK_VARIABLE = "DEALCHECK_TRACEBACK"
"""Environment variable: when set, a defect of dealcheck ends in Python's traceback."""


def defect_text(error: Exception) -> str:
    """Return what is said of an error that nobody expected."""
    defect = " ".join(f"{type(error).__name__}: {error}".split())
    return f"this is a defect of dealcheck ({defect}); please report it, with {TRACEBACK_VARIABLE}=1 for details"


class Attempts:
    """Does one thing after the other, and keeps what was wrong with those that failed.

    `failed`: the names of those, with the reason; it may have several lines. `tell` is given each reason at once.
    """

    def __init__(self, tell: Callable[[str], None] = lambda _reason: None) -> None:
        self.failed: dict[str, str] = {}
        self._tell = tell

    def run(self, name: str, work: Callable[[], T]) -> T | None:
        """Do some work on what has a name; None when it fails. What failed once is not tried again."""
        if name in self.failed:
            return None
        try:
            return work()
        except DealcheckError as error:
            self.note(name, str(error))
        except Exception as error:
            if TRACEBACK_VARIABLE in os.environ:
                raise
            self.note(name, f"{name}: {defect_text(error)}")
        return None

    def note(self, name: str, reason: str) -> None:
        """Note that something failed, and why."""
        self.failed[name] = reason
        self._tell(reason)
