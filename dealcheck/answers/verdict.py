"""Verdicts: whether a party can sign, what breaks, and why. Plain data, made by `dealcheck.verify`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Union

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import Status, Strength
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Shortfall:
    """A provision that comes near to a condition but does not meet it, and what keeps it from doing so."""

    provision: str = field("the provision's id")
    kind: Literal["verb", "attribute", "not-yet", "no-longer", "not-provided"] = field(
        "its verb is too weak, a test on an attribute fails, it comes into force later, or was in force before"
    )
    text: str = field("the same in words")
    place: Place | None = field("place of the provision", default=None)


@attrs.frozen(kw_only=True)
class Finding:
    """Whether one condition holds at the step looked at, and what makes or keeps it so."""

    condition: str = field("the condition in words")
    step: str = field("the step looked at")
    holds: bool = field("whether it holds then")
    measured: str = field("the sum or number that it tests", default="")
    provisions: tuple[str, ...] = field("the provisions that meet it", default=())
    missing: tuple[str, ...] = field("the parts of its object that no provision reaches", default=())
    shortfalls: tuple[Shortfall, ...] = field("the provisions that come near", default=())
    join: Literal["", "all", "any"] = field("whether it takes all of its parts or any", default="")
    parts: tuple[Finding, ...] = field("the findings on those of its conditions that decide it", default=())


@attrs.frozen(kw_only=True)
class Release:
    """A way out that a bottom line leaves and the deal does not take."""

    kind: Literal["until", "only-after", "unless"] = field("the key it is written under")
    finding: Finding = field("on its condition")


@attrs.frozen(kw_only=True)
class Breach:
    """A broken bottom line."""

    bottom_line: str = field("the bottom line's id")
    title: str = field("its title")
    strength: Strength = field("how much it matters")
    status: Status = field("how it is known")
    kind: Literal["forbid", "require"] = field("what it does")
    steps: tuple[str, ...] = field("the steps at which it is broken")
    at: str = field("the first of them, to which the findings refer")
    provisions: tuple[str, ...] = field("the provisions that break it")
    places: tuple[Place, ...] = field("where they stand", default=())
    finding: Finding = field("on the forbidden or the required condition")
    trigger: Finding | None = field("on the `when` of a requirement", default=None)
    releases: tuple[Release, ...] = field("the ways out that were not taken", default=())
    sources: tuple[Source, ...] = field("whose statements the bottom line rests on", default=())
    place: Place | None = field("place of the bottom line", default=None)


@attrs.frozen(kw_only=True)
class Earned:
    """What one entry of a party's score sheet gives for a deal."""

    entry: str = field("the entry of `worth` or `issues`")
    title: str = field("its title, or its id in words")
    points: Decimal = field("the points that it gives")
    of: str = field("of an issue, the field that it gives points for; empty for an entry of `worth`", default="")
    value: str = field("what the deal has there, or `none`; empty for an entry of `worth`", default="")


@attrs.frozen(kw_only=True)
class Verdict:
    """One ruleset's answer to a deal without brackets."""

    ruleset: str = field("the ruleset's id")
    title: str = field("the ruleset's title")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    outcome: Outcome = field("the verdict")
    breaches: tuple[Breach, ...] = field("the broken bottom lines", default=())
    score: Decimal | None = field("in the points of its own score sheet; none without one", default=None)
    earned: tuple[Earned, ...] = field(
        "what adds up to the score: the entries of `worth` that hold, and all `issues`", default=()
    )
    reservation: Decimal | None = field("the least score it would sign; none if it says none", default=None)
    referrals: tuple[str, ...] | None = field(
        "the provisions that bind the party and are beyond its negotiators' mandate; none when the ruleset states "
        "no mandate",
        default=None,
    )
    mandate_holder: str = field("who holds the mandate", default="")

    @property
    def can_sign(self) -> bool:
        """Whether the party can sign, with reservations or without."""
        return self.outcome != "rejected"


@attrs.frozen(kw_only=True)
class DraftVerdict:
    """One ruleset's answer to a draft: in how many of its resolutions it can sign."""

    ruleset: str = field("the ruleset's id")
    title: str = field("the ruleset's title")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    resolutions: int = field("how many resolutions the draft has")
    acceptable: int | None = field("how many of them it can sign; none: some, but not all, and they are not counted")
    without_reservations: int | None = field("how many of them it accepts outright; none: as above")
    broken: dict[str, int | None] = field(
        "how many resolutions break each bottom line, none as above; those that none breaks are left out", factory=dict
    )
    below_reservation: int | None = field("how many score too little; none: as above", default=0)

    @property
    def answer(self) -> Literal["all", "some", "none"]:
        """Whether it can sign all, some or none of the resolutions."""
        if self.acceptable == 0:
            return "none"
        return "all" if self.acceptable == self.resolutions else "some"

    @property
    def can_sign(self) -> bool:
        """Whether there is a resolution that the party can sign."""
        return self.acceptable != 0


@attrs.frozen(kw_only=True)
class DealVerification:
    """The answers of all rulesets to one deal without brackets."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    verdicts: tuple[Verdict, ...] = field("one for each ruleset")
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()
    all_can_sign: bool | None = field(
        "where the verdicts of others are not shown: whether all can sign; none where they are", default=None
    )
    engine: str = field(
        "the name of the engine that judged it; `diagrams` for a draft counted on decision diagrams",
        default="",
        eq=False,
    )

    @property
    def engines(self) -> frozenset[str]:
        """The names of the engines that judged."""
        return frozenset({self.engine})

    @property
    def acceptable_to_all(self) -> bool:
        """Whether no ruleset rejects the deal."""
        return self.all_can_sign is not False and all(verdict.can_sign for verdict in self.verdicts)

    def passes(self, *, strict: bool = False) -> bool:
        """Return whether every ruleset can sign; `strict`: without reservations, of those whose verdicts are here."""
        outright = all(verdict.outcome == "accepted" for verdict in self.verdicts)
        return self.acceptable_to_all and (outright or not strict)


@attrs.frozen(kw_only=True)
class DraftVerification:
    """The answers of all rulesets to one draft."""

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
    verdicts: tuple[DraftVerdict, ...] = field("one for each ruleset")
    place: Place | None = field("place of the draft", default=None)
    seen_by: str = viewer_field()
    engine: str = field(
        "the name of the engine that judged it: `diagrams` for a draft counted on decision diagrams, `solver` for one "
        "that could not be counted",
        default="",
        eq=False,
    )
    uncounted: str = field("why resolutions are not counted; empty when they are", default="")
    example: Deal | None = field(
        "of what is not counted, a resolution that is acceptable to all, of the fewest provisions if that was soon "
        "proven; none if none is",
        default=None,
    )

    @property
    def engines(self) -> frozenset[str]:
        """The names of the engines that judged."""
        return frozenset({self.engine})

    @property
    def acceptable_to_all(self) -> bool:
        """Whether some resolution is acceptable to all."""
        return self.acceptable != 0

    def passes(self, *, strict: bool = False) -> bool:
        """Return whether some resolution is acceptable to all.

        `strict`: every one, and without reservations of those whose verdicts are here.
        """
        if not strict:
            return self.acceptable_to_all
        outright = (self.acceptable, *(verdict.without_reservations for verdict in self.verdicts))
        return self.resolutions > 0 and all(count == self.resolutions for count in outright)


Verification = Union[DealVerification, DraftVerification]
"""What `verify` answers: for a deal with nothing open, or for a draft."""
