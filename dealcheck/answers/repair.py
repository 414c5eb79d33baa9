"""What `repair` finds: the smallest changes to a deal that make it acceptable to all. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.outcome import Outcome
from dealcheck.place import Place

Direction = Literal["bigger", "smaller", "both"]


@attrs.frozen(kw_only=True)
class Change:
    """What a repair does to one provision, or a remedy that it brings in."""

    provision: str = field("the id of the provision or the remedy")
    what: Literal["provision", "remedy"] = field("what is changed", default="provision")
    kind: Literal["left-out", "changed", "brought-in"] = field("what is done to it")
    text: str = field("the same in words")
    before: str = field("what it was, in words; empty if it is brought in", default="")
    after: str = field("what it becomes, in words; empty if it is left out", default="")
    offered_by: tuple[str, ...] = field("the rulesets that offer what is brought in", default=())
    place: Place | None = field("place of the provision or the offer", default=None)


@attrs.frozen(kw_only=True)
class Repair:
    """Changes after which no ruleset rejects the deal, and none of which could be left out or be smaller."""

    changes: tuple[Change, ...] = field("what is changed")
    outcomes: Mapping[str, Outcome] = field("each ruleset's answer to the deal as changed")
    deal: Deal = field("the deal as changed")


@attrs.frozen(kw_only=True)
class Repairs:
    """The smallest changes that make a deal acceptable to all, those of the fewest provisions first."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    direction: Direction = field(
        "`bigger` adds and strengthens, `smaller` leaves out and weakens, `both` may do all of it"
    )
    rulesets: tuple[str, ...] = field("the ids of the rulesets")
    unmet: tuple[Claim, ...] = field("the demands that the deal does not meet as it is, the firmest first")
    already_acceptable: bool = field("whether there is nothing to mend")
    repairs: tuple[Repair, ...] = field("the repairs")
    complete: bool = field("whether there are no other minimal repairs in this direction")
    safe: bool = field("whether deals were looked for that are safe for all, too", default=False)
    exposed: tuple[Claim, ...] = field(
        "asked for safe deals: the red lines that break in the deal as it is if others stop half way", default=()
    )
    considered: int = field("how many deals were looked at, all at once")
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()

    @property
    def mends(self) -> bool:
        """Whether there is a repair, or nothing is to be mended."""
        return self.already_acceptable or bool(self.repairs)
