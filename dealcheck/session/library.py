"""The vocabularies and rulesets that can be used, by id: those that plugins install, those that a caller adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import attrs

from dealcheck.errors import InputError, Mistake, PluginError, UnknownId, nearest, shown, warn_about
from dealcheck.files.documents import Document, Reading, peek, read_document
from dealcheck.language.check import check_deal
from dealcheck.language.circles import circle_text
from dealcheck.language.lexicon import Lexicon, lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import bound_parties
from dealcheck.language.resolve import inherit, program
from dealcheck.model.cases import CaseFile
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.place import Place, place_of
from dealcheck.session.plugins import Plugins, guarded
from dealcheck.session.rule_files import all_contents, read_rules, rule_files

D = TypeVar("D", Vocabulary, Ruleset)
MOST_EXTENDED = 100
"""A vocabulary or ruleset may build on this many others, one extending the other."""


class LibraryEntry:
    """A vocabulary or ruleset, read when it is needed, and who brings it."""

    def __init__(self, origin: str, read: Callable[[], Reading], plugin: str = "", data: bytes = b"") -> None:
        """Keep what reads it; `data`: its file, of what a plugin brings."""
        self.origin = origin
        self.plugin = plugin
        self.data = data
        self._reading = cache(read)

    @property
    def reading(self) -> Reading:
        """What was read of its file."""
        return self._reading()

    @property
    def document(self) -> Any:
        """The document; it raises InputError when its file can't be read at all."""
        reading = self._reading()
        if reading.document is None:
            raise InputError(reading.mistakes)
        return reading.document

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is wrong with its file."""
        return self._reading().mistakes

    @property
    def warnings(self) -> tuple[Mistake, ...]:
        """What is left out of its file, or taken for granted."""
        return self._reading().warnings


class Library:
    """Finds vocabularies and rulesets by id and resolves them, each once."""

    def __init__(self, plugins: Plugins) -> None:
        self._entries: dict[tuple[str, str], LibraryEntry] = {}
        self._added: set[tuple[str, str]] = set()
        self._beside: dict[tuple[str, str], LibraryEntry] = {}
        self._lexicons: dict[str, Lexicon] = {}
        self._positions: dict[str, Position] = {}
        self._readers = plugins.readers
        for plugin, path in plugins.rules():
            try:
                work = partial(all_contents, path)
                for data, file in guarded(plugin, "hook dealcheck_rules", work, passes=(InputError, OSError)):
                    self._install(data, file, plugin)
            except (InputError, OSError) as error:
                reason = " ".join(str(error).split())
                message = f"plugin `{plugin}` brings rules that can't be read: {reason}"
                raise PluginError(f"{message}; switch it off with `--disable-plugin {plugin}`") from error

    def copy(self) -> Library:
        """Return a copy to add to, which shares what was read and resolved so far."""
        twin = Library.__new__(Library)
        twin._entries = dict(self._entries)
        twin._added = set(self._added)
        twin._beside = dict(self._beside)
        twin._lexicons = dict(self._lexicons)
        twin._positions = dict(self._positions)
        twin._readers = self._readers
        return twin

    def keep_party(self, party: str) -> None:
        """Leave out all rulesets but those of one party, and those of none that these extend.

        Who extends a ruleset of another party has all that stands in it.
        """
        own = [name for name in self.rulesets() if party and self.party_of(name) == party]
        extended = {base for name in own for base in (name, *self._bases(name))}
        needed = {name for name in extended if self.party_of(name) in (party, None)}
        for entries in (self._entries, self._beside):
            for key in [key for key in entries if key[0] == "ruleset" and key[1] not in needed]:
                del entries[key]
        self._added.intersection_update(self._entries)
        self._positions = {name: position for name, position in self._positions.items() if name in needed}

    def party_of(self, name: str) -> str | None:
        """Return whose ruleset it is; None where that can't be told."""
        try:
            return self.flat(name).party
        except InputError:  # what it extends is wrong, which matters to whose it is only if it does not say that itself
            reading = self._entries["ruleset", name].reading
            return getattr(reading.document, "party", None)

    def _bases(self, name: str) -> list[str]:
        try:
            return self.lineage(name)
        except InputError:  # it is reported when the ruleset is resolved
            return []

    def warn_of_added(self) -> None:
        """Issue the warnings of the files that the caller gave."""
        for key in self._added:
            warn_about(self._entries[key].warnings)

    def add(self, reading: Reading, file: str) -> str | None:
        """Add a document that the caller gave, with what its file brings; return its id if it is a ruleset.

        What a caller gives replaces what is installed under the same id. Raises InputError when its file
        can't be read, holds a deal, or when the caller gave the same id before.
        """
        if reading.document is None:
            raise InputError(reading.mistakes)
        if isinstance(reading.document, CaseFile):
            message = f"expected a vocabulary or a ruleset, found tests `{shown(reading.document.id)}`"
            raise InputError([*reading.mistakes, Mistake(message, reading.document.place, "run `dealcheck test`")])
        if isinstance(reading.document, Deal):
            message = f"expected a vocabulary or a ruleset, found deal `{shown(reading.document.id)}`"
            raise InputError([*reading.mistakes, Mistake(message, reading.document.place, "give deals as arguments")])
        key = _key(reading.document)
        self._put(reading, file)
        self.add_also(reading, file)
        warn_about(reading.warnings)
        return key[1] if key[0] == "ruleset" else None

    def add_also(self, reading: Reading, file: str) -> None:
        """Add the vocabularies and rulesets that a file brings beside its document. Raises InputError as `add` does."""
        for document in reading.also:
            self._put(Reading(document), file)

    def _put(self, reading: Reading, file: str) -> None:
        assert reading.document is not None
        key = _key(reading.document)
        if not key[1]:
            raise InputError(reading.mistakes)  # its id is no id, so nothing can refer to it
        if key in self._added:
            there = self._entries[key]
            if there.document != reading.document:
                raise InputError([*reading.mistakes, _twice(key, there, reading.document)])
            if not there.mistakes and not reading.mistakes:
                return
        if key in self._entries:  # what was resolved with it holds no longer
            self._lexicons.clear()
            self._positions.clear()
        self._added.add(key)
        self._entries[key] = LibraryEntry(file, lambda: reading)

    def add_path(self, path: Path, mistakes: list[Mistake] | None = None) -> list[str]:
        """Add a file, or every YAML file of a folder that is no deal; return the ids of its rulesets.

        A file is read by the reader for its suffix.

        The mistakes of files that can't be added go to `mistakes`, if it is given. Raises InputError with
        them if it is not, and when the path itself can't be read.
        """
        ids: list[str] = []
        noted: list[Mistake] = [] if mistakes is None else mistakes
        for file, name in rule_files(path, str(path)):
            try:
                reading = read_rules(file, name, self._readers)
                if isinstance(reading.document, (Deal, CaseFile)) and name != str(path):
                    continue
                ruleset = self.add(reading, name)
                ids += [ruleset] if ruleset else []
            except InputError as error:
                noted += error.mistakes
        if mistakes is None and noted:
            raise InputError(noted)
        return ids

    def add_beside(self, path: Path) -> list[Mistake]:
        """Add the vocabularies and rulesets of a file or a folder, unless the caller gives others with their ids.

        Return the mistakes of those files: they matter only when something in those files is needed.
        """
        mistakes: list[Mistake] = []
        for file, name in rule_files(path, str(path)):
            try:
                reading = read_rules(file, name, self._readers)
            except InputError as error:
                mistakes += error.mistakes
                continue
            mistakes += reading.mistakes
            for each in (reading, *map(Reading, reading.also)):
                document = each.document
                if isinstance(document, (Vocabulary, Ruleset)) and document.id:
                    self._put_beside(document, each, name)
        return mistakes

    def _put_beside(self, document: Vocabulary | Ruleset, reading: Reading, file: str) -> None:
        key = _key(document)
        if key in self._beside and self._beside[key].document != document:
            mistake = _twice(key, self._beside[key], document)
            reading = attrs.evolve(reading, mistakes=(*reading.mistakes, mistake))
        self._beside[key] = LibraryEntry(file, lambda: reading)
        if key not in self._added:
            self._entries[key] = self._beside[key]

    def added_vocabularies(self) -> list[str]:
        """Return the ids of the vocabularies that the caller gave."""
        return sorted(name for kind, name in self._added if kind == "vocabulary")

    def vocabularies(self) -> dict[str, LibraryEntry]:
        """Return every vocabulary by id."""
        return {name: entry for (kind, name), entry in sorted(self._entries.items()) if kind == "vocabulary"}

    def rulesets(self) -> dict[str, LibraryEntry]:
        """Return every ruleset by id."""
        return {name: entry for (kind, name), entry in sorted(self._entries.items()) if kind == "ruleset"}

    def flat(self, name: str) -> Ruleset:
        """Return a ruleset with everything of those it extends, before its words are resolved."""
        return inherit(self._chain(Ruleset, name, tolerate=True))

    def lineage(self, name: str) -> list[str]:
        """Return a ruleset's id after those that it extends, the oldest first."""
        return [str(document.id) for document in self._chain(Ruleset, name, tolerate=True)]

    def lexicon(self, name: str) -> Lexicon:
        """Return the words of a vocabulary, with those it extends. Raises InputError for what is wrong with them."""
        if name not in self._lexicons:
            self._lexicons[name] = lexicon(self._chain(Vocabulary, name))
        return self._lexicons[name]

    def position(self, name: str) -> Position:
        """Return a ruleset, resolved. Raises InputError for all that is wrong with it."""
        if name not in self._positions:
            chain = self._chain(Ruleset, name, tolerate=True)
            flat = inherit(chain)
            mistakes = [m for document in chain for m in self._entries["ruleset", document.id].mistakes]
            try:
                if flat.vocabulary is None:
                    raise InputError(
                        [Mistake(f"ruleset `{shown(name)}` has no vocabulary", flat.place, "add `vocabulary`")]
                    )
                if not flat.vocabulary:
                    raise InputError([])
                words = self.lexicon(flat.vocabulary)
                resolved = program(chain, words)
            except InputError as error:
                raise InputError([*mistakes, *error.mistakes]) from None
            if mistakes:
                raise InputError(mistakes)
            self._positions[name] = Position(resolved, words)
        return self._positions[name]

    def positions_for(self, deal: Deal) -> list[Position]:
        """Return the rulesets that concern a deal.

        They are those of its parties, in its vocabulary, one that it extends or one that extends it.
        """
        known = {vocabulary.id for vocabulary in self.lexicon(deal.vocabulary).lineage}
        known |= {name for name in self.vocabularies() if self._builds_on(name, deal.vocabulary)}
        parties = bound_parties(deal)
        positions = []
        for name in self.rulesets():
            flat = self.flat(name)
            if flat.vocabulary in known and flat.party in parties:
                positions.append(self.position(name))
        return positions

    def _builds_on(self, name: str, base: str) -> bool:
        """Return whether a vocabulary extends another, directly or not; one that can't be read does not."""
        seen: set[str] = set()
        word: str | None = name
        while word and word not in seen and ("vocabulary", word) in self._entries:
            seen.add(word)
            word = self._entries["vocabulary", word].document.extends
        return base in seen

    def check(self, reading: Reading) -> None:
        """Raise InputError with everything that is wrong with a deal that was read."""
        mistakes = list(reading.mistakes)
        deal = reading.document
        if isinstance(deal, Deal) and deal.vocabulary:
            try:
                check_deal(deal, self.lexicon(deal.vocabulary))
            except InputError as error:
                mistakes += error.mistakes
        if mistakes:
            raise InputError(mistakes)

    def _install(self, data: bytes, file: str, plugin: str) -> None:
        origin = f"plugin `{plugin}` ({file})"
        key = peek(data)
        if key is None:
            reading = read_document(data, file)
            if reading.document is None:
                raise InputError(reading.mistakes)
            key = _key(reading.document)
        if key[0] in ("deal", "casefile", "tests"):
            return
        if key in self._entries:
            first = self._entries[key].origin
            raise PluginError(
                f"{key[0]} `{shown(key[1])}` is brought twice, by {first} and by {origin}; "
                f"switch one off with `--disable-plugin`"
            )
        self._entries[key] = LibraryEntry(origin, lambda: read_document(data, file), plugin, data)

    def _chain(self, cls: type[D], name: str, *, tolerate: bool = False) -> list[D]:
        """Return a document after all those it extends, the oldest first."""
        kind = cls.__name__.lower()
        chain: list[D] = []
        seen: set[str] = set()
        word: str | None = name
        while word is not None:
            if word in seen:
                raise _circle(kind, chain, word)
            seen.add(word)
            if (kind, word) not in self._entries:
                known = self.vocabularies() if cls is Vocabulary else self.rulesets()
                raise unknown_id(kind, word, known, "or give the file or folder that has it with the rules (`--rules`)")
            entry = self._entries[kind, word]
            if entry.mistakes and not tolerate:
                raise InputError(entry.mistakes)
            chain.append(entry.document)
            word = entry.document.extends or None
        chain.reverse()
        if len(chain) > MOST_EXTENDED + 1:
            first = chain[MOST_EXTENDED + 1]  # the oldest that builds on too many, as do all that build on it
            message = f"{kind} `{shown(first.id)}` builds on more than {MOST_EXTENDED} others"
            raise InputError([Mistake(message, place_of(first.extends), "join some of them")])
        return chain


