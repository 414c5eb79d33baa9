"""Where a cursor is in a half-written text, and what type of thing is wanted there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import item_of, mark_of, scalar_of, value_of
from dealcheck.syntax.lines import DASH, KEY, Frame, Scanner


@attrs.frozen
class Context:
    """What a cursor is in.

    `path`: the keys above it, `-` for a list. `hint`: the type of what is wanted; of a key, that of its mapping.
    `given`: the keys that the mapping has already. `prefix`: what is typed of the word, and `column` where that begins,
    from 0.
    """

    path: tuple[str, ...]
    hint: Any
    given: tuple[str, ...]
    prefix: str
    column: int
    is_key: bool
    outline: Outline


@attrs.frozen
class Outline:
    """What a file says as far as its lines tell: its kind, plain values by key, and the entries of its sections."""

    kind: str
    values: dict[tuple[str, ...], list[str]]
    entries: dict[tuple[str, ...], list[str]]

    def below(self, *path: str) -> list[str]:
        """Return the keys of a mapping, or the plain values of a list, at a path."""
        return list(dict.fromkeys(self.entries.get(path, ())))

    def value(self, key: str) -> str:
        """Return the value of a key at the top."""
        return next(iter(self.values.get((key,), ())), "")


def context_at(text: str, line: int, column: int) -> Context | None:
    """Return what the cursor is in; `line` and `column` count from 0. None where nothing can be completed."""
    lines = text.split("\n")
    scanner = Scanner()
    for text_line in lines[:line]:
        scanner.line(text_line)
    after = scanner.copy()  # goes on below the cursor, as if its line were empty
    before = (lines[line] if line < len(lines) else "")[:column]
    spot = None if re.search(r"(?:^|\s)#", before) else _spot(scanner, before)
    if spot is None:
        return None
    below = lines[line + 1 :]
    for text_line in below:
        after.line(text_line)
    outline = Outline(_kind(after), after.values, after.entries)
    around = spot.frames[:-1] if spot.is_key else spot.frames
    written = _given(spot, [] if scanner.flow else below) if spot.is_key else ()
    path = tuple("-" if frame.is_list else frame.key for frame in around)
    start = column - len(spot.prefix)
    return Context(path, _hint(outline.kind, around), tuple(written), spot.prefix, start, spot.is_key, outline)


def _given(spot: _Spot, below: list[str]) -> Iterable[str]:
    """Return the keys that the mapping around a cursor has, above it and below, without the one that is being typed."""
    mapping = spot.frames[-1]
    above = [key for key in mapping.keys if key != spot.prefix]
    return dict.fromkeys((*above, *_below(below, mapping.indent)))


@attrs.frozen
class _Spot:
    """The frames around a cursor, whether a key is wanted there, and what is typed of the word."""

    frames: list[Frame]
    is_key: bool
    prefix: str


def _spot(scanner: Scanner, before: str) -> _Spot | None:
    """Return where a cursor is after the beginning of a line; None inside a text."""
    if scanner.is_text(before):
        return None
    scanner.block_indent = None
    was_in_flow = bool(scanner.flow)
    column = indent = len(before) - len(before.lstrip(" "))
    while dash := DASH.match(before, column):
        column = dash.end()
    has_key = KEY.match(before, column) is not None
    if was_in_flow or has_key or column > indent or before[column:].startswith(("[", "{")):
        scanner.line(before)
    if scanner.flow:
        return _spot_in_flow(scanner)
    if was_in_flow or scanner.block_indent is not None:
        return None
    if has_key:
        return _Spot(scanner.frames, False, scanner.typed.lstrip("\"'"))
    scanner.close(column, is_list=column > indent)
    frames = scanner.frames
    if not frames or frames[-1].is_list or frames[-1].indent != column:
        frames = [*frames, Frame(column, is_list=False)]  # the first key of a mapping, or a bare word
    return _Spot(frames, True, before[column:].lstrip("\"'"))


def _spot_in_flow(scanner: Scanner) -> _Spot:
    frames = [*scanner.frames, *scanner.flow]
    return _Spot(frames, not frames[-1].is_list and not frames[-1].key, scanner.typed.lstrip().lstrip("\"'"))


def _below(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the keys of a mapping in the lines below the cursor."""
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        if column < indent or (column == indent and line[column] == "-"):
            return
        key = KEY.match(line, column) if column == indent else None
        if key:
            yield key["key"].strip("\"'")


def _kind(scanner: Scanner) -> str:
    top = scanner.entries.get((), [])
    return top[0] if top and top[0] in KINDS else ""


def _hint(kind: str, frames: list[Frame]) -> Any:
    """Return the type of what is in the innermost of the frames; at the top, the class of the file."""
    hint: Any = KINDS.get(kind)
    for frame in frames:
        hint = item_of(hint) if frame.is_list else value_of(hint, frame.key, frame.keys)
        if hint is None:
            return None
    return hint


def element(hint: Any) -> Any:
    """Return the type of one item where a list may be written as one value, else the type itself."""
    return scalar_of(hint) if mark_of(hint) in ("one-or-many", "any-number", "bound") else hint
