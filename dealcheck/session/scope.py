"""The rulesets that one question asks, and the deals that are put to them, as callers give them."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Union

import attrs

from dealcheck.errors import InputError, Mistake, UnknownId, nearest, shown, warn_about, without_warnings
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.arguments import check
from dealcheck.files.documents import Reading, read_bytes, read_document
from dealcheck.language.drafts.sizes import sizes_as_text
from dealcheck.language.position import Position
from dealcheck.model.deal import Deal
from dealcheck.model.fields import IS_ID
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.viewer import Viewer
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.place import Place, place_of
from dealcheck.session.library import Library, unknown_id
from dealcheck.session.plugins import Plugins

AnyRules = Union[Ruleset, Vocabulary, Path, str]


@attrs.frozen(repr=False)
class DealText:
    """A deal in YAML bytes; `name`: what places call its file."""

    data: bytes
    name: str


@attrs.frozen(repr=False)
class ReadDeal:
    """A deal that was read and checked, and the name of its file."""

    deal: Deal
    file: str


AnyDeal = Union[Deal, Path, str, DealText, ReadDeal]


class Scope:
    """The vocabularies and rulesets that a question may use.

    `given`: the rulesets that the caller named; None when the deal decides. `mistakes`: what is wrong with those that
    are left out.
    """

    def __init__(
        self,
        library: Library,
        plugins: Plugins,
        rulesets: Iterable[AnyRules] | None,
        *,
        unread: Sequence[Mistake] = (),
        keep_going: bool = False,
        words_suffice: bool = False,
        viewer: Viewer | None = None,
    ) -> None:
        """Load what the caller gave. Raises InputError for all that is wrong with it.

        `unread`: the mistakes of files that could not be read in full. `keep_going`: leave out rulesets with mistakes,
        as long as there is one without. `words_suffice`: vocabularies alone will do. `viewer`: leave out all rulesets
        that are not this one's, and say nothing of them, whatever is wrong with them.
        """
        self.library = library
        self.plugins = plugins
        self.keep_going = keep_going
        self.words_suffice = words_suffice
        self.mistakes: tuple[Mistake, ...] = ()
        self.unread = unread
        self.viewer = viewer
        self.given = None if rulesets is None else self._add_rules(rulesets)
        if viewer is not None and self.given is None:
            self.library.keep_party(viewer.party)

    def named(self) -> list[Position]:
        """Return the rulesets that the caller named. Raises InputError when none was."""
        if self.given is None:
            raise InputError([Mistake("no ruleset is named", None, "name those to ask with `--rules`")])
        return self.given

    def deal(self, deal: AnyDeal) -> ReadDeal:
        """Read a deal, given as a `Deal`, the path of one, or its text (a `str` with a line break).

        Raises InputError with every mistake in it and its place.
        """
        if isinstance(deal, ReadDeal):
            return deal
        if isinstance(deal, Deal):
            return self._checked(_tidied(deal), deal.place.file if deal.place else "")
        if isinstance(deal, DealText):
            check(data=deal.data, file=deal.name)
            return self._checked(read_document(deal.data, deal.name), deal.name)
        if isinstance(deal, str) and "\n" in deal:
            return self.deal(DealText(deal.encode("utf-8", "surrogatepass"), "<text>"))
        if not isinstance(deal, (str, Path)):
            raise InputError([Mistake(f"expected a deal, the path of one or its text, found {type(deal).__name__}")])
        check(path=deal)
        return self._deal_file(os.fspath(deal))

    def _deal_file(self, file: str) -> ReadDeal:
        """Read the deal in a file by the reader for its suffix."""
        suffix = Path(file).suffix.lower()
        readers = self.plugins.readers()
        if suffix not in readers and suffix:
            message = f"no reader for files that end in `{shown(suffix)}`"
            raise InputError([Mistake(message, Place(file, 1, 1), nearest(suffix, readers))])
        reading = readers[suffix or YAML_SUFFIXES[0]](read_bytes(Path(file)), file)
        return self._checked(reading, file)

    def _checked(self, reading: Reading, file: str) -> ReadDeal:
        deal = _only_deal(reading, file)
        self.library.add_also(reading, file)
        self.library.check(reading)
        warn_about(reading.warnings)
        return ReadDeal(deal, file)

    def positions_for(self, deal: Deal, asked: list[Position] | None = None) -> list[Position]:
        """Return the rulesets to ask about a deal; `asked`: those, and no others.

        Warns about sizes that the deal has as text. Raises InputError when there are no rulesets, or they don't know
        its words.
        """
        positions = asked or self.given or self.library.positions_for(deal)
        if self.viewer is not None:  # an own ruleset may extend one of another party
            positions = [each for each in positions if each.head["party"] == self.viewer.party]
        if not positions:
            raise self._nobody(deal)
        words = self.library.lexicon(deal.vocabulary)
        reasons = [(position, position.lexicon.speaks_with(words)) for position in positions]
        strangers = [
            Mistake(f"ruleset `{p.ruleset.id}` can't judge deal `{deal.id}`: {why}", place_of(deal.vocabulary))
            for p, why in reasons
            if why
        ]
        if strangers:
            raise InputError(strangers)
        warn_about(sizes_as_text(deal, words, (position.program for position in positions)))
        return positions

    def _nobody(self, deal: Deal) -> InputError:
        """Return the error for a deal about which no ruleset is asked."""
        if self.viewer is not None:
            return _no_ruleset(self.viewer.party)
        message = f"no ruleset is installed for vocabulary `{deal.vocabulary}` and the parties of deal `{deal.id}`"
        return InputError([Mistake(message, deal.place, "name some with `--rules`")])

    def parties(self, vocabulary: str | None = None) -> list[str]:
        """Return the parties of a vocabulary; None: of all that are at hand and can be read."""
        names = self.library.vocabularies() if vocabulary is None else [vocabulary]
        parties: dict[str, None] = {}
        for name in names:
            try:
                parties.update(dict.fromkeys(map(str, self.library.lexicon(name).parties)))
            except InputError:
                if vocabulary is not None:
                    raise
        return list(parties)

    def seen_by(self, viewer: Viewer) -> Scope:
        """Return this scope with the rulesets of one viewer alone. Raises InputError when a party has none."""
        narrowed = copy.copy(self)
        narrowed.library = self.library.copy()
        narrowed.library.keep_party(viewer.party)
        narrowed.viewer = viewer
        if self.given is not None:
            narrowed.given = [position for position in self.given if position.head["party"] == viewer.party]
            if viewer.party and not narrowed.given:
                raise _no_ruleset(viewer.party)
        return narrowed

    def _add_rules(self, rulesets: Iterable[AnyRules]) -> list[Position]:
        mistakes: list[Mistake] = []
        viewer = self.viewer
        ids = self._all_ids(rulesets, mistakes) if viewer is None else self._own_ids(rulesets, viewer.party)
        positions = []
        for name in self.library.added_vocabularies():
            try:
                self.library.lexicon(name)
            except InputError as error:
                mistakes += error.mistakes
        for name in dict.fromkeys(ids):
            try:
                positions.append(self.library.position(name))
            except InputError as error:
                mistakes += error.mistakes
        # What is not known may be in a file that could not be read.
        unread = self.unread if any(isinstance(mistake, UnknownId) for mistake in mistakes) else ()
        self.mistakes = InputError([*mistakes, *unread]).mistakes
        if mistakes and not (self.keep_going and positions):
            raise InputError(self.mistakes)
        if self.viewer is not None and not positions:
            if self.viewer.party:
                raise _no_ruleset(self.viewer.party)
        elif not positions and not (self.words_suffice and self.library.added_vocabularies()):
            raise InputError([Mistake("the rules that were given hold no ruleset", None, "give at least one")])
        return positions

    def _all_ids(self, rulesets: Iterable[AnyRules], mistakes: list[Mistake]) -> list[str]:
        """Return the ids of the rulesets that the caller named; note what is wrong."""
        ids: list[str] = []
        for rules in rulesets:
            try:
                ids += self._ids(rules, mistakes)
            except InputError as error:
                mistakes += error.mistakes
        return ids

    def _own_ids(self, rulesets: Iterable[AnyRules], party: str) -> list[str]:
        """Return the ids of one party's rulesets; all others are left out of the library.

        What is wrong with the others comes up when all sides are asked, in words that tell nothing of them.
        """
        with without_warnings():
            ids = self._all_ids(rulesets, [])
        self.library.keep_party(party)
        self.library.warn_of_added()
        return [name for name in ids if name in self.library.rulesets() and self.library.party_of(name) == party]

    def _ids(self, rules: AnyRules, mistakes: list[Mistake]) -> list[str]:
        """Return the ids of the rulesets that an argument names, after loading them; note mistakes in it."""
        if isinstance(rules, (Ruleset, Vocabulary)):
            name = self.library.add(_tidied(rules), "Python")
            return [name] if name else []
        if isinstance(rules, str) and "\n" in rules:
            name = self.library.add(read_document(rules, "<text>"), "<text>")
            return [name] if name else []
        if not isinstance(rules, (str, Path)):
            raise InputError([Mistake(f"expected rules: ids, paths, texts or objects, found {type(rules).__name__}")])
        if rules == "":
            raise InputError([Mistake("expected rules: ids, paths, texts or objects, found an empty text")])
        installed = self.library.rulesets()
        if isinstance(rules, str) and rules in installed:
            return [rules]
        path = Path(rules)
        if isinstance(rules, Path) or not IS_ID.match(rules) or _exists(path):
            return self.library.add_path(path, mistakes)
        raise unknown_id("ruleset", rules, installed)


def _no_ruleset(party: str) -> InputError:
    return InputError([Mistake(f"no ruleset of party `{shown(party)}` is asked", None, "name one of its own")])


def _tidied(document: Deal | Ruleset | Vocabulary) -> Reading:
    from dealcheck.files.objects import read_object  # imported when an object is given, not a file

    return read_object(document)


def _only_deal(reading: Reading, file: str) -> Deal:
    if reading.document is None:
        raise InputError(reading.mistakes)
    if not isinstance(reading.document, Deal):
        kind, name = type(reading.document).__name__.lower(), getattr(reading.document, "id", "")
        message = f"expected a deal, found {kind} `{shown(str(name))}`"
        raise InputError([*reading.mistakes, Mistake(message, Place(file, 1, 1), "give rules with `--rules`")])
    return reading.document


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file can have
        return False
