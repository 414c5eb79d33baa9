"""Bottom lines on what happened: a deal that is carried out as it is written breaks what it breaks on paper."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.engines.ledger.ledger import Ledger
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.program import Settled
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.language.signed.contract import contract
from dealcheck.language.signed.days import day_of, text_of
from dealcheck.language.signed.lines import LineStanding, standings_of_lines
from dealcheck.model.deal import Deal
from dealcheck.model.events import Event, EventKind
from tests.differential.strategies import deals, rulesets, words
from tests.drawn import drawn

FIRST = day_of("2026-01-01")
APART = 10
"""Days from one step to the next."""
RECORDED = datetime(2027, 1, 1, tzinfo=timezone.utc)
SEEN: Counter[str] = Counter()


def dated(deal: Deal) -> Deal:
    """The deal with a day for each step."""
    days = [text_of(FIRST + APART * number) for number in range(len(deal.steps))]
    return attrs.evolve(deal, steps=tuple(attrs.evolve(step, date=day) for step, day in zip(deal.steps, days)))


def carried_out(settled: Settled) -> list[Event]:
    """What happens if every provision is performed at the steps at which it is in force, and at no others."""
    events: list[Event] = []
    for clause in settled.clauses:
        for step, begins in semantics.boundaries(clause.times):
            kind: EventKind = "performed" if begins else "stopped"
            day = text_of(FIRST + APART * step)
            events += [Event("", kind, clause.id, day, RECORDED, by=party) for party in sorted(clause.parties)]
    return sorted((each for each in events if day_of(each.on) < FIRST + APART * len(settled.steps)), key=lambda e: e.on)


@drawn(1)
@given(st.data())
def test_a_deal_carried_out_as_written_breaks_what_it_breaks_on_paper(data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    known = lexicon(vocabulary.lineage)
    asked = program([data.draw(rulesets(vocabulary))], known)
    deal = dated(data.draw(deals(vocabulary)))
    settled = settle(deal, known)
    judgment = semantics.judge(asked, settled)
    signed, events = contract(deal, known), carried_out(settled)

    def lines_on(day: int) -> dict[str, LineStanding]:
        ledger = Ledger(signed)
        assert ledger.add([event for event in events if day_of(event.on) <= day]) == []
        told, faults = ledger.on(day)
        assert faults == []
        return standings_of_lines(asked, signed, told, day, told.settled(signed))

    last = FIRST + APART * (len(deal.steps) - 1)
    after = lines_on(last + 1)
    broken = {name for name, line in after.items() if line.state == "broken"}
    assert broken == set(judgment.broken)
    assert all(line.state != "open" for line in after.values())
    for name in broken:
        assert judgment.broken[name] >> after[name].moment & 1
    for number in range(len(deal.steps)):
        before = lines_on(FIRST + APART * number + APART // 2 if number < len(deal.steps) - 1 else last)
        SEEN.update(line.state for line in before.values())
        # What is broken for good stays so, since the same day.
        for name, line in before.items():
            if line.state == "broken":
                assert after[name] == line
    SEEN.update(f"after {line.state}" for line in after.values())


def test_every_state_was_seen() -> None:
    if SEEN:
        assert {"broken", "open", "kept", "after broken", "after kept"} <= set(SEEN)
