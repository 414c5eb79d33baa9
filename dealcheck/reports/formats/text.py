"""The report for a terminal: who can sign and the main reason in the first two lines, then everything else."""

from __future__ import annotations

from collections.abc import Iterator

import click

from dealcheck.reports.folding import folded
from dealcheck.reports.page import Figure, Heading, Line, LineKind, Page, Part, Points, Sentence, Statement, Table, Tone
from dealcheck.reports.report import Report
from dealcheck.text import one_line, one_line_kept

_TONES: dict[Tone, str | None] = {"": None, "good": "green", "bad": "red", "mixed": "yellow"}
_MARKS: dict[Tone, str] = {"": " ", "good": "✓", "bad": "✗", "mixed": "~"}
_LINES: dict[LineKind, str | None] = {
    "verdict": None,
    "breach": "yellow",
    "count": "yellow",
    "fact": None,
    "missing": "red",
    "rule": None,
    "source": "cyan",
}


def report(report: Report) -> str:
    """Return the report as text for a terminal."""
    if report.quiet:
        return "\n".join(line for page in report.pages for line in (page.brief or (_summary(page),)))
    return "\n\n".join(as_text(page, color=report.color) for page in report.pages)


def _summary(page: Page) -> str:
    return one_line(f"{page.file or page.subject}: {page.answer.text}")


def as_text(page: Page, *, color: bool = False) -> str:
    """Return a page as text."""
    blocks = ["\n".join(_head(page, color))]
    subject = one_line(f"{page.subject} ({page.file})" if page.file else page.subject)
    blocks.append(click.style(subject, bold=True) if color else subject)
    blocks += ["\n".join(_rows(part, color)) for part in page.parts]
    return "\n\n".join(blocks).replace(":\n\n  ", ":\n  ")


def _head(page: Page, color: bool) -> Iterator[str]:
    yield from _sentence(page.answer, color)
    if page.reason:
        yield from folded(one_line(page.reason))


def _rows(part: Part, color: bool) -> Iterator[str]:
    match part:
        case Statement():
            yield from _statement(part, color)
        case Sentence():
            yield from _sentence(part, color)
        case Heading():
            text = f"{one_line(part.text)}:"
            yield click.style(text, bold=True) if color else text
        case Points():
            for depth, entry in part.entries:
                yield from folded(one_line(entry), "  " * depth + "  - ", "  " * depth + "    ")
        case Table():
            yield from _table(part)
        case Figure():
            yield from _rows(part.plain, color)
        case _:
            yield from (("  " + one_line_kept(row)).rstrip() for row in part.text.splitlines())


def _sentence(sentence: Sentence, color: bool) -> Iterator[str]:
    shade, strong = _TONES[sentence.tone], sentence.strong
    for row in folded(one_line(sentence.text)):
        yield click.style(row, fg=shade, bold=strong) if color and (shade or strong) else row


def _statement(statement: Statement, color: bool) -> Iterator[str]:
    first, *rest = statement.lines
    head = f"{_MARKS[statement.tone]} {first.text}"
    yield click.style(head, fg=_TONES[statement.tone], bold=True) if color else head
    for line in rest:
        if line.kind != "rule":  # the place of a bottom line is for readers who can follow a link
            yield from _line(line, color)


def _line(line: Line, color: bool) -> Iterator[str]:
    """Yield a line, indented to its depth and folded to the width of a page."""
    indent = "  " * line.depth
    bullet = "- " if line.kind in ("breach", "count", "missing") else ""
    for row in folded(line.text, indent + bullet, indent + "  "):
        shade = _LINES[line.kind]
        yield click.style(row, fg=shade) if color and shade else row


def _table(table: Table) -> Iterator[str]:
    numeric = [head.startswith("#") for head in table.heads]
    rows = [tuple(head.removeprefix("#") for head in table.heads), *table.rows]
    clean = [tuple(one_line(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(table.heads))]
    for row in clean:
        cells = (cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(row, widths, numeric))
        yield ("  " + "  ".join(cells)).rstrip()
