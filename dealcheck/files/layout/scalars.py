"""Texts as they are written: bare where that says the same, else in the quotation marks they had, or folded."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

import yaml

from dealcheck.errors import InputError
from dealcheck.files.shapes import mark_of
from dealcheck.files.values import parse_value
from dealcheck.syntax.nodes import LOADER
from dealcheck.syntax.tree import Item

WIDTH = 120
"""No line is longer if it can be folded."""
_FOLDABLE = re.compile(r"[^\s]+( [^\s]+)*\Z")
_NULLS = ("", "~", "null", "Null", "NULL")
_SIGN = re.compile(r"[-?:](?=[\s,\[\]{}]|$)")
"""What other YAML readers refuse in brackets, though ours does not."""
_PROBES = {
    (False, False): "k: {}",
    (False, True): "{}: k",
    (True, False): "[{0}, {{k: {0}}}]",
    (True, True): "{{{}: k}}",
}
"""Texts with a gap for a word, by whether it is in brackets and whether it is a key."""


def on_one_line(item: Item, *, in_flow: bool, is_key: bool = False) -> str:
    """Return a scalar as it is written on the line of its parent."""
    if item.kind == "alias":
        return item.raw
    if is_plain(item.text, in_flow=in_flow, is_key=is_key):
        return item.text
    if not item.style:  # a bare `-` in brackets begins a list elsewhere
        return _quoted(item.text) if _says_itself(item.text) else item.raw
    return item.raw if "\n" not in item.raw and item.style not in ("|", ">") else _quoted(item.text)


def lines_of(item: Item, key: str, room: int, width: int) -> list[str]:
    """Return a scalar in one line or several, without their indent.

    `key` is the key whose value it is. The first line has room for `room` characters, those below for `width`.
    """
    if item.style in ("|", ">"):
        return _block(item) or [_quoted(item.text)]
    line = on_one_line(item, in_flow=False)
    may_fold = mark_of(item.hint) == "text" and _FOLDABLE.match(item.text)
    if may_fold and key == "quote" and "\n" in item.raw:  # keep the line breaks of a quotation
        quoted = [row.strip() for row in item.raw.strip("'\"").split("\n")]
        return [">-", *quoted] if " ".join(quoted) == item.text else [line]
    if may_fold and key != "quote" and len(line) > room:
        return [">-", *textwrap.wrap(item.text, width, break_long_words=False, break_on_hyphens=False)]
    return [line]


def _block(item: Item) -> list[str]:
    """Return a block scalar as it is written; empty if its meaning would change with the indent."""
    header, *lines = item.raw.split("\n")
    header = header.split()[0]
    first = next((line for line in lines if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    if "+" in header or re.search(r"\d", header) or not first:
        return []
    while lines and not lines[-1][indent:]:
        lines.pop()
    if not lines[-1].strip():  # blanks at the end of a line get lost too easily
        return []
    return [header, *(line[indent:] for line in lines)]


@lru_cache(maxsize=4096)
def is_plain(text: str, *, in_flow: bool, is_key: bool = False) -> bool:
    """Return whether a text without quotation marks is still that text, as a value or as a key."""
    if "\n" in text or "\t" in text or _SIGN.match(text) or not _says_itself(text):
        return False
    probe = _PROBES[in_flow, is_key]
    try:
        events = _events(probe.format(text))
    except yaml.YAMLError:
        return False
    return events == [(kind, text if value == "x" else value) for kind, value in _events(probe.format("x"))]


def _says_itself(text: str) -> bool:
    """Return whether a text without quotes is read as text: not as a number, a boolean or null."""
    try:
        return text not in _NULLS and parse_value(text) == text
    except InputError:
        return False


def _events(text: str) -> list[tuple[type, str | None]]:
    """Return what the parser sees in a text: the kinds of its events, and what plain scalars say."""
    return [
        (type(event), event.value if isinstance(event, yaml.ScalarEvent) and not event.style else None)
        for event in yaml.parse(text, Loader=LOADER)
    ]


def _quoted(text: str) -> str:
    dumped: str = yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n")
