"""The comments of a YAML text, which its tree does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs
import yaml

from dealcheck.read.nodes import LOADER

_START = re.compile(r"(?:^|(?<=[ \t]))#")


@attrs.frozen
class Comment:
    """A comment: its line and column, from 1; `text` without the mark; `alone` when nothing else is on its line."""

    line: int
    column: int
    text: str
    alone: bool


def comments(text: str) -> Iterator[Comment]:
    """Every comment of a proper YAML text, the first first. A `#` inside a value does not begin one."""
    values = iter(_values(text))
    value = next(values, None)
    for number, line in enumerate(text.split("\n")):
        for found in _START.finditer(line):
            here = (number, found.start())
            while value is not None and value[1] <= here:
                value = next(values, None)
            if value is None or here < value[0]:
                column = found.start()
                yield Comment(number + 1, column + 1, line[column + 1 :].strip(), not line[:column].strip())
                break


def _values(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each value that is spelled out begins and ends: line and column, from 0."""
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            yield (start.line, start.column), (end.line, end.column)
