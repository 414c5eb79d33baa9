"""What programs use of provisions: the patterns, where conditions use them, and the values that these tell apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.language import program as p
from dealcheck.model.conditions import Scalar
from dealcheck.numbers import exact_sum, places_after_point, product, scaled, short_quotient, unscaled

_MOST_AMOUNTS = 6
"""So many numbers are multiplied where sums are compared with sums."""


@attrs.frozen
class Use:
    """A pattern where a condition uses it: the leaves it looks for there (None: any object).

    `summed` is the attribute that it sums, and `bounds` the numbers that the sum is compared with. `factors`: so many
    times another sum with which it is compared makes up one of this.
    """

    pattern: p.ResolvedPattern
    leaves: frozenset[str] | None
    whole: bool
    summed: str | None = None
    bounds: tuple[Decimal, ...] = ()
    factors: tuple[Decimal, ...] = ()

    @property
    def attributes(self) -> set[str]:
        """The attributes that it tests or sums."""
        tested = {test.attribute for test in self.pattern.tests}
        return tested if self.summed is None else {*tested, self.summed}


def amounts_compared(uses: Sequence[Use]) -> list[Decimal]:
    """Return the numbers that sums or attributes are compared with, where sums are compared with each other."""
    if not any(use.factors for use in uses):
        return []
    tested = _flat(test.value for use in uses for test in use.pattern.tests)
    numbers = [
        *(bound for use in uses for bound in use.bounds),
        *(each for each in tested if isinstance(each, Decimal)),
    ]
    return sorted({abs(number) for number in numbers if number} or {Decimal(1)})[:_MOST_AMOUNTS]


def values_of(name: str, uses: Sequence[Use], compared: Sequence[Decimal]) -> list[Scalar]:
    """Return the values of an attribute that some test or sum may tell apart.

    `compared`: numbers of which multiples are tried where one sum is compared with another.
    """
    tested = [test.value for use in uses for test in use.pattern.tests if test.attribute == name]
    mentioned = list(_flat(tested))
    numbers = [each for each in mentioned if isinstance(each, Decimal)]
    texts = [each for each in mentioned if isinstance(each, str)]
    unnamed = next(text for text in (f"other-{n}" for n in itertools.count(1)) if text not in texts)
    others: tuple[Scalar, ...] = (unnamed, True, False) if tested else ()
    values: list[Scalar] = [*_around(numbers), *texts, *others]
    sums = [use.bounds for use in uses if use.summed == name]
    bounds = sorted({bound for addends in sums for bound in addends})
    amounts = _around(bounds)
    if len(sums) > 1:  # one provision may count in several sums, and another make up the difference
        amounts += [exact_sum((low, -high)) for low, high in itertools.permutations(bounds, 2)]
    factors = {factor for use in uses if use.summed == name for factor in use.factors}
    amounts += [
        product(amount, factor) for amount in (Decimal(1), *compared) for factor in sorted({*factors, Decimal(1)})
    ]
    return list({(type(each), each): each for each in (*values, *(amounts if sums else ()))}.values())


def uses_of(program: p.Program) -> Iterator[Use]:
    """Yield the patterns of a program where its conditions use them."""
    for node in program.conditions:
        if isinstance(node, p.Reaches):
            yield Use(program.patterns[node.pattern], node.leaves, node.whole)
        elif isinstance(node, p.Total):
            bounds = tuple(p.bounds_of(node.tests))
            for term in node.terms:
                pattern = program.patterns[term.pattern]
                ratios = (_ratio(other, term) for other in node.terms if other is not term)
                factors = tuple(dict.fromkeys(ratio for ratio in ratios if ratio))
                yield Use(pattern, term.leaves, False, term.attribute, bounds, factors)


def _ratio(other: p.Term, term: p.Term) -> Decimal | None:
    """Return how many of a term make up for one of another; None where that is no decimal of a few digits."""
    return short_quotient(abs(other.times), abs(term.times)) if term.times else None


def _flat(values: Iterable[Any]) -> Iterator[Scalar]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _around(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Return the numbers, one between each two that are next to each other, one below them all and one above."""
    if not numbers:
        return []
    places = places_after_point(numbers) + 1
    known = sorted({scaled(each, places) for each in numbers})
    unit = 10**places
    between = [(low + high) // 2 for low, high in itertools.pairwise(known)]
    return [unscaled(each, places) for each in sorted({known[0] - unit, *known, *between, known[-1] + unit})]
