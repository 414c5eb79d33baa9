"""Where tables may be written: never over an input, over each other, or over a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dealcheck.apart import must_be_apart
from dealcheck.atomic import target_at
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


def check_outputs(outputs: Mapping[str, str], inputs: Iterable[tuple[str, Collection[str]]]) -> None:
    """Raise InputError for an output that is no place for a table, one of the inputs, or another output.

    `outputs` by what a message calls them; `inputs` as `must_be_apart` takes them.
    """
    for name in outputs.values():
        format_of(name)
        if "://" in name:
            raise InputError([Mistake(f"can't write `{shown(name, 200)}`: give a path on this machine")])
        target_at(name)
    must_be_apart(outputs, inputs)
