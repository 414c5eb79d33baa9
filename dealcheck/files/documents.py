"""Files to documents: vocabularies, deals, rulesets and test files, told apart by their first key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Union

import attrs

from dealcheck.apart import must_be_within, note_read
from dealcheck.errors import InputError, Mistake, Mistakes, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.files.brackets import BRACKET_READERS
from dealcheck.files.cases import CASE_READERS
from dealcheck.files.conditions import CONDITION_READERS, read_condition
from dealcheck.files.pipes import is_pipe, read_pipe
from dealcheck.files.structure import Structurer
from dealcheck.model.cases import CaseFile
from dealcheck.model.conditions import Condition
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.place import Place
from dealcheck.syntax.nodes import MOST_BYTES, YamlNode, parse

Document = Union[Vocabulary, Deal, Ruleset, CaseFile]

_HEAD = re.compile(
    rb"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(vocabulary|deal|ruleset|tests): +([a-z][a-z0-9-]*)[ \t]*(?:#[^\r\n]*)?\r?\n"
)

KINDS: dict[str, type] = {"vocabulary": Vocabulary, "deal": Deal, "ruleset": Ruleset, "tests": CaseFile}
_READERS = {**CONDITION_READERS, **BRACKET_READERS, **CASE_READERS}


@attrs.frozen(repr=False)
class Reading:
    """What a file holds, as far as it can be read, and what is wrong with it.

    `document` is None when not even its kind is known. With mistakes, it holds blanks and must not be judged.
    `also`: vocabularies and rulesets in the same file. `warnings`: what its reader leaves out or takes for granted.
    """

    document: Document | None
    mistakes: tuple[Mistake, ...] = ()
    also: tuple[Document, ...] = ()
    warnings: tuple[Mistake, ...] = ()


def read_document(data: bytes | str, file: str) -> Reading:
    """Read YAML text; `file` is the name that places will carry.

    What is wrong with the text is in the result; only arguments that are no texts raise InputError.
    """
    check(data=data, file=file)
    try:
        node = parse(data, file)
    except InputError as error:
        return Reading(None, error.mistakes)
    return read_tree(node, file)


def read_tree(node: YamlNode | None, file: str) -> Reading:
    """Read a file that is parsed."""
    mistakes = Mistakes()
    kind = _kind(node, file, mistakes)
    if node is None or kind is None:
        return Reading(None, tuple(mistakes.found))
    document = Structurer(mistakes, _READERS).instance(node, KINDS[kind])
    return Reading(document, tuple(mistakes.found))


def parse_condition(text: str) -> Condition:
    """Return a condition that stands alone, as YAML or JSON text. Raises InputError."""
    mistakes = Mistakes()
    node = parse(text, "")
    if node is None or node.is_null:
        raise InputError([Mistake("there is no condition", Place("", 1, 1))])
    condition: Condition = read_condition(Structurer(mistakes, _READERS), node)
    mistakes.raise_if_any()
    return condition


def peek(data: bytes) -> tuple[str, str] | None:
    """Return the kind and id of a document, without parsing it; None when only parsing can tell."""
    match = _HEAD.match(data)
    return (match[1].decode(), match[2].decode()) if match else None


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than the limit.

    Raises InputError when it can't be read.
    """
    must_be_within(path)
    try:
        if is_pipe(path):
            return read_pipe(path, MOST_BYTES + 1)
        with path.open("rb") as stream:
            note_read(stream)
            return stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't read `{shown(str(path), 200)}`: {reason}", code="unreadable")]) from None


def _kind(node: YamlNode | None, file: str, mistakes: Mistakes) -> str | None:
    """Return the kind of document, which its first key names."""
    expected = "a file begins with its kind and id, as `deal: my-deal`"
    if node is None or node.is_null:
        mistakes.add("the file is empty", Place(file, 1, 1), expected)
    elif node.kind != "mapping" or not node.pairs:
        actual = "an empty mapping" if node.kind == "mapping" else node.describe()
        mistakes.add(f"expected a mapping, found {actual}", node.place, expected)
    else:
        first = node.pairs[0][0]
        if first.kind == "scalar" and first.text in KINDS:
            return first.text
        keys = [key.text for key, _ in node.pairs if key.kind == "scalar"]
        later = next((kind for kind in ("deal", "ruleset", "vocabulary", "tests") if kind in keys), None)
        cure = nearest(first.text, KINDS)
        if not cure.endswith("?"):
            cure = f"put `{later}: …` first" if later else f"{cure}; {expected}"
        mistakes.add(f"the first key is {first.describe()}, which is no kind of file", first.place, cure)
    return None
