"""Files in one form: the same data and the same comments, laid out as any other dealcheck file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from dealcheck.errors import DealcheckError, InputError
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.documents import KINDS, read_bytes, read_document
from dealcheck.files.layout.formatter import lay_out
from dealcheck.syntax.nodes import parse
from dealcheck.syntax.scan import scan
from dealcheck.syntax.tree import Item

_BOM = "\ufeff"


class FormatError(DealcheckError):
    """A file could not be formatted without a change of what it says, and was left as it is."""


def formatted(data: bytes, file: str) -> bytes:
    """Return a vocabulary, deal, ruleset or test file in canonical form; `file` is what places call it.

    Keys stand in the order of the model, indents are two spaces, quotation marks stand where they are needed, and a
    blank line stands between sections. Comments and what the file says stay: that is checked here, whatever the rest
    of this package does.

    Raises InputError when the file has mistakes, and FormatError when it can't be formatted.
    """
    before = read_document(data, file)
    if before.document is None or before.mistakes:
        raise InputError(before.mistakes)
    text = data.decode("utf-8")
    plain = text.removeprefix(_BOM).replace("\r\n", "\n")
    new = lay_out(plain)
    after = read_document(new, file)
    # Texts, numbers, the order of entries and all else that is read shows in the objects' own descriptions.
    if after.mistakes or repr(after.document) != repr(before.document):
        raise FormatError(f"{file}: formatting would change what it says, so it is left as it is; please report it")
    if _comments(scan(plain)) != _comments(scan(new)):
        raise FormatError(f"{file}: formatting would change a comment, so it is left as it is; please report it")
    line_end = "\r\n" if "\r\n" in text else "\n"
    return ((_BOM if text.startswith(_BOM) else "") + new.replace("\n", line_end)).encode("utf-8")


def _comments(item: Item) -> list[str]:
    """Yield all comments in or at a value, sorted: keys move, and their comments with them."""

    def walk(item: Item) -> Iterator[str]:
        for entry in item.entries:
            yield from (comment.text for comment in (*entry.above, *entry.beside))
            yield from walk(entry.value)
        yield from (comment.text for comment in item.tail)

    return sorted(walk(item))


def yaml_files(folder: str, unreadable: Callable[[str, str], None]) -> list[str]:
    """Return the YAML files of a folder at any depth, hidden ones passed over.

    `unreadable` is called with the name of each folder that can't be read, and the reason.
    """

    def failed(error: OSError) -> None:
        unreadable(str(error.filename or folder), error.strerror or str(error))

    files: list[Path] = []
    for at, folders, names in os.walk(Path(folder), onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = (Path(at, name) for name in names if not name.startswith("."))
        files += [file for file in here if file.suffix in YAML_SUFFIXES and _may_be_read(file)]
    return [str(file) for file in sorted(files)]


def _may_be_read(file: Path) -> bool:
    """Return whether something in a folder is a file, or a link to what is not there; a pipe would never end."""
    return os.path.isfile(file) or not os.path.exists(file)


def is_ours(file: Path) -> bool:
    """Return whether a file says that it is of a kind that dealcheck reads, or is too broken to tell."""
    try:
        node = parse(read_bytes(file), str(file))
    except InputError:
        return True
    return node is not None and any(key.text in KINDS for key, _ in node.pairs)
