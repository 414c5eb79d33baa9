"""The files of a table: those that are named, those in a folder, and those that match a pattern."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from dealcheck.apart import must_be_within
from dealcheck.errors import InputError, Mistake, nearest, shown

KINDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
"""What kind of table a file holds, by the end of its name."""


def is_remote(pattern: str) -> bool:
    """Return whether a path is the address of something on another machine."""
    return "://" in pattern and not os.path.exists(pattern)


def files_of(patterns: Iterable[str]) -> list[str]:
    """Return the files that paths, folders and patterns name, in a fixed order; addresses stay as they are.

    Raises InputError for a name that names nothing, for a file that comes twice, and for what stands in a folder and
    is no table.
    """
    files = [file for pattern in patterns for file in ([pattern] if is_remote(pattern) else _local(pattern))]
    seen: dict[object, str] = {}
    for file in files:
        must_be_within(file, is_remote=is_remote(file))
        identity = file if is_remote(file) else _identity(file)
        if identity in seen:
            first = "" if seen[identity] == file else f", as `{shown(seen[identity], 200)}` before"
            message = f"`{shown(file, 200)}` is given twice{first}"
            raise InputError([Mistake(message, None, "each row of a table counts once: name each file once")])
        seen[identity] = file
    return files


def kind_of(files: Iterable[str]) -> str:
    """Return the kind that all the files are of. Raises InputError when they are not of one."""
    first: dict[str, str] = {}
    for file in files:
        first.setdefault(_kind(file), file)
    if len(first) > 1:
        examples = ", ".join(f"{kind} (`{shown(file, 100)}`)" for kind, file in sorted(first.items()))
        raise InputError([Mistake(f"the files are of several kinds: {examples}", None, "give one kind")])
    (kind,) = first
    return kind


def _kind(file: str) -> str:
    suffix = Path(file.rstrip("/")).suffix.lower()
    if suffix not in KINDS:
        raise InputError([Mistake(f"`{shown(file, 200)}` is no table", None, nearest(suffix, KINDS))])
    return KINDS[suffix]


def _local(pattern: str) -> list[str]:
    """Return the files on this machine that a name stands for: its own if it exists, else those that it matches."""
    if not pattern:
        raise InputError([Mistake("expected the path of a table, found nothing", None, "give a file or a folder")])
    try:
        names = [pattern] if os.path.lexists(pattern) else sorted(glob.glob(pattern, recursive=True))
    except ValueError:  # a name that no file can have
        names = []
    files = dict.fromkeys(file for name in names for file in (_in_folder(name) if os.path.isdir(name) else [name]))
    if not files:
        missing = "the folder holds no table" if os.path.isdir(pattern) else "there is no such table"
        raise InputError([Mistake(f"can't read `{shown(pattern, 200)}`: {missing}")])
    return list(files)


def _in_folder(folder: str) -> Iterator[str]:
    """Yield the tables in a folder and the folders in it, without what is hidden.

    Spark and others leave marks such as `_SUCCESS` beside their tables; those are passed over. Everything else that
    is no table is refused, since nobody could tell whether it was judged.
    """
    with os.scandir(folder) as entries:
        entries_in_order = sorted(entries, key=lambda entry: entry.name)
    for entry in entries_in_order:
        suffix = Path(entry.name).suffix.lower()
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if entry.is_symlink() or entry.name.startswith("_"):
                kind = "a link to a folder" if entry.is_symlink() else "a folder of some program's own"
                message = f"`{shown(entry.path, 200)}` is {kind}, and is not looked into"
                raise InputError([Mistake(message, None, "name the files to read, or a pattern for them")])
            yield from _in_folder(entry.path)
        elif suffix in KINDS:
            yield entry.path
        elif not entry.name.startswith("_"):
            cure = f"move it, or name the files to read, such as `{shown(os.path.join(folder, '*.parquet'), 200)}`"
            raise InputError([Mistake(f"`{shown(entry.path, 200)}` is no table", None, cure)])


def _identity(file: str) -> object:
    try:
        status = os.stat(file)
    except OSError as error:
        message = f"can't read `{shown(file, 200)}`: {error.strerror}"
        raise InputError([Mistake(message)]) from None
    if not stat.S_ISREG(status.st_mode):
        message = f"can't read `{shown(file, 200)}`: it is no ordinary file"
        raise InputError([Mistake(message, None, "write it to a file first: a table is read more than once")])
    return status.st_dev, status.st_ino
