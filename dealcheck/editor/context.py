"""Where a cursor stands in text that is only half written: by its indents and brackets, no parser could read it yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from dealcheck.read.documents import KINDS
from dealcheck.read.shapes import item_of, mark_of, value_of

_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#\-\[\]{},"'&*!|>%@`][^#\[\]{},]*?):(?:[ \t]+|$)""")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_FLOW_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|[\[\]{},]|:(?=[ \t]|$)|#.*|[^\[\]{},:"'#]+|.""")


@attrs.define
class Frame:
    """A mapping or a list around the cursor: its indent, the keys it has, and the key whose value this is about."""

    indent: int
    is_list: bool
    keys: list[str] = attrs.Factory(list)
    key: str = ""


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
        """The keys of a mapping, or the plain values of a list, at a path."""
        return list(dict.fromkeys(self.entries.get(path, ())))

    def value(self, key: str) -> str:
        """The value of a key at the top."""
        return next(iter(self.values.get((key,), ())), "")


class _Scanner:
    """Reads lines one by one, and keeps the lists and mappings that are open."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.flow: list[Frame] = []
        self.block_indent: int | None = None
        self.values: dict[tuple[str, ...], list[str]] = {}
        self.entries: dict[tuple[str, ...], list[str]] = {}
        self.typed = ""

    def copy(self) -> _Scanner:
        """Another that goes on from here."""
        other = _Scanner()
        other.frames, other.flow = (
            [attrs.evolve(each, keys=list(each.keys)) for each in frames] for frames in (self.frames, self.flow)
        )
        other.block_indent, other.typed = self.block_indent, self.typed
        other.values, other.entries = (
            {path: list(names) for path, names in found.items()} for found in (self.values, self.entries)
        )
        return other

    @property
    def path(self) -> tuple[str, ...]:
        return tuple("-" if frame.is_list else frame.key for frame in (*self.frames, *self.flow))

    def line(self, text: str) -> None:
        """Take in a line."""
        self.typed = ""
        if self.flow:
            self._flow(text)
            return
        bare = text.strip()
        indent = len(text) - len(text.lstrip(" "))
        if self.block_indent is not None:
            if not bare or indent > self.block_indent:
                return
            self.block_indent = None
        if not bare or bare.startswith("#"):
            return
        self._block(text, indent)

    def _block(self, text: str, column: int) -> None:
        while dash := _DASH.match(text, column):
            self.close(column, is_list=True)
            if not (self.frames and self.frames[-1].is_list and self.frames[-1].indent == column):
                self.frames.append(Frame(column, is_list=True))
            column = dash.end()
        key = _KEY.match(text, column)
        if key:
            self.close(column, is_list=False)
            if not (self.frames and not self.frames[-1].is_list and self.frames[-1].indent == column):
                self.frames.append(Frame(column, is_list=False))
            self._key(self.frames[-1], key["key"].strip("\"'"), self.path[:-1])
            column = key.end()
        self._value(text[column:])

    def close(self, column: int, *, is_list: bool) -> None:
        """Leave what can't go on at a column."""
        while self.frames and (
            self.frames[-1].indent > column or (self.frames[-1].indent == column and self.frames[-1].is_list > is_list)
        ):
            self.frames.pop()

    def _key(self, frame: Frame, key: str, path: tuple[str, ...]) -> None:
        frame.key = key
        frame.keys.append(key)
        self.entries.setdefault(path, []).append(key)

    def _value(self, rest: str) -> None:
        self.typed = rest
        if _BLOCK.match(rest):
            self.block_indent = max((frame.indent for frame in self.frames), default=0)
        elif rest.startswith(("[", "{")):
            self._flow(rest)
        elif rest:
            self._scalar(rest.split(" #")[0].strip().strip("\"'"))

    def _scalar(self, text: str) -> None:
        self.values.setdefault(self.path, []).append(text)
        if self.path and self.path[-1] == "-":
            self.entries.setdefault(self.path[:-1], []).append(text)

    def _flow(self, text: str) -> None:
        for found in _FLOW_TOKEN.finditer(text):
            token = found[0]
            if token in ("[", "{"):
                self.flow.append(Frame(0, is_list=token == "["))
                self.typed = ""
            elif token in ("]", "}"):
                self._end_of_value()
                if self.flow:
                    self.flow.pop()
                if not self.flow:
                    self.typed = ""
                    return
            elif token == ",":
                self._end_of_value()
                self.flow[-1].key = ""
            elif token == ":" and not self.flow[-1].is_list and not self.flow[-1].key:
                frame = self.flow[-1]
                self._key(frame, self.typed.strip().strip("\"'"), self.path[:-1])
                self.typed = ""
            elif not token.startswith("#"):
                self.typed += token

    def _end_of_value(self) -> None:
        text = self.typed.strip().strip("\"'")
        if text and self.flow and (self.flow[-1].is_list or self.flow[-1].key):
            self._scalar(text)
        self.typed = ""


