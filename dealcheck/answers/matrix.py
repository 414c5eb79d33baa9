"""What each side says to each provision: asks for it, accepts it, or opposes it. Plain data."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.model.fields import field, viewer_field
from dealcheck.place import Place

StanceKind = Literal["asks", "accepts", "on-terms", "opposes"]


@attrs.frozen(kw_only=True)
class Side:
    """A ruleset, as the matrix has a column for it."""

    ruleset: str = field("the ruleset's id")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")


@attrs.frozen(kw_only=True)
class Stance:
    """What one side says to one provision."""

    kind: StanceKind = field(
        "`asks`: a demand of it is not met without the provision; `opposes`: one is not met with it; `on-terms`: "
        "whether one is met with it depends on the other brackets, or on what it would be without it; `accepts`: "
        "none of these"
    )
    claims: tuple[Claim, ...] = field("the demands behind it, the firmest first", default=())
    points: Decimal | None = field(
        "how many points the provision adds to its score as things are; none for a draft, and without a score sheet",
        default=None,
    )


@attrs.frozen(kw_only=True)
class MatrixRow:
    """One provision, and what each side says to it."""

    provision: str = field("the provision's id")
    text: str = field("the clause as drafted; it in words where there is none")
    stances: tuple[Stance, ...] = field("one for each side")
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Matrix:
    """What each side says to each provision of a deal or draft."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    sides: tuple[Side, ...] = field("the sides, in the order of the columns")
    rows: tuple[MatrixRow, ...] = field("the provisions, in the order of the deal")
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()

    @property
    def opposed(self) -> tuple[str, ...]:
        """The provisions that somebody opposes."""
        return tuple(row.provision for row in self.rows if any(each.kind == "opposes" for each in row.stances))
