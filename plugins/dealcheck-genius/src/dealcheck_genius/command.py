"""The command `dealcheck genius`: a draft and its rulesets as XML files in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import click

from dealcheck import Deal, InputError, Mistake, Place, Reading, Ruleset, read_document
from dealcheck_genius import read_xml
from dealcheck_genius.notes import shown
from dealcheck_genius.write import xml_files

D = TypeVar("D", Deal, Ruleset)


@click.command(name="genius")
@click.argument("draft", metavar="DRAFT")
@click.option("--rules", metavar="PATH", multiple=True, help="A ruleset; may be given more than once.")
@click.option(
    "--into", metavar="FOLDER", required=True, help="The folder to write to; it is made when it is not there."
)
def command(draft: str, rules: tuple[str, ...], into: str) -> None:
    """Write a draft as a domain of Genius and NegMAS, and each ruleset as a preference profile.

    DRAFT and rulesets are files in YAML, or in XML. No file is replaced.

    Exit status: 0 all files are written; 2 the input or the call is wrong.
    """
    for file in write_files(draft, rules, Path(into)):
        click.echo(file)


def write_files(draft: str, rules: tuple[str, ...], folder: Path) -> list[Path]:
    """Write a draft and rulesets into a folder; return the files. Raises InputError, before any is written."""
    deal = _document(draft, Deal, "a draft")
    files = xml_files(deal, [_document(each, Ruleset, "a ruleset") for each in rules])
    targets = {folder / name: text for name, text in files.items()}
    there = [Mistake(f"there is a file `{shown(str(path), 200)}` already") for path in targets if path.exists()]
    if there:
        raise InputError(there)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in targets.items():
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except (OSError, ValueError) as error:
        raise _failed("write to", str(folder), error) from None
    return list(targets)


def _document(file: str, kind: type[D], expected: str) -> D:
    reading = _read(file)
    if reading.mistakes:
        raise InputError(reading.mistakes)
    if not isinstance(reading.document, kind):
        found = type(reading.document).__name__.lower()
        raise InputError([Mistake(f"expected {expected}, found a {found}", Place(file, 1, 1))])
    return reading.document


def _read(file: str) -> Reading:
    try:
        data = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise _failed("read", file, error) from None
    return (read_xml if file.lower().endswith(".xml") else read_document)(data, file)


def _failed(what: str, file: str, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError([Mistake(f"can't {what} `{shown(file, 200)}`: {reason}")])
