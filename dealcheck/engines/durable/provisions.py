"""Provisions for durable-rules: the rules that find which of them meet a pattern and reach an object.

A *reach* is what a program looks for in provisions: a pattern, and leaves of which one will do. That a provision meets
it does not change from step to step. So it is found once, before the first step is played, by rules in books of their
own; when the provision is in force comes in only then. Provisions that are alike to all rules of a book are one fact:

| key | what it says |
|---|---|
| `act` | the number of the fact |
| `v` | the rank of the verb, where all verbs by which one of those named is done follow one another |
| `g4` | the verb is in set 4, of which that is not so |
| `p2` | one of the parties is in set 2 |
| `l5` | one of the leaves is in set 5 |
| `f3` | the attributes pass the tests numbered 3 |

Sets are numbered by book. A fact has at most one flag for each of them, and each rule names at most one set of a sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from dealcheck.engines.durable.facts import Effect, Fact, Pattern, Rule, exists
from dealcheck.language import program as p
from dealcheck.language.semantics import Steps, passes_test

_MOST_REACHES = 50
"""A book's reaches. A fact may be met by all of them: durable-rules bears 64 patterns, and 255 keys in a fact."""

_MOST_KNOWN = 1_000
"""Provisions, by their words, of which the flags are kept."""

Act = tuple[int, tuple[str, ...]]
"""The facts about a provision: the rank of its verb, and flags."""


class Matcher:
    """The rules of a book that find which provisions meet its reaches, and the facts in which these are told."""

    def __init__(self, reaches: Mapping[int, p.Reaches], patterns: Sequence[p.ResolvedPattern]) -> None:
        named = [patterns[reach.pattern] for reach in reaches.values()]
        verbs = [pattern.verbs for pattern in named if pattern.verbs is not None]
        self._ranks = _Ranks(verbs)
        self._scattered = _Sets("g", (verb for verb in verbs if self._ranks.span(verb) is None))
        self._parties = _Sets("p", (pattern.parties for pattern in named if pattern.parties is not None))
        self._leaves = _Sets("l", (reach.leaves for reach in reaches.values()))
        self._tests = {tests: f"f{n}" for n, tests in enumerate(dict.fromkeys(pattern.tests for pattern in named))}
        self._passed_by_none = self._passed(p.Clause("", frozenset(), "", "", frozenset(), 0, 0, {}))
        self._known: dict[tuple[frozenset[str], frozenset[str], str], list[str]] = {}
        self.rules = tuple(
            Rule(0, {"m": self._pattern(reach, pattern)}, Effect("reached", number), ("act",))
            for (number, reach), pattern in zip(reaches.items(), named)
        )

    def acts(self, deal: p.Settled) -> dict[Act, Steps]:
        """Return what the book is told of a deal's provisions, each with the steps at which it is in force."""
        acts: dict[Act, Steps] = {}
        for clause in deal.clauses:
            if clause.times and (flags := self._flags(clause)):
                passed = self._passed(clause) if clause.attributes else self._passed_by_none
                act = self._ranks.of(clause.verb), (*flags, *passed)
                acts[act] = acts.get(act, 0) | clause.times
        return acts

    def _flags(self, clause: p.Clause) -> list[str]:
        """Return the flags for a provision's words; none when no reach has its leaves.

        They are kept, as provisions of the same words occur in deal after deal.
        """
        words = clause.leaves, clause.parties, clause.verb
        if words not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            leaves = self._leaves.flags(clause.leaves)
            others = [*self._parties.flags(clause.parties), *self._scattered.flags({clause.verb})]
            self._known[words] = [*leaves, *others] if leaves else []
        return self._known[words]

    def _passed(self, clause: p.Clause) -> list[str]:
        """Return the flags for the tests that a provision's attributes pass."""
        return [flag for tests, flag in self._tests.items() if all(passes_test(test, clause) for test in tests)]

    def _pattern(self, reach: p.Reaches, pattern: p.ResolvedPattern) -> Pattern:
        tests = [self._leaves.test(reach.leaves)]
        if pattern.parties is not None:
            tests.append(self._parties.test(pattern.parties))
        if pattern.tests:
            tests.append(exists(self._tests[pattern.tests]))
        if pattern.verbs is not None:
            span = self._ranks.span(pattern.verbs)
            tests += [self._scattered.test(pattern.verbs)] if span is None else _between(*span)
        return {"$and": tests}


def matchers(reaches: Iterable[p.Reaches], patterns: Sequence[p.ResolvedPattern]) -> tuple[Matcher, ...]:
    """Return books in which all the reaches are looked for, by their numbers."""
    numbered = enumerate(reaches)
    compiled = []
    while some := dict(islice(numbered, _MOST_REACHES)):
        compiled.append(Matcher(some, patterns))
    return tuple(compiled)


def told(number: int, act: Act) -> Fact:
    """Return the fact that tells an act."""
    rank, flags = act
    return {"act": number, "v": rank, **dict.fromkeys(flags, 1)}


class _Ranks:
    """Verbs in an order in which those of each set follow one another, if there is one.

    A verb that is done by stronger ones is named with all of these. So verbs are ordered by the sets that they are in,
    the largest first, and as those of a scale lie within one another, the stronger come first.
    """

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        ordered = sorted(dict.fromkeys(sets), key=len, reverse=True)
        member = {verb: tuple(verb in each for each in ordered) for verb in frozenset().union(*ordered)}
        ranks = {alike: rank for rank, alike in enumerate(sorted(set(member.values()), reverse=True))}
        self._of = {verb: ranks[alike] for verb, alike in member.items()}

    def of(self, verb: str) -> int:
        """Return the rank of a verb, -1 where no set has it; verbs that are in the same sets share one."""
        return self._of.get(verb, -1)

    def span(self, verbs: frozenset[str]) -> tuple[int, int] | None:
        """Return the first and the last rank of a set; None where others lie between, or nothing is in it."""
        ranks = {self._of[verb] for verb in verbs}
        if not ranks or max(ranks) - min(ranks) >= len(ranks):
            return None
        return min(ranks), max(ranks)


class _Sets:
    """Sets of words, numbered, and flags that say which of them a provision's words are in."""

    def __init__(self, letter: str, sets: Iterable[frozenset[str]]) -> None:
        self._flags = {each: f"{letter}{number}" for number, each in enumerate(dict.fromkeys(sets))}

    def flags(self, words: Iterable[str]) -> list[str]:
        """Return a flag for each set that has one of the words."""
        return [flag for each, flag in self._flags.items() if not each.isdisjoint(words)]

    def test(self, words: frozenset[str]) -> Pattern:
        """Return a pattern for facts with the flag of a set."""
        return exists(self._flags[words])


def _between(first: int, last: int) -> list[Pattern]:
    return [{"v": first}] if first == last else [{"$gte": {"v": first}}, {"$lte": {"v": last}}]
