"""The engine on durable-rules: a deal is played step by step as facts, and rules decide what follows from them.

Everything the language decides is decided by rules firing: which provisions match, by party and by verb; which parts
an object has; definitions that chain; negation, in strata; what `once`, `earlier` and `throughout` carry from step to
step; counts; requirements that wait for their day; which bottom lines are broken; what the score sheet earns.
Before that, Python computes what durable-rules cannot, as its numbers are not exact: whether a provision's attributes
pass the tests of a `where`, and whether a `total` passes its tests at a step. Both become facts with small integers.

`signs`, `facts` and `rulebook` say which facts and rules there are. The engine plays a deal so: first the provisions
are told; then for each step its totals, and the strata are opened one by one. What opens a stratum lets its rules fire;
facts that rules of other books look for are passed on until no rule has anything to add.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

from dealcheck.engines.facts import Fact, exists, opening, passes_total
from dealcheck.engines.rulebook import Effect, Rule, rulebook
from dealcheck.errors import EngineError
from dealcheck.program import Judgment, Program, Settled

_OBSERVED = 2
"""What durable-rules answers to a fact that it has seen."""
_BATCH = 1000
"""An action takes up to this many matches of its rule at once."""

_decode = json.JSONDecoder().raw_decode

Act = Callable[[Effect, "dict[str, Any]"], None]


class DurableEngine:
    """Judges deals by rules on durable-rules."""

    name = "durable"

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """The program as a set of rules; the function it returns plays a deal each time it is called."""
        return _Judge(program)


class _Judge:
    """A compiled program. Deals are judged one at a time, each in sessions of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rulebook = rulebook(program)
        self.books = [_Book(f"book{number}", rules) for number, rules in enumerate(self.rulebook.books)]
        self.readers: dict[str, list[_Book]] = {}
        for book, rules in zip(self.books, self.rulebook.books):
            for kind in frozenset().union(*(rule.looks_for for rule in rules)):
                self.readers.setdefault(kind, []).append(book)
        self._lock = threading.Lock()

    def __call__(self, deal: Settled) -> Judgment:
        with self._lock:
            try:
                return _Play(self, deal).run()
            except Exception as error:
                raise EngineError(f"durable-rules could not judge the deal: {error}") from error
            finally:
                for book in self.books:
                    book.forget()


class _Play:
    """One deal being played: its facts, and what the rules have reported so far."""

    def __init__(self, judge: _Judge, deal: Settled) -> None:
        self.program = judge.program
        self.rulebook = judge.rulebook
        self.readers = judge.readers
        self.deal = deal
        self.last = len(deal.steps) - 1
        self.broken: dict[str, int] = {}
        self.earned: set[str] = set()
        self.facts = 0
        self.said: set[object] = set()
        self.waiting: dict[_Book, list[str]] = {}

    def run(self) -> Judgment:
        """Play the deal from its first step to its last."""
        for act in self.rulebook.words.acts(self.deal):
            self._say("act", act)
        for step in range(self.last + 1):
            for number, total in self.rulebook.totals.items():
                if passes_total(total, self.program.patterns, self.deal, step):
                    self._say(f"h{number}", {f"h{number}": step})
            for stratum in range(1, self.rulebook.strata + 1):
                kinds = [opening(stratum), opening(stratum, last=True)]
                for kind in kinds if step == self.last else kinds[:1]:
                    self._say(kind, {kind: 1, "t": step})
                self._settle()
        broken = {name: self.broken[name] for name in self.program.bottom_lines if name in self.broken}
        return Judgment(broken, frozenset(self.earned))

    def _settle(self) -> None:
        """Tell the books what waits for them, and what follows from it, until no rule has anything to add."""
        while self.waiting:
            book, facts = self.waiting.popitem()
            book.tell(facts, partial(self._take, book))

    def _say(self, kind: str, fact: Fact, here: _Book | None = None) -> None:
        """Pass a fact on to the books that look for its kind. Book `here`, of which a rule says so, takes it in."""
        self.facts += 1
        text = _json({"id": self.facts, **fact})
        for book in self.readers.get(kind, ()):
            if book is here:
                book.infer(text)
            else:
                self.waiting.setdefault(book, []).append(text)

    def _infer(self, here: _Book, kind: str, fact: Fact, said: object) -> None:
        """Say what a rule of a book has found, unless it was said before."""
        if (kind, said) not in self.said:
            self.said.add((kind, said))
            self._say(kind, fact, here)

    def _take(self, here: _Book, effect: Effect, match: dict[str, Fact]) -> None:
        """Do what a rule that fired in book `here` says."""
        step, number = match["ph"]["t"], effect.number
        match effect.kind:
            case "holds":
                self._infer(here, f"h{number}", {f"h{number}": step}, step)
            case "broken":
                self.broken[effect.name] = self.broken.get(effect.name, 0) | 1 << step
            case "overdue":
                self.broken[effect.name] = self.broken.get(effect.name, 0) | 1 << match["x"]["o"]
            case "earned":
                self.earned.add(effect.name)
            case "tally":
                kind = f"n{number}_{effect.part}"
                so_far = match["x"]["v"] if "x" in match else 0
                self._infer(here, kind, {kind: step, "v": so_far + effect.add}, step)
            case "open":
                self._wait(here, number, step, step, min(step + effect.within, self.last))
            case "wait":
                self._wait(here, number, step + 1, match["x"]["o"], match["x"]["d"])

    def _wait(self, here: _Book, line: int, step: int, origin: int, due: int) -> None:
        self._infer(here, f"w{line}", {f"w{line}": step, "o": origin, "d": due}, (step, origin))


