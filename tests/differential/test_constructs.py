"""What the random rulesets and drafts of the differential tests are made of: every construct of the second edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from dealcheck.model import conditions as c
from dealcheck.model.brackets import Choices, Range
from dealcheck.model.deal import Deal, Provision
from dealcheck.model.ruleset import BottomLine, Issue, Mandate, Ruleset, Worth
from tests.differential.strategies import drafts, rulesets, words

DRAWN = 200
LEAST = 3
"""So many of the drawn rulesets, or drafts, have each construct, at least."""
DEPENDENCIES = (c.Named, c.All, c.AnyOf, c.Not, c.Count, c.Once, c.Earlier, c.Throughout)
OF_RULESETS = {
    "amount: a multiple",
    "amount: times other than 1",
    "amount: negative times",
    "amount: a list",
    "mandate",
    "entries of which one counts",
    *(f"status: {status}" for status in ("stated", "inferred", "disputed")),
    *(f"issue of {field}" for field in ("attribute", "action", "object", "from", "until", "party")),
}
OF_DRAFTS = {
    "range",
    "range by other than 1",
    "range beside a single value",
    "null",
    "party: alternatives",
    "parties: sets",
    "parties: joint",
    "options within options",
    "option that settles",
    "option that settles several",
    *(f"provided: {form.__name__}" for form in DEPENDENCIES),
}


def inside(thing: Any) -> Iterator[Any]:
    """Everything that a model object is made of, itself included."""
    yield thing
    if attrs.has(type(thing)):
        parts = [getattr(thing, field.name) for field in attrs.fields(type(thing))]
    elif isinstance(thing, Mapping):
        parts = list(thing.values())
    else:
        parts = list(thing) if isinstance(thing, tuple) else []
    for part in parts:
        yield from inside(part)


def constructs(of: Ruleset | Deal) -> Iterator[str]:
    for each in inside(of):
        match each:
            case c.Multiple(times=times):
                yield "amount: a multiple"
                yield from ["amount: times other than 1"] * (times != 1)
                yield from ["amount: negative times"] * (times < 0)
            case c.Total():
                values = (getattr(each, field.name) for field in attrs.fields(c.Total))
                yield from ("amount: a list" for value in values if isinstance(value, tuple) and _is_sum(value))
            case Range(by=by):
                yield "range"
                yield from ["range by other than 1"] * (by != 1)
            case Provision():
                yield from of_provision(each)
            case Choices():
                yield from ["options within options"] * bool(each.alternatives)
                yield from ["option that settles"] * bool(each.settles)
                yield from ["option that settles several"] * (len(each.settles) > 1)
            case Mandate():
                yield "mandate"
            case Worth(id="x0"):
                yield "entries of which one counts"
            case BottomLine(status=status):
                yield f"status: {status}"
            case Issue():
                field = each.of.partition(".")[2]
                is_attribute = field not in ("action", "object", "from", "until", "party")
                yield f"issue of {'attribute' if is_attribute else field}"


def _is_sum(value: tuple[Any, ...]) -> bool:
    return any(isinstance(part, c.Multiple) for part in value)


def of_provision(provision: Provision) -> Iterator[str]:
    yield from ["party: alternatives"] * (len(provision.party) > 1)
    yield from ["parties: sets"] * any(isinstance(each, tuple) for each in provision.parties)
    yield from ["parties: joint"] * (len(provision.bound_together) == 1 < len(provision.bound))
    for values in provision.attributes.values():
        yield from ["null"] * (None in values)
        has_range = any(isinstance(value, Range) for value in values)
        yield from ["range beside a single value"] * (
            has_range and any(isinstance(value, (Decimal, str, bool)) for value in values)
        )
    yield from (
        f"provided: {type(each).__name__}" for each in inside(provision.provided) if isinstance(each, DEPENDENCIES)
    )


@pytest.mark.parametrize(("drawn", "expected"), [(rulesets, OF_RULESETS), (drafts, OF_DRAFTS)])
def test_every_construct_of_the_second_edition_is_drawn(drawn: Any, expected: set[str]) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=DRAWN,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @seed(1)
    @given(words().flatmap(drawn))
    def draw_all(thing: Ruleset | Deal) -> None:
        seen.update(set(constructs(thing)))

    draw_all()
    assert set(seen) <= expected
    rare = {name: seen[name] for name in sorted(expected) if seen[name] < LEAST}
    assert not rare, f"of {DRAWN} so few have these: {rare}"
