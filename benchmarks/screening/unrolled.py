"""A ruleset without time: for each bottom line and step one boolean expression over what is met at which step.

Engines of expressions know no steps of a deal and no `until`. For them, `unrolled` writes every condition out for each
step, down to `Met` (some provision in force at the step matches) and `Sum` (amounts of those that do, added up).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import Settled

Broken = set[tuple[str, int]]
Expression = tuple[Any, ...]
"""`("atom", number)`, `("and", [e…])`, `("or", [e…])`, `("not", e)` or `("at-least", number, [e…])`."""
Judge = Callable[[Settled], Broken]


@attrs.frozen
class Met:
    """Some provision in force at the step matches the pattern and has one of the objects (None: any)."""

    pattern: p.ResolvedPattern
    objects: frozenset[str] | None
    step: int


@attrs.frozen
class Sum:
    """The attribute of the provisions that `met` speaks of, added up, passes the test."""

    attribute: str
    met: Met
    test: tuple[str, Decimal]


@attrs.frozen
class Unrolled:
    """All `atoms`, and for each bottom line and step when it is broken there."""

    atoms: tuple[Met | Sum, ...]
    lines: dict[tuple[str, int], Expression]

    def broken(self, truths: Iterable[Any]) -> Broken:
        """The bottom lines and steps whose expressions are true, given in order."""
        return {key for key, truth in zip(self.lines, truths) if truth}


def facts_of(deal: Settled) -> list[dict[str, Any]]:
    """A deal as data: an entry for each provision and party, with all attributes; money in whole tenths."""
    return [
        {
            "party": party,
            "action": clause.verb,
            "object": clause.object,
            "first": clause.start,
            "last": clause.stop - 1,
            **{name: _plain(clause.attributes.get(name)) for name in _ATTRIBUTES},
        }
        for clause in deal.clauses
        for party in sorted(clause.parties)
    ]


_ATTRIBUTES = ("staff", "consent", "purpose", "excludes", "active", "age", "millions")


def _plain(value: Any) -> Any:
    return tenths(value) if isinstance(value, Decimal) else value


def tenths(value: Decimal) -> int:
    """A number of the benchmark as a whole number of tenths."""
    return int(value * 10)


def unrolled(program: p.Program, lexicon: Lexicon, steps: int) -> Unrolled:
    """The program for deals of so many steps."""
    return _Unrolling(program, lexicon, steps).done()


class _Unrolling:
    def __init__(self, program: p.Program, lexicon: Lexicon, steps: int) -> None:
        self.program = program
        self.lexicon = lexicon
        self.steps = range(steps)
        self.atoms: dict[Met | Sum, int] = {}
        self.holds: list[list[Expression]] = []

    def done(self) -> Unrolled:
        for node in self.program.conditions:
            self.holds.append([self._at(node, step) for step in self.steps])
        lines = {
            (name, step): self._broken(line, step)
            for name, line in self.program.bottom_lines.items()
            for step in self.steps
            if not (isinstance(line, p.Require) and line.when is None and step != self.steps[-1])
        }
        return Unrolled(tuple(self.atoms), lines)

    def _atom(self, atom: Met | Sum) -> Expression:
        return ("atom", self.atoms.setdefault(atom, len(self.atoms)))

    def _met(self, pattern: int, leaves: frozenset[str] | None, step: int) -> Met:
        objects = self.lexicon.leaves.items()
        reaching = None if leaves is None else frozenset(name for name, each in objects if each & leaves)
        return Met(self.program.patterns[pattern], reaching, step)

    def _at(self, node: p.Node, step: int) -> Expression:
        match node:
            case p.Reaches(pattern, leaves, whole):
                if not whole:
                    return self._atom(self._met(pattern, leaves, step))
                each = [self._atom(self._met(pattern, frozenset([leaf]), step)) for leaf in sorted(leaves)]
                return ("and", each)
            case p.Total((p.Term(attribute, pattern, leaves),), (test,)):
                return self._atom(Sum(attribute, self._met(pattern, leaves, step), test))
            case p.All(of):
                return ("and", [self.holds[each][step] for each in of])
            case p.AnyOf(of):
                return ("or", [self.holds[each][step] for each in of])
            case p.Not(of):
                return ("not", self.holds[of][step])
            case p.Count(of, (("at-least", number),)):
                return ("at-least", int(number), [self.holds[each][step] for each in of])
            case p.Earlier(of):
                return ("or", self.holds[of][:step])
        raise TypeError(f"the benchmark has no {node!r}")

    def _broken(self, line: p.Forbid | p.Require, step: int) -> Expression:
        excused = [] if line.unless is None else [self.holds[line.unless][step]]
        if isinstance(line, p.Forbid):
            excused += [] if line.until is None else self.holds[line.until][: step + 1]
            excused += [] if line.only_after is None else self.holds[line.only_after][:step]
            return ("and", [self.holds[line.condition][step], ("not", ("or", excused))])
        kept = self.holds[line.condition][step : step + line.within + 1]
        when = [] if line.when is None else [self.holds[line.when][step]]
        return ("and", [*when, ("not", ("or", [*kept, *excused]))])