class _Book:
    """A ruleset of durable-rules whose rules report to whoever tells it facts, in one session at a time.

    The library's own way from a match to an action goes through a host with two threads, a promise, a closure and a
    state written back after each, and loses what an action raises. None of that is needed here: the matches are handed
    on as they come.
    """

    def __init__(self, name: str, rules: tuple[Rule, ...]) -> None:
        self._native = _load()
        self._effects = {f"r{place}": rule.effect for place, rule in enumerate(rules)}
        definition: dict[str, Any] = {"greeting": {"all": [{"m": exists("greeting")}]}}
        for place, rule in enumerate(rules):
            patterns = [{name: pattern} for name, pattern in rule.patterns.items()]
            definition[f"r{place}"] = {"all": patterns, "dist": 0, "cap": _BATCH}
        self._handle = self._native.create_ruleset(name, json.dumps(definition))
        weakref.finalize(self, self._native.delete_ruleset, self._handle)
        self._told = False
        self._greet()

    def _greet(self) -> None:
        """Let a rule fire in a first session, without which durable-rules would crash at the end of the next one."""
        _, session = self._native.assert_fact(self._handle, '{"greeting":1}')
        self._native.start_action_for_state(self._handle, session)
        self._native.complete_and_start_action(self._handle, session)
        self._native.delete_state(self._handle, None)

    def tell(self, facts: list[str], act: Act) -> None:
        """Assert facts, and call `act` with the effect and the match of each rule that they complete."""
        self._told = True
        outcome, session = self._native.assert_facts(self._handle, f"[{','.join(facts)}]")
        _check(outcome, facts)
        started = self._native.start_action_for_state(self._handle, session)
        following = started and started[1]
        while following:
            ((rule, matches),) = _decode(following)[0].items()
            for match in matches:
                act(self._effects[rule], match)
            following = self._native.complete_and_start_action(self._handle, session)

    def infer(self, fact: str) -> None:
        """Assert a fact while a rule fires; what it completes fires after that."""
        outcome, _ = self._native.assert_fact(self._handle, fact)
        _check(outcome, fact)

    def forget(self) -> None:
        """End the session, if there is one."""
        if self._told:
            self._told = False
            self._native.delete_state(self._handle, None)


def _json(fact: Fact) -> str:
    return "{" + ",".join([f'"{key}":{value}' for key, value in fact.items()]) + "}"


def _check(outcome: int, told: object) -> None:
    """Raise when durable-rules took a fact for one that it had seen."""
    if outcome == _OBSERVED:
        raise EngineError(f"durable-rules took a fact for another one: {told}")


def _load() -> Any:
    """The native module of durable-rules. On Python 3.13 it loads only if symbols are bound when first used."""
    if sys.version_info < (3, 13) or "durable_rules_engine" in sys.modules:
        import durable_rules_engine

        return durable_rules_engine
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        import durable_rules_engine
    finally:
        sys.setdlopenflags(flags)
    return durable_rules_engine
