"""Tracked changes: text deleted and inserted so that accepting or rejecting it all is one click."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import attrs

from dealcheck_word.docx.names import GONE, SPACE, WRAPPERS, w
from dealcheck_word.docx.package import Element
from dealcheck_word.docx.text import Paragraph, Piece, Span, fit, runs

_FIELD = frozenset(map(w, ("fldChar", "instrText", "delInstrText")))
_AS_DELETED = {w("t"): w("delText"), w("instrText"): w("delInstrText")}


@attrs.define
class Tracker:
    """Writes tracked changes of one author at one time; `number` is the next free number for one."""

    author: str
    date: str
    number: int

    def delete(self, span: Span) -> None:
        """Delete a part of a paragraph's text, with footnotes and whole fields in it."""
        if span.start >= span.end:
            return
        split(span.paragraph, span.start)
        split(span.paragraph, span.end)
        inside = [piece.run for piece in span.paragraph.pieces() if span.start <= piece.start < span.end]
        among = list(runs(span.paragraph.element))
        self._delete_runs(among[among.index(inside[0]) : among.index(inside[-1]) + 1])

    def delete_all(self, paragraph: Paragraph) -> None:
        """Delete all of a paragraph; its mark too, so that no empty one remains, where the next can take its place."""
        self._delete_runs(list(runs(paragraph.element)))
        if _can_go(paragraph.element):
            self._mark(paragraph.element, "del")

    def delete_row(self, row: Element, paragraphs: list[Paragraph]) -> None:
        """Delete a row of a table with all its text."""
        for paragraph in paragraphs:
            self._delete_runs(list(runs(paragraph.element)))
        properties = row.find(w("trPr"))
        if properties is None:
            properties = row.makeelement(w("trPr"))
            before = row.find(w("tblPrEx"))
            row.insert(0 if before is None else row.index(before) + 1, properties)
        change = properties.find(w("trPrChange"))
        mark = self._element(row, "del")
        if change is None:
            properties.append(mark)
        else:
            change.addprevious(mark)

    def insert_after(self, span: Span, text: str) -> None:
        """Insert text after a part of a paragraph, in its formatting."""
        split(span.paragraph, span.end)
        last = max((piece for piece in span.paragraph.pieces() if piece.start < span.end), key=lambda p: p.start).run
        wrapped = self._element(last, "ins")
        wrapped.append(_run_like(last, text))
        at = last
        while at.getparent().tag in WRAPPERS:
            at = _split_wrapper(at)
        _put_after(at, wrapped)

    def insert_paragraph(self, after: Paragraph, text: str, *, goes: bool) -> Paragraph | None:
        """Insert a paragraph after another, in its formatting; None where that can't be tracked.

        `goes`: the other one is deleted. As Word does it, the other one's mark is what is inserted, and the new
        paragraph gets the old mark: so rejecting the change leaves the old paragraph with its own formatting, even at
        the end of a cell. Where the other one goes, the new one has the inserted mark, and the next keeps its own.
        """
        old = after.element
        new = old.makeelement(old.tag)
        properties = old.find(w("pPr"))
        if properties is not None:
            new.append(deepcopy(properties))
        if goes:
            if not _is_paragraph(_next(old)):
                return None
            _untrack_mark(new)
            for section in new.iter(w("sectPr")):
                section.getparent().remove(section)
            self._mark(new, "ins")
        else:
            if _mark_is_tracked(old):
                return None
            for section in [] if properties is None else properties.findall(w("sectPr")):
                properties.remove(section)  # a section ends with the paragraph that now has the old mark
            self._mark(old, "ins")
        wrapped = self._element(new, "ins")
        wrapped.append(_run_like(after.pieces()[-1].run, text) if after.text else _bare_run(old, text))
        new.append(wrapped)
        _put_after(old, new)
        return Paragraph(after.number, new)

    def _delete_runs(self, gone: list[Element]) -> None:
        fields = sum(
            {"begin": 1, "end": -1}.get(mark.get(w("fldCharType")), 0)
            for run in gone
            for mark in run.iter(w("fldChar"))
        )
        for run in gone:
            is_field = any(child.tag in _FIELD for child in run)
            if run.getparent().tag in GONE or (is_field and fields):
                continue  # half a field can't be deleted
            self._delete_run(run)

    def _delete_run(self, run: Element) -> None:
        wrapped = self._element(run, "del")
        wrapped.tail, run.tail = run.tail, None
        run.getparent().replace(run, wrapped)
        wrapped.append(run)
        for child in run:
            if child.tag in _AS_DELETED:
                child.tag = _AS_DELETED[child.tag]
                child.set(SPACE, "preserve")

    def _mark(self, paragraph: Element, kind: str) -> None:
        """Say of a paragraph's mark that it is inserted or deleted."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = paragraph.makeelement(w("pPr"))
            paragraph.insert(0, properties)
        of_mark = properties.find(w("rPr"))
        if of_mark is None:
            of_mark = properties.makeelement(w("rPr"))
            later = next((each for each in properties if each.tag in (w("sectPr"), w("pPrChange"))), None)
            if later is None:
                properties.append(of_mark)
            else:
                later.addprevious(of_mark)
        is_first = kind == "ins" or of_mark.find(w("ins")) is None
        of_mark.insert(0 if is_first else 1, self._element(paragraph, kind))

    def _element(self, like: Element, kind: str) -> Element:
        self.number += 1
        attributes = {"id": str(self.number - 1), "author": self.author, "date": self.date}
        return like.makeelement(w(kind), {w(name): value for name, value in attributes.items()})


def split(paragraph: Paragraph, offset: int) -> None:
    """Split runs so that one ends at an offset of the text and another begins there.

    What has no letters, such as the number of a footnote, gets a run of its own.
    """
    while (
        found := next(((p, at) for p in paragraph.pieces() if (at := _cut(p, offset)) is not None), None)
    ) is not None:
        _split_run(*found)


def _cut(piece: Piece, offset: int) -> int | None:
    """Return after how many letters of a piece its run must be split; None where it need not be."""
    if piece.start < offset < piece.end or (piece.end == offset and piece.element.getnext() is not None):
        return offset - piece.start
    before = piece.element.itersiblings(preceding=True)
    return 0 if piece.start == offset and any(each.tag != w("rPr") for each in before) else None


def _split_run(piece: Piece, at: int) -> None:
    """Move a piece of a run from a letter on, and all that follows in the run, to a run of its own after it."""
    run, element = piece.run, piece.element
    new = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(w("rPr"))
    if properties is not None:
        new.append(deepcopy(properties))
    following = list(element.itersiblings())
    if 0 < at < len(piece.text):
        rest = element.makeelement(element.tag, dict(element.attrib))
        element.text, rest.text = piece.text[:at], piece.text[at:]
        for half in (element, rest):
            half.set(SPACE, "preserve")
        new.append(rest)
    elif not at:
        following.insert(0, element)
    for child in following:
        new.append(child)
    _put_after(run, new)


def _split_wrapper(element: Element) -> Element:
    """Split the tracked change around an element after it, and return the first part."""
    wrapper = element.getparent()
    following = list(element.itersiblings())
    if following:
        rest = wrapper.makeelement(wrapper.tag, dict(wrapper.attrib))
        for each in following:
            rest.append(each)
        _put_after(wrapper, rest)
    return wrapper


def _put_after(element: Element, new: Element) -> None:
    """Put an element after another, before the blanks that follow it."""
    new.tail, element.tail = element.tail, None
    element.getparent().insert(element.getparent().index(element) + 1, new)


def _run_like(run: Element, text: str) -> Element:
    new = run.makeelement(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        new.append(deepcopy(properties))
        for change in new.iter(w("rPrChange")):
            change.getparent().remove(change)
    _fill(new, text)
    return new


def _bare_run(like: Element, text: str) -> Element:
    new = like.makeelement(w("r"))
    _fill(new, text)
    return new


def _fill(run: Element, text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(run.makeelement(w("br")))
        words = run.makeelement(w("t"), {SPACE: "preserve"})
        words.text = fit(line)
        run.append(words)


def _next(element: Element) -> Any:
    """Return the next element that is content, and no mark of a bookmark, comment or permission."""
    return next(
        (each for each in element.itersiblings() if each.tag in (w("p"), w("tbl"), w("sdt"), w("sectPr"))), None
    )


def _is_paragraph(element: Any) -> bool:
    return element is not None and element.tag == w("p")


def _can_go(paragraph: Element) -> bool:
    """Return whether a paragraph's mark can be deleted: the next paragraph then takes its place."""
    ends_section = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None
    is_deleted = paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None
    return _is_paragraph(_next(paragraph)) and not ends_section and not is_deleted


def _mark_is_tracked(paragraph: Element) -> bool:
    of_mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    return of_mark is not None and any(child.tag in WRAPPERS for child in of_mark)


def _untrack_mark(paragraph: Element) -> None:
    """Take off a copied paragraph's mark what was tracked on the original's."""
    of_mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    for child in [] if of_mark is None else list(of_mark):
        if child.tag in WRAPPERS:
            of_mark.remove(child)
