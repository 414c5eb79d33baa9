"""Conditions as signs that a rule can look for: what is there where a condition holds, and what where it does not.

A sign is a provision that does something, or a fact that other rules infer, or that there is no such thing. Where a
condition shows in a few signs, rules look for these themselves; where it does not, it becomes a fact.

Each fact belongs to a stratum, the one that opens the rules by which it is inferred. A rule that looks for what is
*not* there waits for the stratum after. Provisions and totals are told before the first, and so is all that was
inferred at earlier steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, Union

import attrs

from dealcheck.errors import EngineError, assert_never, shown
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all

_WIDEST = 6
"""A rule looks for at most this many signs."""
_MOST_PARTS = 100_000
"""The most parts that the wholes in a program may have, taken together."""


@attrs.frozen(repr=False)
class Sign:
    """One thing that a rule looks for.

    `of`: what a provision does, or the number of a fact. `when`: at the step that is played, at it or before (`once`),
    at any step before it (`earlier`), at the very step before (`before`), or since what is due was required (`since`).
    `within`: also within that many steps ahead; facts about provisions have the steps at which they begin and end.
    `absent`: there is none.
    """

    of: p.Reaches | int
    when: Literal["now", "once", "earlier", "before", "since"] = "now"
    within: int = 0
    absent: bool = False

    @property
    def opposite(self) -> Sign:
        """The sign that is there just where this one is not."""
        return attrs.evolve(self, absent=not self.absent)


Signs = tuple[Sign, ...]


@attrs.frozen(repr=False)
class Look:
    """The signs that are all there where a condition holds and nowhere else, and those where it does not hold."""

    yes: Signs
    no: Signs


@attrs.frozen(repr=False)
class Tally:
    """Of these parts as many hold as pass the tests."""

    of: tuple[Look, ...]
    tests: tuple[p.NumberTest, ...]


Ways = tuple[Signs, ...]
"""The ways in which a fact can come about: all signs of one of them are there."""
Origin = Union[Ways, Tally, p.Total]
"""How a fact comes about; totals are asserted."""


class Gallery:
    """The looks of all conditions of a program, and the facts that they need."""

    def __init__(self, program: p.Program) -> None:
        self.origins: list[Origin] = []
        self._levels: list[int] = []
        self._numbers: dict[object, int] = {}
        self._program = program
        self._parts = 0
        self.looks: list[Look] = []
        for node in program.conditions:
            self.looks.append(self._look(node))

    def level(self, signs: Iterable[Sign]) -> int:
        """Return the first stratum in which a rule can look for the signs."""
        return max((self._level(sign) for sign in signs), default=1)

    def at_once(self, signs: Iterable[Sign]) -> Signs:
        """Return equivalent signs, at most as many as a rule can look for; the others become facts."""
        together: list[Sign] = []
        for sign in dict.fromkeys(signs):
            if len(together) == _WIDEST:
                together = [Sign(self._fact((tuple(together),)))]
            together.append(sign)
        return tuple(together)

    def held(self, look: Look, when: Literal["once", "earlier"]) -> Look:
        """Return the look of having held: at the step that is played or before, or before it."""
        if when == "earlier" and any(sign.when == "earlier" for sign in (*look.yes, *look.no)):
            look = self.as_fact(look)  # a sign holds at most one past operator
        # Where a condition fails for want of some things, it has not held for want of them until then.
        wanting = look.no if all(sign.absent for sign in look.no) else self.as_fact(look).no
        no = tuple(_back(sign, when) for sign in wanting)
        sign = self._single(look.yes)
        if isinstance(sign.of, p.Reaches):
            return Look((_back(sign, when),), no)
        return Look((Sign(self._kept(sign), "now" if when == "once" else "before"),), no)

    def as_fact(self, look: Look) -> Look:
        """Return the same as a fact of its own."""
        return _of_fact(self._fact((look.yes,)))

    def ahead(self, signs: Signs, steps: int) -> Signs | None:
        """Return signs that nothing is there now or within that many steps; None where that is not known beforehand."""
        if all(isinstance(sign.of, p.Reaches) and sign.absent and sign.when == "now" for sign in signs):
            return tuple(attrs.evolve(sign, within=steps) for sign in signs)
        return None

    def _look(self, node: p.Node) -> Look:
        match node:
            case p.Reaches():
                return self._reached(node)
            case p.Total():
                return _of_fact(self._fact(node))
            case p.All(of):
                return self._all([self.looks[each] for each in of])
            case p.AnyOf(of):
                return self._any([self.looks[each] for each in of])
            case p.Not(of):
                return _not(self.looks[of])
            case p.Count(of, tests):
                return self._count([self.looks[each] for each in of], tests)
            case p.Once(of):
                return self.held(self.looks[of], "once")
            case p.Earlier(of):
                return self.held(self.looks[of], "earlier")
            case p.Throughout(of):
                return _not(self.held(_not(self.looks[of]), "once"))
            case _:
                assert_never(node)

    def _reached(self, node: p.Reaches) -> Look:
        parts = [frozenset([leaf]) for leaf in sorted(node.leaves)] if node.whole else [node.leaves]
        self._parts += len(parts)
        if self._parts > _MOST_PARTS:
            raise too_large(self._program, f"asks for more than {_MOST_PARTS:,} parts of objects")
        signs = [Sign(p.Reaches(node.pattern, leaves, whole=False)) for leaves in parts]
        return self._all([Look((sign,), (sign.opposite,)) for sign in signs])

    def _all(self, looks: list[Look]) -> Look:
        if len(looks) == 1:
            return looks[0]
        signs = tuple(dict.fromkeys(sign for look in looks for sign in look.yes))
        fact = _of_fact(self._fact((signs,)))
        return Look(signs if len(signs) <= _WIDEST else fact.yes, fact.no)

    def _any(self, looks: list[Look]) -> Look:
        if len(looks) == 1:
            return looks[0]
        fact = _of_fact(self._fact(tuple(dict.fromkeys(look.yes for look in looks))))
        signs = tuple(dict.fromkeys(sign for look in looks for sign in look.no))
        return Look(fact.yes, signs if len(signs) <= _WIDEST else fact.no)

    def _count(self, looks: list[Look], tests: tuple[p.NumberTest, ...]) -> Look:
        if not looks:
            return self._all([]) if passes_all(tests, Decimal(0)) else self._any([])
        return _of_fact(self._fact(Tally(tuple(looks), tests)))

    def _single(self, signs: Signs) -> Sign:
        """Return one sign of something being so, that says the same as the given ones."""
        if len(signs) == 1 and not signs[0].absent and (signs[0].when == "now" or isinstance(signs[0].of, p.Reaches)):
            return signs[0]
        return Sign(self._fact((signs,)))

    def _kept(self, sign: Sign) -> int:
        """Return the fact that a sign was there, carried from each step to the next."""
        key = ("kept", sign)
        if key not in self._numbers:
            number = self._new(key, self._level(sign))
            self.origins[number] = ((sign,), (Sign(number, "before"),))
        return self._numbers[key]

    def _fact(self, origin: Origin) -> int:
        """Return the number of a fact that comes about so."""
        if origin not in self._numbers:
            number = self._new(origin, self._origin_level(origin))
            self.origins[number] = origin
        return self._numbers[origin]

    def _new(self, key: object, level: int) -> int:
        number = self._numbers[key] = len(self.origins)
        self.origins.append(())
        self._levels.append(level)
        return number

    def _origin_level(self, origin: Origin) -> int:
        match origin:
            case p.Total():
                return 0
            case Tally(of):
                return self.level(sign for look in of for sign in (*look.yes, *look.no))
            case _:
                return self.level(sign for way in origin for sign in way)

    def _level(self, sign: Sign) -> int:
        if isinstance(sign.of, p.Reaches) or sign.when in ("before", "earlier"):
            return 1  # known before the step is played
        return max(1, self._levels[sign.of] + sign.absent)


def too_large(program: p.Program, what: str) -> EngineError:
    """Return the refusal of a program."""
    return EngineError(
        f"ruleset `{shown(str(program.ruleset.id))}` {what}, which is beyond the engine on durable-rules; "
        "use the engine `reference` (`--engine reference`)"
    )


def _not(look: Look) -> Look:
    return Look(look.no, look.yes)


def _back(sign: Sign, when: Literal["once", "earlier"]) -> Sign:
    return sign if sign.when == "earlier" else attrs.evolve(sign, when=when)


def _of_fact(number: int) -> Look:
    sign = Sign(number)
    return Look((sign,), (sign.opposite,))
