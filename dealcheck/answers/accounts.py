"""Can all sign, whichever account of a position is true? Plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.answers.exploration import Resolution
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.ruleset import Status
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Doubt:
    """Something that may be read in several ways: which account of a party is true, or whether a red line is held."""

    kind: Literal["account", "bottom-line"] = field("which of these it is")
    party: str = field("the id of the party")
    party_title: str = field("the name of the party")
    rulesets: tuple[str, ...] = field("the accounts of the party; for a red line those that have it")
    bottom_line: str = field("the id of the red line; empty for accounts", default="")
    title: str = field("the red line in words; empty for accounts", default="")
    status: Status | Literal[""] = field("how the red line is known; empty for accounts", default="")
    decides: int = field("in how many readings of all the rest it decides whether all can sign")
    of: int = field("how many readings of all the rest there are")
    sources: tuple[Source, ...] = field("whose statements the red line rests on", default=())
    place: Place | None = field("place of the red line", default=None)


@attrs.frozen(kw_only=True)
class AccountsReading:
    """One account of each party, taken as true, with every reading of its doubtful red lines."""

    rulesets: tuple[str, ...] = field("the accounts, one of each party")
    acceptable: int = field("in how many readings of all doubtful red lines all can sign; of a draft: some resolution")
    of: int = field("how many readings of all doubtful red lines there are")
    unheld: tuple[Claim, ...] = field("the fewest doubtful red lines that may not be held for all to sign", default=())


@attrs.frozen(kw_only=True)
class Accounts:
    """Whether all can sign a deal, or some resolution of a draft, whichever account is true."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    rulesets: tuple[str, ...] = field("the ids of the rulesets")
    is_draft: bool = field("whether anything in the deal is in brackets")
    robust: bool = field("whether all can sign whichever reading is true; of a draft: one and the same resolution")
    acceptable: int = field("in how many readings all can sign; of a draft: some resolution")
    readings: int = field("how many readings there are, of accounts and doubtful red lines together")
    by_accounts: tuple[AccountsReading, ...] = field("what is so for each choice of accounts")
    doubts: tuple[Doubt, ...] = field("what may be read in several ways; first what decides most")
    resolution: Resolution | None = field(
        "of a draft: one that all can sign whichever reading is true, of the fewest provisions; none if there is none",
        default=None,
    )
    against: tuple[tuple[str, ...], ...] = field(
        "if nothing is robust: the fewest choices of accounts that can't all be met, with every red line held",
        default=(),
    )
    conflict: tuple[Claim, ...] = field(
        "demands of those accounts that can't all be met; where no reading will do, of what is sure alone", default=()
    )
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()

    @property
    def most_worth_finding_out(self) -> Doubt | None:
        """What decides in most readings of the rest; None when nothing decides anything."""
        return next((doubt for doubt in self.doubts if doubt.decides), None)
