"""Programs: what engines take. Names are resolved, scales and parts expanded, patterns numbered.

A program lists its conditions so that each comes after all those it is made of. An engine goes through the
list once, from the first to the last, and never needs to recurse or to look anything up by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Union

import attrs

from dealcheck.errors import assert_never
from dealcheck.model import conditions as written
from dealcheck.model.conditions import Scalar
from dealcheck.model.ruleset import BottomLine, Ruleset

# The classes below are many and made at every start; attrs would spend a third of its time on a `repr` for each.

NumberTest = tuple[str, Union[Decimal, tuple[Decimal, ...]]]
"""The test's name as the language spells it (`at-least`, `in`, …) and what it compares with."""


def bounds_of(tests: Iterable[NumberTest]) -> list[Decimal]:
    """Return all the numbers that tests compare with."""
    return [bound for _, value in tests for bound in (value if isinstance(value, tuple) else (value,))]


def _typed(value: Scalar | tuple[Scalar, ...]) -> object:
    """Return a value with its type: to Python `true` equals 1, to the language it does not."""
    return tuple(map(_typed, value)) if isinstance(value, tuple) else (type(value).__name__, value)


@attrs.frozen(repr=False)
class AttributeTest:
    """One test on one attribute: `check` is `equals`, `not`, `in`, `at-least`, … or `present`."""

    attribute: str
    check: str
    value: Scalar | tuple[Scalar, ...] = attrs.field(eq=_typed)


@attrs.frozen(repr=False)
class ResolvedPattern:
    """Which provisions match; None matches any.

    `verbs` holds every verb by which one of the named verbs is done; `leaves` what the named object consists of.
    """

    parties: frozenset[str] | None
    verbs: frozenset[str] | None
    tests: tuple[AttributeTest, ...]


@attrs.frozen(repr=False)
class Reaches:
    """Matching provisions in force reach one of the leaves, or all of them together when `whole`."""

    pattern: int
    leaves: frozenset[str]
    whole: bool


@attrs.frozen(repr=False)
class All:
    of: tuple[int, ...]


@attrs.frozen(repr=False)
class AnyOf:
    of: tuple[int, ...]


@attrs.frozen(repr=False)
class Not:
    of: int


@attrs.frozen(repr=False)
class Count:
    of: tuple[int, ...]
    tests: tuple[NumberTest, ...]


@attrs.frozen(repr=False)
class Term:
    """So many times the sum of an attribute over matching provisions in force; `leaves` None: whatever their object."""

    attribute: str
    pattern: int
    leaves: frozenset[str] | None
    times: Decimal = Decimal(1)


@attrs.frozen(repr=False)
class Total:
    """The sum of some terms. One sum is compared with another by a term that is taken away."""

    terms: tuple[Term, ...]
    tests: tuple[NumberTest, ...]


@attrs.frozen(repr=False)
class Once:
    of: int


@attrs.frozen(repr=False)
class Earlier:
    of: int


@attrs.frozen(repr=False)
class Throughout:
    of: int


@attrs.frozen(repr=False)
class InForce:
    """A provision of a draft, by its number, is in force: what provisions that depend on others ask.

    `depends_on`: the number of the condition that this provision depends on in turn.
    """

    provision: int
    depends_on: int | None


Combination = Union[All, AnyOf, Not, Count, Once, Earlier, Throughout]
"""A condition made of others."""
Node = Union[Reaches, Total, Combination]
DependencyNode = Union[InForce, Combination]
ONE_OPERAND: Mapping[type, type[Not] | type[Once] | type[Earlier] | type[Throughout]] = {
    written.Not: Not,
    written.Once: Once,
    written.Earlier: Earlier,
    written.Throughout: Throughout,
}
"""Conditions made of a single other one: the class that files are read as, and the one that engines take."""


def parts_of(node: Node | DependencyNode) -> tuple[int, ...]:
    """Return the numbers of the conditions that a condition is made of."""
    match node:
        case All(of) | AnyOf(of) | Count(of):
            return of
        case Not(of) | Once(of) | Earlier(of) | Throughout(of):
            return (of,)
        case InForce(_, depends_on):
            return () if depends_on is None else (depends_on,)
        case Reaches() | Total():
            return ()
        case _:
            assert_never(node)


def looks_at(node: Node) -> tuple[tuple[int, frozenset[str] | None], ...]:
    """Return the patterns whose provisions decide a condition itself, each with the leaves that these must reach."""
    match node:
        case Reaches(pattern, leaves, _):
            return ((pattern, leaves),)
        case Total(terms, _):
            return tuple((term.pattern, term.leaves) for term in terms)
    return ()


@attrs.frozen(repr=False)
class Forbid:
    """Broken where `condition` holds and no release does. All fields number conditions of the program."""

    condition: int
    until: int | None = None
    only_after: int | None = None
    unless: int | None = None

    @property
    def parts(self) -> tuple[int, ...]:
        """The conditions that it looks at."""
        return _given(self.condition, self.until, self.only_after, self.unless)


