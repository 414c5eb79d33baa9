"""YAML text to a tree of nodes, each with its place; nothing is interpreted yet.

The tree is built from libyaml's events rather than by its composer: depth and size stay bounded whatever the
file says, an alias counts as much as what it repeats, and explicit tags are noticed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import attrs
import yaml

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.place import FilledWord, Place, Word

MOST_BYTES = 5_000_000
"""A file may have this many bytes."""
MOST_NODES = 500_000
"""A file may have this many values, those that aliases repeat included."""
_OTHER_ENCODING = "the file is UTF-16 or UTF-32 text, not UTF-8"
MOST_DEPTH = 60
"""Values may be nested this deep."""

NULLS = ("", "~", "null", "Null", "NULL")
"""What a bare scalar says that is empty."""

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, line breaks that editors do not count as lines, lone surrogates, what is no character,
# and what makes text read otherwise than it is stored. The set comes first: so `re` skips to a character that is in it.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff](?<!\r(?=\n))"
)


@attrs.define(slots=True)
class YamlNode:
    """A scalar (`text`), a list (`items`) or a mapping (`pairs`).

    `parts`: of a text with names filled in, as `FilledWord` has them.
    """

    kind: Literal["scalar", "list", "mapping"]
    file: str
    line: int
    column: int
    text: str = ""
    plain: bool = False
    items: Sequence[YamlNode] = ()
    pairs: Sequence[tuple[YamlNode, YamlNode]] = ()
    size: int = 1
    height: int = 1
    parts: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands; made when it is asked for, as most nodes are never asked."""
        return Place(self.file, self.line, self.column)

    @property
    def word(self) -> Word:
        """The text of a scalar, which knows its place."""
        at = (self.file, self.line, self.column)
        return FilledWord(self.parts, at) if self.parts else Word(self.text, at)

    @property
    def is_null(self) -> bool:
        """Whether this is empty."""
        return self.kind == "scalar" and self.plain and self.text in NULLS

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
        return _Composer(file).compose(iter(LOADER(text).get_event, None))
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
    if "could not find expected ':'" in problem:
        return "write `key: value`, with a colon and a space"
    if "tab character" in problem:
        return "indent with spaces"
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
    if unfit and unfit[0] == "\0" and unfit.start() < 4:
        raise _refused(_OTHER_ENCODING, Place(file, 1, 1), "save it as UTF-8")
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
        is_other = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # the first is also how UTF-32 begins
        raise _refused(
            _OTHER_ENCODING if is_other else "the file is not UTF-8 text", place, "save it as UTF-8"
        ) from None


def _unfit(char: str, place: Place) -> InputError:
    nameless = "a control character" if unicodedata.category(char) == "Cc" else "not a character"
    name = unicodedata.name(char, nameless).lower()
    return _refused(f"U+{ord(char):04X} ({name}) may not stand in a file", place, "take it out")


def _refused(message: str, place: Place, cure: str = "") -> InputError:
    return InputError([Mistake(message, place, cure, code="not-yaml")])


@attrs.define(eq=False)
class _Open:
    """A list or a mapping that is still open, its anchor, and what is in it; in a mapping keys and values in turn."""

    node: YamlNode
    anchor: str | None
    nodes: list[YamlNode] = attrs.Factory(list)


class _Composer:
    """Builds the tree from events, with a stack of the lists and mappings that are still open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.anchors: dict[str, YamlNode] = {}
        self.pending: set[str] = set()
        self.root: YamlNode | None = None
        self.documents = 0

    def compose(self, events: Iterable[yaml.Event]) -> YamlNode | None:
        take: Mapping[type[yaml.Event], Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self._document,
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._start,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.AliasEvent: self._alias,
        }
        for event in events:
            if taken := take.get(type(event)):
                taken(event)
        return self.root

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _refused(
                "a second document begins here", self._place(event), "put each document in a file of its own"
            )

    def _place(self, event: yaml.Event) -> Place:
        mark: Any = event.start_mark  # every event that is parsed has one, whatever its type says
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.tag is not None:
            raise self._tagged(event)
        # The text as a whole was searched; what is escaped in it, as "\\x07" in double quotes, was not.
        if event.style == '"' and (escaped := UNFIT.search(event.value)):
            raise _unfit(escaped[0], self._place(event))
        mark: Any = event.start_mark
        node = YamlNode("scalar", self.file, mark.line + 1, mark.column + 1, event.value, event.implicit[0])
        if event.anchor:
            self._anchor(event.anchor, node)
        self._add(node)

    def _tagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> InputError:
        message = f"YAML tag `{shown(str(event.tag))}` is not understood"
        return _refused(message, self._place(event), "files are plain data: take it out")

    def _start(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        if event.tag is not None:
            raise self._tagged(event)
        if len(self.open) >= MOST_DEPTH:
            raise self._too_deep(self._place(event))
        mark: Any = event.start_mark
        kind: Literal["list", "mapping"] = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
        self.open.append(_Open(YamlNode(kind, self.file, mark.line + 1, mark.column + 1), event.anchor))
        if event.anchor:
            self.pending.add(event.anchor)

    def _end(self, _event: yaml.CollectionEndEvent) -> None:
        ended = self.open.pop()
        node = ended.node
        if node.kind == "list":
            node.items = ended.nodes
        else:
            node.pairs = list(zip(ended.nodes[::2], ended.nodes[1::2]))
        if ended.anchor:
            self._anchor(ended.anchor, node)
        self._add(node)

    def _anchor(self, anchor: str, node: YamlNode) -> None:
        self.pending.discard(anchor)
        self.anchors[anchor] = node

    def _alias(self, event: yaml.AliasEvent) -> None:
        anchor, place = event.anchor or "", self._place(event)
        if anchor in self.pending:
            raise _refused(f"alias `{shown(anchor)}` stands for something that contains it", place, "take it out")
        if anchor not in self.anchors:
            raise _refused(f"alias `{shown(anchor)}` has no anchor", place, "define it before, as `&name`")
        node = self.anchors[anchor]
        if len(self.open) + node.height > MOST_DEPTH:
            raise self._too_deep(place)
        self._add(node, place)

    def _too_deep(self, place: Place) -> InputError:
        cure = "use definitions to give parts names"
        return _refused(f"values are nested more than {MOST_DEPTH} deep", place, cure)

    def _add(self, node: YamlNode, alias: Place | None = None) -> None:
        """Add a finished node to the open list or mapping; `alias`: the place of the alias that repeats it."""
        if not self.open:
            self.root = node
            return
        around = self.open[-1]
        parent = around.node
        parent.size += node.size
        if node.height >= parent.height:
            parent.height = node.height + 1
        if parent.size > MOST_NODES:
            raise _refused(f"the file has more than {MOST_NODES:,} values, aliases included", alias or node.place)
        around.nodes.append(node)
