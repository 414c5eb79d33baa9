"""Signed deals followed on durable-rules: what becomes of provisions and remedies is decided by rules firing.

The ledger says what is to be looked at on which day, and counts the days. Each look has a number; what is known about
the provision or remedy then is told as facts with that number, the strata are opened one after the other as for deals,
and rules infer what follows. All looks of a deal are told in one session, which lives as long as the deal is followed:
the facts of a look are retracted when it is over, so that the session does not grow.

| fact | what it says of the provision |
|---|---|
| `sb`, `dm` | its step has begun; what it depends on holds |
| `rm`, `re` | a remedy adds it; that remedy is in effect |
| `ub`, `eb` | the step of its `until` has begun; a remedy ended it |
| `su`, `la` | a remedy suspends it; a party does not perform it |
| `tp`, `wv` | its term has passed; its breach is excused |
| `ca`, `en` | inferred: it is called for; it has ended |

| fact | what it says of the remedy |
|---|---|
| `bk`, `ms`, `gr` | something that it answers is in breach; for long enough; its condition was met before |
| `rn`, `lp` | it runs; it lapses when cured |
| `pw`, `iv`, `gu` | it is a power; it is invoked; it was invoked anew, or is no more, since it started |
| `gd`, `st` | inferred: its condition is met; it is given up |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from dealcheck.engines.durable.book import Book
from dealcheck.engines.durable.facts import Effect, Fact, Pattern, Rule, at_step, exists, opening
from dealcheck.engines.ledger.ledger import Ledger, Look, Run, Turn
from dealcheck.errors import EngineError
from dealcheck.language.signed.contract import Contract, Recourse
from dealcheck.language.signed.standing import State

_STATES: tuple[State, ...] = get_args(State)

# What must be there for a rule, and after `!` what must not; what follows: an inferred fact, or an answer.
_OWED = (
    (1, "rm re", "ca"),
    (1, "!rm sb dm", "ca"),
    (1, "ub", "en"),
    (1, "eb", "en"),
    (2, "ca !su", "owed"),
)
_ROWS = (
    (3, "en", "ended"),
    (3, "!en !ca", "not due"),
    (3, "!en ca !la", "performed"),
    (3, "!en ca la su", "suspended"),
    (3, "!en ca la !su tp wv", "waived"),
    (3, "!en ca la !su !tp", "due"),
    (3, "!en ca la !su tp !wv", "breach"),
)
_TURNS = (
    (4, "bk gr", "gd"),
    (4, "bk ms", "gd"),
    (4, "rn gu", "st"),
    (5, "gd", "grounds"),
    (5, "st", "stops"),
    (5, "rn !st lp !gd", "cured"),
    (5, "gd !pw !rn", "starts"),
    (5, "gd pw iv !rn", "starts"),
    (5, "gd pw iv st", "starts"),
)
_INFERRED = ("ca", "en", "gd", "st")


def _rules() -> Iterator[Rule]:
    for stratum, needed, follows in (*_OWED, *_ROWS, *_TURNS):
        kinds = [kind.removeprefix("!") for kind in needed.split()]
        patterns: dict[str, Pattern] = {"ph": exists(opening(stratum))}
        # What is there comes before what is not: durable-rules joins in the order of patterns.
        for place, kind in enumerate(sorted(needed.split(), key=lambda kind: kind.startswith("!"))):
            name = f"m{place}$not" if kind.startswith("!") else f"m{place}"
            patterns[name] = at_step(kind.removeprefix("!"))
        yield Rule(stratum, patterns, Effect("holds", name=follows), (opening(stratum), *kinds))


class _Session(Book):
    """One session of the rules, in which the facts of a look can be taken back."""

    def __init__(self) -> None:
        self._noted: list[Fact] = []
        super().__init__("following", _rules())
        self._look = 0
        self._answers: set[str] = set()

    def begin(self, facts: dict[str, int]) -> None:
        """Begin a look, with as many facts of each kind as there are of what they say."""
        self._look += 1
        self._answers.clear()
        self.say(facts)

    def say(self, facts: dict[str, int]) -> None:
        """Tell facts of the look."""
        told = [{kind: self._look} for kind, number in facts.items() for _ in range(number)]
        if told:
            self.tell(told, self._take)

    def ask(self, *strata: int) -> set[str]:
        """Open strata one after the other; return all that rules have answered to the look."""
        for stratum in strata:
            self.tell([{opening(stratum): 1, "t": self._look}], self._take)
        return self._answers

    def end(self) -> None:
        """End the look: take back all its facts."""
        self.retract(self._noted)
        self._noted.clear()

    def _take(self, effect: Effect, match: dict[str, Fact]) -> None:
        if match["ph"]["t"] != self._look:
            raise EngineError("durable-rules answered to a look that is over")
        if effect.name in _INFERRED and effect.name not in self._answers:
            self.infer({effect.name: self._look})
        self._answers.add(effect.name)

    def _numbered(self, fact: Fact) -> Fact:
        numbered = super()._numbered(fact)
        self._noted.append(numbered)
        return numbered


class DurableLedger(Ledger):
    """A ledger whose provisions and remedies are decided by rules on durable-rules."""

    name = "durable"

    def __init__(self, contract: Contract) -> None:
        super().__init__(contract)
        self._session = _Session()

    def _is_owed(self, look: Look) -> bool:
        self._session.begin(
            {
                "sb": look.has_begun,
                "dm": look.is_met,
                "rm": look.by_remedy,
                "re": look.remedy_is_in_effect,
                "ub": look.is_over,
                "eb": look.is_ended,
                "su": look.suspensions,
                "la": look.lacking,
            }
        )
        return "owed" in self._session.ask(1, 2)

    def _state(self, look: Look, *, is_late: bool, is_waived: bool) -> State:
        self._session.say({"tp": is_late, "wv": is_waived})
        states = [state for state in _STATES if state in self._session.ask(3)]
        self._session.end()
        if len(states) != 1:
            raise EngineError(f"durable-rules found {len(states)} states of a provision: {look}")
        return states[0]

    def _turn_of(self, recourse: Recourse, run: Run, *, is_answering: bool, has_lasted: bool) -> Turn:
        self._session.begin(
            {
                "bk": is_answering,
                "ms": has_lasted,
                "gr": run.grounds is not None,
                "rn": run.effect is not None,
                "lp": recourse.lapses,
                "pw": recourse.is_power,
                "iv": run.invoked is not None,
                "gu": recourse.is_power and run.invoked != run.started_by,
            }
        )
        answers = self._session.ask(4, 5)
        turn = Turn(
            grounds="grounds" in answers,
            stops=not answers.isdisjoint({"stops", "cured"}),
            spends="cured" in answers,
            starts="starts" in answers,
        )
        self._session.end()
        return turn
