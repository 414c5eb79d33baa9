"""Provisions bound to the paragraphs of a document that word them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs

from dealcheck import BracketMatching, Deal, Provision, folded, match_brackets
from dealcheck_word.docx import Document, Paragraph, Row, Span
from dealcheck_word.docx.text import whole
from dealcheck_word.matching import likeness, pairs

How = Literal["bookmark", "text", "table", ""]
State = Literal["bound", "unbound", "ambiguous"]
PREFIX = "dealcheck_"
_MOST_LETTERS = 40
"""Word takes no longer names of bookmarks."""
_MOST_PARAGRAPHS = 20
"""A clause may go over this many paragraphs."""


@attrs.frozen
class Clause:
    """The text of a provision in a document: spans, one in each paragraph; `row`: the row of a table that it is in."""

    spans: tuple[Span, ...]
    row: Row | None = None

    @property
    def text(self) -> str:
        """The text, a line break between paragraphs."""
        return "\n".join(span.text for span in self.spans)

    @property
    def number(self) -> int:
        """The number of its first paragraph, counted from 1."""
        return self.spans[0].paragraph.number + 1

    def spans_of(self, start: int, end: int) -> list[Span]:
        """Return a part of the text, by its offsets, as spans of paragraphs."""
        parts, offset = [], 0
        for span in self.spans:
            length = span.end - span.start
            first, last = max(start - offset, 0), min(end - offset, length)
            if first < last:
                parts.append(Span(span.paragraph, span.start + first, span.start + last))
            offset += length + 1
        return parts


@attrs.frozen
class Binding:
    """A provision and the clause it is bound to.

    `how`: by what. `clauses`: all that it could be, where it is ambiguous. `closest`: of one that is not bound, the
    paragraph most like its text. `matching`: the brackets of the clause.
    """

    provision: Provision
    state: State
    how: How = ""
    clause: Clause | None = None
    clauses: tuple[Clause, ...] = ()
    closest: Paragraph | None = None
    matching: BracketMatching | None = None


def bookmark_name(provision: str) -> str:
    """Return the name of a provision's bookmark: Word takes letters, digits and underscores, 40 in all."""
    name = PREFIX + provision.replace("-", "_")
    if len(name) <= _MOST_LETTERS:
        return name
    return f"{name[: _MOST_LETTERS - 9]}_{zlib.crc32(provision.encode()):08x}"


def bind(deal: Deal, document: Document) -> dict[str, Binding]:
    """Return for each provision of a deal the clause in a document: by bookmark, else by text, else by a table."""
    binder = _Binder(document)
    return {str(name): binder.binding(provision) for name, provision in deal.provisions.items()}


class _Binder:
    """What is looked up in a document, worked out once for all provisions."""

    def __init__(self, document: Document) -> None:
        self._filled = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
        self._folded = {paragraph: folded(paragraph.text) for paragraph in self._filled}
        self._pairs = {paragraph: pairs(paragraph.text) for paragraph in self._filled}
        self._bookmarks = {name.casefold(): spans for name, spans in document.bookmarks().items()}
        self._rows = _rows_by_id(document.rows())

    def binding(self, provision: Provision) -> Binding:
        ways: Sequence[tuple[How, Sequence[Clause]]] = (
            ("bookmark", self._by_bookmark(provision)),
            ("text", self._by_text(provision)),
            ("table", self._by_table(provision)),
        )
        for how, clauses in ways:
            if len(clauses) == 1:
                matching = match_brackets(clauses[0].text, provision)
                return Binding(provision, "bound", how, clauses[0], matching=matching)
            if clauses:
                return Binding(provision, "ambiguous", how, clauses=tuple(clauses))
        return Binding(provision, "unbound", closest=self._closest(provision))

    def _by_bookmark(self, provision: Provision) -> list[Clause]:
        found = self._bookmarks.get(bookmark_name(str(provision.id)).casefold(), [])
        return [Clause(tuple(spans)) for spans in found if spans]

    def _by_text(self, provision: Provision) -> list[Clause]:
        wanted = folded(str(provision.text))
        if not wanted.text:
            return []
        equal = [Clause((whole(paragraph),)) for paragraph, has in self._folded.items() if has.text == wanted.text]
        if equal:
            return equal
        within = [
            Clause((Span(paragraph, start, end),))
            for paragraph, has in self._folded.items()
            for start, end in has.find(wanted)
        ]
        return within or list(self._over_paragraphs(wanted.text))

    def _over_paragraphs(self, wanted: str) -> Iterable[Clause]:
        """Yield the runs of paragraphs that say a text together."""
        for first in range(len(self._filled)):
            rest, taken = wanted, []
            for paragraph in self._filled[first : first + _MOST_PARAGRAPHS]:
                has = self._folded[paragraph].text
                if not has or not rest.startswith(has):
                    break
                rest = rest[len(has) :]
                taken.append(whole(paragraph))
            if taken and not rest:
                yield Clause(tuple(taken))

    def _by_table(self, provision: Provision) -> list[Clause]:
        return self._rows.get(str(provision.id), [])

    def _closest(self, provision: Provision) -> Paragraph | None:
        wanted = pairs(str(provision.text or provision.title or provision.id))
        best = max(self._filled, key=lambda paragraph: likeness(wanted, self._pairs[paragraph]), default=None)
        return best if best is not None and likeness(wanted, self._pairs[best]) > 0 else None


def _rows_by_id(rows: Iterable[Row]) -> Mapping[str, list[Clause]]:
    """Return the rows of tables by what stands in one of their cells; the clause is the longest of the others."""
    by_id: dict[str, list[Clause]] = {}
    for row in rows:
        texts = ["\n".join(paragraph.text for paragraph in cell).strip() for cell in row.cells]
        for at, text in enumerate(texts):
            others = [other for other in range(len(texts)) if other != at and texts[other]]
            if text and others and " " not in text:
                longest = max(others, key=lambda other: len(texts[other]))
                spans = tuple(whole(paragraph) for paragraph in row.cells[longest] if paragraph.text.strip())
                by_id.setdefault(text, []).append(Clause(spans, row))
    return by_id
