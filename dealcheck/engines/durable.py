"""The engine on durable-rules: a deal is played step by step as facts, and rules decide what follows from them.

Everything the language decides is decided by rules firing: which provisions match, by party and by verb; which parts
an object has; definitions that chain; negation, in strata; what `once`, `earlier` and `throughout` carry from step to
step; counts; requirements that wait for their day; which bottom lines are broken; what the score sheet earns.
Before that, Python computes what durable-rules cannot, as its numbers are not exact: whether a provision's attributes
pass the tests of a `where`, and whether a `total` passes its tests at a step. Both become facts with small integers.

`rulebook` says which facts and rules there are. The engine plays a deal so: first the leaves of its objects and
stratum 0; then for each step the acts and totals of the step, and the strata one by one. What opens a stratum lets its
rules fire; facts that rules of other books look for are passed on until no rule has anything to add.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

from dealcheck.engines.rulebook import Effect, Fact, Rule, Rulebook, rulebook
from dealcheck.errors import EngineError
from dealcheck.numbers import exact_sum
from dealcheck.program import Clause, Judgment, Program, Settled
from dealcheck.semantics import amount, matches, passes_all, passes_test

_GREETING = "greeting"
_BATCH = 1000
"""An action takes up to this many matches of its rule at once."""

Act = Callable[[Effect, "dict[str, Any]"], None]


class DurableEngine:
    """Judges deals by rules on durable-rules."""

    name = "durable"

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """The program as a set of rules; the function it returns plays a deal each time it is called."""
        return _Judge(program)


class _Judge:
    """A compiled program. Deals are judged one at a time, each in a session of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rulebook = rulebook(program)
        self._lock = threading.Lock()
        self._played = 0
        make = _book_class()
        self.books = [make(f"book{number}", rules) for number, rules in enumerate(self.rulebook.books)]
        self._readers: dict[str, list[int]] = {}
        for number, rules in enumerate(self.rulebook.books):
            for kind in frozenset().union(*(rule.looks_for for rule in rules)):
                self._readers.setdefault(kind, []).append(number)

    def __call__(self, deal: Settled) -> Judgment:
        with self._lock:
            self._played += 1
            play = _Play(self, deal, str(self._played))
            try:
                return play.run()
            finally:
                for number in play.seen_by:
                    self.books[number].delete_state(play.session)

    def readers(self, kind: str) -> list[int]:
        """The books that have a pattern for facts of a kind."""
        return self._readers.get(kind, [])


class _Play:
    """One deal being played: its facts, and what the rules have reported so far."""

    def __init__(self, judge: _Judge, deal: Settled, session: str) -> None:
        self.judge = judge
        self.book = judge.rulebook
        self.deal = deal
        self.session = session
        self.broken: dict[str, int] = {}
        self.earned: set[str] = set()
        self.said: set[str] = set()
        self.waiting: dict[int, list[Fact]] = {}
        self.seen_by: set[int] = set()

    def run(self) -> Judgment:
        """Play the deal from its first step to its last."""
        acts = _Acts(self.book, self.judge.program, self.deal)
        last = len(self.deal.steps) - 1
        self._tell([*acts.leaves(), {"id": "s0", "k": "s0", "t": -1}])
        for step in range(last + 1):
            self._tell([*acts.at(step), *acts.totals(step)])
            for stratum in range(1, self.book.strata + 1):
                opening: list[Fact] = [{"id": f"s{stratum}.{step}", "k": f"s{stratum}", "t": step}]
                if step == last:
                    opening.append({"id": f"z{stratum}", "k": f"z{stratum}", "t": step})
                self._tell(opening)
        order = [name for name in self.judge.program.bottom_lines if name in self.broken]
        return Judgment({name: self.broken[name] for name in order}, frozenset(self.earned))

    def _tell(self, facts: list[Fact]) -> None:
        """Assert facts in every book that looks for them, and pass on what its rules infer, until all is quiet."""
        for fact in facts:
            self._pass_on(fact, self.judge.readers(str(fact["k"])))
        while self.waiting:
            number, batch = self.waiting.popitem()
            act = partial(self._take, number)
            if number not in self.seen_by:
                self.seen_by.add(number)
                self.judge.books[number].tell([{"id": _GREETING, "k": _GREETING, "sid": self.session}], act)
            self.judge.books[number].tell(batch, act)

    def _pass_on(self, fact: Fact, books: Iterable[int]) -> None:
        for number in books:
            self.waiting.setdefault(number, []).append({**fact, "sid": self.session})

    def _infer(self, here: int, fact: Fact) -> None:
        """Take in what a rule of book `here` says, unless it was said before."""
        if fact["id"] in self.said:
            return
        self.said.add(str(fact["id"]))
        readers = self.judge.readers(str(fact["k"]))
        if here in readers:
            self.judge.books[here].assert_fact({**fact, "sid": self.session})
        self._pass_on(fact, (number for number in readers if number != here))

    def _take(self, here: int, effect: Effect, match: dict[str, Any]) -> None:
        """Do what a rule that fired in book `here` says."""
        step, number = match["ph"]["t"], effect.number
        match effect.kind:
            case "broken":
                self.broken[effect.name] = self.broken.get(effect.name, 0) | 1 << step
            case "overdue":
                self.broken[effect.name] = self.broken.get(effect.name, 0) | 1 << match["w"]["o"]
            case "earned":
                self.earned.add(effect.name)
            case "holds":
                self._infer(here, {"id": f"h{number}.{step}", "k": f"h{number}", "t": step})
            case "been" | "kept":
                kind = f"{effect.kind}{number}"
                self._infer(here, {"id": f"{kind}.{step + 1}", "k": kind, "t": step + 1})
            case "touch":
                thing = match["m"]["o"]
                self._infer(here, {"id": f"g{number}.{thing}", "k": f"g{number}", "o": thing})
            case "tally" | "count":
                value = match["n"]["v"] + effect.add if "n" in match else 0
                kind = f"c{number}.{value}" if effect.kind == "count" else f"n{number}.{effect.part}"
                self._infer(here, {"id": f"{kind}.{step}", "k": kind, "v": value, "t": step})
            case "open":
                due = min(step + effect.within, len(self.deal.steps) - 1)
                self._wait(here, number, step, due, step)
            case "wait":
                self._wait(here, number, match["w"]["o"], match["w"]["d"], step + 1)

    def _wait(self, here: int, line: int, origin: int, due: int, step: int) -> None:
        fact: Fact = {"id": f"w{line}.{origin}.{step}", "k": f"w{line}", "o": origin, "d": due, "t": step}
        self._infer(here, fact)


