"""A Word document: its paragraphs and tables, read as with all changes accepted, and what dealcheck writes into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs

from dealcheck_word.docx.changes import Tracker, split
from dealcheck_word.docx.names import SPACE, W, w
from dealcheck_word.docx.package import Element, Package
from dealcheck_word.docx.text import Body, Mark, Paragraph, Span, fit, whole

_COMMENTS = "comments"
_LONGEST_ID = 10
"""Word takes numbers of 32 bits: those with more digits than nine are left to others."""


@attrs.frozen(eq=False)
class Row:
    """A row of a table: its element and the paragraphs of each cell."""

    element: Element
    cells: tuple[tuple[Paragraph, ...], ...]


class Document:
    """A document that can be commented and changed, with every change tracked.

    `author`: who comments and changes; `now`: when.
    """

    def __init__(self, package: Package, *, author: str, now: datetime) -> None:
        self.package = package
        self._root = package.xml(package.main)
        self._body = Body(self._root)
        self._author = author
        self._date = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._comments_part = package.related(_COMMENTS)
        self._comments: Element | None = None if self._comments_part is None else package.xml(self._comments_part)
        self._is_commented = False
        roots = [self._root] if self._comments is None else [self._root, self._comments]
        ids = (each.get(w("id"), "") for root in roots for each in root.iter("*"))
        taken = (int(each) for each in ids if each.isdecimal() and len(each) < _LONGEST_ID)
        self._tracker = Tracker(author, self._date, max(taken, default=0) + 1)

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """The paragraphs in their order, those in tables and text boxes among them."""
        return self._body.paragraphs

    def bookmarks(self) -> dict[str, list[list[Span]]]:
        """Return the text of each bookmark: a list of spans for every time that its name is used."""
        return {name: [self._between(*marks) for marks in each] for name, each in self._body.bookmarks.items()}

    def rows(self) -> Iterator[Row]:
        """Yield the rows of all tables."""
        by_element = {paragraph.element: paragraph for paragraph in self.paragraphs}
        for row in self._root.iter(w("tr")):
            cells = [
                tuple(by_element[each] for each in cell.iter(w("p")) if each in by_element)
                for cell in row.iter(w("tc"))
                if next(cell.iterancestors(w("tr"))) is row
            ]
            yield Row(row, tuple(cells))

    def delete(self, span: Span) -> None:
        """Delete text, tracked."""
        self._tracker.delete(span)

    def delete_paragraph(self, paragraph: Paragraph) -> None:
        """Delete a whole paragraph, tracked."""
        self._tracker.delete_all(paragraph)

    def delete_row(self, row: Row) -> None:
        """Delete a row of a table, tracked."""
        self._tracker.delete_row(row.element, [paragraph for cell in row.cells for paragraph in cell])

    def insert_after(self, span: Span, text: str) -> None:
        """Insert text after a part of a paragraph, tracked."""
        self._tracker.insert_after(span, text)

    def insert_paragraph(self, after: Paragraph, text: str, *, goes: bool) -> Paragraph | None:
        """Insert a paragraph after another, tracked; None where that can't be done. `goes`: the other is deleted."""
        return self._tracker.insert_paragraph(after, text, goes=goes)

    def comment(self, spans: Sequence[Span], lines: Sequence[tuple[int, str]]) -> None:
        """Comment on text: each line is a paragraph of the comment, with its depth."""
        self._is_commented = True
        number = str(self._tracker.number)
        self._tracker.number += 1
        first, last = spans[0].paragraph.element, spans[-1].paragraph.element
        properties = first.find(w("pPr"))
        first.insert(
            0 if properties is None else first.index(properties) + 1, _mark(first, "commentRangeStart", number)
        )
        last.append(_mark(last, "commentRangeEnd", number))
        reference = last.makeelement(w("r"))
        reference.append(_mark(last, "commentReference", number))
        last.append(reference)
        self._comments_root().append(self._comment(number, lines))

    def bookmark(self, name: str, spans: Sequence[Span]) -> None:
        """Put a bookmark around text."""
        number = str(self._tracker.number)
        self._tracker.number += 1
        first, last = spans[0], spans[-1]
        end = _mark(last.paragraph.element, "bookmarkEnd", number)
        if last.is_whole:
            last.paragraph.element.append(end)
        else:
            split(last.paragraph, last.end)
            before = [piece for piece in last.paragraph.pieces() if piece.start < last.end]
            before[-1].run.addnext(end)
        start = _mark(first.paragraph.element, "bookmarkStart", number)
        start.set(w("name"), name)
        if first.is_whole:
            element, properties = first.paragraph.element, first.paragraph.element.find(w("pPr"))
            element.insert(0 if properties is None else element.index(properties) + 1, start)
        else:
            split(first.paragraph, first.start)
            following = [piece for piece in first.paragraph.pieces() if piece.start >= first.start]
            following[0].run.addprevious(start)

    def written(self) -> bytes:
        """Return the document as the bytes of a file. Only the parts that were changed are written anew."""
        self.package.put(self.package.main, self._root)
        if self._is_commented and self._comments_part is not None:
            self.package.put(self._comments_part, self._comments)
        return self.package.written()

    def _between(self, begins: Mark, ends: Mark) -> list[Span]:
        spans = []
        for paragraph in self.paragraphs[begins.paragraph : ends.paragraph + 1]:
            span = whole(paragraph)
            first = begins.offset if paragraph.number == begins.paragraph else 0
            last = ends.offset if paragraph.number == ends.paragraph else span.end
            if span.text.strip() and first < last:
                spans.append(Span(paragraph, first, last))
        return spans

    def _comments_root(self) -> Element:
        if self._comments is None:
            folder = self.package.main.rpartition("/")[0]
            names = (f"{folder}/comments{number or ''}.xml".lstrip("/") for number in range(1000))
            self._comments_part = next(name for name in names if not self.package.has(name))
            self.package.add_related(_COMMENTS, self._comments_part)
            self._comments = self._root.makeelement(w("comments"), nsmap={"w": W})
        return self._comments

    def _comment(self, number: str, lines: Sequence[tuple[int, str]]) -> Element:
        root = self._comments_root()
        initials = "".join(word[0] for word in self._author.split())[:9]
        attributes = {"id": number, "author": self._author, "date": self._date, "initials": initials}
        comment = root.makeelement(w("comment"), {w(name): value for name, value in attributes.items()})
        for depth, line in lines:
            paragraph = root.makeelement(w("p"))
            if depth:
                properties = root.makeelement(w("pPr"))
                properties.append(root.makeelement(w("ind"), {w("left"): str(240 * depth)}))
                paragraph.append(properties)
            run, text = root.makeelement(w("r")), root.makeelement(w("t"), {SPACE: "preserve"})
            text.text = fit(line)
            run.append(text)
            paragraph.append(run)
            comment.append(paragraph)
        return comment


def _mark(like: Element, name: str, number: str) -> Element:
    return like.makeelement(w(name), {w("id"): number})
