"""New names for words: within a file for what belongs to it, in all files of the folders for a vocabulary's words."""

from __future__ import annotations

from collections.abc import Iterator

from dealcheck.editor.index import Occurrence
from dealcheck.editor.names import WORDS, Names
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.model.fields import IS_ID

_KINDS = {"party": "party", "verb": "verb", "object": "object", "scale": "scale"}
LOCAL = ("definition", "source", "provision", "bottom-line", "step")
"""The sorts of names that belong to a file."""


def can_rename(workspace: Workspace, file: File, word: Occurrence) -> bool:
    """Whether a word is one that can have another name, and its home is a file at hand."""
    if word.family in WORDS:
        return _home(workspace, file, word) is not None
    return word.family in LOCAL and Names(workspace, file).own(word) is not None


def rename(workspace: Workspace, file: File, word: Occurrence, name: str) -> dict[str, list[Occurrence]]:
    """The words, by the path of their file, that have to be replaced for `word` to be called `name`.

    Raises InputError when that is no id, when it is taken, or when the word belongs to no file at hand.
    """
    if not IS_ID.match(name):
        raise _refused(f"`{shown(name)}` is not an id", "ids are small letters, digits and hyphens")
    if not can_rename(workspace, file, word):
        raise _refused(
            f"`{shown(word.name)}` is not defined in a file that is at hand", "rename it where it is defined"
        )
    if word.family in WORDS:
        return _rename_word(workspace, file, word, name)
    own = [each for each in file.words if each.family == word.family and each.scope == word.scope]
    if any(each.name == name for each in own):
        raise _refused(f"there is a {word.family} `{shown(name)}` already", "give it another name")
    return {file.path: [each for each in own if each.name == word.name]}


def _rename_word(workspace: Workspace, file: File, word: Occurrence, name: str) -> dict[str, list[Occurrence]]:
    lexicon, home = workspace.lexicon(file), _home(workspace, file, word)
    if lexicon is not None and f"{_KINDS[word.family]} `{name}`" in lexicon.home:
        raise _refused(f"there is a {word.family} `{shown(name)}` already", "give it another name")
    changed = {}
    for other in workspace.files():
        if _home(workspace, other, word) == home and home is not None:
            found = list(_uses(other, word))
            changed.update({other.path: found} if found else {})
    return changed


def _uses(file: File, word: Occurrence) -> Iterator[Occurrence]:
    yield from (each for each in file.words if (each.family, each.name) == (word.family, word.name))


def _home(workspace: Workspace, file: File, word: Occurrence) -> str | None:
    """The file that defines a word which another file uses, if it is one of those at hand."""
    lexicon = workspace.lexicon(file)
    vocabulary = lexicon.home.get(f"{_KINDS[word.family]} `{word.name}`") if lexicon is not None else None
    if vocabulary is None:
        return None
    entry = workspace.library(file.path).vocabularies().get(vocabulary)
    return entry.origin if entry is not None and not entry.plugin else None


def _refused(message: str, cure: str) -> InputError:
    return InputError([Mistake(message, None, cure)])
