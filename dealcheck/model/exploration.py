"""What `explore` finds in a draft: the zone of possible agreement. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.place import Place
from dealcheck.model.verdict import DraftVerdict


@attrs.frozen(kw_only=True)
class Resolution:
    """One resolution of a draft: what each bracket was settled to, and the deal that it makes.

    `choices` goes by the names of brackets: `provision.field`, the id of an article (with the option that was taken),
    or the id of a bracketed provision (`in` or `out`).
    """

    choices: Mapping[str, str]
    deal: Deal


@attrs.frozen(kw_only=True)
class Alternative:
    """One way to settle a bracket, and how many of the acceptable resolutions settle it so."""

    value: str
    acceptable: int


@attrs.frozen(kw_only=True)
class Bracket:
    """A bracket of a draft and what its alternatives leave.

    `name`: `provision.field`, an article's id, or the id of a provision that may be left out, of which the
    alternatives are `in` and `out`. `open_in`: in how many acceptable resolutions there is anything to settle, that
    is, in which the provision is in.
    """

    name: str
    kind: Literal["article", "provision", "field"]
    open_in: int
    alternatives: tuple[Alternative, ...]
    place: Place | None = None

    @property
    def settled(self) -> str:
        """The one value that it has in every acceptable resolution in which it is open; empty if there are several."""
        left = [each.value for each in self.alternatives if each.acceptable]
        return left[0] if len(left) == 1 else ""

    @property
    def ruled_out(self) -> tuple[str, ...]:
        """The values that it has in no acceptable resolution."""
        return tuple(each.value for each in self.alternatives if not each.acceptable)


@attrs.frozen(kw_only=True)
class Obstacle:
    """A demand that stands between the parties and a deal: a red line, or a reservation value (`bottom_line` empty).

    `rules_out` counts the resolutions that do not meet it; `alone` those that all rulesets could sign if it were
    dropped and nothing else changed.
    """

    ruleset: str
    bottom_line: str
    title: str
    rules_out: int
    alone: int
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Bargain:
    """An efficient outcome: no other acceptable one is better for a party without being worse for another.

    `scores` gives the points of each ruleset that keeps a score sheet; `resolutions` counts the acceptable
    resolutions with just these scores, of which `example` is one. `is_nash`: it has the greatest product of gains over
    the reservation values; `is_kalai_smorodinsky`: it gives each party the greatest equal share of what it could gain
    at most.
    """

    scores: Mapping[str, Decimal]
    resolutions: int
    example: Resolution
    is_nash: bool = False
    is_kalai_smorodinsky: bool = False


@attrs.frozen(kw_only=True)
class Exploration:
    """The zone of possible agreement of a draft.

    `resolutions` counts all of them, `acceptable` those that no ruleset rejects, `without_reservations` those that
    all accept outright; `verdicts` has the counts of each ruleset. `bargains` are the efficient outcomes, the best
    for the ruleset named first at the top; empty when no ruleset keeps a score sheet or nothing is acceptable.
    """

    deal: str
    title: str
    file: str
    resolutions: int
    acceptable: int
    without_reservations: int
    verdicts: tuple[DraftVerdict, ...]
    brackets: tuple[Bracket, ...]
    obstacles: tuple[Obstacle, ...]
    bargains: tuple[Bargain, ...] = ()
    examples: tuple[Resolution, ...] = ()
    place: Place | None = None

    @property
    def acceptable_to_all(self) -> bool:
        """Whether some resolution is acceptable to all."""
        return self.acceptable > 0
