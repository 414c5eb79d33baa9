"""A document and a deal, read from files with one message for whatever is wrong with them."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

from dealcheck import InputError, Mistake
from dealcheck_word.docx import Document, open_package
from dealcheck_word.docx.package import MOST_BYTES

AUTHOR = "dealcheck"


def read_draft(path: str, author: str = AUTHOR) -> Document:
    """Return the Word document in a file. Raises InputError for a file that is none, or can't be read."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't read `{path}`: {reason}")]) from None
    return Document(open_package(data, path), author=author, now=_now())


def must_differ(output: str, draft: str) -> None:
    """Raise InputError when a result would be written over the document it is made from."""
    if os.path.exists(output) and os.path.samefile(output, draft):
        raise InputError([Mistake(f"`{output}` is the draft itself", None, "give the result another name")])


def _now() -> datetime:
    """Return the time; that of `SOURCE_DATE_EPOCH`, if it is set, so that results can be the same every time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), timezone.utc) if epoch.isdecimal() else datetime.now(timezone.utc)
