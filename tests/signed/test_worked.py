"""The signed deals of the documentation: what `status` says of them on the days that matter, and their calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs
import pytest

import dealcheck
from tests.conftest import ROOT

SIGNED = ROOT / "examples" / "signed"
SESSION = dealcheck.Session(plugins=dealcheck.Plugins(entry_points=False))


def status(case: str, log: str, as_of: str, engine: str | None = None) -> dealcheck.Status:
    folder = SIGNED / case
    return dealcheck.status(
        folder / "deal.yaml", folder / "rules", log=folder / log, as_of=as_of, engine=engine, session=SESSION
    )


def breaches(answer: dealcheck.Status) -> dict[str, str | None]:
    """The provisions in breach, each with the day since when."""
    return {each.provision: each.since for each in answer.provisions if each.state == "breach"}


def remedies(answer: dealcheck.Status) -> dict[str, tuple[str, str | None]]:
    """The remedies that are of interest: their states, and the day that goes with each."""
    return {
        each.remedy: (each.state, each.since if each.state != "notice" else each.effect)
        for each in answer.remedies
        if each.state != "not available"
    }


def lines(answer: dealcheck.Status) -> dict[str, tuple[str, str | None]]:
    """The bottom lines that are not kept: broken since a day, or open until one."""
    return {
        f"{ruleset.ruleset}/{line.bottom_line}": (line.state, line.since or line.due)
        for ruleset in answer.rulesets
        for line in ruleset.lines
        if line.state != "kept"
    }


JCPOA = {
    "2015-10-18": ({}, {}, {"us-2015/every-pathway": ("open", None), "e3-2015/all-installations": ("open", None)}),
    "2016-01-16": ({}, {}, {}),
    "2018-05-08": ({"us-restraint": "2018-05-08"}, {}, {}),
    "2018-06-13": ({"us-restraint": "2018-05-08"}, {"grounds-to-cease": ("available", "2018-06-12")}, {}),
    "2018-11-05": (
        {"us-restraint": "2018-05-08", "us-trade-relief": "2018-08-07", "us-oil-and-bank-relief": "2018-11-05"},
        {"grounds-to-cease": ("available", "2018-06-12")},
        {"iran-2015/nothing-for-nothing": ("open", "2025-10-18")},
    ),
    "2019-07-09": (
        {
            "us-restraint": "2018-05-08",
            "us-trade-relief": "2018-08-07",
            "us-oil-and-bank-relief": "2018-11-05",
            "stockpile-limit": "2019-07-01",
            "enrichment-limit": "2019-07-08",
        },
        {"grounds-to-cease": ("available", "2018-06-12"), "snapback": ("available", "2019-07-01")},
        {"us-2015/every-pathway": ("open", "2025-10-19"), "us-2015/snap-back": ("open", "2025-10-18")},
    ),
}
"""On the account of France, Germany and the United Kingdom: breaches, remedies, and bottom lines that are not kept."""


@pytest.mark.parametrize("engine", ["ledger", "durable"])
@pytest.mark.parametrize("day", JCPOA)
def test_the_plan_until_iran_goes_beyond_its_limits(day: str, engine: str) -> None:
    answer = status("jcpoa", "log.jsonl", day, engine)
    assert (breaches(answer), remedies(answer), lines(answer)) == JCPOA[day]


def steps_on(day: str) -> dict[str, tuple[str, str | None]]:
    """The state of each step of the plan, and its day."""
    return {each.step: (each.state, each.since or each.due) for each in status("jcpoa", "log.jsonl", day).steps}


def test_terms_of_the_plan_are_those_of_the_calendar() -> None:
    """Ninety days after the resolution, eight years and ten years after Adoption Day."""
    steps = {
        each.step: (each.state, each.since or each.due) for each in status("jcpoa", "log.jsonl", "2015-07-20").steps
    }
    assert steps["adoption"] == ("due", "2015-10-18")
    steps = {
        each.step: (each.state, each.since or each.due) for each in status("jcpoa", "log.jsonl", "2016-01-16").steps
    }
    assert steps == {
        "endorsement": ("begun", "2015-07-20"),
        "adoption": ("begun", "2015-10-18"),
        "implementation": ("begun", "2016-01-16"),
        "transition": ("due", "2023-10-18"),
        "termination": ("due", "2025-10-18"),
    }


def test_snapback_takes_effect_after_the_thirtieth_day() -> None:
    assert remedies(status("jcpoa", "log.jsonl", "2020-08-24"))["snapback"] == ("available", "2019-07-01")
    notified = status("jcpoa", "log.jsonl", "2025-09-27")
    assert remedies(notified)["snapback"] == ("notice", "2025-09-28")
    after = status("jcpoa", "log.jsonl", "2025-09-29")
    assert remedies(after)["snapback"] == ("in effect", "2025-09-28")
    states = {each.provision: each.state for each in after.provisions}
    assert {states[name] for name in ("un-relief", "eu-relief", "us-restraint")} == {"suspended"}
    assert lines(after) == {
        "us-2015/every-pathway": ("open", "2025-10-19"),
        "e3-2015/all-installations": ("open", "2025-10-19"),
    }


def test_on_irans_account_there_is_nothing_that_snapback_answers() -> None:
    after = status("jcpoa", "log-iran.jsonl", "2025-09-29")
    assert remedies(after) == {"grounds-to-cease": ("in effect", "2019-05-08")}
    assert breaches(after)["un-relief"] == "2025-09-28"
    assert {each.state for each in after.provisions if each.parties == ("iran",)} == {"suspended", "performed"}


def test_the_two_accounts_differ_in_one_event() -> None:
    """But for the ids, which are counted."""
    told, irans = (dealcheck.read_log(SIGNED / "jcpoa" / log) for log in ("log.jsonl", "log-iran.jsonl"))

    def said(event: dealcheck.Event) -> tuple[str, ...]:
        return (event.on, event.kind, event.of if event.kind != "void" else "", event.by, event.source, event.note)

    more = [event for event in irans if said(event) not in set(map(said, told))]
    assert [(event.on, event.kind, event.of) for event in more] == [("2019-05-08", "invoked", "grounds-to-cease")]
    assert len(irans) == len(told) + 1


@pytest.mark.parametrize("engine", ["ledger", "durable"])
def test_flour_that_is_paid_late(engine: str) -> None:
    def on(day: str) -> dealcheck.Status:
        return status("sale", "paid-late.jsonl", day, engine)

    states = {each.provision: (each.state, each.due) for each in on("2026-03-26").provisions}
    assert states["first-payment"] == ("due", "2026-04-25")
    assert breaches(on("2026-04-26")) == {"first-payment": "2026-04-26"}
    # Interest by itself on the day after, within ten working days; 1 May is a holiday.
    late = on("2026-05-05")
    assert remedies(late) == {
        "late-interest": ("in effect", "2026-04-27"),
        "no-more-flour": ("available", "2026-05-04"),
    }
    assert {each.due for each in late.provisions if each.provision == "interest"} == {"2026-05-12"}
    paid = on("2026-05-13")
    assert (breaches(paid), lines(paid)) == ({}, {"bakery/enough-for-the-summer": ("open", "2026-08-26")})
    over = on("2026-08-22")
    assert (breaches(over), lines(over)) == ({}, {})


@pytest.mark.parametrize("engine", ["ledger", "durable"])
def test_flour_that_is_not_paid(engine: str) -> None:
    def on(day: str) -> dealcheck.Status:
        return status("sale", "terminated.jsonl", day, engine)

    held_back = {each.provision: each.state for each in on("2026-05-26").provisions}
    assert held_back["second-goods"] == "suspended"
    assert held_back["second-payment"] == "not due"
    assert remedies(on("2026-06-02"))["termination"] == ("notice", "2026-06-08")
    ended = on("2026-07-11")
    states = {each.provision: each.state for each in ended.provisions}
    assert (states["second-goods"], states["second-payment"]) == ("ended", "ended")
    assert breaches(ended) == {
        "first-payment": "2026-04-26",
        "interest": "2026-05-13",
        "damages": "2026-07-09",
    }
    assert lines(ended) == {"bakery/enough-for-the-summer": ("open", "2026-08-26")}
    assert lines(on("2026-12-01")) == {"bakery/enough-for-the-summer": ("open", None)}


@pytest.mark.parametrize("engine", ["ledger", "durable"])
def test_a_stage_of_the_exchange_that_comes_late(engine: str) -> None:
    def on(day: str) -> dealcheck.Status:
        return status("ceasefire", "log.jsonl", day, engine)

    late = on("2026-07-31")
    assert breaches(late) == {"second-captives": "2026-07-28"}
    assert remedies(late) == {
        "no-more-withdrawals": ("available", "2026-07-30"),
        "commission": ("in effect", "2026-07-29"),
    }
    assert remedies(on("2026-08-03"))["no-more-withdrawals"] == ("in effect", "2026-08-02")
    # Twelve captives come home on 4 August; from the day after nothing is suspended any more.
    assert (breaches(on("2026-08-05")), remedies(on("2026-08-05"))) == ({}, {})
    over = on("2026-11-21")
    assert (breaches(over), lines(over)) == ({}, {})


@pytest.mark.parametrize("engine", ["ledger", "durable"])
def test_fire_is_answered_and_ceases(engine: str) -> None:
    def on(day: str) -> dealcheck.Status:
        return status("ceasefire", "fire.jsonl", day, engine)

    answered = {each.provision: each.state for each in on("2026-08-16").provisions}
    assert (answered["norvale-holds-fire"], answered["sudmark-holds-fire"]) == ("suspended", "breach")
    released = on("2026-08-27")
    assert lines(released)["sudmark/aid-on-every-day"] == ("broken", "2026-08-27")
    quiet = on("2026-08-29")
    assert breaches(quiet) == {"aid": "2026-08-16", "meeting": "2026-08-15"}


@pytest.mark.parametrize(
    ("case", "log", "day", "coming"),
    [
        ("jcpoa", "log.jsonl", "2025-08-30", [("“The sanctions snap back” takes effect", "20250928")]),
        ("sale", "paid-late.jsonl", "2026-04-28", [("“interest” is due from Quayside Bakery", "20260512")]),
        ("ceasefire", "log.jsonl", "2026-09-01", [("“last withdrawal” is due from Norvale", "20260908")]),
    ],
)
def test_calendars_have_what_is_to_come(case: str, log: str, day: str, coming: list[tuple[str, str]]) -> None:
    folder = SIGNED / case
    text = dealcheck.calendar_text(folder / "deal.yaml", folder / "rules", log=folder / log, as_of=day, session=SESSION)
    for summary, start in coming:
        before, _, _ = text.replace("\r\n ", "").partition(f"SUMMARY:{summary}\r\n")
        assert before.rpartition("DTSTART;VALUE=DATE:")[2].startswith(start), summary


def test_what_is_said_of_somebody_has_a_source() -> None:
    """Every bottom line cites somebody; those that no source states are inferred."""
    for path in sorted(Path(SIGNED / "jcpoa" / "rules").glob("*.yaml")):
        document = dealcheck.read_document(path.read_bytes(), str(path)).document
        if isinstance(document, dealcheck.Ruleset):
            for line in document.bottom_lines.values():
                cited = [document.sources[name] for name in line.sources]
                assert cited, line.id
                assert line.status == "inferred" or any(source.quote for source in cited), line.id


def exposed(case: str, *, with_remedies: bool) -> dict[str, int | None]:
    """The red lines that some course breaks, each with the number of such courses."""
    answer = dealcheck.stress(SIGNED / case / "deal.yaml", SIGNED / case / "rules", session=SESSION)
    lines: dict[str, int | None] = {}
    for ruleset in answer.rulesets:
        exposure = ruleset.with_remedies if with_remedies else ruleset.without_remedies
        assert exposure is not None
        lines |= {f"{ruleset.ruleset}/{line.bottom_line}": line.courses for line in exposure.lines}
    return lines


def test_what_the_plan_exposes_its_sides_to() -> None:
    with_remedies, without = (exposed("jcpoa", with_remedies=each) for each in (True, False))
    assert "us-2015/phased-in" not in without
    assert with_remedies["iran-2015/on-the-first-day"] == without["iran-2015/on-the-first-day"] == 6_300
    assert (with_remedies["iran-2015/nothing-for-nothing"], without["iran-2015/nothing-for-nothing"]) == (270, 9_180)
    assert (with_remedies["us-2015/snap-back"], without["us-2015/snap-back"]) == (17_829, 34_560)
    assert (with_remedies["us-2015/every-pathway"], without["us-2015/every-pathway"]) == (147_204, 146_880)


def test_after_a_stage_iran_is_left_with_nothing_for_nothing_no_more() -> None:
    """Where nothing stops on Termination Day itself, Iran's own remedy keeps that line."""
    deal = dealcheck.read_document((SIGNED / "jcpoa" / "deal.yaml").read_bytes(), "deal.yaml").document
    assert isinstance(deal, dealcheck.Deal)
    longer = attrs.evolve(deal, steps=(*deal.steps, dealcheck.Step(id="after")))
    ended = {
        name: provision if "iran" in provision.party else attrs.evolve(provision, until=("after",))
        for name, provision in deal.provisions.items()
    }
    limits = {
        name: attrs.evolve(ended[name], until=("after",)) for name in ended if "iran" in deal.provisions[name].party
    }
    longer = attrs.evolve(longer, provisions={**ended, **limits})
    answer = dealcheck.stress(longer, SIGNED / "jcpoa" / "rules", session=SESSION)
    (iran,) = (ruleset for ruleset in answer.rulesets if ruleset.party == "iran")
    assert [line.bottom_line for line in iran.with_remedies.lines] == ["on-the-first-day"]


