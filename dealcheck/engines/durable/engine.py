"""The engine on durable-rules: a deal is played step by step as facts, and rules decide what follows from them.

Everything the language decides is decided by rules firing: which provisions match, by party, verb and object; whether
they are in force; definitions that chain; negation, in strata; what `once`, `earlier` and `throughout` carry from step
to step; counts; requirements and their day; which bottom lines are broken; what the score sheet earns.
Before that, Python computes what durable-rules cannot, as its numbers are not exact: whether a provision's attributes
pass the tests of a `where`, and whether a `total` passes its tests at a step. Both become facts with small integers.

`signs`, `facts`, `provisions` and `rulebook` say which facts and rules there are, `book` holds the rules, and `play`
plays a deal so: first the books that match provisions are told these, one book after the other, as far as no provision
like them was told in another deal. Then for each step the
others are told what begins at it and the totals, and the strata are opened one by one. What opens a stratum lets its
rules fire; facts that rules of other books look for are passed on until no rule has anything to add.

Programs and deals beyond what durable-rules bears are refused, and so are those that would take it minutes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from dealcheck.engines.durable.book import Book
from dealcheck.engines.durable.play import Matching, Play, Shelf
from dealcheck.engines.durable.rulebook import rulebook
from dealcheck.errors import EngineError
from dealcheck.language.program import Judgment, Program, Settled


class DurableEngine:
    """Judges deals by rules on durable-rules."""

    name = "durable"

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """Return the program as a set of rules; the function it returns plays a deal each time it is called."""
        return _Judge(program)


class _Judge:
    """A compiled program. Deals are judged one at a time, each in sessions of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        bound = rulebook(program)
        books = tuple(Book(f"book{number}", rules) for number, rules in enumerate(bound.books))
        matchers = tuple(
            Matching(Book(f"matcher{number}", each.rules), each) for number, each in enumerate(bound.matchers)
        )
        self._shelf = Shelf(bound, books, matchers)
        self._lock = threading.Lock()

    def __call__(self, deal: Settled) -> Judgment:
        with self._lock:
            try:
                return Play(self._shelf, self.program, deal).run()
            except EngineError:
                raise
            except Exception as error:
                raise EngineError(f"durable-rules could not judge the deal: {error}") from error
            finally:
                self._shelf.clear()
