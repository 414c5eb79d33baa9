"""Files of rules: found at or below a path, and read by the reader for their suffix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dealcheck.apart import must_be_within
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.documents import Reading, read_bytes, read_document

Readers = Mapping[str, Callable[[bytes, str], Reading]]


def read_rules(file: Path, name: str, readers: Callable[[], Readers]) -> Reading:
    """Read a file by the reader for its suffix, or as YAML where there is none; `readers` is asked for other suffixes.

    Raises InputError when its bytes can't be read.
    """
    data, suffix = read_bytes(file), file.suffix.lower()
    if not suffix or suffix in YAML_SUFFIXES:
        return read_document(data, name)
    return readers().get(suffix, read_document)(data, name)


def all_contents(path: Any) -> list[tuple[bytes, str]]:
    """Return the bytes and name of every YAML file at or below a path, which may be a resource inside a package."""
    return list(_contents(path, str(path)))


def _contents(path: Any, name: str) -> Iterator[tuple[bytes, str]]:
    for file, file_name in rule_files(path, name):
        data = read_bytes(file) if isinstance(file, Path) else file.read_bytes()
        if not isinstance(data, bytes):
            raise InputError([Mistake(f"can't read `{shown(file_name, 200)}`: expected bytes")])
        yield data, file_name


def rule_files(path: Any, name: str, seen: set[str] | None = None) -> Iterator[tuple[Any, str]]:
    """Yield a file, or the YAML files below a folder, each with its name; a folder that several links lead to, once.

    Raises InputError when a folder can't be read.
    """
    seen = set() if seen is None else seen
    if isinstance(path, Path):
        must_be_within(path)
    try:
        children = sorted(path.iterdir(), key=lambda child: str(child.name)) if path.is_dir() else None
        folders = {child.name for child in children or () if child.is_dir()}
    except OSError as error:
        raise InputError([Mistake(f"can't read `{shown(name, 200)}`: {error.strerror or error}")]) from None
    if children is None:
        yield path, name
        return
    real = os.path.realpath(path) if isinstance(path, Path) else name
    if real in seen:
        return
    seen.add(real)
    for child in children:
        if child.name in folders or child.name.endswith(YAML_SUFFIXES):
            yield from rule_files(child, f"{name.rstrip('/')}/{child.name}", seen)
