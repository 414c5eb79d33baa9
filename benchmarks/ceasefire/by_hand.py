"""The bottom lines of `government.yaml` written by hand for durable-rules, in its own language.

A deal becomes facts: an `act` for each part of a provision's object, with the first and the last step at which it
stands; flags for the sums, which durable-rules can't do exactly; and then a `step` for each step, once to infer the
definitions (stage 1) and, when these are there, once more for the bottom lines (stage 2). `cap` hands all matches of a
rule over at once, which takes half the time.

Two things have to be minded in durable-rules 2.0.28: comparisons with other facts count only before an `|`, and a
pattern that ends with a comparison reads beyond its end where that fails. So each that has some ends with an `|`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ceasefire.words import (
    ALL_WEAPONS,
    GROUP_OF,
    GROUPS,
    HEAVY,
    RANKS,
    RESTRICTIONS,
    WEAPONS,
    Broken,
    mission_pledges_enough,
    pays_too_much,
)
from durable.engine import Host, MessageNotHandledException, MessageObservedException
from durable.lang import c, cap, distinct, m, none, ruleset, when_all

from dealcheck.language.program import Settled

NAME = "ceasefire"
broken: Broken = set()


class QuietHost(Host):
    """A host without threads, which would take matches away from the one that waits for them."""

    def _run(self) -> None:
        pass


host = QuietHost()
rules = ruleset(NAME)


def judge(deal: Settled) -> Broken:
    """Which bottom lines the deal breaks, and at which steps."""
    broken.clear()
    steps = range(len(deal.steps))
    with suppress(MessageNotHandledException):  # acts that no rule asks for
        host.assert_facts(NAME, [*acts(deal), *sums(deal)])
    for stage in (1, 2):
        host.assert_facts(NAME, [{"k": "step", "stage": stage, "t": t, "last": int(t == steps[-1])} for t in steps])
    host.delete_state(NAME)
    return set(broken)


def acts(deal: Settled) -> list[dict[str, Any]]:
    facts = []
    for clause in deal.clauses:
        scale, rank = RANKS[clause.verb]
        given = {k: v if isinstance(v, str) else float(v) for k, v in clause.attributes.items()}
        steps = {"first": clause.start, "last": clause.stop - 1}
        for party in clause.parties:
            for leaf in clause.leaves:
                what = {"party": party, "scale": scale, "rank": rank, "leaf": leaf, "group": GROUP_OF[leaf]}
                facts.append({"id": f"{clause.id}.{party}.{leaf}", "k": "act", **what, **steps, **given})
    return facts


def sums(deal: Settled) -> list[dict[str, Any]]:
    steps = range(len(deal.steps))
    over = [{"k": "over-budget", "t": t} for t in steps if pays_too_much(deal, t)]
    return over + [{"k": "mission-pledges", "t": t} for t in steps if mission_pledges_enough(deal, t)]


# Patterns.


def act(party: str, verb: str, where: Any, test: Any = None, *, within: int = 0, ever: bool = False) -> Any:
    """Acts at the step that is played or one of the next few; with `ever`, at it or before."""
    scale, rank = RANKS[verb]
    pattern = (m.k == "act") & (m.party == party) & (m.scale == scale) & (m.rank >= rank)
    if test is not None:
        pattern = pattern & test
    pattern = pattern & (m.first <= (c.step.t + within if within else c.step.t))
    return (pattern if ever else pattern & (m.last >= c.step.t)) & where


def leaf(name: str) -> Any:
    return (m.leaf == name) | (m.leaf == name)


def part(*groups: str) -> Any:
    test = (m.group == groups[0]) | (m.group == groups[-1])
    for group in groups[1:-1]:
        test = test | (m.group == group)
    return test


def each(party: str, verb: str, leaves: tuple[str, ...]) -> list[Any]:
    return [getattr(c, f"act_{place}") << act(party, verb, leaf(name)) for place, name in enumerate(leaves)]


def kind(name: str) -> Any:
    return (m.k == name) | (m.k == name)


def now(name: str) -> Any:
    return (m.k == name) & (m.t == c.step.t)


def until(name: str) -> Any:
    return none((m.t <= c.step.t) & kind(name))


def only_after(name: str) -> Any:
    return none((m.t < c.step.t) & kind(name))


# Rules.


def define(name: str, *patterns: Any) -> None:
    def infer(found: Any) -> None:
        for t in {match.step.t for match in found.m}:
            with suppress(MessageObservedException):
                found.assert_fact({"id": f"{name}.{t}", "k": name, "t": t})

    when_all(cap(1000), distinct(False), c.step << (m.k == "step") & (m.stage == 1), *patterns)(infer)


def gesture(number: int, *patterns: Any) -> None:
    def infer(found: Any) -> None:
        found.assert_fact({"id": f"gesture-{number}", "k": "gesture", "n": number})

    at_last = c.step << (m.k == "step") & (m.stage == 1) & (m.last == 1)
    when_all(cap(1000), distinct(False), at_last, *patterns)(infer)


def line(name: str, *patterns: Any, last: bool = False) -> None:
    def report(found: Any) -> None:
        broken.update((name, match.step.t) for match in found.m)

    step = (m.k == "step") & (m.stage == 2)
    when_all(cap(1000), distinct(False), c.step << (step & (m.last == 1) if last else step), *patterns)(report)


with rules:
    staffed = m.staff >= 20
    define("guns-silent", *each("movement", "silence", ALL_WEAPONS))
    define("watched", c.act << act("mission", "verify", part("sites"), staffed))
    define(
        "ceasefire-holds",
        *each("movement", "withdraw", HEAVY),
        c.watch << act("mission", "verify", part("sites"), staffed),
    )
    define("good-faith", c.act << act("movement", "release", part("prisoners")))
    define("good-faith", c.act << act("movement", "admit", part("sites")))
    define(
        "disarmed",
        *each("movement", "surrender", HEAVY),
        none(act("movement", "list", leaf("fighters"), m.active == 1)),
    )
    define("all-released", *each("movement", "release", GROUPS["prisoners"]))

    gesture(1, c.act << act("movement", "silence", part("heavy-weapons")))
    gesture(2, *each("movement", "list", GROUPS["prisoners"]))
    gesture(3, c.act << act("movement", "admit", part("sites")))
    gesture(4, c.act << act("mission", "pledge", part("reconstruction")))

    @when_all(cap(1000), distinct(False), c.one << m.k == "gesture", c.other << (m.n > c.one.n) & kind("gesture"))
    def enough_gestures(found: Any) -> None:
        with suppress(MessageObservedException):
            found.assert_fact({"id": "enough", "k": "enough"})

    line(
        "trade-waits-for-the-ceasefire",
        c.act << act("government", "suspend", part("trade")),
        until("ceasefire-holds"),
    )
    line(
        "nothing-goes-for-good-before-arms-do",
        c.act << act("government", "lift", part(*RESTRICTIONS)),
        only_after("disarmed"),
    )
    line(
        "banking-waits-for-prisoners",
        c.act << act("government", "suspend", leaf("banking")),
        only_after("all-released"),
    )
    line("exemptions-for-good-faith", c.act << act("government", "exempt", part("finance")), until("good-faith"))
    line(
        "leaders-travel-last",
        c.act << act("government", "exempt", leaf("leaders")),
        until("ceasefire-holds"),
        none(act("government", "exempt", (m.purpose == "talks") | (m.purpose == "health"), m.leaf == "leaders")),
    )
    line(
        "fighters-for-fighters",
        c.act << act("government", "release", leaf("fighters")),
        none(act("movement", "release", leaf("fighters"), ever=True)),
    )
    line(
        "no-blanket-amnesty",
        c.act << act("government", "grant", leaf("amnesty")),
        none(act("government", "grant", leaf("amnesty"), m.excludes == "war-crimes")),
    )
    line("police-after-disarmament", c.act << act("government", "grant", leaf("police")), only_after("disarmed"))
    line("autonomy-not-all-at-once", *each("government", "grant", GROUPS["autonomy"]), none(now("watched")))
    line(
        "budget-with-a-council",
        c.act << act("government", "grant", leaf("budget")),
        none(act("government", "grant", leaf("council"))),
    )
    line(
        "army-stays-until-theirs-goes",
        c.act << act("government", "withdraw", part(*WEAPONS)),
        none(act("movement", "withdraw", part("heavy-weapons"), ever=True)),
    )
    line("guns-fall-silent", none(now("guns-silent")), last=True)
    line(
        "minors-come-home",
        none(act("movement", "release", leaf("minors"))),
        none(act("mission", "verify", leaf("border"))),
        last=True,
    )
    line("depots-are-seen", c.silent << now("guns-silent"), none(act("movement", "admit", leaf("depots"), within=1)))
    line(
        "relief-is-watched",
        c.act << act("government", "suspend", part(*RESTRICTIONS)),
        none(act("mission", "verify", part("sites"), staffed, within=1)),
    )
    line(
        "pull-back-together",
        c.act << act("government", "withdraw", part(*WEAPONS)),
        none(act("movement", "withdraw", part(*WEAPONS))),
    )
    line(
        "fuel-goes-through-the-border",
        c.act << act("government", "exempt", leaf("fuel")),
        none(act("mission", "verify", leaf("border"), within=2)),
        none(act("movement", "admit", leaf("border"))),
    )
    line(
        "metals-for-armour",
        c.act << act("government", "suspend", leaf("metals")),
        none(act("movement", "surrender", leaf("armour"), within=1)),
    )
    line(
        "students-both-ways",
        c.act << act("government", "exempt", leaf("students")),
        none(act("movement", "release", part("prisoners"), m.age < 25)),
    )
    line("some-gestures", none(kind("enough")), last=True)
    line("within-the-budget", c.over << now("over-budget"))
    line(
        "the-mission-pays-its-part",
        c.act << act("government", "pay", part("reconstruction")),
        none((m.t >= c.step.t) & (m.t <= c.step.t + 1) & kind("mission-pledges")),
    )
    line(
        "no-power-without-water",
        c.act << act("government", "pay", leaf("power")),
        none(act("government", "pledge", leaf("water"))),
        none(act("mission", "pledge", leaf("water"))),
    )
    line("once-silent-always-silent", c.was << (m.t < c.step.t) & kind("guns-silent"), none(now("guns-silent")))
    line(
        "small-mission",
        c.act << act("mission", "admit", part("sites"), m.staff > 60),
        none(act("mission", "admit", part("sites"), m.consent == 1)),
    )

host.register_rulesets(dict([rules.define()]))
