"""A document and a deal, read from files with one message for whatever is wrong with them."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

from dealcheck import InputError, Mistake
from dealcheck_word.docx import Document, open_package
from dealcheck_word.docx.package import MOST_BYTES

AUTHOR = "dealcheck"


_MOST_LETTERS = 200
_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
"""How Word names its documents. One under another's name it does not open."""


def read_draft(path: str, author: str = AUTHOR) -> Document:
    """Return the Word document in a file. Raises InputError for a file that is none, or can't be read."""
    if not author.strip() or not author.isprintable() or len(author) > _MOST_LETTERS:
        raise InputError([Mistake(f"the author needs a name of up to {_MOST_LETTERS} letters, on one line")])
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't read `{path}`: {reason}")]) from None
    return Document(open_package(data, path), author=author, now=_now())


def check_output(output: str, draft: str = "") -> None:
    """Raise InputError for the name of a result that is not a Word document's, or that of the draft it is made from."""
    suffix = Path(draft).suffix.lower()
    expected = suffix if suffix in _SUFFIXES else _SUFFIXES[0]
    if Path(output).suffix.lower() != expected:
        also = ", as the draft does" if suffix == expected else ""
        raise InputError([Mistake(f"the result must end in `{expected}`{also}, found `{output[:200]}`")])
    if draft and os.path.exists(output) and os.path.exists(draft) and os.path.samefile(output, draft):
        raise InputError([Mistake(f"`{output}` is the draft itself", None, "give the result another name")])


def _now() -> datetime:
    """Return the time; that of `SOURCE_DATE_EPOCH`, if it is set, so that results can be the same every time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(timezone.utc)
    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc)
    except (ValueError, OverflowError, OSError):
        cure = "expected seconds since 1970"
        raise InputError([Mistake(f"`SOURCE_DATE_EPOCH` is no time: `{epoch[:40]}`", None, cure)]) from None
