"""What questions work with: plugins, vocabularies and rulesets, read once and shared."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from threading import RLock
from typing import Union

from dealcheck.errors import InputError, Mistake
from dealcheck.model.viewer import viewer_of
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyRules, Scope

Rules = Union[AnyRules, Iterable[AnyRules], Scope, None]
"""Rulesets as callers give them; None leaves the choice to the deal."""

_MOST_SCOPES = 32


class Session:
    """Plugins, and the vocabularies and rulesets that they install, read once.

    Give one session to many questions, and to many threads: `dealcheck.verify(deal, rules, session=session)`. What was
    read is not read again, so that a file that changes afterwards takes a new session.
    """

    def __init__(
        self, *, plugins: Plugins | None = None, library: Library | None = None, words: Iterable[str | Path] = ()
    ) -> None:
        """Load plugins, by default all that are installed; `library`: by default what those plugins bring.

        `words`: files and folders with more vocabularies and rulesets; those that a question names take precedence.
        What can't be read there matters only when it is needed.
        Raises PluginError when a plugin, or the rules it brings, can't be read.
        """
        if not isinstance(plugins, (Plugins, type(None))):
            raise InputError([Mistake(f"`plugins`: expected a `Plugins`, or None, found {type(plugins).__name__}")])
        self.plugins = plugins or Plugins()
        self._library = library or Library(self.plugins)
        self._words = tuple(words)
        self.unread = tuple(mistake for path in self._words for mistake in self._library.add_beside(Path(path)))
        self._scopes: OrderedDict[object, tuple[object, Scope]] = OrderedDict()
        self._lock = RLock()

    def anew(self) -> Session:
        """Return a session with the same plugins that reads all files again."""
        return Session(plugins=self.plugins, words=self._words)

    def scope(
        self,
        rulesets: Rules = None,
        *,
        keep_going: bool = False,
        words_suffice: bool = False,
        viewer: str | None = None,
    ) -> Scope:
        """Return the rulesets to ask, resolved, with all that they build on.

        `rulesets`: ids of installed rulesets, files, folders, YAML texts, `Ruleset`s, and `Vocabulary`s that they need;
        one or several. None: for each deal, every installed ruleset for its vocabulary and parties.
        `keep_going`: leave out rulesets with mistakes, as long as there is one without; the scope has the mistakes.
        `words_suffice`: vocabularies alone will do. `viewer`: a party, whose rulesets alone are kept, or `mediator`,
        for whom none is.
        Raises InputError for all that is wrong with the rules.
        """
        seen_by = None if viewer is None else viewer_of(viewer)
        if isinstance(rulesets, Scope):
            return rulesets if seen_by is None else rulesets.seen_by(seen_by)
        named = None if rulesets is None else _as_many(rulesets)
        key = (_key(named), keep_going, words_suffice, seen_by)
        with self._lock:
            if key in self._scopes:
                self._scopes.move_to_end(key)
                return self._scopes[key][1]
            library = self._library.copy()
            scope = Scope(
                library,
                self.plugins,
                named,
                unread=self.unread if seen_by is None else (),
                keep_going=keep_going,
                words_suffice=words_suffice,
                viewer=seen_by,
            )
            self._scopes[key] = (named, scope)  # keeps the objects alive whose identity is in the key
            if len(self._scopes) > _MOST_SCOPES:
                self._scopes.popitem(last=False)
            return scope


def session_for(session: Session | None, plugins: Plugins | None) -> Session:
    """Return the session that a caller gave, or a new one with their plugins."""
    if session is None:
        return Session(plugins=plugins)
    if not isinstance(session, Session):
        raise InputError([Mistake(f"expected a Session, found {type(session).__name__}")])
    if plugins is not None and plugins is not session.plugins:
        raise InputError([Mistake("both `session` and `plugins` are given", None, "make the session with the plugins")])
    return session


def _as_many(rulesets: AnyRules | Iterable[AnyRules]) -> list[AnyRules]:
    if isinstance(rulesets, Iterable) and not isinstance(rulesets, (str, bytes, Path)):
        return list(rulesets)
    return [rulesets]


def _key(rulesets: list[AnyRules] | None) -> object:
    """Return a key for the arguments of a call: texts and paths by value and working directory, objects by identity."""
    if rulesets is None:
        return None
    names = tuple(ruleset if isinstance(ruleset, (str, Path)) else id(ruleset) for ruleset in rulesets)
    return (os.getcwd() if names else "", names)
