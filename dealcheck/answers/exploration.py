"""What `explore` finds in a draft: the zone of possible agreement. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import attrs

from dealcheck.answers.verdict import DraftVerdict
from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Resolution:
    """One resolution of a draft."""

    choices: Mapping[str, str] = field(
        "what was chosen: by `provision.field` a value, by the id of an article an option, by the id of a "
        "bracketed provision `in` or `out`",
    )
    deal: Deal = field("the deal that it makes")


@attrs.frozen(kw_only=True)
class Alternative:
    """One way to settle a bracket, and how many of the acceptable resolutions settle it so.

    Neighbouring values of a range make one alternative where each of them leaves as many resolutions as the next.
    """

    value: str = field("what the bracket is settled to; of several values of a range, `30 to 44` or `30 to 60 by 15`")
    acceptable: int | None = field("how many acceptable resolutions settle it so; none: some, and they are not counted")
    values: int = field("how many values of a range these are", default=1)


@attrs.frozen(kw_only=True)
class Bracket:
    """A bracket of a draft and what its alternatives leave."""

    name: str = field("`provision.field`, the id of an article, or the id of a provision that may be left out")
    kind: Literal["article", "provision", "field"] = field("which of these it is")
    open_in: int | None = field(
        "in how many acceptable resolutions there is anything to settle, because the provision is in; none: in some, "
        "and they are not counted"
    )
    alternatives: tuple[Alternative, ...] = field("the ways to settle it; of a provision, `in` and `out`")
    place: Place | None = field("its place", default=None)

    @property
    def settled(self) -> str:
        """The one alternative taken in every acceptable resolution in which it is open; empty if there are several."""
        left = [alternative.value for alternative in self.alternatives if alternative.acceptable != 0]
        return left[0] if len(left) == 1 else ""

    @property
    def ruled_out(self) -> tuple[str, ...]:
        """The alternatives taken in no acceptable resolution."""
        return tuple(alternative.value for alternative in self.alternatives if alternative.acceptable == 0)


@attrs.frozen(kw_only=True)
class Obstacle:
    """A demand that keeps the parties from a deal: a red line, or a reservation value."""

    ruleset: str = field("the ruleset's id")
    bottom_line: str = field("the bottom line's id; empty for the reservation value")
    title: str = field("it in words")
    rules_out: int | None = field("how many resolutions do not meet it; none: some, and they are not counted")
    alone: int | None = field(
        "how many more all could sign if it were dropped and nothing else changed; none: some, and they are not counted"
    )
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Bargain:
    """An efficient outcome: no other acceptable one is better for a party without being worse for another."""

    scores: Mapping[str, Decimal] = field("the points of each ruleset that keeps a score sheet")
    resolutions: int = field("how many acceptable resolutions have just these scores")
    example: Resolution = field("one of them")
    is_nash: bool = field("whether it has the greatest product of gains over the reservation values", default=False)
    is_kalai_smorodinsky: bool = field(
        "whether it gives each party the greatest equal share of what it could gain at most", default=False
    )


@attrs.frozen(kw_only=True)
class Exploration:
    """The zone of possible agreement of a draft."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    resolutions: int = field("how many resolutions it has")
    acceptable: int | None = field(
        "how many of them no ruleset rejects; none: some, but not all, and they are not counted"
    )
    without_reservations: int | None = field(
        "how many of them all accept outright; none: as above, or not for a party's eyes"
    )
    verdicts: tuple[DraftVerdict, ...] = field("the counts of each ruleset")
    brackets: tuple[Bracket, ...] = field("what is open, and what each way to settle it leaves")
    obstacles: tuple[Obstacle, ...] = field("obstacles to a deal")
    bargains: tuple[Bargain, ...] = field(
        "the efficient outcomes, the best for the first ruleset at the top; none when no ruleset keeps a score "
        "sheet, when nothing is acceptable, and when resolutions are not counted",
        default=(),
    )
    examples: tuple[Resolution, ...] = field("acceptable resolutions, as many as were asked for", default=())
    uncounted: str = field("why resolutions are not counted; empty when they are", default="")
    example: Resolution | None = field(
        "of what is not counted, a resolution that is acceptable to all, of the fewest provisions if that was soon "
        "proven; none if none is",
        default=None,
    )
    place: Place | None = field("place of the draft", default=None)
    seen_by: str = viewer_field()

    @property
    def acceptable_to_all(self) -> bool:
        """Whether some resolution is acceptable to all."""
        return self.acceptable != 0


def at_least(number: int | None) -> float:
    """Return a number to sort by: one that nobody counted is more than none."""
    return 0.5 if number is None else number
