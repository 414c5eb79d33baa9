"""The names of a table's columns: each there once, and none that a database would take for another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.place import Place


def check_names(files: Iterable[tuple[str, Sequence[str]]], *, line: int = 0) -> None:
    """Raise InputError for a column without a name, two of one name, and names that differ in case alone.

    `files`: the names of columns in each file; no file: a table in memory. `line`: on which line they stand, if any.
    """
    known: dict[str, tuple[str, str]] = {}
    for file, names in files:
        for column, name in enumerate(map(str, names), start=1):
            place = Place(file, line, column) if line else None
            where = f" of `{shown(file, 200)}`" if file and not line else ""
            if not name.strip():
                message = f"column {column}{where} has no name"
                raise InputError([Mistake(message, place, "name it, or leave the column out")])
            if name in names[: column - 1]:
                message = f"column `{shown(name)}`{where} is there twice"
                raise InputError([Mistake(message, place, "keep one of them, or rename one")])
            earlier, first = known.setdefault(name.lower(), (name, file))
            if earlier != name:
                elsewhere = f" of `{shown(first, 200)}`" if first != file else ""
                message = f"column `{shown(name)}`{where} differs from `{shown(earlier)}`{elsewhere} in case alone"
                raise InputError([Mistake(message, place, "databases take them for one: rename one of them")])
