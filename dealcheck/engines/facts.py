"""Facts for durable-rules and the patterns that look for them: how a deal is told, and what inference says.

Facts, by their first key; steps, parties and verbs are small integers:

| fact | what it says |
|---|---|
| `act` | in provision `act`, party `p` does verb `v`, from step `a` up to but without step `b`; |
| | with `l5`, to an object that has leaf 5; with `f3`, in a way that passes the attribute tests numbered 3 |
| `s2` | stratum 2 of step `t` is open |
| `z2` | the same, and `t` is the last step |
| `h5` | fact 5 of the gallery (see `signs`) holds at step `h5` |
| `n5_2` | at step `n5_2`, `v` of the first 2 parts that fact 5 counts hold |
| `w5` | at step `w5`, bottom line 5 still waits for what it has required since step `o`, until step `d` |

durable-rules finds its way by the names of keys, which is why these have the numbers in them. It knows names and
facts by a hash of 32 bits alone; a test holds that those used here do not collide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dealcheck import program as p
from dealcheck.engines.signs import Sign
from dealcheck.numbers import exact_sum
from dealcheck.semantics import amount, matches, passes_all, passes_test

Fact = dict[str, int]
Pattern = dict[str, Any]
"""What a fact must be like, as durable-rules has it."""

AT: Pattern = {"ph": "t"}
"""The step that is played: `t` of the fact `ph` that opened the stratum."""
_MOST_LEAVES = 8
"""An act tells this many leaves; an object with more of them takes several acts."""


def opening(stratum: int, *, last: bool = False) -> str:
    """The kind of the fact that opens a stratum, or of the one that opens it at the last step alone."""
    return f"{'z' if last else 's'}{stratum}"


def exists(kind: str) -> Pattern:
    """A pattern for facts of a kind."""
    return {"$ex": {kind: 1}}


def at_step(kind: str, *tests: Pattern) -> Pattern:
    """A pattern for facts of a kind, of the step that is played."""
    return _pattern([exists(kind)], [{kind: AT}, *tests])


def inferred(sign: Sign) -> Pattern:
    """A pattern for the inferred fact of a sign."""
    kind = f"h{sign.of}"
    when = {
        "now": {kind: AT},
        "once": {"$lte": {kind: AT}},
        "earlier": {"$lt": {kind: AT}},
        "before": {kind: {"$sub": {"$l": AT, "$r": 1}}},
    }
    return _pattern([exists(kind)], [when[sign.when]])


class Words:
    """The words of a program in numbers, in which acts are told and looked for."""

    def __init__(self, program: p.Program) -> None:
        self._patterns = program.patterns
        self._parties = _numbered(name for pattern in program.patterns for name in pattern.parties or ())
        self._verbs = _numbered(verb for pattern in program.patterns for verb in pattern.verbs or ())
        self._tests = _numbered(pattern.tests for pattern in program.patterns if pattern.tests)
        reached = [node for node in program.conditions if isinstance(node, p.Reaches)]
        self._leaves = _numbered(leaf for node in reached for leaf in sorted(node.leaves))

    def pattern(self, sign: Sign) -> Pattern:
        """A pattern for the acts of a sign."""
        assert isinstance(sign.of, p.Reaches)
        pattern = self._patterns[sign.of.pattern]
        tests: list[Pattern] = []
        if pattern.parties is not None:
            tests.append(_any([{"p": self._parties[name]} for name in sorted(pattern.parties)]))
        if pattern.verbs is not None:
            tests.append(_any([{"v": self._verbs[verb]} for verb in sorted(pattern.verbs)]))
        if pattern.tests:
            tests.append(exists(f"f{self._tests[pattern.tests]}"))
        tests.append(_any([exists(f"l{self._leaves[leaf]}") for leaf in sorted(sign.of.leaves)]))
        by = {"$add": {"$l": AT, "$r": sign.within}} if sign.within else AT
        begun = {"$lt" if sign.when == "earlier" else "$lte": {"a": by}}
        in_force = [begun, {"$gt": {"b": AT}}] if sign.when == "now" else [begun]
        alone = [test for test in tests if "$or" not in test]
        return _pattern(alone, in_force, [test for test in tests if "$or" in test])

    def parties(self, reaches: p.Reaches) -> Iterable[int]:
        """The parties whose acts may meet the pattern."""
        named = self._patterns[reaches.pattern].parties
        if named is not None and len(named) == 1:
            return [self._parties[name] for name in named]
        return [-1, *self._parties.values()]  # an `$or` comes after what all acts meet

    def acts(self, deal: p.Settled) -> Iterator[Fact]:
        """The provisions of a deal: an act for each party that one binds, with the leaves that rules ask for."""
        for place, clause in enumerate(deal.clauses):
            leaves = [self._leaves[leaf] for leaf in clause.leaves if leaf in self._leaves]
            passed = {
                f"f{number}": 1
                for tests, number in self._tests.items()
                if all(passes_test(test, clause) for test in tests)
            }
            verb = self._verbs.get(clause.verb, -1)
            for party in {self._parties.get(name, -1) for name in clause.parties}:  # all unknown ones are alike
                for start in range(0, len(leaves), _MOST_LEAVES):
                    told = {f"l{leaf}": 1 for leaf in leaves[start : start + _MOST_LEAVES]}
                    who = {"act": place, "p": party, "v": verb, "a": clause.start, "b": clause.stop}
                    yield {**who, **told, **passed}


def passes_total(total: p.Total, patterns: tuple[p.Pattern, ...], deal: p.Settled, step: int) -> bool:
    """Whether the sum over the provisions in force at a step passes the tests."""
    pattern = patterns[total.pattern]
    summed = [
        clause
        for clause in deal.clauses
        if clause.start <= step < clause.stop
        and (total.leaves is None or total.leaves & clause.leaves)
        and matches(pattern, clause)
    ]
    return passes_all(total.tests, exact_sum(amount(clause, total.attribute) for clause in summed))


def _pattern(alone: list[Pattern], compared: list[Pattern], either: Sequence[Pattern] = ()) -> Pattern:
    """A pattern of tests on a fact alone, comparisons with other facts, and alternatives.

    durable-rules overlooks comparisons that come after an `$or`. And when the last comparison of a pattern fails, it
    skips what follows it and looks for an end after that: there must be one more, so an `$or` there is always.
    """
    return {"$and": [*alone, *compared, *(either or [{"$or": alone[:1]}])]}


def _any(tests: list[Pattern]) -> Pattern:
    return tests[0] if len(tests) == 1 else {"$or": tests}


def _numbered(things: Iterable[Any]) -> dict[Any, int]:
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}