def test_the_sale_and_the_ceasefire_expose_one_side_each() -> None:
    assert exposed("sale", with_remedies=True) == {"mill/deposit-first": 300}
    assert exposed("sale", with_remedies=False) == {"mill/deposit-first": 12, "mill/one-load-at-risk": 15}
    assert exposed("ceasefire", with_remedies=True) == {"norvale/captives-first": 900}
    assert exposed("ceasefire", with_remedies=False) == {
        "norvale/captives-first": 800,
        "sudmark/upper-valley-first": 9_000,
    }


@pytest.mark.parametrize(
    ("case", "direction", "first"),
    [
        ("sale", "bigger", ["no-flour-without-a-deposit brought in"]),
        ("ceasefire", "smaller", ["last-withdrawal from phase-three → review"]),
        ("jcpoa", "both", None),
    ],
)
def test_the_smallest_change_that_makes_it_safe(
    case: str, direction: Literal["bigger", "smaller", "both"], first: list[str] | None
) -> None:
    files = (SIGNED / case / "deal.yaml", SIGNED / case / "rules")
    answer = dealcheck.repair(*files, direction=direction, safe=True, limit=1, session=SESSION)
    if first is None:
        assert (answer.repairs, answer.complete) == ((), True)
        return
    (repair,) = answer.repairs
    assert [f"{change.provision} {change.text}" for change in repair.changes] == first
    assert dealcheck.stress(repair.deal, files[1], session=SESSION).safe


