"""New names for words, wherever they mean the same: in the file, in what builds on it, and in what it builds on."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dealcheck.editor.index import Occurrence
from dealcheck.editor.names import WORDS, Names
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.model.fields import IS_ID
from dealcheck.place import Place

KINDS = (*WORDS, "definition", "source", "provision", "bottom-line", "step", "variable")
"""The sorts of words that can have another name."""


def can_rename(workspace: Workspace, file: File, word: Occurrence) -> bool:
    """Return whether a word can have another name: its sort allows it, and files of the workspace define it."""
    places = Names(workspace, file).places(word) if word.family in KINDS else []
    paths = {file.path for file in workspace.files()}
    return bool(places) and all(place.file in paths for place in places)


def rename(workspace: Workspace, file: File, word: Occurrence, name: str) -> dict[str, list[Occurrence]]:
    """Return the words, by the path of their file, that have to be replaced for `word` to be called `name`.

    Raises InputError when that is no id, when it is taken, or when a file outside the workspace defines the word.
    """
    if not IS_ID.match(name):
        raise _refused(f"`{shown(name)}` is not an id", "ids are small letters, digits and hyphens")
    if not can_rename(workspace, file, word):
        message = f"`{shown(word.name)}` is not defined in files that are open or in the folder"
        raise _refused(message, "what is installed keeps its name")
    places = set(Names(workspace, file).places(word))
    changed = {}
    for open_file in workspace.files():
        renamed = list(_same(workspace, open_file, word, places))
        if renamed and Names(workspace, open_file).places(attrs.evolve(renamed[0], name=name)):
            raise _refused(f"there is a {word.family} `{shown(name)}` already", "give it another name")
        changed.update({open_file.path: renamed} if renamed else {})
    return changed


def _same(workspace: Workspace, file: File, word: Occurrence, places: set[Place]) -> Iterator[Occurrence]:
    """Yield the words of a file that mean what is defined at some places."""
    names = Names(workspace, file)
    lines = file.text.split("\n")
    for candidate in file.words:
        is_alike = (candidate.family, candidate.name) == (word.family, word.name)
        start = candidate.place.column - 1
        is_there = lines[candidate.place.line - 1].startswith(candidate.name, start)  # not so after an escape
        if is_alike and is_there and not places.isdisjoint(names.places(candidate)):
            yield candidate


def _refused(message: str, cure: str) -> InputError:
    return InputError([Mistake(message, None, cure)])
