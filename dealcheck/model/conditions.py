"""Conditions as they are written: what can be true or false at a step of a deal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Union

import attrs

from dealcheck.model.fields import (
    Attributes,
    Id,
    Leaf,
    Many,
    Mark,
    Number,
    ObjectId,
    OneOrMany,
    PartyId,
    Text,
    Value,
    Verb,
    field,
    key_of,
    place_field,
)
from dealcheck.place import Place


@attrs.frozen
class Tests:
    """Tests on one attribute; all that are given must pass."""

    __test__ = False  # not a test class, whatever pytest makes of its name

    equals: Value | None = field("is this value", default=None)
    not_: Value | None = field("is there, and another value", default=None)
    in_: Many[Value] | None = field("is one of these values", default=None)
    at_least: Number | None = field("is a number, this or more", default=None)
    at_most: Number | None = field("is a number, this or less", default=None)
    more_than: Number | None = field("is a number above this", default=None)
    less_than: Number | None = field("is a number below this", default=None)
    present: bool | None = field("is there (true) or is not (false)", default=None)
    place: Place | None = place_field()


@attrs.frozen
class Pattern:
    """Provisions by who does what to what; an empty field matches anything."""

    party: OneOrMany[PartyId] = field("the party, or any of these", default=())
    action: OneOrMany[Verb] = field("this verb or a stronger one of its scale, or any of these", default=())
    object: Leaf | None = field("an object without parts", default=None)
    part_of: ObjectId | None = field("any part of this object", default=None)
    whole_of: ObjectId | None = field("every part of this object", default=None)
    where: Attributes[Tests] = field("tests on attributes; a bare value means `equals`", factory=dict)
    place: Place | None = place_field()


@attrs.frozen
class Named:
    """A definition of the ruleset, by its name."""

    name: Id


@attrs.frozen
class All:
    """Holds when every one of the conditions does; `all: []` holds."""

    of: tuple[Condition, ...]


@attrs.frozen
class AnyOf:
    """Holds when at least one of the conditions does; `any: []` does not hold."""

    of: tuple[Condition, ...]


@attrs.frozen
class Not:
    """Holds when the condition does not."""

    of: Condition


@attrs.frozen
class Count:
    """Holds when the number of conditions that hold passes the tests."""

    of: Many[Condition] = field("the conditions that are counted")
    equals: Number | None = field("is this number", default=None)
    not_: Number | None = field("is another number", default=None)
    in_: Many[Number] | None = field("is one of these", default=None)
    at_least: Number | None = field("is this or more", default=None)
    at_most: Number | None = field("is this or less", default=None)
    more_than: Number | None = field("is above this", default=None)
    less_than: Number | None = field("is below this", default=None)
    place: Place | None = place_field()


@attrs.frozen
class Multiple:
    """A number of times the sum of an attribute over the matching provisions in force."""

    of: Text = field("the attribute that is summed")
    over: Pattern = field("which provisions; without an object, any")
    times: Number = field("how many times; may be a fraction, and negative", default=Decimal(1))
    place: Place | None = place_field()


Amount = Annotated[Union[Decimal, Multiple, tuple[Union[Decimal, Multiple], ...]], Mark("amount")]
"""A number, a multiple of a sum, or a tuple of these, which are added up."""


@attrs.frozen
class Total:
    """Holds when an attribute's sum over the matching provisions in force passes the tests."""

    of: Text = field("the attribute that is summed")
    over: Pattern = field("which provisions; without an object, any")
    equals: Amount | None = field("is this amount", default=None)
    not_: Amount | None = field("is another amount", default=None)
    in_: Many[Amount] | None = field("is one of these", default=None)
    at_least: Amount | None = field("is this or more", default=None)
    at_most: Amount | None = field("is this or less", default=None)
    more_than: Amount | None = field("is above this", default=None)
    less_than: Amount | None = field("is below this", default=None)
    place: Place | None = place_field()


@attrs.frozen
class Once:
    """Holds from the first step at which the condition held."""

    of: Condition


@attrs.frozen
class Earlier:
    """Holds after the first step at which the condition held."""

    of: Condition


@attrs.frozen
class Throughout:
    """Holds as long as the condition has held at every step so far."""

    of: Condition


Condition = Annotated[
    Union[Named, Pattern, All, AnyOf, Not, Count, Total, Once, Earlier, Throughout], Mark("condition")
]

Scalar = Union[str, bool, Decimal]

OneOperand = Not | Once | Earlier | Throughout
ONE_OPERAND: Mapping[str, type[OneOperand]] = {"not": Not, "once": Once, "earlier": Earlier, "throughout": Throughout}
"""Conditions made of one other, by the keys that they are written with."""


def given_tests(tests: Tests | Count | Total) -> Iterator[tuple[str, Any]]:
    """Yield the tests that are set, by their names in the language."""
    for attribute in attrs.fields(type(tests)):
        value = getattr(tests, attribute.name)
        if attribute.name not in _NOT_TESTS and value is not None:
            yield key_of(attribute), without_place(value)


def with_test(condition: Total, check: str, value: Any) -> Total:
    """Return a total with one test, by its name in the language, and no other."""
    tests = [attribute for attribute in attrs.fields(Total) if attribute.name not in _NOT_TESTS]
    changed: dict[str, Any] = {str(each.alias): value if key_of(each) == check else None for each in tests}
    return attrs.evolve(condition, **changed)


def without_place(value: Any) -> Any:
    """Return a value without the place it was read from, so that equal conditions are equal."""
    if isinstance(value, tuple):
        return tuple(without_place(item) for item in value)
    return str(value) if isinstance(value, str) else value


_NOT_TESTS = ("of", "over", "place")
