"""Tracked changes accepted and rejected as Word does it, written apart from the plugin; and documents compared."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OURS = "dealcheck"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def parts(data: bytes) -> dict[str, bytes]:
    """All parts of a document by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def root_of(data: bytes, part: str = "word/document.xml") -> Any:
    return etree.fromstring(parts(data)[part])


def rejected(root: Any, author: str | None = None) -> Any:
    """The document with all changes rejected; `author`: with those of one author."""
    return _resolved(root, author, goes=("ins", "moveTo"), stays=("del", "moveFrom"))


def accepted(root: Any, author: str | None = None) -> Any:
    """The document with all changes accepted; `author`: with those of one author."""
    return _resolved(root, author, goes=("del", "moveFrom"), stays=("ins", "moveTo"))


def _resolved(root: Any, author: str | None, *, goes: tuple[str, ...], stays: tuple[str, ...]) -> Any:
    root = etree.fromstring(etree.tostring(root))

    def is_asked(element: Any) -> bool:
        return author is None or element.get(f"{W}author") == author

    of_marks: list[Any] = []
    of_rows: list[Any] = []
    around: list[Any] = []
    for element in list(root.iter(*(f"{W}{name}" for name in (*goes, *stays)))):
        if is_asked(element):
            parent = element.getparent().tag
            {f"{W}rPr": of_marks, f"{W}trPr": of_rows}.get(parent, around).append(element)
    for element in of_rows:
        row = element.getparent().getparent()
        if _name(element) in goes:
            row.getparent().remove(row)
        else:
            element.getparent().remove(element)
    for element in around:
        if _name(element) in goes:
            _remove(element)
        else:
            _unwrap(element)
    for element in of_marks:
        paragraph = element.getparent().getparent().getparent()
        element.getparent().remove(element)
        if _name(element) in goes:
            _merge_with_next(paragraph)
    for run in root.iter(f"{W}r"):
        if not any(_name(each) in ("del", "moveFrom") for each in run.iterancestors()):
            for child in run.iterchildren("*"):
                child.tag = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}.get(child.tag, child.tag)
    return root


def _name(element: Any) -> str:
    return str(element.tag).removeprefix(W)


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def _unwrap(element: Any) -> None:
    parent, at = element.getparent(), element.getparent().index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)


def _merge_with_next(paragraph: Any) -> None:
    """Join a paragraph to the next one, whose mark and formatting stay."""
    after = next((each for each in paragraph.itersiblings() if _name(each) in ("p", "tbl", "sectPr", "sdt")), None)
    if after is None or _name(after) != "p":
        return  # the last paragraph of a cell or a document keeps its mark
    properties = after.find(f"{W}pPr")
    at = 0 if properties is None else 1
    for child in reversed([each for each in paragraph if each.tag != f"{W}pPr"]):
        after.insert(at, child)
    paragraph.getparent().remove(paragraph)


def normal(root: Any, before: Any) -> bytes:
    """A document in one form: runs that only editing has split are one again, and our comments are left out."""
    root = etree.fromstring(etree.tostring(root))
    known = {each.get(f"{W}id") for each in before.iter(f"{W}commentReference")}
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(root.iter(f"{W}{kind}")):
            if mark.get(f"{W}id") not in known:
                run = mark.getparent()
                _remove(run if kind == "commentReference" else mark)
    for element in list(root.iter(f"{W}rPr", f"{W}pPr", f"{W}trPr")):
        if not len(element):
            _remove(element)
    for element in list(root.iter(f"{W}pPr", f"{W}trPr")):
        if not len(element):
            _remove(element)
    for element in root.iter():
        element.attrib.pop(_SPACE, None)
        if element.tag not in (f"{W}t", f"{W}delText", f"{W}instrText", f"{W}delInstrText"):
            element.text = (element.text or "").strip() or None
        element.tail = None
    for kind in ("ins", "del", "moveTo", "moveFrom", "r"):
        _join(root, kind, _same_run if kind == "r" else _same_change)
    for run in root.iter(f"{W}r"):
        _join_texts(run)
    return etree.tostring(root, method="c14n", exclusive=True)


def _join(root: Any, kind: str, same: Callable[[Any, Any], bool]) -> None:
    for element in list(root.iter(f"{W}{kind}")):
        before = element.getprevious()
        if before is not None and before.tag == element.tag and same(before, element):
            for child in list(element):
                if child.tag != f"{W}rPr" or kind != "r":
                    before.append(child)
            element.getparent().remove(element)
            # what follows is compared with the joined one, as its previous sibling


def _same_change(one: Any, other: Any) -> bool:
    return dict(one.attrib) == dict(other.attrib)


def _same_run(one: Any, other: Any) -> bool:
    return _of(one) == _of(other) and dict(one.attrib) == dict(other.attrib)


def _of(run: Any) -> bytes:
    properties = run.find(f"{W}rPr")
    return b"" if properties is None else etree.tostring(properties, method="c14n", exclusive=True)


def _join_texts(run: Any) -> None:
    for element in list(run):
        before = element.getprevious()
        if before is not None and before.tag == element.tag and element.tag in (f"{W}t", f"{W}delText"):
            before.text = (before.text or "") + (element.text or "")
            run.remove(element)


def texts(root: Any) -> list[str]:
    """The texts of all paragraphs with something in them, those in the fallback of a text box aside."""
    lines = []
    for paragraph in root.iter(f"{W}p"):
        if any("Fallback" in str(each.tag) for each in paragraph.iterancestors()):
            continue
        text = "".join(
            _letters(run) for run in paragraph.iter(f"{W}r") if next(run.iterancestors(f"{W}p")) is paragraph
        )
        if text.strip():
            lines.append(text)
    return lines


def _letters(run: Any) -> str:
    if any(_name(each) in ("del", "moveFrom") for each in run.iterancestors()):
        return ""
    letters = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}noBreakHyphen": "-"}
    return "".join(child.text or "" if child.tag == f"{W}t" else letters.get(child.tag, "") for child in run)


_PLAIN = {ord("“"): '"', ord("”"): '"', ord("’"): "'", 0xAD: "", 0xA0: " "}
"""Quotation marks of one kind, no soft hyphens, and blanks of one kind."""


def plain(text: str) -> str:
    """A text with one kind of quotation mark and of blank."""
    return " ".join(text.translate(_PLAIN).split())
