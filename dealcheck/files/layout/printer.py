"""Layout to text: two spaces of indent, one way to write each thing, and a blank line between sections."""

from __future__ import annotations

from collections.abc import Iterator

from dealcheck.files.layout.scalars import WIDTH, lines_of, on_one_line
from dealcheck.syntax.tree import Entry, Item

_INDENT = "  "


def print_layout(root: Item) -> str:
    """Return the text of a file."""
    return "".join(f"{line}\n" for line in _collection(root, 0, is_root=True))


def _collection(item: Item, depth: int, *, is_root: bool = False) -> Iterator[str]:
    """Yield the lines of a list or mapping that has lines of its own."""
    pad = _INDENT * depth
    for number, entry in enumerate(item.entries):
        lines = _list_entry(entry, depth) if item.kind == "list" else _mapping_entry(entry, depth)
        blank = entry.above[0].blank_above if entry.above else entry.blank_above
        if number and (blank or (is_root and _is_section(entry))):
            yield ""
        yield from _above(entry, pad)
        yield from lines
    for number, comment in enumerate(item.tail):
        if comment.blank_above and (number or item.entries):
            yield ""
        yield pad + comment.text


def _above(entry: Entry, pad: str) -> Iterator[str]:
    """Yield the comments above an entry, with blank lines where their author has some."""
    for number, comment in enumerate(entry.above):
        if comment.blank_above and number:
            yield ""
        yield pad + comment.text
    if entry.above and entry.blank_above:
        yield ""


def _is_section(entry: Entry) -> bool:
    """Return whether an entry at the top takes lines of its own, and holds entries."""
    return entry.value.kind == "mapping" and _needs_lines(entry.value, len(_start(_key(entry), entry.value)) + 1)


def _mapping_entry(entry: Entry, depth: int) -> Iterator[str]:
    assert entry.key is not None
    yield from _valued(_INDENT * depth + _key(entry), entry, entry.key.text, depth)


def _key(entry: Entry) -> str:
    """Return the key of an entry, with its colon."""
    assert entry.key is not None
    return _before_colon(entry.key, _with_anchor(entry.key, on_one_line(entry.key, in_flow=False, is_key=True)))


def _start(start: str, value: Item) -> str:
    """Return a key or a dash, with the anchor of what comes after it."""
    return f"{start} &{value.anchor}" if value.anchor else start


def _list_entry(entry: Entry, depth: int) -> Iterator[str]:
    value, pad = entry.value, _INDENT * depth
    if value.anchor or not _needs_lines(value, len(pad) + 2):
        yield from _valued(f"{pad}-", entry, "", depth)
        return
    lines = list(_collection(value, depth + 1))
    while not lines[0] or lines[0].lstrip().startswith("#"):  # a comment on its first entry goes above the dash
        comment = lines.pop(0).lstrip()
        if comment:
            yield pad + comment
    yield from (pad + comment.text for comment in entry.beside)
    yield f"{pad}- {lines[0].lstrip()}"
    yield from lines[1:]


def _valued(start: str, entry: Entry, key: str, depth: int) -> Iterator[str]:
    """Yield the lines of an entry that begins with a key or a dash."""
    value, pad, pad_below = entry.value, _INDENT * depth, _INDENT * (depth + 1)
    start = _start(start, value)
    beside = "".join(f"  {comment.text}" for comment in entry.beside)
    if _needs_lines(value, len(start) + 1):
        yield start + beside
        yield from _collection(value, depth + 1)
        return
    if value.kind in ("list", "mapping"):
        first, *below = [_flow(value)]
    else:
        first, *below = lines_of(value, key, WIDTH - len(start) - 1, WIDTH - len(pad_below))
    yield f"{start} {first}".rstrip() + beside
    yield from (pad_below + line if line else "" for line in below)
    yield from (pad + comment.text for comment in value.tail)


def _needs_lines(value: Item, column: int) -> bool:
    """Return whether a list or a mapping that begins at a column takes lines of its own."""
    if value.kind not in ("list", "mapping") or not value.entries:
        return False
    return not value.flow or column + len(_flow(value)) > WIDTH


def _flow(item: Item, *, is_key: bool = False) -> str:
    """Return a value on one line, in brackets if it is a list or a mapping."""
    if item.kind == "list":
        return "[" + ", ".join(_inner(entry.value) for entry in item.entries) + "]"
    if item.kind == "mapping":
        pairs = (
            (entry.key, _inner(entry.key, is_key=True), _inner(entry.value)) for entry in item.entries if entry.key
        )
        return "{" + ", ".join(f"{_before_colon(key, text)} {value}" for key, text, value in pairs) + "}"
    return on_one_line(item, in_flow=True, is_key=is_key)


def _inner(item: Item, *, is_key: bool = False) -> str:
    return _with_anchor(item, _flow(item, is_key=is_key))


def _before_colon(key: Item, text: str) -> str:
    return f"{text} :" if key.kind == "alias" else f"{text}:"  # a colon may be part of an alias' name


def _with_anchor(item: Item, text: str) -> str:
    return f"&{item.anchor} {text}".rstrip() if item.anchor else text