def context_at(text: str, line: int, column: int) -> Context | None:
    """What the cursor is in; `line` and `column` count from 0. None where nothing can be completed."""
    lines = text.split("\n")
    scanner = _Scanner()
    for each in lines[:line]:
        scanner.line(each)
    after = scanner.copy()  # goes on below the cursor, as if there were nothing in its line
    before = (lines[line] if line < len(lines) else "")[:column]
    if re.search(r"(?:^|\s)#", before):
        return None
    inside = _inside(scanner, before)
    if inside is None:
        return None
    frames, is_key, prefix = inside
    # What stands below the cursor is part of its mapping too, and tells what the file has.
    path = tuple("-" if frame.is_list else frame.key for frame in frames)
    for each in lines[line + 1 :]:
        after.line(each)
    outline = Outline(_kind(after), after.values, after.entries)
    if is_key:
        path = path[:-1]
    mapping = frames[-1] if is_key else None
    given = [key for key in mapping.keys if key != prefix] if mapping else []
    if mapping and not scanner.flow:
        given = list(dict.fromkeys((*given, *_below(lines[line + 1 :], mapping.indent))))
    hint = _hint(outline.kind, frames[:-1] if is_key else frames)
    return Context(path, hint, tuple(given), prefix, column - len(prefix), is_key, outline)


def _inside(scanner: _Scanner, before: str) -> tuple[list[Frame], bool, str] | None:
    """The frames around the cursor, whether a key is wanted there, and what is typed of the word."""
    indent = len(before) - len(before.lstrip(" "))
    if scanner.block_indent is not None and (not before.strip() or indent > scanner.block_indent) and before.strip():
        return None
    scanner.block_indent = None if scanner.block_indent is not None and not before.strip() else scanner.block_indent
    if scanner.flow:
        scanner.line(before)
        return _in_flow(scanner) if scanner.flow else None
    column = indent
    while dash := _DASH.match(before, column):
        column = dash.end()
    if _KEY.match(before, column):
        scanner.line(before)
        if scanner.flow:
            return _in_flow(scanner)
        return None if scanner.block_indent is not None else (list(scanner.frames), False, scanner.typed.lstrip("\"'"))
    if column > indent or before[column:].startswith(("[", "{")):
        scanner.line(before)
        if scanner.flow:
            return _in_flow(scanner)
    scanner.close(column, is_list=column > indent)
    frames = list(scanner.frames)
    prefix = before[column:].lstrip("\"'")
    if frames and not frames[-1].is_list and frames[-1].indent == column:
        return frames, True, prefix
    return [*frames, Frame(column, is_list=False)], True, prefix


def _in_flow(scanner: _Scanner) -> tuple[list[Frame], bool, str]:
    frames = [*scanner.frames, *scanner.flow]
    is_key = not frames[-1].is_list and not frames[-1].key
    return frames, is_key, scanner.typed.lstrip().lstrip("\"'")


def _below(lines: list[str], indent: int) -> Iterator[str]:
    """The keys of a mapping in the lines below the cursor."""
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        if column < indent or (column == indent and line[column] == "-"):
            return
        key = _KEY.match(line, column) if column == indent else None
        if key:
            yield key["key"].strip("\"'")


def _kind(scanner: _Scanner) -> str:
    top = scanner.entries.get((), [])
    return top[0] if top and top[0] in KINDS else ""


def _hint(kind: str, frames: list[Frame]) -> Any:
    """The type of what stands in the innermost of the frames; at the top, the class of the file."""
    hint: Any = KINDS.get(kind)
    for frame in frames:
        hint = item_of(hint) if frame.is_list else value_of(hint, frame.key, frame.keys)
        if hint is None:
            return None
    return hint


def element(hint: Any) -> Any:
    """The type of one value, where one may stand for a list of it."""
    return item_of(hint) if mark_of(hint) in ("one-or-many", "any-number") else hint
