"""Texts as they are written: bare where that says the same, else in the quotation marks they had, or folded."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

import yaml

from dealcheck.errors import InputError
from dealcheck.files.shapes import mark_of
from dealcheck.files.structure import parse_value
from dealcheck.syntax.nodes import LOADER
from dealcheck.syntax.tree import Item

WIDTH = 120
"""No line is longer, if that can be helped."""
_FOLDABLE = re.compile(r"[^\s]+( [^\s]+)*\Z")
_NULLS = ("", "~", "null", "Null", "NULL")


def on_one_line(item: Item, *, in_flow: bool) -> str:
    """A scalar on a line of its parent's."""
    if item.kind == "alias":
        return item.raw
    one_line = "\n" not in item.raw and item.style not in ("|", ">")
    if item.style and is_plain(item.text, in_flow=in_flow):
        return item.text
    if one_line:
        return item.raw  # as its author wrote it, whatever it is
    if not item.style and "\n" not in item.text:
        return item.text
    return _quoted(item.text)


def lines_of(item: Item, key: str, room: int, width: int) -> list[str]:
    """A scalar in one line or several, without their indent.

    `key` is what it is the value of. The first line has room for so many characters, those below for `width`.
    """
    if item.style in ("|", ">"):
        return _block(item) or [_quoted(item.text)]
    line = on_one_line(item, in_flow=False)
    may_fold = mark_of(item.hint) == "text" and _FOLDABLE.match(item.text)
    if may_fold and key == "quote" and "\n" in item.raw:  # the lines in which somebody is quoted are theirs
        own = [each.strip() for each in item.raw.strip("'\"").split("\n")]
        return [">-", *own] if " ".join(own) == item.text else [line]
    if may_fold and key != "quote" and len(line) > room:
        return [">-", *textwrap.wrap(item.text, width, break_long_words=False, break_on_hyphens=False)]
    return [line]


def _block(item: Item) -> list[str]:
    """A scalar in lines of its own as it is; nothing where it could not keep its meaning at another indent."""
    header, *lines = item.raw.split("\n")
    header = header.split()[0]
    first = next((line for line in lines if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    if "+" in header or re.search(r"\d", header) or not first:
        return []
    while lines and not lines[-1].strip():
        lines.pop()
    return [header, *(line[indent:] for line in lines)]


@lru_cache(maxsize=4096)
def is_plain(text: str, *, in_flow: bool) -> bool:
    """Whether a text without quotation marks is still that text."""
    if "\n" in text or "\t" in text or text in _NULLS:
        return False
    try:
        if parse_value(text) != text:
            return False
        events = list(yaml.parse(f"[{text}]" if in_flow else f"k: {text}", Loader=LOADER))
    except (InputError, yaml.YAMLError):
        return False
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    return len(events) == (7 if in_flow else 8) and scalars[-1].value == text and not scalars[-1].style


def _quoted(text: str) -> str:
    dumped: str = yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n")
