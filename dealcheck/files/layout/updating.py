"""A deal file brought up to date: it says what the deal says now, and keeps its comments."""

from __future__ import annotations

from dealcheck.errors import InputError, Mistake
from dealcheck.files.documents import read_document
from dealcheck.files.layout.formatter import print_arranged
from dealcheck.files.writer import deal_text
from dealcheck.model.deal import Deal
from dealcheck.place import Place
from dealcheck.syntax.merge import merged
from dealcheck.syntax.scan import scan

_BOM = "\ufeff"


def updated(data: bytes, deal: Deal, file: str) -> bytes:
    """Return a deal file that says what `deal` says, laid out as `dealcheck fmt` has it, with the comments of `data`.

    `file` is what places call it. Comments on provisions and fields that are gone go with them. Raises InputError when
    the file has mistakes, or anchors, which stand for more than one place of it.
    """
    before = read_document(data, file)
    if before.document is None or before.mistakes:
        raise InputError(before.mistakes)
    text = data.decode("utf-8")
    old = scan(text.removeprefix(_BOM).replace("\r\n", "\n"))
    if old.has_aliases():
        cure = "save it as a new file, which has none"
        raise InputError(
            [Mistake("the file has anchors, so its parts can't be changed one by one", Place(file, 1, 1), cure)]
        )
    new = print_arranged(merged(scan(deal_text(deal)), old))
    after = read_document(new, file)
    if after.mistakes or not isinstance(after.document, Deal) or deal_text(after.document) != deal_text(deal):
        message = "this change can't be written between the comments of the file"
        raise InputError([Mistake(message, Place(file, 1, 1), "save it as a new file")])
    line_end = "\r\n" if "\r\n" in text else "\n"
    return ((_BOM if text.startswith(_BOM) else "") + new.replace("\n", line_end)).encode("utf-8")
