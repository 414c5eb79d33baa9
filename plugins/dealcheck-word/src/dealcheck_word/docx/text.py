"""The text of a document as it reads with all tracked changes accepted, and where each letter of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from dealcheck_word.docx.names import FALLBACK, GONE, w
from dealcheck_word.docx.package import Element

_LETTERS = {
    w("tab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
    w("ptab"): "\t",
    w("sym"): "\N{WHITE SQUARE}",
}
"""Elements of a run that read as a letter."""
_SKIPPED = frozenset(
    {*GONE, FALLBACK, *map(w, ("pPr", "rPr", "pPrChange", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "ruby"))}
)
"""Elements in which there is no text that counts."""

_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@attrs.frozen(eq=False)
class Piece:
    """Text in one element of a run, beginning at an offset of its paragraph."""

    run: Element
    element: Element
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends in its paragraph."""
        return self.start + len(self.text)


@attrs.frozen(eq=False)
class Paragraph:
    """A paragraph: its number among all of the document, and its element."""

    number: int
    element: Element

    def pieces(self) -> list[Piece]:
        """Return its text in pieces, as it is now."""
        pieces: list[Piece] = []
        offset = 0
        for run in runs(self.element):
            for child in run:
                text = child.text or "" if child.tag == w("t") else _LETTERS.get(child.tag, "")
                if text:
                    pieces.append(Piece(run, child, offset, text))
                    offset += len(text)
        return pieces

    @property
    def text(self) -> str:
        """Its text as it is now."""
        return "".join(piece.text for piece in self.pieces())


@attrs.frozen
class Span:
    """A part of a paragraph's text, by the offsets of its first letter and of the letter after it."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text in it."""
        return self.paragraph.text[self.start : self.end]

    @property
    def is_whole(self) -> bool:
        """Whether the paragraph has no other text than this, blanks aside."""
        text = self.paragraph.text
        return not text[: self.start].strip() and not text[self.end :].strip()


def whole(paragraph: Paragraph) -> Span:
    """Return all of a paragraph's text."""
    return Span(paragraph, 0, len(paragraph.text))


def fit(text: str) -> str:
    """Return text without the characters that XML can't hold."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def runs(paragraph: Element) -> Iterator[Element]:
    """Yield the runs of a paragraph that count; not those of text boxes in it, which are paragraphs of their own."""
    for element in paragraph:
        if element.tag == w("r"):
            yield element
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED and element.tag != w("p"):
            yield from runs(element)


@attrs.frozen
class Mark:
    """Where a bookmark begins or ends: before a letter of a paragraph, by the paragraph's number."""

    paragraph: int
    offset: int


class Body:
    """The paragraphs of a document in their order, text boxes and tables among them, and its bookmarks.

    `bookmarks`: by name, where each begins and ends; what has no other half is none. Names and numbers may come twice.
    """

    def __init__(self, root: Element) -> None:
        self.paragraphs: list[Paragraph] = []
        self.bookmarks: dict[str, list[tuple[Mark, Mark]]] = {}
        self._open: dict[str | None, tuple[str, Mark]] = {}
        self._walk(root, None, 0)

    def _walk(self, parent: Element, paragraph: int | None, offset: int) -> int:
        """Go through the elements below one, and return the offset in the paragraph after them."""
        for element in parent:
            tag = element.tag
            if tag == w("p"):
                self.paragraphs.append(Paragraph(len(self.paragraphs), element))
                self._walk(element, len(self.paragraphs) - 1, 0)
            elif tag == w("bookmarkStart"):
                here = self._here(paragraph, offset, begins=True)
                self._open[element.get(w("id"))] = (element.get(w("name")) or "", here)
            elif tag == w("bookmarkEnd"):
                name, begins = self._open.pop(element.get(w("id")), ("", None))
                if begins is not None:
                    ends = self._here(paragraph, offset, begins=False)
                    self.bookmarks.setdefault(name, []).append((begins, ends))
            elif tag == w("t"):
                offset += len(element.text or "")
            elif tag in _LETTERS:
                offset += 1
            elif isinstance(tag, str) and tag not in _SKIPPED:
                offset = self._walk(element, paragraph, offset)
        return offset

    def _here(self, paragraph: int | None, offset: int, *, begins: bool) -> Mark:
        if paragraph is not None:
            return Mark(paragraph, offset)
        if begins:
            return Mark(len(self.paragraphs), 0)  # the paragraph that comes next
        last = len(self.paragraphs) - 1
        return Mark(last, len(self.paragraphs[last].text) if last >= 0 else 0)
