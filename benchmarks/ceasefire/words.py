"""What the rules written by hand know of `vocabulary.yaml`, and the sums that both need."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dealcheck.language.program import Clause, Settled

Broken = set[tuple[str, int]]
"""The bottom lines that a deal breaks, each with each step at which it does."""

SCALES = {
    "easing": ("exempt", "suspend", "lift"),
    "arms": ("silence", "withdraw", "surrender"),
    "freeing": ("list", "release"),
    "watching": ("admit", "verify"),
    "money": ("pledge", "pay"),
    "granting": ("grant",),
}
RANKS = {verb: (scale, rank) for scale, verbs in SCALES.items() for rank, verb in enumerate(verbs)}
GROUPS = {
    "trade": ("fuel", "metals", "medicine"),
    "finance": ("banking", "remittances"),
    "travel": ("leaders", "students"),
    "heavy-weapons": ("artillery", "rockets", "armour"),
    "small-arms": ("rifles", "mortars"),
    "prisoners": ("political-prisoners", "fighters", "minors"),
    "sites": ("border", "airfield", "depots"),
    "reconstruction": ("housing", "water", "power"),
    "autonomy": ("council", "police", "budget"),
    "amnesty": ("amnesty",),
}
GROUP_OF = {leaf: group for group, leaves in GROUPS.items() for leaf in leaves}
RESTRICTIONS = ("trade", "finance", "travel")
WEAPONS = ("heavy-weapons", "small-arms")
HEAVY = GROUPS["heavy-weapons"]
ALL_WEAPONS = (*HEAVY, *GROUPS["small-arms"])


def standing(deal: Settled, step: int) -> list[Clause]:
    """The provisions in force at a step."""
    return [clause for clause in deal.clauses if clause.start <= step < clause.stop]


def pays_too_much(deal: Settled, step: int) -> bool:
    """Whether the government pays more than its budget for reconstruction."""
    rebuilding = [each for each in standing(deal, step) if not each.leaves.isdisjoint(GROUPS["reconstruction"])]
    return millions(rebuilding, "government", ("pay",)) > Decimal("12.5")


def mission_pledges_enough(deal: Settled, step: int) -> bool:
    """Whether the mission pledges its part."""
    return millions(standing(deal, step), "mission", ("pledge", "pay")) >= 10


def millions(clauses: Iterable[Clause], party: str, verbs: tuple[str, ...]) -> Decimal:
    """What a party pledges or pays in all."""
    found = [clause for clause in clauses if party in clause.parties and clause.verb in verbs]
    return sum((Decimal(clause.attributes.get("millions", 0)) for clause in found), Decimal(0))
