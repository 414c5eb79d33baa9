"""What a name stands for in a file: where it is defined, there or in what the file builds on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import attrs

from dealcheck.editor.index import Occurrence
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError
from dealcheck.lexicon import Lexicon
from dealcheck.library import Position
from dealcheck.model.place import Place, place_of
from dealcheck.model.ruleset import Ruleset

WORDS = ("party", "verb", "object", "scale")
"""The sorts of words that vocabularies define."""


@attrs.frozen
class Names:
    """The names that a file may use, as far as what it builds on can be read."""

    workspace: Workspace
    file: File

    @property
    def lexicon(self) -> Lexicon | None:
        """The words of its vocabulary."""
        return self.workspace.lexicon(self.file)

    def ruleset(self, name: str = "") -> Ruleset | None:
        """A ruleset with what it extends; by default the one in the file."""
        wanted = name or (self.file.id if self.file.kind == "ruleset" else "")
        try:
            return self.workspace.library(self.file.path).flat(wanted) if wanted else None
        except InputError:
            return None

    def position(self, name: str) -> Position | None:
        """A ruleset in the words of its vocabulary; None while something in it is wrong."""
        try:
            return self.workspace.library(self.file.path).position(name)
        except InputError:
            return None

    def place(self, word: Occurrence) -> Place | None:
        """Where a word gets its meaning."""
        if word.family in WORDS:
            return self._word_place(word)
        if word.family in ("vocabulary", "ruleset"):
            return self._document_place(word)
        if word.family in ("path", "rules"):
            return self._file_place(word.name)
        own = self.own(word)
        return own.place if own is not None else self._inherited(word)

    def own(self, word: Occurrence) -> Occurrence | None:
        """Where the file itself defines a name."""
        return next(
            (
                each
                for each in self.file.words
                if each.defines and (each.family, each.name, each.scope) == (word.family, word.name, word.scope)
            ),
            None,
        )

    def _word_place(self, word: Occurrence) -> Place | None:
        lexicon = self.lexicon
        if lexicon is None:
            own = self.own(word)
            return own.place if own is not None else None
        if word.family == "verb":
            verbs = lexicon.scales.get(lexicon.scale_of.get(word.name, ""), ())
            return next((place_of(verb) for verb in verbs if verb == word.name), None)
        known: Mapping[str, Any] = {"party": lexicon.parties, "object": lexicon.objects, "scale": lexicon.scales}[
            word.family
        ]
        return key_place(known, word.name)

    def _document_place(self, word: Occurrence) -> Place | None:
        library = self.workspace.library(self.file.path)
        entries = library.vocabularies() if word.family == "vocabulary" else library.rulesets()
        try:
            return place_of(entries[word.name].document.id) if word.name in entries else None
        except InputError:
            return None

    def _file_place(self, name: str) -> Place | None:
        path = os.path.normpath(os.path.join(os.path.dirname(self.file.path), name))
        if os.path.isfile(path):
            return Place(path, 1, 1)
        rulesets = self.workspace.library(self.file.path).rulesets()
        return place_of(rulesets[name].document.id) if name in rulesets else None

    def _inherited(self, word: Occurrence) -> Place | None:
        """Where a ruleset that is built on, or a vocabulary, defines a name."""
        ruleset = self.ruleset(asked_ruleset(word))
        known: list[Mapping[str, Any]] = []
        if ruleset is not None:
            of_ruleset: dict[str, Mapping[str, Any]] = {
                "definition": ruleset.definitions,
                "bottom-line": ruleset.bottom_lines,
                "source": ruleset.sources,
            }
            known.append(of_ruleset.get(word.family, {}))
        if word.family == "source" and self.lexicon is not None:
            known.append(self.lexicon.sources)
        return next((place for each in known if (place := key_place(each, word.name))), None)


def asked_ruleset(word: Occurrence) -> str:
    """The ruleset that an expectation in a test file is about; empty elsewhere."""
    return word.path[3] if word.path[:1] == ("cases",) and word.path[2:3] == ("expect",) and len(word.path) > 3 else ""


def key_place(known: Mapping[str, Any], name: str) -> Place | None:
    """The place of a key in what was read from files."""
    return next((place_of(key) for key in known if key == name), None)
