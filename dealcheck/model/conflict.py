"""Which demands stand against each other, and whether any deal meets them all. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.place import Place
from dealcheck.model.ruleset import Status, Strength
from dealcheck.model.verdict import Outcome
from dealcheck.model.vocabulary import Source


@attrs.frozen(kw_only=True)
class Claim:
    """A demand: a bottom line, or that a score reaches the reservation value (`bottom_line` empty).

    It says whose it is, and `sources` whose statements it rests on.
    """

    ruleset: str
    party: str
    party_title: str
    bottom_line: str
    title: str
    strength: Strength = "red-line"
    status: Status | Literal[""] = ""
    sources: tuple[Source, ...] = ()
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Conflict:
    """Demands that can't all be met; without any one of them, the rest could be."""

    claims: tuple[Claim, ...]


@attrs.frozen(kw_only=True)
class Conflicts:
    """All minimal sets of demands that stand against each other in a deal or draft.

    `resolutions` counts what was looked at (1 for a deal), `acceptable` what meets all demands; with any of these
    there are no conflicts. `complete`: there are no other conflicts than these.
    """

    deal: str
    title: str
    file: str
    rulesets: tuple[str, ...]
    resolutions: int
    acceptable: int
    conflicts: tuple[Conflict, ...]
    complete: bool
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Reconciliation:
    """Whether some deal that the vocabulary can express is acceptable to all.

    If so, `deal` is one of the fewest provisions, and of these one of the weakest verbs; `terms` says its provisions
    in words, `outcomes` gives each ruleset's answer. If not, `conflict` holds demands that can't all be met; dropping
    any one of them would do. `considered` counts the provisions that could make a difference; the deals made up of
    them, at any of the steps, were all looked at.
    """

    rulesets: tuple[str, ...]
    vocabulary: str
    steps: int
    deal: Deal | None = None
    terms: tuple[str, ...] = ()
    outcomes: Mapping[str, Outcome] = attrs.Factory(dict)
    conflict: tuple[Claim, ...] = ()
    considered: int = 0

    @property
    def reconcilable(self) -> bool:
        """Whether there is such a deal."""
        return self.deal is not None
