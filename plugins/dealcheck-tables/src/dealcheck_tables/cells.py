"""Cells to values: ids, lists, alternatives in square brackets, values of attributes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal

from dealcheck import InputError, Word, parse_value
from dealcheck_tables.table import Notes, shown

_ID = re.compile(r"[a-z][a-z0-9-]*\Z")
_QUOTED = re.compile(r'"[^"]*"')
_ALTERNATIVE = re.compile(r'((?:"[^"]*"|[^|])*)\|')
_SPREADSHEET_TRUTH = {"TRUE": True, "FALSE": False}
"""Spreadsheet programs write booleans in capitals, whatever one types."""


def identifier(cell: Word, notes: Notes) -> Word:
    """The cell as an id; a blank word, and a mistake noted, where it is none."""
    if not cell or _ID.match(cell):
        return cell
    notes.add(
        f"`{shown(cell)}` is not an id", cell, "ids are kebab-case: small letters, digits and hyphens, as `my-id`"
    )
    return Word("", cell.place)


def items(cell: Word, notes: Notes) -> tuple[Word, ...]:
    """The entries of a list, which semicolons separate."""
    if re.search(r"[][|]", cell):
        cure = (
            "`action`, `object`, `from`, `until` and attributes can; `bracketed` puts the whole provision in brackets"
        )
        notes.add(f"`{shown(cell)}` can't stand in brackets here", cell, cure)
        return ()
    return _words(cell.split(";") if cell else [], cell, notes)


def choices(cell: Word, notes: Notes) -> tuple[Word, ...]:
    """The alternatives of a cell as `[suspend | lift]`; of a cell without brackets, what stands in it."""
    if "[" not in cell and "]" not in cell:
        if "|" in cell:
            notes.add(f"`{shown(cell)}` are alternatives without brackets", cell, f"write `[{shown(cell)}]`")
            return ()
        return (cell,) if cell else ()
    return _alternatives(cell, notes)


def values(cell: Word, notes: Notes) -> tuple[str | bool | Decimal, ...]:
    """The alternatives of an attribute; text may have brackets in it that are not around all of it."""
    bare = _QUOTED.sub("", cell)
    is_text = not bare.startswith("[") and bare.count("[") == bare.count("]")
    words = (cell,) if is_text else _alternatives(cell, notes)
    found = tuple(_value(word, notes) for word in words)
    _check_distinct(((isinstance(each, bool), each) for each in found), cell, notes)
    return found


def truth(cell: Word, notes: Notes) -> bool:
    """Whether the cell says `true`; a blank one does not."""
    if cell.lower() not in ("", "true", "false"):
        notes.add(f"expected `true` or `false`, found `{shown(cell)}`", cell, "leave it empty for `false`")
    return cell.lower() == "true"


def check_date(cell: Word, notes: Notes) -> None:
    """Note what is not a date."""
    try:
        proper = date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        proper = False
    if not proper:
        notes.add(f"`{shown(cell)}` is not a date", cell, "write year-month-day, as 2019-02-28")


def _alternatives(cell: Word, notes: Notes) -> tuple[Word, ...]:
    bare = _QUOTED.sub("", cell)
    if bare.count("[") != bare.count("]"):
        notes.add(f"`{shown(cell)}` has an unbalanced bracket", cell, "write alternatives as `[suspend | lift]`")
        return ()
    if not (cell.startswith("[") and cell.endswith("]") and bare.count("[") == 1):
        cure = "write alternatives as `[suspend | lift]`, and text with brackets in double quotes"
        notes.add(f"expected one pair of brackets around all of `{shown(cell)}`", cell, cure)
        return ()
    return _words(_ALTERNATIVE.findall(cell[1:-1] + "|"), cell, notes)


def _words(parts: Iterable[str], cell: Word, notes: Notes) -> tuple[Word, ...]:
    """The parts of a cell, none of them empty, and no two the same."""
    words = [Word(part.strip(), cell.place) for part in parts]
    if not all(words):
        notes.add(f"`{shown(cell)}` has an empty entry", cell, "fill it, or take its separator out")
    _check_distinct(filter(None, words), cell, notes)
    return tuple(filter(None, words))


def _check_distinct(found: Iterable[Hashable], cell: Word, notes: Notes) -> None:
    found = list(found)
    if len(set(found)) < len(found):
        notes.add(f"`{shown(cell)}` has the same entry twice", cell, "keep one of them")


def _value(word: Word, notes: Notes) -> str | bool | Decimal:
    if _QUOTED.fullmatch(word):
        return Word(word[1:-1], word.place)
    if word in _SPREADSHEET_TRUTH:
        return _SPREADSHEET_TRUTH[word]
    try:
        return parse_value(word, word.place)
    except InputError as error:
        notes.found += error.mistakes
        return word