@attrs.frozen(repr=False)
class Require:
    """Broken at the last step (`when` None), or `within` steps after `when` held, where `condition` never does."""

    condition: int
    when: int | None = None
    within: int = 0
    unless: int | None = None

    @property
    def parts(self) -> tuple[int, ...]:
        """The conditions that it looks at."""
        return _given(self.condition, self.when, self.unless)


def _given(*numbers: int | None) -> tuple[int, ...]:
    return tuple(number for number in numbers if number is not None)


@attrs.frozen(repr=False)
class Issue:
    """Points for the value of a field of a provision, both by name: `action`, `from`, `attributes.days`."""

    provision: str
    field: str
    points: tuple[tuple[Scalar, Decimal], ...] = attrs.field(
        eq=lambda points: tuple((_typed(value), number) for value, number in points)
    )


@attrs.frozen(repr=False, cache_hash=True)
class Meaning:
    """What an engine goes by; programs with the same one get the same answers. Hashed once, as it may be large."""

    patterns: tuple[ResolvedPattern, ...]
    conditions: tuple[Node, ...]
    bottom_lines: tuple[tuple[str, Forbid | Require], ...]
    worth: tuple[tuple[str, int], ...]
    issues: tuple[tuple[str, Issue], ...]


@attrs.frozen(repr=False)
class Program:
    """A ruleset, ready to be judged by any engine.

    `written` gives for each condition the model object it came from, `names` the definitions by the number of
    their condition; both serve explanations alone.
    """

    ruleset: Ruleset
    patterns: tuple[ResolvedPattern, ...]
    conditions: tuple[Node, ...]
    bottom_lines: Mapping[str, Forbid | Require]
    worth: Mapping[str, int]
    issues: Mapping[str, Issue]
    mandate: tuple[tuple[int, frozenset[str] | None], ...] | None
    written: tuple[object, ...] = attrs.field(eq=False, repr=False, default=())
    names: Mapping[int, str] = attrs.field(eq=False, repr=False, factory=dict)
    meaning: Meaning = attrs.field(eq=False, init=False)

    @meaning.default
    def _meaning(self) -> Meaning:
        lines, worth = tuple(self.bottom_lines.items()), tuple(self.worth.items())
        return Meaning(self.patterns, self.conditions, lines, worth, tuple(self.issues.items()))

    @property
    def keeps_score(self) -> bool:
        """Whether there is a score sheet."""
        return bool(self.worth or self.issues)

    def line(self, name: str) -> BottomLine:
        """Return the bottom line of that name, as it was written."""
        return self.ruleset.bottom_lines[name]

    def red_lines(self) -> list[str]:
        """Return the names of the bottom lines whose breach is a rejection."""
        return [name for name in self.bottom_lines if self.line(name).strength == "red-line"]

    def beneath(self, lines: Iterable[str]) -> set[int]:
        """Return the conditions that bottom lines look at, and all that these are made of."""
        beneath: set[int] = set()
        waiting = [number for name in lines for number in self.bottom_lines[name].parts]
        while waiting:
            number = waiting.pop()
            if number not in beneath:
                beneath.add(number)
                waiting += parts_of(self.conditions[number])
        return beneath


@attrs.frozen(repr=False)
class Clause:
    """A provision of a settled deal, written from step number `start` (from 0) up to but without `stop`.

    `times`: the steps at which it is in force, as bits; fewer where it depends on other provisions.
    """

    id: str
    parties: frozenset[str]
    verb: str
    object: str
    leaves: frozenset[str]
    start: int
    stop: int
    attributes: Mapping[str, Scalar]
    times: int = attrs.field()

    @times.default
    def _times(self) -> int:
        return times_of(self.start, self.stop)


@attrs.frozen(repr=False)
class Settled:
    """A deal without brackets, ready to be judged: its steps in order and its clauses."""

    steps: tuple[str, ...]
    clauses: tuple[Clause, ...]


def times_of(start: int, stop: int) -> int:
    """Return the steps from `start` up to but without `stop`, as bits."""
    return (1 << stop) - (1 << start)


def span_of(times: int) -> tuple[int, int]:
    """Return the first step of an unbroken run, given as bits, and the first step after it."""
    return (times & -times).bit_length() - 1, times.bit_length()


@attrs.frozen(repr=False)
class Judgment:
    """What an engine answers.

    `broken` gives the steps at which each broken bottom line breaks, as bits (bit t: step number t, from 0);
    `earned` names the entries of the score sheet that hold at the last step, and `points` gives what issues add.
    """

    broken: Mapping[str, int]
    earned: frozenset[str]
    points: Mapping[str, Decimal] = attrs.field(factory=dict)
