"""A file as it is laid out: its values with the way they are written, and each comment with what it is about."""

from __future__ import annotations

from typing import Any, Literal

import attrs


@attrs.define(eq=False)
class AttachedComment:
    """A comment: where it stands, and whether anything stands before it on its line."""

    text: str
    index: int
    line: int
    column: int
    alone: bool
    blank_above: bool


@attrs.define(eq=False)
class Item:
    """A value as written.

    `text` is what a scalar says and `raw` how; of an alias, both are its name. `start` and `end` are the places of
    its first character and after its last one in the text. `tail` holds the comments after the last entry.
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
        """Whether it is a list or a mapping that stands in lines of its own."""
        return self.kind in ("list", "mapping") and not self.flow

    def has_aliases(self) -> bool:
        """Return whether something in it is named to stand elsewhere too."""
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
