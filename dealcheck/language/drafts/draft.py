"""A draft ready for engines: what its brackets leave open, and what makes a resolution of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

import attrs

from dealcheck.language.program import DependencyNode, span_of
from dealcheck.model.conditions import Scalar


@attrs.frozen(repr=False)
class Field:
    """A field of a provision and the values in its brackets; one value where nothing is open.

    `name`: `action`, `object`, `times` (sets of steps, as bits, at which the provision is in force), `bound` (sets of
    parties), or the attribute's name after `attributes.`; an attribute has the value None where it is absent.
    `firsts`: values that nobody tells apart follow one another, and this gives the number of the first of each run.
    """

    name: str
    values: Sequence[Any]
    firsts: Sequence[int] = attrs.field()

    @firsts.default
    def _firsts(self) -> Sequence[int]:
        return range(len(self.values))

    @property
    def widths(self) -> list[int]:
        """How many values each run has."""
        return widths_of(self.firsts, len(self.values))

    def among(self, accepts: Callable[[Any], bool]) -> list[int]:
        """Return the runs, by their numbers, whose values are accepted."""
        return [run for run, first in enumerate(self.firsts) if accepts(self.values[first])]

    def run_of(self, value: int) -> int:
        """Return the number of the run that a value, by its number, is in."""
        return value if isinstance(self.firsts, range) else bisect_right(self.firsts, value) - 1


def widths_of(firsts: Sequence[int], size: int) -> list[int]:
    """Return how many values each run of `size` values has; `firsts`: the number of the first of each."""
    return [after - first for first, after in pairwise((*firsts, size))]


ACTION, OBJECT, TIMES, BOUND = range(4)
"""The places of these among the fields of a provision; its attributes follow."""


_WRITTEN_AT = {"action": ACTION, "object": OBJECT, "from": TIMES, "until": TIMES, "party": BOUND, "parties": BOUND}


def as_written(field: str, value: Any, steps: Sequence[str]) -> Any:
    """Return what a field of a provision, as files name it, is where the `Field` that it is part of has a value.

    None is absence: an attribute that is not there, no `until`, no single `party`.
    """
    match field:
        case "from":
            return steps[span_of(value)[0]]
        case "until":
            return steps[span_of(value)[1]] if span_of(value)[1] < len(steps) else None
        case "party":
            return next(iter(value)) if len(value) == 1 else None
    return value


@attrs.frozen(repr=False)
class OpenClause:
    """A provision of a draft, with the values that its brackets leave open.

    `times` holds sets of steps, as bits, and `bound` sets of parties. `depends_on`: the number of the condition of the
    draft at whose steps alone it is in force; None: it depends on nothing.
    """

    id: str
    bound: tuple[frozenset[str], ...]
    bracketed: bool
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    times: tuple[int, ...]
    attributes: Mapping[str, Sequence[Scalar | None]]
    depends_on: int | None = None
    fields: tuple[Field, ...] = attrs.field(eq=False)
    """All fields, always in the same order."""

    @fields.default
    def _fields(self) -> tuple[Field, ...]:
        own = {"action": self.verbs, "object": self.objects, "times": self.times, "bound": self.bound}
        attributes = {f"attributes.{name}": values for name, values in self.attributes.items()}
        return tuple(Field(name, values) for name, values in {**own, **attributes}.items())

    def reopened(self, **values: Any) -> OpenClause:
        """Return it with other values in its brackets; its fields are made anew, of all these values."""
        return attrs.evolve(self, **{**values, "fields": attrs.NOTHING})

    @property
    def size(self) -> int:
        """The number of ways to settle its brackets; leaving it out is one of them."""
        return prod(len(field.values) for field in self.fields) + self.bracketed

    @property
    def parties(self) -> frozenset[str]:
        """Every party that it may bind."""
        return frozenset().union(*self.bound)

    def times_at(self, step: int) -> list[int]:
        """Return those of its `times`, by their numbers, that have a step among them."""
        return [number for number, steps in enumerate(self.times) if steps >> step & 1]

    def place_of(self, field: str) -> int | None:
        """Return the place among the fields of one that files name `action`, `from`, `attributes.days` and so on."""
        if field in _WRITTEN_AT:
            return _WRITTEN_AT[field]
        return next((place for place, each in enumerate(self.fields) if place > BOUND and each.name == field), None)


@attrs.frozen(repr=False)
class Settlement:
    """A bracket that an option settles: a field of a provision, both by number, and the values that are left."""

    provision: int
    place: int
    values: frozenset[int]


@attrs.frozen(repr=False)
class Article:
    """An article with options, and for each of them the numbers of the provisions that it leaves out.

    `settles`: for each option the brackets that it settles. `within`: the number of the article and of its option to
    which it belongs; None where it belongs to none. An article comes after the one that it belongs to.
    """

    id: str
    options: tuple[str, ...]
    leaves_out: tuple[frozenset[int], ...]
    settles: tuple[tuple[Settlement, ...], ...]
    within: tuple[int, int] | None = None

    @property
    def decides(self) -> frozenset[int]:
        """The provisions, by their numbers, that some option leaves out, or a bracket of which it settles."""
        settled = (each.provision for settles in self.settles for each in settles)
        return frozenset(settled).union(*self.leaves_out)


@attrs.frozen(repr=False)
class Draft:
    """A draft, ready for engines; `leaves` gives what each object that it names consists of.

    `dependencies`: the conditions that provisions depend on, each after those it is made of.
    """

    steps: tuple[str, ...]
    clauses: tuple[OpenClause, ...]
    articles: tuple[Article, ...]
    leaves: Mapping[str, frozenset[str]]
    dependencies: tuple[DependencyNode, ...] = ()

    def leaving_out(self, provision: int) -> Iterator[tuple[int, list[int]]]:
        """Yield the articles that may leave a provision out, each with the options that do; all by their numbers."""
        for number, article in enumerate(self.articles):
            options = [option for option, out in enumerate(article.leaves_out) if provision in out]
            if options:
                yield number, options

    def settlements(self) -> Iterator[tuple[int, int, Settlement]]:
        """Yield the brackets that options settle, each after the numbers of the article and of the option."""
        for number, article in enumerate(self.articles):
            for option, settles in enumerate(article.settles):
                for settlement in settles:
                    yield number, option, settlement

    def runs_left(self, settlement: Settlement) -> list[int]:
        """Return the runs of values, by their numbers, that the settlement of a bracket leaves."""
        field = self.clauses[settlement.provision].fields[settlement.place]
        return [field.run_of(value) for value in settlement.values]


Way = tuple[int, ...]
"""One value for each field of a provision, by its number among the values of `OpenClause.fields`."""


@attrs.frozen
class Choice:
    """What makes a resolution of a draft: an option for each article, and for each provision a way, or None: out.

    The option of an article within another is None where the option that it belongs to is not taken.
    """

    options: tuple[int | None, ...]
    ways: tuple[Way | None, ...]
