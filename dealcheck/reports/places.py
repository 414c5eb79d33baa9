"""Names of files in reports that may be read on another machine than the one they were made on."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


def within_tree(file: str) -> str:
    """Return a file's path from the working directory, with forward slashes; empty when it lies elsewhere."""
    try:
        folder = os.getcwd()
    except OSError:
        folder = ""  # it is no longer there
    return _within(file, folder)


@lru_cache(maxsize=1_000)
def _within(file: str, folder: str) -> str:
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.relative_to(folder)
        except ValueError:
            return ""
    return path.as_posix() if file else ""
