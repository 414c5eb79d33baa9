"""What `screen` finds in a table of deals, counted. Plain data."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.model.verdict import Outcome


@attrs.frozen(kw_only=True)
class RulesetCount:
    """One ruleset's answers: how many deals have each verdict, and how many break each bottom line."""

    ruleset: str
    title: str
    party: str
    party_title: str
    verdicts: Mapping[Outcome, int]
    broken: Mapping[str, int]


@attrs.frozen(kw_only=True)
class ScreenSummary:
    """A table of deals, counted.

    `deals` counts all that it holds, `judged` those that have verdicts, `acceptable` those that no ruleset rejects.
    `unjudged` counts the deals of which some row does not fit, `reasons` the rows by what is wrong with them.
    `verdicts_file` and `rejects_file` name the files that were written, empty where none was.
    """

    table: str
    deals: int
    judged: int
    acceptable: int
    rulesets: tuple[RulesetCount, ...]
    reasons: Mapping[str, int] = attrs.Factory(dict)
    verdicts_file: str = ""
    rejects_file: str = ""

    @property
    def unjudged(self) -> int:
        """How many deals could not be judged."""
        return self.deals - self.judged
