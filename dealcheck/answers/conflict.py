"""Which demands stand against each other, and whether any deal meets them all. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import Status, Strength
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Claim:
    """A demand: a bottom line, or that a score reaches the reservation value."""

    ruleset: str = field("the ruleset's id")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    bottom_line: str = field("the bottom line's id; empty for the reservation value")
    title: str = field("it in words")
    strength: Strength = field("how much it matters", default="red-line")
    status: Status | Literal[""] = field("how it is known; empty for the reservation value", default="")
    sources: tuple[Source, ...] = field("whose statements it rests on", default=())
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Conflict:
    """Demands that can't all be met; without any one of them, the rest could be."""

    claims: tuple[Claim, ...] = field("the demands")


@attrs.frozen(kw_only=True)
class Conflicts:
    """All minimal sets of demands that stand against each other in a deal or draft."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    rulesets: tuple[str, ...] = field("the ids of the rulesets")
    resolutions: int = field("how many resolutions were looked at; 1 for a deal")
    acceptable: int | None = field(
        "how many of them meet all demands, with any there are no conflicts; none: some, and they are not counted"
    )
    conflicts: tuple[Conflict, ...] = field("the conflicts")
    complete: bool = field("whether there are no others than these")
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()


@attrs.frozen(kw_only=True)
class Wish:
    """An entry of a score sheet, and what a deal that all can sign takes to have it."""

    ruleset: str = field("the ruleset's id")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    entry: str = field("the entry's id")
    title: str = field("it in words")
    points: Decimal = field("how many points it is worth")
    possible: bool = field("whether some deal that all can sign has it")
    had: bool = field("whether the deal that is shown has it")
    terms: tuple[str, ...] = field(
        "the provisions of the least such deal in words; none if there is no such deal", default=()
    )
    against: tuple[Claim, ...] = field(
        "if there is no such deal: demands that it can't be had with; none if no deal at all has it", default=()
    )
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Reconciliation:
    """Whether some deal that the vocabulary can express is acceptable to all."""

    rulesets: tuple[str, ...] = field("the ids of the rulesets")
    vocabulary: str = field("in whose words the deals are")
    steps: int = field("how many steps the deals have")
    including: tuple[str, ...] = field("what the deals must do besides", default=())
    best: str = field("whose score is the best, or `total` or `nash`; empty for the least deal", default="")
    deal: Deal | None = field(
        "one that would do, of the best scores if these were asked for, of the fewest provisions, and of these of the "
        "weakest verbs; none if there is none",
        default=None,
    )
    terms: tuple[str, ...] = field("its provisions in words", default=())
    outcomes: Mapping[str, Outcome] = field("each ruleset's answer to it", factory=dict)
    scores: Mapping[str, Decimal] = field("its score on each ruleset's score sheet", factory=dict)
    wishes: tuple[Wish, ...] = field(
        "what each side could earn points for, and what that takes; the most wanted of each side first", default=()
    )
    conflict: tuple[Claim, ...] = field(
        "if there is none: demands that can't all be met; dropping any one of them would do", default=()
    )
    considered: int = field(
        "how many provisions could make a difference; all deals made up of them, at any of the steps, were looked at",
        default=0,
    )
    untried: str = field("why other deals may be acceptable though none was found; empty when none can be", default="")
    seen_by: str = viewer_field()
    all_can_sign: bool | None = field(
        "where the deal is not shown: whether there is one; none where it is", default=None
    )

    @property
    def reconcilable(self) -> bool:
        """Whether there is such a deal."""
        return self.deal is not None if self.all_can_sign is None else self.all_can_sign
