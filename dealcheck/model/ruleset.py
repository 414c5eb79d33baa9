"""Rulesets: one party's bottom lines, and who said them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Union

import attrs

from dealcheck.model.conditions import Condition, Pattern
from dealcheck.model.deal import Provision, Remedy
from dealcheck.model.fields import (
    Date,
    Entries,
    Id,
    Many,
    Natural,
    Number,
    OneOrMany,
    PartyId,
    Points,
    RulesetId,
    Several,
    Sort,
    SourceId,
    Text,
    VocabularyId,
    field,
    name_field,
    place_field,
)
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place

Strength = Literal["red-line", "priority", "preference"]
Status = Literal["stated", "inferred", "disputed"]
Offer = Union[Provision, Remedy]
"""What a party could still put on the table; a remedy is known by its `when`."""


@attrs.frozen(kw_only=True)
class BottomLine:
    """What a party will not accept (`forbid`) or will not do without (`require`)."""

    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    strength: Strength = field("a broken red line rejects the deal; others are reservations", default="red-line")
    status: Status = field("stated by the party, inferred, or disputed", default="stated")
    forbid: Condition | None = field("must not hold", default=None)
    until: Condition | None = field("ends the ban from the step at which this holds", default=None)
    only_after: Condition | None = field("ends the ban after the step at which this held", default=None)
    require: Condition | None = field("must hold", default=None)
    when: Condition | None = field("the requirement arises whenever this holds", default=None)
    within: Natural | None = field("how many steps later is soon enough; default 0", default=None)
    unless: Condition | None = field("excuses it while this holds", default=None)
    sources: OneOrMany[SourceId] = field("who said so", default=())
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Worth:
    """Points on a party's score sheet."""

    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    when: Condition = field("earned when this holds at the last step")
    points: Number = field("how many points")
    sources: OneOrMany[SourceId] = field("who said so", default=())
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Issue:
    """Points for the value of one field of one provision, as additive score sheets have them."""

    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    of: Text = field("the field, as `provision.field`")
    weight: Number = field("what the points are multiplied by", default=Decimal(1))
    points: Points = field("points by value; a value that is not listed gives 0, and so does absence")
    sources: OneOrMany[SourceId] = field("who said so", default=())
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Mandate:
    """What a party's negotiators may commit to without referring home."""

    holder: Text = field("who holds it", default="")
    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    covers: Many[Pattern] = field("the provisions it covers", default=())
    sources: OneOrMany[SourceId] = field("who said so", default=())
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Ruleset:
    """One party's position: its bottom lines, score sheet, mandate and offers."""

    id: RulesetId = field("the ruleset's id", key="ruleset")
    title: Text = field("its name in full", default="")
    description: Text = field("whose account of the position it is", default="")
    party: PartyId | None = field("whose bottom lines; default: the one of the ruleset it extends", default=None)
    vocabulary: VocabularyId | None = field("its words; default: the one of the ruleset it extends", default=None)
    extends: RulesetId | None = field("a ruleset it starts from; same-named entries are replaced", default=None)
    as_of: Date | None = field("the day at which the positions were held", default=None)
    sources: Annotated[Entries[Source], Sort("source")] = field("who said what", factory=dict)
    definitions: Annotated[Several[Condition], Sort("definition")] = field("named conditions", factory=dict)
    bottom_lines: Annotated[Several[BottomLine], Sort("bottom-line")] = field("what it insists on", factory=dict)
    worth: Several[Worth] = field("the score sheet", factory=dict)
    issues: Entries[Issue] = field("the score sheet, by the values of fields", factory=dict)
    reservation: Number | None = field("the least score it would sign", default=None)
    mandate: Mandate | None = field("what its negotiators may commit to", default=None)
    offers: Annotated[Several[Offer], Sort("provision")] = field(
        "what it could still put on the table: provisions, and remedies, which have `when`", factory=dict
    )
    place: Place | None = place_field()

    @property
    def offered_provisions(self) -> Mapping[str, Provision]:
        """The provisions among the offers."""
        return {name: offer for name, offer in self.offers.items() if isinstance(offer, Provision)}

    @property
    def offered_remedies(self) -> Mapping[str, Remedy]:
        """The remedies among the offers."""
        return {name: offer for name, offer in self.offers.items() if isinstance(offer, Remedy)}

    @property
    def citing(self) -> tuple[BottomLine | Worth | Issue | Offer | Mandate, ...]:
        """All in it that may cite sources."""
        entries = (self.bottom_lines, self.worth, self.issues, self.offers)
        added = [each for remedy in self.offered_remedies.values() for each in remedy.adds.values()]
        mandate = [] if self.mandate is None else [self.mandate]
        return (*(entry for named in entries for entry in named.values()), *added, *mandate)
