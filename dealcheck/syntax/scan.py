"""Text to layout: values from libyaml's events, and each comment attached to what it is about."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import yaml

from dealcheck.syntax.comments import Comment
from dealcheck.syntax.comments import comments as find_comments
from dealcheck.syntax.nodes import LOADER
from dealcheck.syntax.tree import AttachedComment, Entry, Item

_ANCHOR = re.compile(r"&[\w-]+(?:\s+|$)(?:#[^\n]*\n\s*)*")
"""An anchor before a value, and comments between them."""


def scan(text: str) -> Item:
    """Return the layout of a file. The text must be proper YAML, with one document and line feeds alone."""
    root = _Builder(text).build()
    _Attacher(text, root).attach()
    return root


class _Builder:
    """Builds the tree of values from events."""

    def __init__(self, text: str) -> None:
        self.text = text

    def build(self) -> Item:
        events: Iterator[Any] = iter(yaml.parse(self.text, Loader=LOADER))
        event = next(events)
        while not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            event = next(events)
        return self._item(event, events)

    def _item(self, event: Any, events: Iterator[Any]) -> Item:
        if isinstance(event, yaml.AliasEvent):
            return self._made("alias", event, text=f"*{event.anchor}", raw=f"*{event.anchor}")
        anchor = event.anchor or ""
        if isinstance(event, yaml.ScalarEvent):
            scalar = self._made("scalar", event, anchor=anchor, text=event.value, style=event.style or "")
            scalar.raw = _without_anchor(self.text[scalar.start : scalar.end], anchor)
            return scalar
        is_list = isinstance(event, yaml.SequenceStartEvent)
        item = self._made("list" if is_list else "mapping", event, anchor=anchor, flow=bool(event.flow_style))
        for inner in events:
            if isinstance(inner, yaml.CollectionEndEvent):
                # A block ends where its last value does; what comes then may be comments on something else.
                last = self._made("scalar", inner) if item.flow else item.entries[-1].value
                item.end, item.lines = last.end, (item.lines[0], last.lines[1])
                return item
            key = None if is_list else self._item(inner, events)
            value = self._item(inner if key is None else next(events), events)
            start = value.start if key is None else key.start
            item.entries.append(Entry(value=value, key=key, start=start))
        raise AssertionError("libyaml ends what it starts")

    def _made(self, kind: Any, event: Any, **values: Any) -> Item:
        start, end = event.start_mark, event.end_mark
        return Item(kind, start.index, end.index, start.column, (start.line, end.line), **values)


def _without_anchor(raw: str, anchor: str) -> str:
    match = _ANCHOR.match(raw) if anchor else None
    return raw[match.end() :] if match else raw


def _keep_order(entry: Entry) -> None:
    """Leave one comment beside an entry, the last of all before its value ends; those before it go above."""
    while len(entry.beside) > 1 or (entry.beside and entry.above and entry.beside[0].index < entry.above[-1].index):
        entry.above.append(entry.beside.pop(0))
        entry.above.sort(key=lambda comment: comment.index)


class _Attacher:
    """Attaches each comment to the entry it is about."""

    def __init__(self, text: str, root: Item) -> None:
        self.text = text
        self.root = root
        self.lines = text.split("\n")
        self.line_starts = [0, *accumulate(len(line) + 1 for line in self.lines)]

    def attach(self) -> None:
        comments = [self._comment(comment) for comment in find_comments(self.text)]
        self._open_up(self.root, [comment.index for comment in comments])
        self.entries = [*self._walk(self.root, ())]
        self.starts = [entry.start for entry, _ in self.entries]
        for entry, _ in self.entries:
            entry.blank_above = self._is_blank(self._line(entry.start) - 1)
        after: Entry | None = None  # the entry that the previous comment is above
        for comment in comments:
            after = self._hand_out(comment, after)
        for entry, _ in self.entries:
            _keep_order(entry)

    def _comment(self, comment: Comment) -> AttachedComment:
        line, column = comment.line - 1, comment.column - 1
        index = self.line_starts[line] + column
        return AttachedComment(comment.written, index, line, column, comment.alone, self._is_blank(line - 1))

    def _line(self, index: int) -> int:
        return bisect.bisect(self.line_starts, index) - 1

    def _is_blank(self, line: int) -> bool:
        return line >= 0 and not self.lines[line].strip()

    def _open_up(self, item: Item, comments: list[int]) -> None:
        """Give bracketed content with comments lines of its own, as a comment ends its line."""
        if item.flow:
            first = bisect.bisect(comments, item.start)
            item.flow = not (first < len(comments) and comments[first] < item.end)
        for entry in item.entries:
            self._open_up(entry.value, comments)

    def _walk(self, item: Item, around: tuple[Item, ...]) -> Iterator[tuple[Entry, tuple[Item, ...]]]:
        """Yield every entry that has lines of its own, in the order of the text, with the collections it is in."""
        if item.is_block:
            for entry in item.entries:
                yield entry, (*around, item)
                yield from self._walk(entry.value, (*around, item))

    def _hand_out(self, comment: AttachedComment, after: Entry | None) -> Entry | None:
        number = bisect.bisect(self.starts, comment.index)
        previous, around = self.entries[number - 1] if number else (None, ())
        following, outer = self.entries[number] if number < len(self.entries) else (None, ())
        if previous is not None and self._is_beside(comment, previous):
            previous.beside.append(comment)
            return None
        if previous is not None and not previous.value.is_block and comment.index < previous.value.end:
            previous.above.append(comment)  # between a key, or an anchor, and its value
            return None
        if following is None or following is not after:
            ended = [frame for frame in around if frame not in outer]
            least = outer[-1].column + 1 if outer else 0
            within = [
                frame for frame in ended if comment.column >= max(frame.column, least) or comment.index < frame.end
            ]
            if following is None and not within:
                within = [self.root]
            if within:
                within[-1].tail.append(comment)
                return None
        assert following is not None
        following.above.append(comment)
        return following

    def _is_beside(self, comment: AttachedComment, entry: Entry) -> bool:
        if comment.alone:
            return False
        key_line = entry.key.lines[1] if entry.key else entry.value.lines[0]
        if entry.value.is_block:
            return comment.line == key_line and entry.key is not None
        if entry.value.style in ("|", ">"):
            return comment.line == entry.value.lines[0]
        return comment.line in (key_line, entry.value.lines[1])
