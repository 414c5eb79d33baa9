"""The layout of a file: its values as they are written, and each comment with what it is about."""

from __future__ import annotations

from typing import Any, Literal

import attrs


@attrs.define(eq=False)
class AttachedComment:
    """A comment: its place, whether it is alone on its line, and whether the line above is blank."""

    text: str
    index: int
    line: int
    column: int
    alone: bool
    blank_above: bool


@attrs.define(eq=False)
class Item:
    """A value as written.

    `text` is what a scalar says and `raw` how it is written; for an alias, both are its name. `start` and `end` are the
    places of its first character and after its last one in the text. `tail` holds the comments after the last entry.
    """

    kind: Literal["scalar", "alias", "list", "mapping"]
    start: int
    end: int
    column: int
    lines: tuple[int, int]
    text: str = ""
    raw: str = ""
    style: str = ""
    flow: bool = False
    anchor: str = ""
    entries: list[Entry] = attrs.Factory(list)
    tail: list[AttachedComment] = attrs.Factory(list)
    hint: Any = None

    @property
    def is_block(self) -> bool:
        """Whether it is a list or a mapping on lines of its own."""
        return self.kind in ("list", "mapping") and not self.flow

    def has_aliases(self) -> bool:
        """Return whether it is an alias or holds one."""
        inner = (part for entry in self.entries for part in (entry.key, entry.value) if part is not None)
        return self.kind == "alias" or any(entry.has_aliases() for entry in inner)


@attrs.define(eq=False)
class Entry:
    """A value in a list, or a key and value in a mapping, with the comments above it and beside it."""

    value: Item
    key: Item | None = None
    start: int = 0
    blank_above: bool = False
    above: list[AttachedComment] = attrs.Factory(list)
    beside: list[AttachedComment] = attrs.Factory(list)
