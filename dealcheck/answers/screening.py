"""What `screen` finds in a table of deals, counted. Plain data."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.model.fields import field, viewer_field
from dealcheck.model.outcome import Outcome


@attrs.frozen(kw_only=True)
class RulesetCount:
    """One ruleset's answers: how many deals have each verdict, and how many break each bottom line."""

    ruleset: str = field("the ruleset's id")
    title: str = field("the ruleset's title")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    verdicts: Mapping[Outcome, int] = field("how many deals have each verdict")
    broken: Mapping[str, int] = field("how many deals break each bottom line")


@attrs.frozen(kw_only=True)
class ScreenSummary:
    """A table of deals, counted."""

    table: str = field("the table that was read")
    deals: int = field("how many deals it holds")
    judged: int = field("how many of them have verdicts")
    acceptable: int = field("how many of them no ruleset rejects")
    rulesets: tuple[RulesetCount, ...] = field("the counts of each ruleset")
    reasons: Mapping[str, int] = field("by what is wrong with them, how many rows do not fit", factory=dict)
    verdicts_file: str = field("the file of verdicts that was written; empty if none", default="")
    rejects_file: str = field("the file of rows that do not fit; empty if none", default="")
    seen_by: str = viewer_field()

    @property
    def unjudged(self) -> int:
        """How many deals could not be judged."""
        return self.deals - self.judged
