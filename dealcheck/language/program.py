"""Programs: what engines take. Names are resolved, scales and parts expanded, patterns numbered.

A program lists its conditions so that each comes after all those it is made of. An engine goes through the
list once, from the first to the last, and never needs to recurse or to look anything up by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import prod
from typing import Any, Union

import attrs

from dealcheck.errors import assert_never
from dealcheck.model import conditions as written
from dealcheck.model.conditions import Scalar
from dealcheck.model.ruleset import BottomLine, Ruleset

# The classes below are many and made at every start; attrs would spend a third of its time on a `repr` for each.

NumberTest = tuple[str, Union[Decimal, tuple[Decimal, ...]]]
"""The test's name as the language spells it (`at-least`, `in`, …) and what it compares with."""


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
class Total:
    """The sum of an attribute over matching provisions in force; `leaves` None: whatever their object."""

    attribute: str
    pattern: int
    leaves: frozenset[str] | None
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


Node = Union[Reaches, All, AnyOf, Not, Count, Total, Once, Earlier, Throughout]
ONE_OPERAND: Mapping[type, type[Not] | type[Once] | type[Earlier] | type[Throughout]] = {
    written.Not: Not,
    written.Once: Once,
    written.Earlier: Earlier,
    written.Throughout: Throughout,
}
"""Conditions made of a single other one: the class that files are read as, and the one that engines take."""


def parts_of(node: Node) -> tuple[int, ...]:
    """Return the numbers of the conditions that a condition is made of."""
    match node:
        case All(of) | AnyOf(of) | Count(of):
            return of
        case Not(of) | Once(of) | Earlier(of) | Throughout(of):
            return (of,)
        case Reaches() | Total():
            return ()
        case _:
            assert_never(node)


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


@attrs.frozen(repr=False, cache_hash=True)
class Meaning:
    """What an engine goes by; programs with the same one get the same answers. Hashed once, as it may be large."""

    patterns: tuple[ResolvedPattern, ...]
    conditions: tuple[Node, ...]
    bottom_lines: tuple[tuple[str, Forbid | Require], ...]
    worth: tuple[tuple[str, int], ...]


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
    mandate: tuple[tuple[int, frozenset[str] | None], ...] | None
    written: tuple[object, ...] = attrs.field(eq=False, repr=False, default=())
    names: Mapping[int, str] = attrs.field(eq=False, repr=False, factory=dict)
    meaning: Meaning = attrs.field(eq=False, init=False)

    @meaning.default
    def _meaning(self) -> Meaning:
        lines, worth = tuple(self.bottom_lines.items()), tuple(self.worth.items())
        return Meaning(self.patterns, self.conditions, lines, worth)

    def line(self, name: str) -> BottomLine:
        """Return the bottom line of that name, as it was written."""
        return self.ruleset.bottom_lines[name]

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
    """A provision of a settled deal: in force from step number `start` (from 0) up to but without `stop`."""

    id: str
    parties: frozenset[str]
    verb: str
    object: str
    leaves: frozenset[str]
    start: int
    stop: int
    attributes: Mapping[str, Scalar]


@attrs.frozen(repr=False)
class Settled:
    """A deal without brackets, ready to be judged: its steps in order and its clauses."""

    steps: tuple[str, ...]
    clauses: tuple[Clause, ...]


@attrs.frozen(repr=False)
class Field:
    """A field of a provision and the values in its brackets; one value where nothing is open.

    `name`: `action`, `object`, `times` (sets of steps, as bits, at which the provision is in force), or the
    attribute's name after `attributes.`.
    """

    name: str
    values: tuple[Any, ...]


ACTION, OBJECT, TIMES = range(3)
"""The places of these among the fields of a provision; its attributes follow."""


def times_of(start: int, stop: int) -> int:
    """Return the steps from `start` up to but without `stop`, as bits."""
    return (1 << stop) - (1 << start)


def span_of(times: int) -> tuple[int, int]:
    """Return the first step of an unbroken run, given as bits, and the first step after it."""
    return (times & -times).bit_length() - 1, times.bit_length()


@attrs.frozen(repr=False)
class OpenClause:
    """A provision of a draft, with the values that its brackets leave open; `times` holds sets of steps, as bits."""

    id: str
    parties: frozenset[str]
    bracketed: bool
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    times: tuple[int, ...]
    attributes: Mapping[str, tuple[Scalar, ...]]
    fields: tuple[Field, ...] = attrs.field(init=False, eq=False)
    """All fields, always in the same order."""

    @fields.default
    def _fields(self) -> tuple[Field, ...]:
        attributes = (Field(f"attributes.{name}", values) for name, values in self.attributes.items())
        return (Field("action", self.verbs), Field("object", self.objects), Field("times", self.times), *attributes)

    @property
    def size(self) -> int:
        """The number of ways to settle its brackets; leaving it out is one of them."""
        return prod(len(field.values) for field in self.fields) + self.bracketed


@attrs.frozen(repr=False)
class Article:
    """An article with options, and for each of them the numbers of the provisions that it leaves out."""

    id: str
    options: tuple[str, ...]
    leaves_out: tuple[frozenset[int], ...]


@attrs.frozen(repr=False)
class Draft:
    """A draft, ready for engines; `leaves` gives what each object that it names consists of."""

    steps: tuple[str, ...]
    clauses: tuple[OpenClause, ...]
    articles: tuple[Article, ...]
    leaves: Mapping[str, frozenset[str]]


Way = tuple[int, ...]
"""One value for each field of a provision, by its number among the values of `OpenClause.fields`."""


@attrs.frozen
class Choice:
    """What makes a resolution of a draft: an option for each article, and for each provision a way, or None: out."""

    options: tuple[int, ...]
    ways: tuple[Way | None, ...]


@attrs.frozen(repr=False)
class Judgment:
    """What an engine answers.

    `broken` gives the steps at which each broken bottom line breaks, as bits (bit t: step number t, from 0);
    `earned` names the entries of the score sheet that hold at the last step.
    """

    broken: Mapping[str, int]
    earned: frozenset[str]