def _circle(kind: str, chain: Sequence[Any], word: str) -> InputError:
    """Return the error for a circle of `extends`, the same from whichever member it was found."""
    names = [str(document.id) for document in chain]
    circle = chain[names.index(word) :]
    start = min(range(len(circle)), key=lambda number: str(circle[number].id))
    circle = [*circle[start:], *circle[: start + 1]]
    text = circle_text([document.id for document in circle], "extends")
    return InputError([Mistake(f"{kind} {text}, which is a circle", place_of(circle[0].extends), "break it")])


def _key(document: Document) -> tuple[str, str]:
    return type(document).__name__.lower(), str(document.id)


def _twice(key: tuple[str, str], there: LibraryEntry, document: Document) -> Mistake:
    """Return the mistake for two different documents with one id, which says where they differ."""
    path, place = _difference(there.document, document)
    message = f"{key[0]} `{shown(key[1])}` is given twice, the other time in {there.origin}"
    where = f"they differ in `{shown(path)}`; " if path else ""
    return Mistake(message, place or document.place, f"{where}give one of them another id")


def _difference(one: Any, other: Any) -> tuple[str, Place | None]:
    """Return the first field or entry in which two documents differ, as a dotted path, and its place in the second."""
    if attrs.has(type(one)) and type(one) is type(other):
        fields = [
            (a.name.rstrip("_"), getattr(one, a.name), getattr(other, a.name)) for a in attrs.fields(type(one)) if a.eq
        ]
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        fields = [(str(key), one.get(key), other.get(key)) for key in dict.fromkeys((*one, *other))]
    else:
        return "", place_of(other)
    for name, before, after in fields:
        if before != after:
            path, place = _difference(before, after)
            return f"{name}.{path}" if path else name, place or place_of(other)
    return "", place_of(other)


def unknown_id(kind: str, name: str, known: Iterable[str] | Mapping[str, object], cure: str = "") -> InputError:
    """Return the error for an id that nothing has; `cure`: what else can be done where no known id is like it."""
    nearby = nearest(name, known)
    cures = nearby if nearby.endswith("?") or not cure else f"{nearby}, {cure}"
    return InputError([UnknownId(f"unknown {kind} `{shown(name)}`", place_of(name), cures)])
