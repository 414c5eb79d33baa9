"""Programs to rules for durable-rules: plain data, no engine yet. `facts` says what the rules look for and infer.

Every rule begins with the fact that opens its stratum. Rules are written from the bottom lines and the score sheet
backwards: what neither asks for is not inferred, and what they ask for at the last step alone is inferred only there.

A ruleset of durable-rules has limits, so the rules are bound in several books, and a fact goes to every book that has
a pattern for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache

import attrs

from dealcheck.engines.durable.facts import Effect, Pattern, Rule, at_step, exists, inferred, opening, reached, spans
from dealcheck.engines.durable.provisions import Matcher, matchers
from dealcheck.engines.durable.signs import Gallery, Sign, Signs, Tally, too_large
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all, steps_where

_MOST_RULES = 200
_MOST_KINDS = 300
_MOST_MEETINGS = 40
"""The limits of a book: its rules, the kinds of facts they look for, and the patterns that one fact may meet."""
_MOST_IN_ALL = 10_000
"""The most rules and reaches that a program may have. They and what they keep of a deal may take 80 KB each."""
_KEYS = ("id", "sid", "$s", "$forward", "greeting", "t", "a", "b", "v", "o")
"""The keys of facts that are no kinds."""


@attrs.frozen(repr=False)
class Rulebook:
    """All rules of a program, bound in books.

    `matchers`: the books that match provisions; the numbers of the reaches they look for are those of `lookahead`, by
    how many steps rules look ahead for provisions that meet them. `totals` by the numbers of their facts.
    """

    books: tuple[tuple[Rule, ...], ...]
    strata: int
    matchers: tuple[Matcher, ...]
    lookahead: tuple[int, ...]
    totals: Mapping[int, p.Total]


def rulebook(program: p.Program) -> Rulebook:
    """Return the rules that decide everything a program asks."""
    return _Writer(program).write()


class _Writer:
    def __init__(self, program: p.Program) -> None:
        self.program = program
        self.gallery = Gallery(program)
        self.reaches: dict[p.Reaches, int] = {}
        self.lookahead: list[int] = []
        self.rules: list[Rule] = []
        self.wanted: list[tuple[int, bool]] = []  # facts, and whether they are wanted at the last step alone
        self.written: set[tuple[int, bool]] = set()
        self.totals: dict[int, p.Total] = {}

    def write(self) -> Rulebook:
        at_the_end = [(self._yes(number), Effect("earned", name=name)) for name, number in self.program.worth.items()]
        for number, (name, line) in enumerate(self.program.bottom_lines.items()):
            if isinstance(line, p.Forbid):
                self._forbid(name, line)
            elif line.when is not None:
                self._require(number, name, line, self._yes(line.when))
            else:
                missing = (*self._no(line.condition), *self._no(line.unless))
                at_the_end.append((missing, Effect("broken", name=name)))
        self._infer_wanted()
        for signs, effect in at_the_end:
            self._rule(signs, effect, last=True)
        self._infer_wanted()
        strata = max((rule.stratum for rule in self.rules), default=0)
        compiled = matchers(self.reaches, self.program.patterns)
        return Rulebook(_bound(self.rules), strata, compiled, tuple(self.lookahead), self.totals)

    def _yes(self, number: int) -> Signs:
        return self.gallery.looks[number].yes

    def _no(self, number: int | None) -> Signs:
        return () if number is None else self.gallery.looks[number].no

    def _forbid(self, name: str, line: p.Forbid) -> None:
        unreleased = list(self._no(line.unless))
        if line.until is not None:
            unreleased += self.gallery.held(self.gallery.looks[line.until], "once").no
        if line.only_after is not None:
            unreleased += self.gallery.held(self.gallery.looks[line.only_after], "earlier").no
        self._rule((*self._yes(line.condition), *unreleased), Effect("broken", name=name))

    def _require(self, number: int, name: str, line: p.Require, when: Signs) -> None:
        called_for = (*when, *self._no(line.unless))
        missing = self._no(line.condition)
        ahead = self.gallery.ahead(missing, line.within) if line.within else missing
        if ahead is not None:
            self._rule((*called_for, *ahead), Effect("broken", name=name))
            return
        self._rule(called_for, Effect("open", number, within=line.within))
        (missing_now,) = self.gallery.as_fact(self.gallery.looks[line.condition]).no
        missing_since = attrs.evolve(missing_now, when="since")
        stratum = self.gallery.level(called_for)
        self._rule((missing_since,), Effect("overdue", name=name), after=f"w{number}", stratum=stratum)

    def _infer_wanted(self) -> None:
        """Write the rules for all facts that rules look for, and for those that these rules look for."""
        while self.wanted:
            number, last = self.wanted.pop()
            if self.written.isdisjoint({(number, False), (number, last)}):
                self.written.add((number, last))
                self._infer(number, last)

    def _infer(self, number: int, last: bool) -> None:
        match self.gallery.origins[number]:
            case p.Total() as total:
                self.totals[number] = total
            case Tally() as tally:
                self._tally(number, tally, last)
            case ways:
                for signs in ways:
                    self._rule(signs, Effect("holds", number), last=last)

    def _tally(self, number: int, tally: Tally, last: bool) -> None:
        """Add rules that count parts one by one: 1 for each part that holds."""
        counted = None
        for part, look in enumerate(tally.of, 1):
            for add, signs in enumerate((look.no, look.yes)):
                self._rule(signs, Effect("tally", number, add=add, part=part), after=counted, last=last)
            counted = f"n{number}_{part}"
        passing = steps_where([passes_all(tally.tests, Decimal(count)) for count in range(len(tally.of) + 1)])
        for first, stop in spans(passing):
            tests = [{"$gte": {"v": first}}, {"$lt": {"v": stop}}]
            self._rule((), Effect("holds", number), after=counted, tests=tests, last=last)

    def _rule(
        self,
        signs: Iterable[Sign],
        effect: Effect,
        *,
        after: str | None = None,
        tests: Sequence[Pattern] = (),
        stratum: int = 1,
        last: bool = False,
    ) -> None:
        """Write a rule that looks for signs, and for a fact of the kind `after` that passes the tests."""
        signs = self.gallery.at_once(signs)
        self.wanted += [(sign.of, last and sign.when == "now") for sign in signs if isinstance(sign.of, int)]
        stratum = max(stratum, self.gallery.level(signs))
        kinds = [opening(stratum, last=last)]
        patterns = {"ph": exists(kinds[0])}
        if after is not None:
            patterns["x"] = at_step(after, *tests)
            kinds.append(after)
        for place, sign in enumerate(sorted(signs, key=lambda sign: sign.absent)):
            kind, pattern = self._shown(sign)
            patterns[f"m{place}$not" if sign.absent else f"m{place}"] = pattern
            kinds.append(kind)
        self.rules.append(Rule(stratum, patterns, effect, tuple(kinds)))
        if len(self.rules) + len(self.reaches) > _MOST_IN_ALL:
            raise too_large(self.program, f"comes to more than {_MOST_IN_ALL:,} rules")

    def _shown(self, sign: Sign) -> tuple[str, Pattern]:
        """Return the kind of the facts that show a sign, and a pattern for them."""
        if isinstance(sign.of, int):
            return inferred(sign)
        if sign.of not in self.reaches:
            self.reaches[sign.of] = len(self.lookahead)
            self.lookahead.append(0)
        number = self.reaches[sign.of]
        self.lookahead[number] = max(self.lookahead[number], sign.within)
        return reached(sign, number)


def _bound(rules: Iterable[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules in books, none of them beyond the limits.

    durable-rules knows a key by its hash alone: no two keys in a book have the same.
    """
    books: list[list[Rule]] = [[]]
    meetings: Counter[str] = Counter()
    hashes = {hash_of(key): key for key in _KEYS}
    for rule in rules:
        meetings.update(rule.looks_for)
        full = len(books[-1]) >= _MOST_RULES or len(meetings) > _MOST_KINDS
        clash = any(hashes.setdefault(hash_of(kind), kind) != kind for kind in rule.looks_for)
        if books[-1] and (clash or full or any(meetings[kind] > _MOST_MEETINGS for kind in rule.looks_for[1:])):
            books.append([])
            meetings = Counter(rule.looks_for)
            hashes = {hash_of(key): key for key in (*_KEYS, *rule.looks_for)}
        books[-1].append(rule)
    return tuple(map(tuple, books))


@cache
def hash_of(key: str) -> int:
    """Return what durable-rules knows a key by."""
    value = 2166136261
    for byte in key.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value
