"""YAML text to a tree of nodes, each with its place; nothing is interpreted yet.

The tree is built from libyaml's events rather than by its composer: depth and size stay bounded whatever the
file says, an alias counts as much as what it repeats, and explicit tags are noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import attrs
import yaml

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.place import Place

MOST_BYTES = 5_000_000
"""A file may have this many bytes."""
MOST_NODES = 500_000
"""A file may have this many values, those that aliases repeat included."""
MOST_DEPTH = 60
"""Values may be nested this deep."""

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, line breaks that editors do not count as lines, lone surrogates, what is no character,
# and what makes text read otherwise than it is stored.
UNFIT = re.compile(
    "(?!\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@attrs.define(slots=True)
class YamlNode:
    """A scalar (`text`), a list (`items`) or a mapping (`pairs`)."""

    kind: Literal["scalar", "list", "mapping"]
    place: Place
    text: str = ""
    plain: bool = False
    items: list[YamlNode] = attrs.Factory(list)
    pairs: list[tuple[YamlNode, YamlNode]] = attrs.Factory(list)
    size: int = 1
    height: int = 1

    @property
    def is_null(self) -> bool:
        """Whether this is empty."""
        return self.kind == "scalar" and self.plain and self.text in ("", "~", "null", "Null", "NULL")

    def describe(self) -> str:
        """Return what this is, for a message."""
        if self.is_null:
            return "nothing"
        quote = "" if self.plain else '"'  # "true" in quotes is not true
        return {"scalar": f"`{quote}{shown(self.text)}{quote}`", "list": "a list", "mapping": "a mapping"}[self.kind]


def parse(data: bytes | str, file: str) -> YamlNode | None:
    """Return the tree of a YAML file that holds one document; None when it is empty.

    Raises InputError when it is not YAML, or is beyond the limits of this module.
    """
    text = _text(data, file)
    try:
        return _Composer(file).compose(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and "nesting depth" in str(error.problem):
            return parse(text[: mark.index], file)  # libyaml reads ahead; what comes before that is too deep already
        place = _within(text, Place(file, mark.line + 1, mark.column + 1)) if mark else Place(file, 1, 1)
        context = f" {error.context}" if error.context else ""
        if mark and error.context_mark and error.context_mark.line < mark.line:
            context += f" that begins in line {error.context_mark.line + 1}"
        raise _refused(f"not proper YAML: {error.problem}{context}", place, _yaml_cure(str(error.problem))) from None
    except yaml.YAMLError as error:
        raise _refused(f"not proper YAML: {shown(str(error), 120)}", Place(file, 1, 1)) from None


def _within(text: str, place: Place) -> Place:
    """Return the place itself, or the end of the text: libyaml counts one line more when the last has no end."""
    lines = text.split("\n")
    return place if place.line <= len(lines) else Place(place.file, len(lines), len(lines[-1]) + 1)


def _yaml_cure(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "put text with a colon in it in quotes, and check the indent"
    if "cannot start any token" in problem:
        return "indent with spaces, and put text that begins with a special character in quotes"
    if "unexpected end of stream" in problem:
        return "close the quotation mark"
    if "unknown escape" in problem:
        return "write `\\\\` for a backslash, or use single quotes"
    if "tag handle" in problem:
        return "files are plain data: take it out"
    if "did not find expected" in problem:
        return "put text that begins with a bracket or a quotation mark in quotes, close brackets, and check the indent"
    return ""


def _text(data: bytes | str, file: str) -> str:
    encoded = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(encoded) > MOST_BYTES:
        cure = "split it; no negotiated text is this long"
        raise _refused(f"the file is larger than {MOST_BYTES:,} bytes", Place(file, 1, 1), cure)
    text = _decoded(encoded, file).removeprefix("\ufeff")
    unfit = UNFIT.search(text)
    if unfit:
        raise _unfit(unfit[0], _place_after(text[: unfit.start()], file))
    return text


def _place_after(before: str, file: str) -> Place:
    """Return the place of the character that follows the text."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_after(data[: error.start].decode("utf-8").removeprefix("\ufeff"), file)
        raise _refused("the file is not UTF-8 text", place, "save it as UTF-8") from None


def _unfit(char: str, place: Place) -> InputError:
    nameless = "a control character" if unicodedata.category(char) == "Cc" else "not a character"
    name = unicodedata.name(char, nameless).lower()
    return _refused(f"U+{ord(char):04X} ({name}) may not stand in a file", place, "take it out")


def _refused(message: str, place: Place, cure: str = "") -> InputError:
    return InputError([Mistake(message, place, cure)])


class _Composer:
    """Builds the tree from events, with a stack of the lists and mappings that are still open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[YamlNode] = []
        self.keys: list[YamlNode | None] = []
        self.anchors: dict[str, YamlNode] = {}
        self.pending: set[str] = set()
        self.names: list[str | None] = []
        self.root: YamlNode | None = None
        self.documents = 0

    def compose(self, events: Iterable[yaml.Event]) -> YamlNode | None:
        for event in events:
            self._take(event)
        return self.root

    def _take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, place)
            escaped = UNFIT.search(event.value)  # as "\\x07" in double quotes
            if escaped:
                raise _unfit(escaped[0], place)
            node = YamlNode("scalar", place, event.value, plain=event.implicit[0])
            self._anchor(event.anchor, node)
            self._add(node)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._refuse_tag(event.tag, place)
            self._start("list" if isinstance(event, yaml.SequenceStartEvent) else "mapping", place, event.anchor)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", place)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _refused("a second document begins here", place, "put each document in a file of its own")

    def _refuse_tag(self, tag: str | None, place: Place) -> None:
        if tag is not None:
            raise _refused(f"YAML tag `{shown(tag)}` is not understood", place, "files are plain data: take it out")

    def _start(self, kind: Literal["list", "mapping"], place: Place, anchor: str | None) -> None:
        if len(self.open) >= MOST_DEPTH:
            raise _refused(
                f"values are nested more than {MOST_DEPTH} deep", place, "use definitions to give parts names"
            )
        self.open.append(YamlNode(kind, place))
        self.keys.append(None)
        self.names.append(anchor)
        if anchor:
            self.pending.add(anchor)

    def _end(self) -> None:
        node = self.open.pop()
        self.keys.pop()
        self._anchor(self.names.pop(), node)
        self._add(node)

    def _anchor(self, anchor: str | None, node: YamlNode) -> None:
        if anchor:
            self.pending.discard(anchor)
            self.anchors[anchor] = node

    def _alias(self, anchor: str, place: Place) -> None:
        if anchor in self.pending:
            raise _refused(f"alias `{shown(anchor)}` stands for something that contains it", place, "take it out")
        if anchor not in self.anchors:
            raise _refused(f"alias `{shown(anchor)}` has no anchor", place, "define it before, as `&name`")
        node = self.anchors[anchor]
        if len(self.open) + node.height > MOST_DEPTH:
            raise _refused(
                f"values are nested more than {MOST_DEPTH} deep", place, "use definitions to give parts names"
            )
        self._add(node, place)

    def _add(self, node: YamlNode, alias: Place | None = None) -> None:
        """Add a finished node to the open list or mapping; `alias`: the place of the alias that repeats it."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.size > MOST_NODES:
            raise _refused(f"the file has more than {MOST_NODES:,} values, aliases included", alias or node.place)
        if parent.kind == "list":
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = node
        else:
            parent.pairs.append((self.keys[-1], node))
            self.keys[-1] = None
