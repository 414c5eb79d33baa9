"""Work on many files, one after the other: what fails is told, and the others are done."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import click

from dealcheck.cli import TRACEBACK_VARIABLE, defect_text
from dealcheck.errors import DealcheckError

T = TypeVar("T")


class Attempts:
    """Does one thing after the other, and keeps the names of those that failed."""

    def __init__(self) -> None:
        self.failed: set[str] = set()

    def run(self, name: str, work: Callable[[], T]) -> T | None:
        """Do some work on what has a name; None, with the reason on standard error, when it fails.

        What failed once is not tried again.
        """
        if name in self.failed:
            return None
        try:
            return work()
        except DealcheckError as error:
            self.tell(name, str(error))
        except Exception as error:
            if TRACEBACK_VARIABLE in os.environ:
                raise
            self.tell(name, f"{name}: {defect_text(error)}")
        return None

    def tell(self, name: str, message: str) -> None:
        """Note that something failed, and print why."""
        self.failed.add(name)
        for line in message.splitlines():
            click.echo(f"error: {line}", err=True)
