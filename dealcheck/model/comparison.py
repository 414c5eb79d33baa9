"""What changed in meaning between two rulesets. Plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from dealcheck.model.conflict import Claim
from dealcheck.model.deal import Deal
from dealcheck.model.place import Place


@attrs.frozen(kw_only=True)
class Witness:
    """A deal that one ruleset rejects and the other does not, of the fewest provisions.

    `terms` says its provisions in words; `unmet` are the demands for which the one rejects it.
    """

    deal: Deal
    terms: tuple[str, ...]
    unmet: tuple[Claim, ...]


@attrs.frozen(kw_only=True)
class LineChange:
    """What became of a bottom line: `tightened` when more deals break it, `loosened` when fewer, `moved` when others.

    `text` says more: the strength before and after.
    """

    bottom_line: str
    kind: Literal["added", "removed", "tightened", "loosened", "moved", "reweighted"]
    text: str = ""
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Comparison:
    """What changed in meaning from one ruleset to another, over all deals of so many steps.

    `newly_acceptable`: a deal that the first rejects and the second does not; `newly_rejected`: the other way round;
    None where there is no such deal. `lines` are the bottom lines whose meaning or strength changed.
    """

    before: str
    after: str
    steps: int
    newly_acceptable: Witness | None
    newly_rejected: Witness | None
    lines: tuple[LineChange, ...]

    @property
    def same(self) -> bool:
        """Whether the two reject the same deals."""
        return self.newly_acceptable is None and self.newly_rejected is None
