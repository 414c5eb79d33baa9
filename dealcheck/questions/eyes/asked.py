"""A question asked for one viewer: of the viewer's own rulesets in full, of all sides for as little as may be known.

Nothing that is hidden is computed and cut afterwards where it can be left out before: the viewer's own part is asked of
the viewer's own rulesets alone, so that no other ruleset can leave a mark on it. Where all sides are asked, the answer
is reduced at once, warnings and progress are silent, and whatever goes wrong reads the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from dealcheck.errors import InputError, MemoryLimitError, Mistake, TimeLimitError, without_warnings
from dealcheck.model.viewer import MEDIATOR, Viewer
from dealcheck.progress import saying_only
from dealcheck.questions.attempts import TRACEBACK_VARIABLE
from dealcheck.session.scope import ReadDeal, Scope
from dealcheck.session.session import Session

T = TypeVar("T")

UNCOUNTED = "the time or the memory did not suffice for all sides"
"""Why resolutions are not counted, in the same words whatever the reason is."""
_DEALS = ("deal", "draft")
_CURE = "whoever may see all rules can ask without `--for` what is wrong"


class Asked:
    """A question, its arguments by name, and the viewer whom it is asked for."""

    def __init__(self, viewer: Viewer, ask: Callable[..., Any], arguments: Mapping[str, Any], session: Session) -> None:
        """Take a call. Raises InputError for what is wrong with its deal and its words, and for an unknown party."""
        self.viewer = viewer
        self.ask = ask
        self.arguments = dict(arguments)
        self.session = session
        self.deal_argument = next((name for name in _DEALS if name in arguments), "")
        words = session.scope(self.arguments.get("rulesets"), viewer=MEDIATOR)
        with without_warnings():  # they come when the viewer's own rulesets are asked
            vocabulary = str(self.read(words).deal.vocabulary) if self.deal_argument else None
        viewer.must_be_known(words.parties(vocabulary))

    def read(self, scope: Scope) -> ReadDeal:
        """Return the deal of the call, read in the words of a scope."""
        return scope.deal(self.arguments[self.deal_argument])

    @cached_property
    def own_scope(self) -> Scope:
        """The viewer's own rulesets; of a mediator none, the words alone."""
        return self.session.scope(self.arguments.get("rulesets"), viewer=self.viewer.name)

    def own(self, **changes: Any) -> Any:
        """Return the answer of the viewer's own rulesets; `changes`: arguments that are others than in the call."""
        return self.ask(**{**self.arguments, "rulesets": self.own_scope, **changes}, session=self.session)

    def all(self, known: Callable[[Any], T], **changes: Any) -> T:
        """Return what may be known of the answer of all sides."""
        return self.of_all(lambda: known(self.ask(**{**self.arguments, **changes}, session=self.session)))

    def of_all(self, work: Callable[[], T]) -> T:
        """Return what some work gives that looks at the rulesets of all sides; it must give what may be known alone."""
        with without_warnings(), saying_only("asking all sides"):
            try:
                return work()
            except TimeLimitError:
                raise TimeLimitError("time was up before all sides were asked") from None
            except MemoryLimitError:
                raise MemoryLimitError("the memory did not suffice for asking all sides") from None
            except Exception:  # its text may tell what is hidden, be it a mistake in a file, a plugin's or our own
                if TRACEBACK_VARIABLE in os.environ:
                    raise
                raise InputError([Mistake("not all sides can be asked", None, _CURE, code="hidden")]) from None
