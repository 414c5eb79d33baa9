"""What `repair` finds: the smallest changes to a deal that make it acceptable to all. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from dealcheck.model.deal import Deal
from dealcheck.model.place import Place
from dealcheck.model.verdict import Outcome

Direction = Literal["bigger", "smaller", "both"]


@attrs.frozen(kw_only=True)
class Change:
    """What a repair does to one provision.

    `kind`: it is left out, changed, or brought in; `text` says how. `before` and `after` say in words what it was and
    what it becomes, empty where there is nothing; `offered_by` names the rulesets that offer what is brought in.
    """

    provision: str
    kind: Literal["left-out", "changed", "brought-in"]
    text: str
    before: str = ""
    after: str = ""
    offered_by: tuple[str, ...] = ()
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Repair:
    """Changes after which no ruleset rejects the deal, and none of which could be left out or be smaller.

    `deal` is the deal as changed; `outcomes` gives each ruleset's answer to it.
    """

    changes: tuple[Change, ...]
    outcomes: Mapping[str, Outcome]
    deal: Deal


@attrs.frozen(kw_only=True)
class Repairs:
    """The smallest changes that make a deal acceptable to all, those of the fewest provisions first.

    `direction`: `bigger` adds and strengthens, `smaller` leaves out and weakens, `both` may do all of it.
    `already_acceptable`: there is nothing to mend. `complete`: there are no other minimal repairs; when `repairs` is
    empty then, no change in this direction makes the deal acceptable. `considered` counts the deals that were
    looked at, all at once.
    """

    deal: str
    title: str
    file: str
    direction: Direction
    rulesets: tuple[str, ...]
    already_acceptable: bool
    repairs: tuple[Repair, ...]
    complete: bool
    considered: int
    place: Place | None = None
