"""Books of rules: rulesets of durable-rules, which is spoken to here and nowhere else."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from dealcheck.engines import native
from dealcheck.engines.durable.facts import Effect, Fact, Rule, exists
from dealcheck.errors import EngineError

_OBSERVED = 2
"""What durable-rules answers to a fact that it has seen."""
_BATCH = 1000
"""An action takes up to this many matches of its rule at once."""

_decode = json.JSONDecoder().raw_decode

Act = Callable[[Effect, "dict[str, Any]"], None]


class Book:
    """A ruleset of durable-rules whose rules report to whoever tells it facts, in one session at a time.

    The library's own way from a match to an action goes through a host with two threads, a promise, a closure and a
    state written back after each, and loses what an action raises. None of that is needed here: the matches are handed
    on as they come.

    durable-rules knows a fact by a hash of its id alone. Ids are numbers that begin anew with each session; a test
    holds that those of any session there can be do not collide.
    """

    def __init__(self, name: str, rules: Iterable[Rule]) -> None:
        self._native = native.load()
        self._effects: dict[str, Effect] = {}
        self.kinds: set[str] = set()
        definition: dict[str, Any] = {"greeting": {"all": [{"m": exists("greeting")}]}}
        for place, rule in enumerate(rules):
            patterns = [{name: pattern} for name, pattern in rule.patterns.items()]
            definition[f"r{place}"] = {"all": patterns, "dist": 0, "cap": _BATCH}
            self._effects[f"r{place}"] = rule.effect
            self.kinds.update(rule.looks_for)
        self._handle = self._native.create_ruleset(name, json.dumps(definition))
        weakref.finalize(self, self._native.delete_ruleset, self._handle)
        self._told = 0
        self._greet()

    def _greet(self) -> None:
        """Let a rule fire in a first session, without which durable-rules would crash at the end of the next one."""
        _, session = self._native.assert_fact(self._handle, '{"greeting":1}')
        self._native.start_action_for_state(self._handle, session)
        self._native.complete_and_start_action(self._handle, session)
        self._native.delete_state(self._handle, None)

    def tell(self, facts: Iterable[Fact], act: Act) -> None:
        """Assert facts, and call `act` with the effect and the match of each rule that they complete."""
        text = _json([self._numbered(fact) for fact in facts])
        outcome, session = self._native.assert_facts(self._handle, text)
        _check(outcome, text)
        started = self._native.start_action_for_state(self._handle, session)
        following = started and started[1]
        while following:
            ((rule, matches),) = _decode(following)[0].items()
            for match in matches:
                act(self._effects[rule], match)
            following = self._native.complete_and_start_action(self._handle, session)

    def infer(self, fact: Fact) -> None:
        """Assert a fact while a rule fires; what it completes fires after that."""
        text = _json(self._numbered(fact))
        outcome, _ = self._native.assert_fact(self._handle, text)
        _check(outcome, text)

    def retract(self, facts: Iterable[Fact]) -> None:
        """Take back facts of the session, as they were numbered."""
        self._native.retract_facts(self._handle, _json(list(facts)))

    def forget(self) -> None:
        """End the session, if there is one."""
        if self._told:
            self._told = 0
            self._native.delete_state(self._handle, None)

    def _numbered(self, fact: Fact) -> Fact:
        self._told += 1
        return {"id": self._told, **fact}


def _json(facts: Fact | list[Fact]) -> str:
    """Return facts as JSON: keys are letters and digits, so Python's own text is that but for quotation marks."""
    return str(facts).replace("'", '"')


def _check(outcome: int, told: str) -> None:
    """Raise when durable-rules took a fact for one that it had seen."""
    if outcome == _OBSERVED:
        raise EngineError(f"durable-rules took a fact for another one: {told}")
