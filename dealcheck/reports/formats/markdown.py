"""The report as GitHub-flavoured Markdown, for a comment on a pull request or the minutes of a meeting.

Everything that comes from a file is escaped: it can't set a heading, break a table, hide in a comment, load an image,
notify a person or link to an issue, and a link leads nowhere but to the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dealcheck.model.vocabulary import Source
from dealcheck.reports import sentences
from dealcheck.reports.escaping import escaped, web_address
from dealcheck.reports.page import Figure, Heading, Line, Page, Part, Points, Sentence, Statement, Table
from dealcheck.reports.report import Report
from dealcheck.text import one_line_kept


def report(report: Report) -> str:
    """Return the report as Markdown; a quiet one ends with the overview."""
    return "\n\n".join(as_markdown(page, quiet=report.quiet) for page in report.pages)


def as_markdown(page: Page, *, quiet: bool = False) -> str:
    """Return a page as Markdown."""
    blocks = [f"## {escaped(page.subject)}"]
    if page.file:
        blocks.append(escaped(page.file))
    blocks.append(_sentence(page.answer))
    if page.reason:
        blocks.append(escaped(page.reason))
    if page.overview is not None:
        blocks.append("\n".join(_table(page.overview)))
    if not quiet:
        blocks += [block for part in page.parts for block in _blocks(part)]
    return "\n\n".join(blocks)


def _blocks(part: Part) -> Iterator[str]:
    """Yield the blocks of a part, to be parted by blank lines."""
    match part:
        case Statement():
            yield from _statement(part.lines)
        case Sentence():
            yield _sentence(part)
        case Heading():
            yield f"### {escaped(part.text)}"
        case Points():
            yield "\n".join(f"{'  ' * depth}- {escaped(entry)}" for depth, entry in part.entries)
        case Table():
            yield "\n".join(_table(part))
        case Figure():
            yield from _blocks(part.plain)
        case _:
            fence = "`" * max(3, _longest_run(part.text) + 1)
            yield f"{fence}{part.language}\n{_clean(part.text)}\n{fence}"


def _sentence(sentence: Sentence) -> str:
    return f"**{escaped(sentence.text)}**" if sentence.strong else escaped(sentence.text)


def _table(table: Table) -> Iterator[str]:
    yield _row(escaped(head.removeprefix("#"), inline=True) for head in table.heads)
    yield _row("---:" if head.startswith("#") else "---" for head in table.heads)
    yield from (_row(escaped(cell, inline=True) for cell in row) for row in table.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _statement(lines: Sequence[Line]) -> Iterator[str]:
    """Yield a verdict that has reasons, as a heading with the reasons below it; others are in the overview."""
    head, *rest = lines
    if not rest:
        return
    yield f"### {escaped(head.text.rstrip('.'))}"
    if all(line.kind == "count" for line in rest):
        yield _list(rest)
        return
    for reason in _reasons(rest):
        if len(reason) > 1:
            yield from _breach(reason)
        else:
            yield escaped(reason[0].text)


def _reasons(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Split the lines so that each part begins with one directly below the verdict."""
    reason: list[Line] = []
    for line in lines:
        if reason and line.depth == lines[0].depth:
            yield reason
            reason = []
        reason.append(line)
    yield reason


def _breach(lines: Sequence[Line]) -> Iterator[str]:
    head, *rest = lines
    yield f"#### {escaped(head.text.rstrip('.'))}"
    listed = [line for line in rest if line.kind not in ("source", "rule")]
    if listed:
        yield _list(listed)
    yield from (escaped(line.text) for line in rest if line.kind == "rule")
    yield from (_quotation(line.source) for line in rest if line.source is not None)


def _list(lines: Sequence[Line]) -> str:
    """Return lines as a list, nested by their depth; the shallowest of them is at the margin."""
    margin = min((line.depth for line in lines), default=0)
    return "\n".join(f"{'  ' * (line.depth - margin)}- {escaped(line.text)}" for line in lines)


def _quotation(source: Source) -> str:
    """Return a source as a block quotation: its words, and below them who said them."""
    head = f"— {escaped(sentences.source_head(source))}{_link(source.url)}"
    words = sentences.source_words(source)
    return f"> {escaped(words)}\n>\n> {head}" if words else f"> {head}"


def _link(url: str) -> str:
    """Return a link to a page on the web; any other address is shown and not linked."""
    target = web_address(url)
    if target:
        return f" ([source](<{target}>))"
    return f" ({escaped(url)})" if url.strip() else ""


def _clean(text: str) -> str:
    return "\n".join(map(one_line_kept, text.rstrip("\n").splitlines()))


def _longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
