"""Files as reports name them that are read on another machine than they were written on."""

from __future__ import annotations

from pathlib import Path


def within_tree(file: str) -> str:
    """A file's path from the working directory, with forward slashes; empty when it lies elsewhere."""
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except (ValueError, OSError):
            return ""
    return path.as_posix() if file else ""
