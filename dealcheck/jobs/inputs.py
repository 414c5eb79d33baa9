"""Deals and rulesets as callers give them: paths, ids, texts or objects; read once, checked, and resolved."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Union

from dealcheck.arguments import check
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.library import Library, Position, unknown_id
from dealcheck.model.deal import Deal
from dealcheck.model.fields import IS_ID
from dealcheck.model.place import Place, place_of
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.plugins import Plugins
from dealcheck.read.documents import Reading, read_bytes, read_document

AnyDeal = Union[Deal, Path, str]
AnyRules = Union[Ruleset, Vocabulary, Path, str]


class Inputs:
    """What every job starts from: the rulesets to ask, and a way to read deals for them.

    `rulesets` are ids of installed rulesets, files, folders, YAML texts, `Ruleset`s, and `Vocabulary`s that they
    need; one or several. None: for each deal, every installed ruleset for its vocabulary and parties.
    `library`: what is at hand, if somebody has put it together already.
    `words`: paths whose vocabularies and rulesets are at hand too, without being asked; `unread` holds their mistakes.
    `keep_going`: note the mistakes of rulesets in `mistakes`, and leave those rulesets out.
    Raises InputError for all that is wrong with the rules, and PluginError when a plugin fails.
    """

    def __init__(
        self,
        rulesets: AnyRules | Iterable[AnyRules] | None = None,
        *,
        plugins: Plugins | None = None,
        library: Library | None = None,
        words: Iterable[str | Path] = (),
        keep_going: bool = False,
    ) -> None:
        if not isinstance(plugins, (Plugins, type(None))):
            raise InputError([Mistake(f"`plugins`: expected a `Plugins`, or None, found {type(plugins).__name__}")])
        self.plugins = plugins or Plugins()
        self.library = library or Library(self.plugins)
        self.keep_going = keep_going
        self.mistakes: tuple[Mistake, ...] = ()
        self.unread = [mistake for path in words for mistake in self.library.add_beside(Path(path))]
        self.given = None if rulesets is None else self._add_rules(_as_many(rulesets))

    def deal(self, deal: AnyDeal) -> tuple[Deal, str]:
        """A deal and the name of its file: a `Deal`, the path of one, or its text (a `str` with a line break).

        Raises InputError with every mistake in it and its place.
        """
        if isinstance(deal, Deal):
            return self._checked(_tidied(deal), deal.place.file if deal.place else "")
        if isinstance(deal, str) and "\n" in deal:
            return self.deal_bytes(deal.encode("utf-8", "surrogatepass"), "<text>")
        if not isinstance(deal, (str, Path)):
            raise InputError([Mistake(f"expected a deal, the path of one or its text, found {type(deal).__name__}")])
        return self.deal_file(deal)

    def deal_file(self, path: str | Path) -> tuple[Deal, str]:
        """The deal in a file, read by the reader for its suffix."""
        check(path=path)
        file = os.fspath(path)
        suffix = Path(file).suffix.lower()
        readers = self.plugins.readers()
        if suffix not in readers and suffix:
            message = f"no reader for files that end in `{shown(suffix)}`"
            raise InputError([Mistake(message, Place(file, 1, 1), nearest(suffix, readers))])
        return self._checked(readers[suffix or ".yaml"](read_bytes(Path(file)), file), file)

    def deal_bytes(self, data: bytes, name: str) -> tuple[Deal, str]:
        """The deal in YAML bytes; `name` is what places call them."""
        check(data=data, file=name)
        return self._checked(read_document(data, name), name)

    def _checked(self, reading: Reading, file: str) -> tuple[Deal, str]:
        deal = _only_deal(reading, file)
        self.library.check(reading)
        return deal, file

    def positions_for(self, deal: Deal, asked: list[Position] | None = None) -> list[Position]:
        """The rulesets to ask about a deal; `asked`: those, and no others.

        Raises InputError when there are none, or they don't know its words.
        """
        positions = asked or self.given or self.library.positions_for(deal)
        if not positions:
            message = f"no ruleset is installed for vocabulary `{deal.vocabulary}` and the parties of deal `{deal.id}`"
            raise InputError([Mistake(message, deal.place, "name some with `--rules`")])
        words = self.library.lexicon(deal.vocabulary)
        reasons = [(position, position.lexicon.speaks_with(words)) for position in positions]
        strangers = [
            Mistake(f"ruleset `{p.ruleset.id}` can't judge deal `{deal.id}`: {why}", place_of(deal.vocabulary))
            for p, why in reasons
            if why
        ]
        if strangers:
            raise InputError(strangers)
        return positions

    def _add_rules(self, given: Iterable[AnyRules]) -> list[Position]:
        ids: list[str] = []
        mistakes: list[Mistake] = []
        for rules in given:
            try:
                ids += self._ids(rules, mistakes)
            except InputError as error:
                mistakes += error.mistakes
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
        unread = self.unread if any(map(_misses_a_document, mistakes)) else ()
        self.mistakes = InputError([*mistakes, *unread]).mistakes
        if mistakes and not (self.keep_going and positions):
            raise InputError(self.mistakes)
        if not positions:
            raise InputError([Mistake("the rules that were given hold no ruleset", None, "give at least one")])
        return positions

    def _ids(self, rules: AnyRules, mistakes: list[Mistake]) -> list[str]:
        """The ids of the rulesets that an argument stands for, after taking in what it holds; notes mistakes there."""
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


def _misses_a_document(mistake: Mistake) -> bool:
    """Whether something that is not at hand may be in a file that can't be read."""
    return mistake.message.startswith(("unknown vocabulary", "unknown ruleset"))


def _tidied(document: Deal | Ruleset | Vocabulary) -> Reading:
    from dealcheck.read.objects import read_object  # imported when an object is given, not a file

    return read_object(document)


def _only_deal(reading: Reading, file: str) -> Deal:
    if reading.document is None:
        raise InputError(reading.mistakes)
    if not isinstance(reading.document, Deal):
        kind, name = type(reading.document).__name__.lower(), getattr(reading.document, "id", "")
        message = f"expected a deal, found {kind} `{shown(str(name))}`"
        raise InputError([*reading.mistakes, Mistake(message, Place(file, 1, 1), "give rules with `--rules`")])
    return reading.document


def _as_many(rulesets: AnyRules | Iterable[AnyRules]) -> list[AnyRules]:
    if isinstance(rulesets, Iterable) and not isinstance(rulesets, (str, bytes, Path)):
        return list(rulesets)
    return [rulesets]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file can have
        return False
