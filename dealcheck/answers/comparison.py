"""What changed in meaning between two rulesets. Plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Witness:
    """A deal that one ruleset rejects and the other does not, of the fewest provisions."""

    deal: Deal = field("the deal")
    terms: tuple[str, ...] = field("its provisions in words")
    unmet: tuple[Claim, ...] = field("the demands for which the one rejects it")


@attrs.frozen(kw_only=True)
class LineChange:
    """What became of a bottom line."""

    bottom_line: str = field("the bottom line's id")
    kind: Literal["added", "removed", "tightened", "loosened", "moved", "reweighted"] = field(
        "`tightened` when more deals break it, `loosened` when fewer, `moved` when others, `reweighted` when only "
        "its strength changed",
    )
    text: str = field("more about it: the strength before and after", default="")
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Comparison:
    """What changed in meaning from one ruleset to another, over all deals of `steps` steps."""

    before: str = field("the id of the first ruleset")
    after: str = field("the id of the second")
    steps: int = field("how many steps the deals have")
    newly_acceptable: Witness | None = field(
        "a deal that the first rejects and the second does not; none if there is none"
    )
    newly_rejected: Witness | None = field(
        "a deal that the second rejects and the first does not; none if there is none"
    )
    lines: tuple[LineChange, ...] = field("the bottom lines whose meaning or strength changed")
    untried: str = field("why there may be more differences than were found; empty when there are none", default="")
    seen_by: str = viewer_field()

    @property
    def same(self) -> bool:
        """Whether the two reject the same deals."""
        return self.newly_acceptable is None and self.newly_rejected is None