def test_a_remedy_that_suspends_what_it_answers_lapses_the_next_day(tmp_path: Path) -> None:
    """As the page on the ceasefire says of one clause on fire for both sides."""
    text = (SIGNED / "ceasefire" / "deal.yaml").read_text("utf-8")
    joint = text.replace(
        "    party: norvale\n    action: hold\n", "    parties: [norvale, sudmark]\n    action: hold\n", 1
    )
    joint = joint.replace("    when: {breach: sudmark-holds-fire", "    when: {breach: norvale-holds-fire")
    (tmp_path / "deal.yaml").write_text(joint, "utf-8")
    log = tmp_path / "log.jsonl"
    rules = SIGNED / "ceasefire" / "rules"

    def record(kind: str, of: str, on: str, by: str) -> None:
        dealcheck.record(tmp_path / "deal.yaml", kind, of, log=log, on=on, by=by, rulesets=rules, session=SESSION)

    record("reached", "phase-one", "2026-06-03", "")
    for party in ("norvale", "sudmark"):
        record("performed", "norvale-holds-fire", "2026-06-03", party)
    record("stopped", "norvale-holds-fire", "2026-08-10", "sudmark")
    record("invoked", "norvale-answers", "2026-08-13", "norvale")

    def state(day: str) -> str:
        answer = dealcheck.status(tmp_path / "deal.yaml", rules, log=log, as_of=day, session=SESSION)
        return next(each.state for each in answer.remedies if each.remedy == "norvale-answers")

    assert [state(f"2026-08-{day}") for day in (14, 15, 16)] == ["notice", "in effect", "not available"]