class _Acts:
    """A deal's provisions as facts, in the numbers of a rulebook."""

    def __init__(self, book: Rulebook, program: Program, deal: Settled) -> None:
        self.book = book
        self.program = program
        self.deal = deal
        objects = dict.fromkeys(clause.object for clause in deal.clauses)
        self.objects = {name: number for number, name in enumerate(objects)}
        self.known = [(clause, *self._flags(clause)) for clause in deal.clauses]

    def leaves(self) -> list[Fact]:
        """The leaves of the objects, as far as the rules ask for them."""
        leaves = {clause.object: clause.leaves for clause in self.deal.clauses}
        return [
            {"id": f"o{number}.{self.book.leaves[leaf]}", "k": f"l{self.book.leaves[leaf]}", "o": number}
            for name, number in self.objects.items()
            for leaf in sorted(leaves[name])
            if leaf in self.book.leaves
        ]

    def at(self, step: int) -> Iterator[Fact]:
        """The acts at a step: one for each party that a provision in force binds."""
        for place, (clause, flags, asked) in enumerate(self.known):
            if not asked or not clause.start <= step < clause.stop:
                continue
            # All parties that no rule names are alike.
            for party in sorted({self.book.parties.get(name, -1) for name in clause.parties}):
                yield {
                    "id": f"a{place}.{party}.{step}",
                    "k": "act",
                    "p": party,
                    "v": self.book.verbs.get(clause.verb, -1),
                    "o": self.objects[clause.object],
                    "t": step,
                    **flags,
                }

    def totals(self, step: int) -> Iterator[Fact]:
        """The totals that pass their tests at a step."""
        for number, total in self.book.totals.items():
            pattern = self.program.patterns[total.pattern]
            summed = [
                clause
                for clause in self.deal.clauses
                if clause.start <= step < clause.stop
                and (total.leaves is None or total.leaves & clause.leaves)
                and matches(pattern, clause)
            ]
            if passes_all(total.tests, exact_sum(amount(clause, total.attribute) for clause in summed)):
                yield {"id": f"h{number}.{step}", "k": f"h{number}", "t": step}

    def _flags(self, clause: Clause) -> tuple[Fact, bool]:
        """Which tests the provision's attributes pass, and whether any rule asks for its object."""
        passed: Fact = {
            f"f{number}": 1
            for tests, number in self.book.tests.items()
            if all(passes_test(test, clause) for test in tests)
        }
        return passed, any(leaf in self.book.leaves for leaf in clause.leaves)


@cache
def _book_class() -> Any:
    """The class of a book: a durable-rules ruleset whose rules report to whoever tells it facts."""
    engine = _load()
    native, base = engine.durable_rules_engine, engine.Ruleset

    class Book(base):  # type: ignore[misc, valid-type]
        """A ruleset of its own, without a host, and so without the threads that a host starts.

        The library's own way from a match to an action goes through a promise, a closure and a state written back
        after each, and loses what an action raises. None of that is needed here: the matches are handed on as they
        come, and an error ends the call.
        """

        def __init__(self, name: str, rules: tuple[Rule, ...]) -> None:
            # Deleting a session in which no rule ever fired crashes durable-rules, so one fires in every session.
            definition: dict[str, Any] = {"greeting": {"all": [{"m": {"k": _GREETING}}], "run": _never_called}}
            for place, rule in enumerate(rules):
                body = {"all": rule.patterns, "dist": 0, "cap": _BATCH, "run": _never_called}
                definition[f"r{place}"] = body
            super().__init__(name, None, definition)
            self._effects = {f"r{place}": rule.effect for place, rule in enumerate(rules)}
            weakref.finalize(self, native.delete_ruleset, self._handle)

        def tell(self, facts: list[Fact], act: Act) -> None:
            """Assert facts, and call `act` with the effect and the match of each rule that they complete."""
            try:
                session = self.assert_facts(facts)
            except engine.MessageNotHandledException:
                return  # acts of a kind that no rule looks for; they complete nothing
            following = native.start_action_for_state(self._handle, session)
            following = following and following[1]
            while following:
                ((rule, matches),) = json.loads(following).items()
                try:
                    for match in matches if rule in self._effects else ():
                        act(self._effects[rule], match)
                except Exception as error:
                    native.abandon_action(self._handle, session)
                    raise EngineError(f"a rule failed in durable-rules: {error}") from error
                following = native.complete_and_start_action(self._handle, session)

    return Book


def _never_called(_closure: object) -> None:
    raise NotImplementedError


def _load() -> Any:
    """The module `durable.engine`. On Python 3.13 it loads only if symbols are bound when they are first used."""
    if sys.version_info < (3, 13) or "durable.engine" in sys.modules:
        from durable import engine

        return engine
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        from durable import engine
    finally:
        sys.setdlopenflags(flags)
    return engine
