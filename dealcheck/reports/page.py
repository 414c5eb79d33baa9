"""Pages: what a result says, as headings, sentences and tables, and how a terminal or Markdown shows them.

A page holds plain text. Everything is escaped when it is shown, so a page may hold whatever stood in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Union

import attrs
import click

from dealcheck.reports.folding import folded
from dealcheck.reports.sentences import one_line

Tone = Literal["", "good", "bad", "mixed"]
_COLORS: dict[Tone, str | None] = {"": None, "good": "green", "bad": "red", "mixed": "yellow"}


@attrs.frozen
class Sentence:
    """A sentence, in bold when it is the answer; `tone` says how a terminal colours it."""

    text: str
    tone: Tone = ""
    strong: bool = False


@attrs.frozen
class Points:
    """A list: how deep each entry stands, and what it says."""

    entries: tuple[tuple[int, str], ...]


@attrs.frozen
class Table:
    """A table; columns of which the name begins with `#` hold numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen
class Heading:
    """What the next part of the page is about."""

    text: str


@attrs.frozen
class Code:
    """The text of a file."""

    text: str
    language: str = "yaml"


Part = Union[Sentence, Points, Table, Heading, Code]


@attrs.frozen
class Page:
    """A result in words: its title, the name of the file it is about, and the parts in order."""

    title: str
    file: str
    parts: tuple[Part, ...]


def points(entries: Iterable[str]) -> Points:
    """A list without anything below its entries."""
    return Points(tuple((0, entry) for entry in entries))


def nested(entries: Iterable[tuple[str, Iterable[str]]]) -> Points:
    """A list of which each entry may have further ones below it."""
    return Points(tuple(each for entry, below in entries for each in ((0, entry), *((1, text) for text in below))))


def as_text(page: Page, *, color: bool = False) -> str:
    """The page for a terminal."""
    title = one_line(f"{page.title} ({page.file})" if page.file else page.title)
    blocks = [click.style(title, bold=True) if color else title]
    for part in page.parts:
        blocks.append("\n".join(_text_rows(part, color)))
    return "\n\n".join(blocks).replace(":\n\n  ", ":\n  ")


def _text_rows(part: Part, color: bool) -> Iterator[str]:
    if isinstance(part, Sentence):
        shade, strong = _COLORS[part.tone], part.strong
        for row in folded(one_line(part.text)):
            yield click.style(row, fg=shade, bold=strong) if color and (shade or strong) else row
    elif isinstance(part, Heading):
        text = f"{one_line(part.text)}:"
        yield click.style(text, bold=True) if color else text
    elif isinstance(part, Points):
        for depth, entry in part.entries:
            yield from folded(one_line(entry), "  " * depth + "  - ", "  " * depth + "    ")
    elif isinstance(part, Table):
        yield from _text_table(part)
    else:
        yield from ("  " + one_line_kept(row) for row in part.text.splitlines())


def one_line_kept(row: str) -> str:
    """A row of a file with its indent, and nothing in it that could steer a terminal."""
    text = row.lstrip(" ")
    return row[: len(row) - len(text)] + one_line(text)


def _text_table(table: Table) -> Iterator[str]:
    numeric = [head.startswith("#") for head in table.heads]
    rows = [tuple(head.removeprefix("#") for head in table.heads), *table.rows]
    clean = [tuple(one_line(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(table.heads))]
    for row in clean:
        cells = (cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(row, widths, numeric))
        yield ("  " + "  ".join(cells)).rstrip()


def as_markdown(page: Page) -> str:
    """The page as GitHub-flavoured Markdown."""
    from dealcheck.reports.formats.markdown import escaped

    blocks = [f"## {escaped(page.title)}"]
    if page.file:
        blocks.append(escaped(page.file))
    for part in page.parts:
        blocks.append("\n".join(_markdown_rows(part)))
    return "\n\n".join(blocks)


def _markdown_rows(part: Part) -> Iterator[str]:
    from dealcheck.reports.formats.markdown import escaped

    if isinstance(part, Sentence):
        yield f"**{escaped(part.text)}**" if part.strong else escaped(part.text)
    elif isinstance(part, Heading):
        yield f"### {escaped(part.text)}"
    elif isinstance(part, Points):
        yield from (f"{'  ' * depth}- {escaped(entry)}" for depth, entry in part.entries)
    elif isinstance(part, Table):
        yield _markdown_row(escaped(head.removeprefix("#")) for head in part.heads)
        yield _markdown_row("---:" if head.startswith("#") else "---" for head in part.heads)
        yield from (_markdown_row(escaped(cell) for cell in row) for row in part.rows)
    else:
        fence = "`" * max(3, _longest_run(part.text) + 1)
        yield f"{fence}{part.language}\n{_clean(part.text)}\n{fence}"


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _clean(text: str) -> str:
    return "\n".join(map(one_line_kept, text.rstrip("\n").splitlines()))


def _longest_run(text: str) -> int:
    """The most backticks that stand next to each other."""
    return max((len(run) for run in _runs(text)), default=0)


def _runs(text: str) -> Sequence[str]:
    import re

    return re.findall("`+", text)
