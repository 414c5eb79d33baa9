"""Verdicts: whether a party can sign, what breaks, and why. Plain data, made by `dealcheck.verify`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Union

import attrs

from dealcheck.model.place import Place
from dealcheck.model.ruleset import Status, Strength
from dealcheck.model.vocabulary import Source

Outcome = Literal["accepted", "accepted-with-reservations", "rejected"]


@attrs.frozen(kw_only=True)
class Shortfall:
    """A provision that comes near to a condition but does not meet it, and what keeps it from doing so.

    `kind`: `verb` (too weak), `attribute` (a test fails), `not-yet` (comes into force later) or `no-longer`
    (was in force before). `text` says it in words.
    """

    provision: str
    kind: Literal["verb", "attribute", "not-yet", "no-longer"]
    text: str
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Finding:
    """Whether one condition holds at the step looked at, and what makes or keeps it so.

    `condition` is the condition in words; `step` the step looked at; `measured` the sum or number that it tests;
    `provisions` those that meet it; `missing` the parts of its object that no provision reaches; `shortfalls` the
    provisions that come near; `parts` the findings on those of its conditions that decide it, and `join` whether it
    takes `all` or `any` of them.
    """

    condition: str
    step: str
    holds: bool
    measured: str = ""
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    join: Literal["", "all", "any"] = ""
    parts: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Release:
    """A way out that a bottom line leaves and the deal does not take: `until`, `only-after` or `unless`."""

    kind: Literal["until", "only-after", "unless"]
    finding: Finding


@attrs.frozen(kw_only=True)
class Breach:
    """A broken bottom line.

    `steps` names the steps at which it is broken; `at` the first of them, to which `finding` (the forbidden or the
    required condition), `trigger` (the `when` of a requirement) and `releases` refer. `provisions` names all that
    break it, with their places in the deal file. `sources` are whose statements the bottom line rests on.
    """

    bottom_line: str
    title: str
    strength: Strength
    status: Status
    kind: Literal["forbid", "require"]
    steps: tuple[str, ...]
    at: str
    provisions: tuple[str, ...]
    places: tuple[Place, ...] = ()
    finding: Finding
    trigger: Finding | None = None
    releases: tuple[Release, ...] = ()
    sources: tuple[Source, ...] = ()
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Verdict:
    """One ruleset's answer to a deal without brackets.

    `score` is in the points of the party's own score sheet, None without one; `referrals` names the provisions
    that bind the party and are beyond its negotiators' mandate, None when the ruleset states no mandate.
    """

    ruleset: str
    title: str
    party: str
    party_title: str
    outcome: Outcome
    breaches: tuple[Breach, ...] = ()
    score: Decimal | None = None
    reservation: Decimal | None = None
    referrals: tuple[str, ...] | None = None
    mandate_holder: str = ""

    @property
    def can_sign(self) -> bool:
        """Whether the party can sign, with reservations or without."""
        return self.outcome != "rejected"


@attrs.frozen(kw_only=True)
class DraftVerdict:
    """One ruleset's answer to a draft: in how many of its resolutions it can sign.

    `without_reservations` counts those it accepts outright; `broken` how many resolutions break each bottom line
    (those that none breaks are left out); `below_reservation` how many score too little.
    """

    ruleset: str
    title: str
    party: str
    party_title: str
    resolutions: int
    acceptable: int
    without_reservations: int
    broken: dict[str, int] = attrs.Factory(dict)
    below_reservation: int = 0

    @property
    def answer(self) -> Literal["all", "some", "none"]:
        """Whether it can sign all, some or none of the resolutions."""
        if not self.acceptable:
            return "none"
        return "all" if self.acceptable == self.resolutions else "some"

    @property
    def can_sign(self) -> bool:
        """Whether there is a resolution that the party can sign."""
        return self.acceptable > 0


@attrs.frozen(kw_only=True)
class DealVerification:
    """The answers of all rulesets to one deal without brackets."""

    deal: str
    title: str
    file: str
    verdicts: tuple[Verdict, ...]
    place: Place | None = None

    @property
    def acceptable_to_all(self) -> bool:
        """Whether no ruleset rejects the deal."""
        return all(verdict.can_sign for verdict in self.verdicts)

    def passes(self, *, strict: bool = False) -> bool:
        """Whether every ruleset can sign; `strict`: without reservations."""
        return all(v.outcome == "accepted" for v in self.verdicts) if strict else self.acceptable_to_all


@attrs.frozen(kw_only=True)
class DraftVerification:
    """The answers of all rulesets to one draft.

    `resolutions` counts the draft's resolutions; `acceptable` those that no ruleset rejects;
    `without_reservations` those that all accept outright.
    """

    deal: str
    title: str
    file: str
    resolutions: int
    acceptable: int
    without_reservations: int
    verdicts: tuple[DraftVerdict, ...]
    place: Place | None = None

    @property
    def acceptable_to_all(self) -> bool:
        """Whether some resolution is acceptable to all."""
        return self.acceptable > 0

    def passes(self, *, strict: bool = False) -> bool:
        """Whether some resolution is acceptable to all; `strict`: every one, and without reservations."""
        return self.without_reservations == self.resolutions > 0 if strict else self.acceptable_to_all


Verification = Union[DealVerification, DraftVerification]
