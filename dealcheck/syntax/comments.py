"""The comments of a YAML text, which its tree does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs
import yaml

from dealcheck.syntax.nodes import LOADER

_START = re.compile(r"(?:^|(?<=[ \t]))#")


@attrs.frozen
class Comment:
    """A comment: its line and column, from 1; as it is written; `alone` when nothing else is on its line."""

    line: int
    column: int
    written: str
    alone: bool

    @property
    def text(self) -> str:
        """What it says, without the mark."""
        return self.written[1:].strip()


def comments(text: str) -> Iterator[Comment]:
    """Yield every comment of a proper YAML text, in order. A `#` inside a value does not begin one."""
    values = iter(_values(text))
    value = next(values, None)
    for number, line in enumerate(text.split("\n")):
        for start in _START.finditer(line):
            here = (number, start.start())
            while value is not None and value[1] <= here:
                value = next(values, None)
            if value is None or here < value[0]:
                column = start.start()
                yield Comment(number + 1, column + 1, line[column:].rstrip(), not line[:column].strip())
                break


def _values(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where each value that is spelled out begins and ends: line and column, from 0."""
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            in_lines_below = token.style in ("|", ">")  # and a comment may follow that sign
            yield (start.line + 1, 0) if in_lines_below else (start.line, start.column), (end.line, end.column)
