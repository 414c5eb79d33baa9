"""Where tables may be written: never over an input, over each other, or over a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dealcheck.errors import InputError, Mistake, nearest, shown

FORMATS = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv"}
"""How a table is written, by the end of the file's name."""


def format_of(name: str) -> str:
    """Return the format for a file's name. Raises InputError for a name that has none."""
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        message = f"can't write `{shown(name, 200)}`: tables are written as Parquet or CSV"
        raise InputError([Mistake(message, None, nearest(suffix, FORMATS))])
    return FORMATS[suffix]


def check_outputs(outputs: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise InputError for an output that is a folder, one of the inputs, or another output."""
    inputs = list(inputs)
    seen: set[str] = set()
    for name in outputs:
        if os.path.isdir(name):
            cure = "name another file, or remove the folder yourself"
            raise InputError([Mistake(f"can't write `{shown(name, 200)}`: it is a folder", None, cure)])
        clash = next((each for each in inputs if _is_same(name, each)), None)
        if clash is not None:
            message = f"can't write `{shown(name, 200)}`: it is the input `{shown(clash, 200)}`"
            raise InputError([Mistake(message, None, "name another file")])
        if os.path.realpath(name) in seen:
            message = f"can't write `{shown(name, 200)}`: it is another output of this run"
            raise InputError([Mistake(message, None, "name another file")])
        seen.add(os.path.realpath(name))


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them is not there
        return False
