"""The bottom lines of `government.yaml` written by hand in plain Python: a condition is a set of steps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from ceasefire.words import (
    ALL_WEAPONS,
    GROUPS,
    HEAVY,
    RANKS,
    RESTRICTIONS,
    WEAPONS,
    Broken,
    mission_pledges_enough,
    pays_too_much,
)

from dealcheck.language.program import Clause, Settled

Steps = set[int]


def judge(deal: Settled) -> Broken:
    """Which bottom lines the deal breaks, and at which steps."""
    steps = set(range(len(deal.steps)))
    last = {len(deal.steps) - 1}
    government, movement, mission = (partial(_steps, deal.clauses, party) for party in _PARTIES)

    guns_silent = set.intersection(*(movement("silence", [leaf]) for leaf in ALL_WEAPONS))
    watched = mission("verify", GROUPS["sites"], lambda clause: _number(clause, "staff") >= 20)
    ceasefire = watched.intersection(*(movement("withdraw", [leaf]) for leaf in HEAVY))
    good_faith = movement("release", GROUPS["prisoners"]) | movement("admit", GROUPS["sites"])
    active = movement("list", ["fighters"], lambda clause: clause.attributes.get("active") is True)
    disarmed = set.intersection(*(movement("surrender", [leaf]) for leaf in HEAVY)) - active
    released = set.intersection(*(movement("release", [leaf]) for leaf in GROUPS["prisoners"]))
    restrictions = _leaves(RESTRICTIONS)
    weapons = _leaves(WEAPONS)
    eased = partial(government, "suspend")
    gestures = [
        movement("silence", HEAVY),
        set.intersection(*(movement("list", [leaf]) for leaf in GROUPS["prisoners"])),
        movement("admit", GROUPS["sites"]),
        mission("pledge", GROUPS["reconstruction"]),
    ]
    rebuilds = government("pay", GROUPS["reconstruction"])
    pledged = {step for step in steps if mission_pledges_enough(deal, step)}

    def talks(clause: Clause) -> bool:
        return clause.attributes.get("purpose") in ("talks", "health")

    def age(clause: Clause) -> bool:
        return _number(clause, "age", Decimal(99)) < 25

    leaders = government("exempt", ["leaders"])
    amnesty = partial(government, "grant", ["amnesty"])
    border = mission("verify", ["border"])
    admits = partial(mission, "admit", GROUPS["sites"])
    lines = {
        "trade-waits-for-the-ceasefire": eased(GROUPS["trade"]) - _since(ceasefire, steps),
        "nothing-goes-for-good-before-arms-do": government("lift", restrictions) - _after(disarmed, steps),
        "banking-waits-for-prisoners": eased(["banking"]) - _after(released, steps),
        "exemptions-for-good-faith": government("exempt", GROUPS["finance"]) - _since(good_faith, steps),
        "leaders-travel-last": leaders - _since(ceasefire, steps) - government("exempt", ["leaders"], talks),
        "fighters-for-fighters": government("release", ["fighters"]) - _since(movement("release", ["fighters"]), steps),
        "no-blanket-amnesty": amnesty() - amnesty(lambda clause: clause.attributes.get("excludes") == "war-crimes"),
        "police-after-disarmament": government("grant", ["police"]) - _after(disarmed, steps),
        "autonomy-not-all-at-once": set.intersection(*(government("grant", [leaf]) for leaf in GROUPS["autonomy"]))
        - watched,
        "budget-with-a-council": government("grant", ["budget"]) - government("grant", ["council"]),
        "army-stays-until-theirs-goes": government("withdraw", weapons) - _since(movement("withdraw", HEAVY), steps),
        "guns-fall-silent": last - guns_silent,
        "minors-come-home": last - movement("release", ["minors"]) - border,
        "depots-are-seen": guns_silent - _soon(movement("admit", ["depots"]), 1),
        "relief-is-watched": eased(restrictions) - _soon(watched, 1),
        "pull-back-together": government("withdraw", weapons) - movement("withdraw", weapons),
        "fuel-goes-through-the-border": government("exempt", ["fuel"])
        - _soon(border, 2)
        - movement("admit", ["border"]),
        "metals-for-armour": eased(["metals"]) - _soon(movement("surrender", ["armour"]), 1),
        "students-both-ways": government("exempt", ["students"]) - movement("release", GROUPS["prisoners"], age),
        "some-gestures": {t for t in last if sum(t in gesture for gesture in gestures) < 2},
        "within-the-budget": {step for step in rebuilds if pays_too_much(deal, step)},
        "the-mission-pays-its-part": rebuilds - _soon(pledged, 1),
        "no-power-without-water": government("pay", ["power"])
        - government("pledge", ["water"])
        - mission("pledge", ["water"]),
        "once-silent-always-silent": _after(guns_silent, steps) - guns_silent,
        "small-mission": admits(lambda clause: _number(clause, "staff") > 60)
        - admits(lambda clause: clause.attributes.get("consent") is True),
    }
    return {(name, step) for name, broken in lines.items() for step in broken}


_PARTIES = ("government", "movement", "mission")


def _steps(clauses: Iterable[Clause], party: str, verb: str, leaves: Iterable[str], test=lambda clause: True) -> Steps:
    scale, rank = RANKS[verb]
    return {
        step
        for clause in clauses
        if party in clause.parties
        and RANKS[clause.verb][0] == scale
        and RANKS[clause.verb][1] >= rank
        and not clause.leaves.isdisjoint(leaves)
        and test(clause)
        for step in range(clause.start, clause.stop)
    }


def _since(held: Steps, steps: Steps) -> Steps:
    return {step for step in steps if step >= min(held, default=len(steps))}


def _after(held: Steps, steps: Steps) -> Steps:
    return {step for step in steps if step > min(held, default=len(steps))}


def _soon(holds: Steps, within: int) -> Steps:
    return {step - ahead for step in holds for ahead in range(within + 1)}


def _leaves(groups: Iterable[str]) -> list[str]:
    return [leaf for group in groups for leaf in GROUPS[group]]


def _number(clause: Clause, attribute: str, missing: Decimal = Decimal(0)) -> Decimal:
    value = clause.attributes.get(attribute, missing)
    return value if isinstance(value, Decimal) else missing
