"""Half-written lines, read one by one by their indents and brackets, because no parser can read them yet."""

from __future__ import annotations

import re

import attrs

KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#\-\[\]{},"'&*!|>%@`][^#\[\]{},]*?):(?:[ \t]+|$)""")
DASH = re.compile(r"-(?:[ \t]+|$)")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_FLOW_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|[\[\]{},]|:(?=[ \t]|$)|#.*|[^\[\]{},:"'#]+|.""")


@attrs.define
class Frame:
    """A mapping or a list around the cursor: its indent, its keys so far, and the key whose value comes next."""

    indent: int
    is_list: bool
    keys: list[str] = attrs.Factory(list)
    key: str = ""


class Scanner:
    """Reads lines one by one, and keeps the lists and mappings that are open."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.flow: list[Frame] = []
        self.block_indent: int | None = None
        self.values: dict[tuple[str, ...], list[str]] = {}
        self.entries: dict[tuple[str, ...], list[str]] = {}
        self.typed = ""

    def copy(self) -> Scanner:
        """Return a copy that goes on from here."""
        twin = Scanner()
        twin.frames, twin.flow = (
            [attrs.evolve(frame, keys=list(frame.keys)) for frame in frames] for frames in (self.frames, self.flow)
        )
        twin.block_indent, twin.typed = self.block_indent, self.typed
        twin.values, twin.entries = (
            {path: list(names) for path, names in names_by_path.items()}
            for names_by_path in (self.values, self.entries)
        )
        return twin

    @property
    def path(self) -> tuple[str, ...]:
        return tuple("-" if frame.is_list else frame.key for frame in (*self.frames, *self.flow))

    def line(self, text: str) -> None:
        """Read a line."""
        self.typed = ""
        if self.flow:
            self._flow(text)
            return
        bare = text.strip()
        indent = _indent(text)
        if self.block_indent is not None:
            if not bare or indent > self.block_indent:
                return
            self.block_indent = None
        if not bare or bare.startswith("#"):
            return
        self._block(text, indent)

    def is_text(self, before: str) -> bool:
        """Return whether a line continues a text that spans lines; a blank one need not be indented."""
        return self.block_indent is not None and bool(before.strip()) and _indent(before) > self.block_indent

    def _block(self, text: str, column: int) -> None:
        while dash := DASH.match(text, column):
            self.close(column, is_list=True)
            if not (self.frames and self.frames[-1].is_list and self.frames[-1].indent == column):
                self.frames.append(Frame(column, is_list=True))
            column = dash.end()
        key = KEY.match(text, column)
        if key:
            self.close(column, is_list=False)
            if not (self.frames and not self.frames[-1].is_list and self.frames[-1].indent == column):
                self.frames.append(Frame(column, is_list=False))
            self._key(self.frames[-1], key["key"].strip("\"'"), self.path[:-1])
            column = key.end()
        self._value(text[column:])

    def close(self, column: int, *, is_list: bool) -> None:
        """Close the lists and mappings that can't go on at a column."""
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
        for match in _FLOW_TOKEN.finditer(text):
            token = match[0]
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


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
