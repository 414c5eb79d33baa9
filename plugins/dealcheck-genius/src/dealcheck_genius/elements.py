"""XML to elements that know their places. Document types, and with them entities, are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from dealcheck import InputError, Mistake, Place

MOST_BYTES = 5_000_000
"""A file may have this many bytes."""
MOST_ELEMENTS = 200_000
"""A file may have this many elements."""
MOST_DEPTH = 40
"""Elements may be nested this deep."""


@dataclass
class Element:
    """An element of an XML file, without the text in it: Genius keeps everything in attributes."""

    tag: str
    attributes: Mapping[str, str]
    place: Place
    children: list[Element] = field(default_factory=list)

    def named(self, *tags: str) -> Iterator[Element]:
        """Yield the children with one of these tags."""
        return (child for child in self.children if child.tag in tags)

    def get(self, *names: str) -> str | None:
        """Return the first of these attributes that is there, without the space around it."""
        return next((self.attributes[name].strip() for name in names if name in self.attributes), None)


def root_of(data: bytes, file: str) -> Element:
    """Return the root of an XML file. Raises InputError, with one mistake, for what is no proper XML."""
    start = Place(file, 1, 1)
    if len(data) > MOST_BYTES:
        raise _refused(f"the file is larger than {MOST_BYTES:,} bytes", start, "a negotiation domain needs no more")
    if not data.strip():
        raise _refused("the file is empty", start, "expected a domain or a preference profile in XML")
    return _Reader(file).read(data)


class _Reader:
    """Builds the tree from expat's events, and stops at what a hostile file would use."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        # With no document type there are no entities; should there be any all the same, nothing external is read.
        self._parser.ExternalEntityRefHandler = lambda *_: 0

    def read(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            place = Place(self._file, error.lineno, error.offset + 1)
            reason = expat.ErrorString(error.code)
            raise _refused(f"not proper XML: {reason}", place, "mend it, or export it again") from None
        except (ValueError, LookupError) as error:  # an encoding that Python lacks, or that has several bytes a letter
            reason = " ".join(str(error).split())
            raise _refused(f"not proper XML: {reason}", Place(self._file, 1, 1), "save it as UTF-8") from None
        assert self._root is not None  # expat refuses a file without an element
        return self._root

    def _place(self) -> Place:
        return Place(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        place = self._place()
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise _refused(f"the file has more than {MOST_ELEMENTS:,} elements", place, "take out what is not needed")
        if len(self._open) >= MOST_DEPTH:
            raise _refused(f"elements are nested more than {MOST_DEPTH} deep", place, "objectives need no more")
        element = Element(tag, attributes, place)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _refuse_doctype(self, *_: object) -> None:
        cure = "take out the line with `<!DOCTYPE`: Genius and NegMAS write none, and entities in it can do harm"
        raise _refused("a document type is not allowed", self._place(), cure)


def _refused(message: str, place: Place, cure: str) -> InputError:
    return InputError([Mistake(message, place, cure)])
