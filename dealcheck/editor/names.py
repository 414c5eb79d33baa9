"""What a name means in a file: where it is defined, there or in what the file builds on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from dealcheck.editor.index import Occurrence
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.model.ruleset import Ruleset
from dealcheck.place import Place, place_of

_SECTIONS = {"definition": "definitions", "bottom-line": "bottom_lines", "source": "sources", "provision": "offers"}
"""Where rulesets hold what those that extend them inherit."""
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
        """Return a ruleset with what it extends; by default the one in the file."""
        wanted = name or (self.file.id if self.file.kind == "ruleset" else "")
        try:
            return self.workspace.library(self.file.path).flat(wanted) if wanted else None
        except InputError:
            return None

    def position(self, name: str) -> Position | None:
        """Return a ruleset in the words of its vocabulary; None while something in it is wrong."""
        try:
            return self.workspace.library(self.file.path).position(name)
        except InputError:
            return None

    def place(self, word: Occurrence) -> Place | None:
        """Return where a word is defined."""
        if word.family in WORDS:
            return self._word_place(word)
        if word.family in ("vocabulary", "ruleset"):
            return self._document_place(word)
        if word.family in ("path", "rules"):
            return self._file_place(word.name)
        own = self.own(word)
        return own.place if own is not None else next(self._inherited(word, True), None)

    def places(self, word: Occurrence) -> list[Place]:
        """Return all the places where a name that can be changed is defined for the file, the nearest first.

        There is more than one where a ruleset replaces an entry of a ruleset that it extends.
        """
        if word.family in WORDS:
            place = self._word_place(word)
            return [place] if place is not None else []
        own = self.own(word)
        return [*([own.place] if own is not None else ()), *self._inherited(word, own is None)]

    def own(self, word: Occurrence) -> Occurrence | None:
        """Return where the file itself defines a name."""
        return next(
            (
                candidate
                for candidate in self.file.words
                if candidate.defines
                and (candidate.family, candidate.name, candidate.scope) == (word.family, word.name, word.scope)
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

    def _inherited(self, word: Occurrence, is_free: bool) -> Iterator[Place]:
        """Yield where extended rulesets define a name, nearest first.

        If none does, and `is_free`, yield where a vocabulary defines it.
        """
        section = _SECTIONS.get(word.family)
        ruleset = asked_ruleset(word) or (self.file.id if self.file.kind == "ruleset" else "")
        is_defined = False
        for document in self._lineage(ruleset) if section and ruleset else ():
            place = key_place(getattr(document, section or "", {}), word.name)
            is_defined = is_defined or place is not None
            if place is not None and place.file != self.file.path:
                yield place
        if word.family == "source" and is_free and not is_defined and self.lexicon is not None:
            place = key_place(self.lexicon.sources, word.name)
            yield from [place] if place is not None else []

    def _lineage(self, ruleset: str) -> list[Ruleset]:
        """Return a ruleset and those that it extends, the nearest first."""
        library = self.workspace.library(self.file.path)
        try:
            return [library.rulesets()[name].document for name in reversed(library.lineage(ruleset))]
        except InputError:
            return []


def asked_ruleset(word: Occurrence) -> str:
    """Return the ruleset that an expectation in a test file is about; empty elsewhere."""
    return word.path[3] if word.path[:1] == ("cases",) and word.path[2:3] == ("expect",) and len(word.path) > 3 else ""


def key_place(known: Mapping[str, Any], name: str) -> Place | None:
    """Return the place of a key in what was read from files; of several entries, that of the one written for them."""
    return next((place_of(key) for key in known if key == name or key.startswith(f"{name}.")), None)
