"""Programs to rules for durable-rules: plain data, no engine yet.

Facts, by their `k`; `t` is a step, and steps, parties, verbs and objects are small integers:

| k | what it says |
|---|---|
| `s2` | stratum 2 of step `t` is open |
| `z2` | the same, and `t` is the last step |
| `l5` | object `o` of the deal has leaf 5 |
| `g5` | object `o` has a leaf of set of leaves 5 |
| `act` | at step `t` party `p` does verb `v` to object `o`; `f3` 1: it passes the attribute tests numbered 3 |
| `h5` | condition 5 holds at step `t` |
| `been5` | condition 5 held at a step before step `t` |
| `kept5` | condition 5 held at every step before step `t` |
| `n5.2` | of the first 2 parts of condition 5, `v` hold at step `t` |
| `c5.2` | of all parts of condition 5, 2 hold at step `t` |
| `w5` | at step `t`, bottom line 5 still waits for what it has required since step `o`, until step `d` |

Every rule begins with the fact that opens its stratum. A condition without negation chains within a stratum; one that
looks at what does *not* hold waits for the stratum after. Stratum 0 is opened once, before the first step.

One durable-rules ruleset takes 256 rules, and one fact may meet 64 patterns in it; beyond that it fails. So rules are
bound in several books, and a fact goes to every book that has a pattern for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, Union

import attrs

from dealcheck import program as p
from dealcheck.semantics import passes_all

Fact = dict[str, Union[int, str]]
Patterns = list[dict[str, Any]]

_WIDEST = 6
"""Rules join at most this many conditions; a wider `all` becomes a tree."""
_MOST_RULES = 200
_MOST_MEETINGS = 50
"""The limits of a book: its rules, and those of them that look for one `k`."""


@attrs.frozen(repr=False)
class Effect:
    """What a rule does when it fires: assert a fact on condition `number`, or report a bottom line or a score entry.

    `add` is what a `tally` grows by, and `part` how many parts it then covers; `within` the steps that a requirement
    leaves.
    """

    kind: Literal["holds", "been", "kept", "tally", "count", "touch", "open", "wait", "broken", "overdue", "earned"]
    number: int = 0
    name: str = ""
    add: int = 0
    part: int = 0
    within: int = 0


@attrs.frozen(repr=False)
class Rule:
    """A rule: the patterns that must match together, and what follows."""

    stratum: int
    patterns: Patterns
    effect: Effect

    @property
    def looks_for(self) -> frozenset[str]:
        """The `k` of every fact that it has a pattern for."""
        tests = [test for pattern in self.patterns for body in pattern.values() for test in body["$and"]]
        either = [each for test in tests for each in test.get("$or", ())]
        return frozenset(test["k"] for test in [*tests, *either] if "k" in test)


@attrs.frozen(repr=False)
class Rulebook:
    """All rules of a program, bound in books, and the numbers by which facts name parties, verbs, leaves and tests."""

    books: tuple[tuple[Rule, ...], ...]
    strata: int
    parties: Mapping[str, int]
    verbs: Mapping[str, int]
    leaves: Mapping[str, int]
    tests: Mapping[tuple[p.AttributeTest, ...], int]
    totals: Mapping[int, p.Total]


def rulebook(program: p.Program) -> Rulebook:
    """The rules that decide everything a program asks."""
    return _Writer(program).write()


class _Writer:
    def __init__(self, program: p.Program) -> None:
        self.program = program
        self.conditions: dict[p.Node, int] = {}
        self.number_of: list[int] = []  # a condition's number here, by its number in the program
        self.levels: list[int] = []
        self.rules: list[Rule] = []
        self.groups: dict[frozenset[str], int] = {}
        self.parties = _numbered(name for pattern in program.patterns for name in pattern.parties or ())
        self.verbs = _numbered(verb for pattern in program.patterns for verb in pattern.verbs or ())
        self.tests = _numbered(pattern.tests for pattern in program.patterns if pattern.tests)
        nodes = program.conditions
        self.leaves = _numbered(leaf for node in nodes if isinstance(node, p.Reaches) for leaf in node.leaves)
        self.carried: set[int] = set()

    def write(self) -> Rulebook:
        for node in self.program.conditions:
            self.number_of.append(self._add(self._renumbered(node)))
        for name, line in self.program.bottom_lines.items():
            self._forbid(name, line) if isinstance(line, p.Forbid) else self._require(name, line)
        for name, number in self.program.worth.items():
            here = self.number_of[number]
            self._rule(self.levels[here], [_holds(here)], Effect("earned", name=name), last=True)
        totals = {number: node for node, number in self.conditions.items() if isinstance(node, p.Total)}
        strata = max((rule.stratum for rule in self.rules), default=0)
        return Rulebook(_bound(self.rules), strata, self.parties, self.verbs, self.leaves, self.tests, totals)

    def _renumbered(self, node: p.Node) -> p.Node:
        """A condition of the program with the numbers that its parts have here."""
        if isinstance(node, (p.All, p.AnyOf, p.Count)):
            return attrs.evolve(node, of=tuple(self.number_of[each] for each in node.of))
        if isinstance(node, (p.Not, p.Once, p.Earlier, p.Throughout)):
            return attrs.evolve(node, of=self.number_of[node.of])
        return node

    def _add(self, node: p.Node) -> int:
        """The number of a condition, after writing its rules."""
        if isinstance(node, p.Reaches) and node.whole and len(node.leaves) > 1:
            each = [
                self._add(attrs.evolve(node, leaves=frozenset((leaf,)), whole=False)) for leaf in sorted(node.leaves)
            ]
            return self._add(p.All(tuple(each)))
        if isinstance(node, p.Reaches) and node.whole:
            return self._add(attrs.evolve(node, whole=False))
        if isinstance(node, p.All) and len(node.of) > _WIDEST:
            chunks = [node.of[start : start + _WIDEST] for start in range(0, len(node.of), _WIDEST)]
            return self._add(p.All(tuple(self._add(p.All(chunk)) for chunk in chunks)))
        if node in self.conditions:
            return self.conditions[node]
        number = self.conditions[node] = len(self.conditions)
        self.levels.append(0)
        self.levels[number] = self._write(number, node)
        return number

    def _write(self, number: int, node: p.Node) -> int:
        """Write the rules of a condition; the stratum at which it is decided."""
        effect = Effect("holds", number)
        match node:
            case p.Reaches(pattern, leaves):
                self._rule(1, [self._act(pattern), self._part(leaves)], effect)
                return 1
            case p.Total():
                return 1  # a fact from the start
            case p.All(of):
                level = self._level(of)
                self._rule(level, [_holds(each, f"m{place}") for place, each in enumerate(of)], effect)
                return level
            case p.AnyOf(of):
                for each in of:
                    self._rule(self.levels[each], [_holds(each)], effect)
                return self._level(of)
            case p.Not(of):
                level = self.levels[of] + 1
                self._rule(level, [_holds(of, "m$not")], effect)
                return level
            case p.Count(of, tests):
                return self._count(number, of, tests)
            case p.Once(of):
                self._carry(of)
                self._rule(self.levels[of], [_holds(of)], effect)
                self._rule(1, [_at_step("m", f"been{of}")], effect)
                return self.levels[of]
            case p.Earlier(of):
                self._carry(of)
                self._rule(1, [_at_step("m", f"been{of}")], effect)
                return 1
            case p.Throughout(of):
                level = self.levels[of]
                so_far = [_at_step("m", f"kept{of}"), _holds(of, "h")]
                self._rule(level, so_far, effect)
                self._rule(level, so_far, Effect("kept", of))
                self._rule(0, [], Effect("kept", of))  # before the first step, nothing has failed
                return level
        raise TypeError(f"not a condition: {node!r}")

    def _count(self, number: int, of: tuple[int, ...], tests: tuple[p.NumberTest, ...]) -> int:
        """Rules that tally the parts one by one: each adds 1 where it holds and nothing where it does not."""
        level = self._level(of) + 1
        self._rule(level, [], Effect("tally" if of else "count", number))
        for place, part in enumerate(of):
            so_far = _at_step("n", f"n{number}.{place}")
            kind: Literal["tally", "count"] = "count" if place + 1 == len(of) else "tally"
            self._rule(level, [so_far, _holds(part)], Effect(kind, number, add=1, part=place + 1))
            self._rule(level, [so_far, _holds(part, "m$not")], Effect(kind, number, add=0, part=place + 1))
        for count in range(len(of) + 1):
            if passes_all(tests, Decimal(count)):
                self._rule(level, [_at_step("n", f"c{number}.{count}")], Effect("holds", number))
        return level

    def _carry(self, of: int) -> None:
        """Rules that carry from step to step that a condition has held."""
        if of not in self.carried:
            self.carried.add(of)
            self._rule(self.levels[of], [_holds(of)], Effect("been", of))
            self._rule(1, [_at_step("m", f"been{of}")], Effect("been", of))

    def _forbid(self, name: str, line: p.Forbid) -> None:
        condition = self.number_of[line.condition]
        releases = []
        if line.until is not None:
            releases.append(self._add(p.Once(self.number_of[line.until])))
        if line.only_after is not None:
            releases.append(self._add(p.Earlier(self.number_of[line.only_after])))
        if line.unless is not None:
            releases.append(self.number_of[line.unless])
        level = max([self.levels[condition], *(self.levels[each] + 1 for each in releases)])
        unreleased = [_holds(each, f"r{place}$not") for place, each in enumerate(releases)]
        self._rule(level, [_holds(condition), *unreleased], Effect("broken", name=name))

    def _require(self, name: str, line: p.Require) -> None:
        condition = self.number_of[line.condition]
        excused = [] if line.unless is None else [self.number_of[line.unless]]
        unexcused = [_holds(each, "f$not") for each in excused]
        if line.when is None:
            level = self._level([condition, *excused]) + 1
            self._rule(level, [_holds(condition, "m$not"), *unexcused], Effect("broken", name=name), last=True)
            return
        when = self.number_of[line.when]
        line_number = list(self.program.bottom_lines).index(name)
        level = max([self.levels[when], *(self.levels[each] + 1 for each in excused)])
        self._rule(level, [_holds(when), *unexcused], Effect("open", line_number, within=line.within))
        level = max(level, self.levels[condition] + 1)
        missing = _holds(condition, "m$not")
        due = _at_step("w", f"w{line_number}", {"d": {"ph": "t"}})
        self._rule(level, [due, missing], Effect("overdue", name=name))
        waiting = _at_step("w", f"w{line_number}", {"$gt": {"d": {"ph": "t"}}})
        self._rule(level, [waiting, missing], Effect("wait", line_number))

    def _act(self, number: int) -> dict[str, Any]:
        pattern = self.program.patterns[number]
        tests: list[dict[str, Any]] = []
        if pattern.parties is not None:
            tests.append(_one_of("p", [self.parties[name] for name in pattern.parties]))
        if pattern.verbs is not None:
            tests.append(_one_of("v", [self.verbs[verb] for verb in pattern.verbs]))
        if pattern.tests:
            tests.append({f"f{self.tests[pattern.tests]}": 1})
        return _at_step("act", "act", *tests)

    def _part(self, leaves: frozenset[str]) -> dict[str, Any]:
        """A pattern for the object of an act: it has one of the leaves."""
        same_object = {"o": {"act": "o"}}
        if len(leaves) == 1:
            (leaf,) = leaves
            return _pattern("part", f"l{self.leaves[leaf]}", same_object)
        if leaves not in self.groups:
            self.groups[leaves] = len(self.groups)
            for leaf in sorted(leaves):
                self._rule(0, [_pattern("m", f"l{self.leaves[leaf]}")], Effect("touch", self.groups[leaves]))
        return _pattern("part", f"g{self.groups[leaves]}", same_object)

    def _level(self, of: Iterable[int]) -> int:
        return max((self.levels[each] for each in of), default=1)

    def _rule(self, level: int, patterns: Patterns, effect: Effect, *, last: bool = False) -> None:
        phase = _pattern("ph", f"{'z' if last else 's'}{level}")
        self.rules.append(Rule(level, [phase, *patterns], effect))


def _holds(number: int, alias: str = "m") -> dict[str, Any]:
    return _at_step(alias, f"h{number}")


def _at_step(alias: str, kind: str, *tests: dict[str, Any]) -> dict[str, Any]:
    """A pattern on facts of a kind, of the step that is being played."""
    return _pattern(alias, kind, {"t": {"ph": "t"}}, *tests)


def _pattern(alias: str, kind: str, *tests: dict[str, Any]) -> dict[str, Any]:
    return {alias: {"$and": [{"k": kind}, *tests]}}


def _bound(rules: Iterable[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """The rules in books, none of them beyond the limits."""
    books: list[list[Rule]] = [[]]
    meetings: Counter[str] = Counter()
    for rule in rules:
        looks_for = rule.looks_for - {f"s{rule.stratum}", f"z{rule.stratum}"}  # a shared first pattern is no burden
        if len(books[-1]) >= _MOST_RULES or any(meetings[kind] >= _MOST_MEETINGS for kind in looks_for):
            books.append([])
            meetings.clear()
        books[-1].append(rule)
        meetings.update(looks_for)
    return tuple(map(tuple, books))


def _one_of(key: str, numbers: list[int]) -> dict[str, Any]:
    return {key: numbers[0]} if len(numbers) == 1 else {"$or": [{key: number} for number in sorted(numbers)]}


def _numbered(things: Iterable[Any]) -> dict[Any, int]:
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}
