"""Test files: deals with the answers that rulesets should give to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Union

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.fields import (
    AnyNumber,
    Entries,
    Id,
    Mark,
    Natural,
    Number,
    OneOrMany,
    ProvisionId,
    Text,
    field,
    name_field,
    place_field,
)
from dealcheck.model.outcome import Outcome
from dealcheck.place import Place

DealOrPath = Annotated[Union[Deal, str], Mark("deal-or-path")]
"""A deal as it stands in a deal file, but for its id; or the path of a deal file, from the test file's folder."""
Broken = Annotated[Mapping[str, Union[tuple[str, ...], int, None]], Mark("broken")]
"""Bottom lines: a list of them, or each with its steps, or of a draft with the number of resolutions that break it."""


@attrs.frozen(kw_only=True)
class Expected:
    """What a ruleset should answer; what is not said is not compared. A bare verdict stands for `{verdict: …}`."""

    verdict: Outcome | None = field("its verdict on a deal", default=None)
    broken: Broken | None = field("all the bottom lines that are broken, and no others", default=None)
    score: Number | None = field("the score", default=None)
    referrals: AnyNumber[ProvisionId] | None = field("the provisions beyond the mandate", default=None)
    answer: Literal["all", "some", "none"] | None = field("how many resolutions of a draft it can sign", default=None)
    resolutions: Natural | None = field("how many resolutions a draft has", default=None)
    acceptable: Natural | None = field("how many of them it can sign", default=None)
    without_reservations: Natural | None = field("how many of them it accepts outright", default=None)
    place: Place | None = place_field()


Expectations = Annotated[Mapping[str, Expected], Mark("expectations")]
"""By ruleset what it should answer."""


@attrs.frozen(kw_only=True)
class Case:
    """A deal or draft, and what each of some rulesets should answer."""

    title: Text = field("what it is about", default="")
    description: Text = field("a note on it", default="")
    deal: DealOrPath = field("the deal, or the path of its file from the folder of this one")
    acceptable_to_all: Natural | None = field("how many resolutions of a draft no ruleset rejects", default=None)
    expect: Expectations = field("what each ruleset should answer")
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class CaseFile:
    """Test cases for rulesets."""

    id: Id = field("the name of the test file", key="tests")
    title: Text = field("its name in full", default="")
    description: Text = field("what it is about", default="")
    rules: OneOrMany[Text] = field("rulesets to load: ids, or paths from the folder of this file", default=())
    cases: Entries[Case] = field("the cases", factory=dict)
    place: Place | None = place_field()
