"""Which files a run may touch.

Outputs are kept apart from inputs, and from each other: no answer is written over the file that it is about. And where
whoever asks is not the owner of the machine, files are read below some folders alone: a door sets them with `within`,
and whatever opens a file that a caller, or a file, names asks `must_be_within` first.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Union

from dealcheck.atomic import replace
from dealcheck.errors import InputError, Mistake, shown

Identity = Union[tuple[int, int], str]
"""What two names of one file have in common: device and number, or the path of a file that is not there yet."""

_read: ContextVar[set[Identity] | None] = ContextVar("read", default=None)
_roots: ContextVar[tuple[str, ...] | None] = ContextVar("roots", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember which files are read within this context, for `note_read` and `must_be_unread`."""
    token = _read.set(set())
    try:
        yield
    finally:
        _read.reset(token)


def note_read(stream: Any) -> None:
    """Note that an open file is read."""
    seen = _read.get()
    identity = None if seen is None else identity_of_stream(stream)
    if seen is not None and identity is not None:
        seen.add(identity)


def must_be_unread(output: str | Path) -> None:
    """Raise InputError when a file to write is one that was read."""
    if identity_of(output) in (_read.get() or ()):
        raise _is_input("", os.fspath(output))


def write_file(path: str | Path, data: bytes) -> None:
    """Put bytes into a file at once: whatever happens, the old file or the new one is there, whole.

    Raises InputError when that can't be done, or when dealcheck read the file in this call of the command.
    """
    if not isinstance(path, (str, Path)) or not isinstance(data, bytes):
        raise InputError([Mistake(f"expected a path and bytes, found {type(path).__name__} and {type(data).__name__}")])
    must_be_unread(path)
    replace(path, data)


def must_be_apart(
    outputs: Mapping[str, str | Path], inputs: Iterable[tuple[str, Collection[str]]], *, printed: Any = None
) -> None:
    """Raise InputError when an output is one of the inputs, or two outputs are the same file.

    `outputs` by what a message calls them. `inputs`: names of files, patterns, and names of folders, each with the
    suffixes of the files in a folder that are read. `printed`: an open file that is written to, too.
    """
    wanted: dict[Identity, tuple[str, str]] = {}
    identity = None if printed is None else identity_of_stream(printed)
    if identity is not None:
        wanted[identity] = ("standard output", "")
    for option, path in outputs.items():
        identity = identity_of(path)
        if identity in wanted:
            first = wanted[identity][0]
            message = f"{first} and {option} are the same file, `{shown(os.fspath(path), 200)}`"
            raise InputError([Mistake(message, None, "give each a file of its own")])
        if identity is not None:
            wanted[identity] = (option, os.fspath(path))
    if any(isinstance(path, tuple) for path in wanted):
        for name, suffixes in inputs:
            for file in _files(name, suffixes):
                identity = identity_of(file)
                if identity in wanted:
                    raise _is_input(*wanted[identity])


def identity_of(path: str | Path) -> Identity | None:
    """Return what tells a file from others; None for what is no regular file, and for names that no file can have."""
    try:
        return _identity(os.stat(path))
    except FileNotFoundError:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return None


def identity_of_stream(stream: Any) -> Identity | None:
    """Return which file an open file is; None for a stream that is no file."""
    try:
        return _identity(os.fstat(stream.fileno()))
    except (AttributeError, OSError, ValueError):
        return None


def _identity(status: os.stat_result) -> Identity | None:
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _files(name: str, suffixes: Collection[str]) -> Iterator[str]:
    """Yield the files that a name means: itself, those in a folder at any depth, or those that match a pattern."""
    if os.path.isdir(name):
        seen = set()
        for folder, folders, files in os.walk(name, followlinks=True):
            real = os.path.realpath(folder)
            if real in seen:
                folders.clear()
            seen.add(real)
            yield from (os.path.join(folder, file) for file in files if os.path.splitext(file)[1].lower() in suffixes)
    elif os.path.exists(name):
        yield name
    else:
        for match in glob.glob(name, recursive=True):
            if match != name:  # a link that leads nowhere matches its own name
                yield from _files(match, suffixes)


def _is_input(option: str, path: str) -> InputError:
    name = f"`{shown(path, 200)}`" if path else ""
    label = f"{option}, {name}," if option and name else option or name
    return InputError([Mistake(f"{label} is one of the inputs", None, "write to another file")])


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
