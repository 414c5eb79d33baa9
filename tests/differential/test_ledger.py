"""The ledger, and that on durable-rules, give what going from day to day through everything gives."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.engines.durable.following import DurableLedger
from dealcheck.engines.ledger.ledger import Ledger
from dealcheck.language.history import history
from dealcheck.language.signed.days import day_of
from tests.differential.signed import Signed, cases
from tests.drawn import drawn

SEEN: Counter[str] = Counter()


FOLLOWERS = pytest.mark.parametrize("follower", [Ledger, DurableLedger], ids=lambda follower: follower.name)


def told_at_once(case: Signed, follower: type[Ledger]) -> object:
    """What a ledger says when it gets all events up to the day."""
    ledger = follower(case.contract)
    assert ledger.add([event for event in case.events if day_of(event.on) <= case.day]) == []
    told, faults = ledger.on(case.day)
    assert faults == []
    return told


@drawn(6)
@given(cases())
def test_both_ledgers_give_what_the_meaning_says(case: Signed) -> None:
    told = history(case.contract, case.events, case.day)
    assert told_at_once(case, Ledger) == told
    assert told_at_once(case, DurableLedger) == told
    SEEN.update(f"state {standing.state}" for standing in told.standings.values())
    SEEN.update(f"remedy {standing.state}" for standing in told.remedies.values())
    SEEN.update(f"event {event.kind}" for event in case.recorded)
    SEEN.update(f"unit {each.within.unit}" for each in case.contract.obligations.values() if each.within)
    SEEN.update(f"unit {stage.within.unit}" for stage in case.contract.stages if stage.within)
    SEEN.update(f"depends {type(node).__name__}" for node in case.contract.conditions)
    SEEN.update({"late event"} if [e.line for e in case.events] != sorted(e.line for e in case.events) else ())
    for recourse in case.contract.recourses.values():
        parts = {"lasting": recourse.lasting, "notice": recourse.notice, "ends": recourse.ends}
        SEEN.update(f"remedy with {name}" for name, part in parts.items() if part)
        SEEN.update({"remedy that never lapses"} if not recourse.lapses else ())


def test_every_construct_was_drawn() -> None:
    if not SEEN:
        return  # this test was picked by itself
    expected = [
        *(f"state {each}" for each in ("not due", "due", "performed", "breach", "ended", "suspended", "waived")),
        *(f"remedy {each}" for each in ("in effect", "notice", "available", "not available")),
        *(f"event {each}" for each in ("reached", "performed", "stopped", "invoked", "withdrawn", "waived", "void")),
        *(f"unit {each}" for each in ("days", "working days", "weeks", "months", "years")),
        *(f"depends {each}" for each in ("InForce", "Not", "Once", "Earlier", "Throughout", "All", "AnyOf", "Count")),
        *(f"remedy with {each}" for each in ("lasting", "notice", "ends")),
        "remedy that never lapses",
        "late event",
    ]
    assert [each for each in expected if not SEEN[each]] == []


@FOLLOWERS
@drawn(2)
@given(cases(), st.data())
def test_a_ledger_that_is_asked_in_between_goes_on_as_if_it_were_not(
    follower: type[Ledger], case: Signed, data: st.DataObject
) -> None:
    ledger = follower(case.contract)
    events = [event for event in case.events if day_of(event.on) <= case.day]
    for number, event in enumerate(events):
        assert ledger.add([event]) == []
        if data.draw(st.booleans()):
            day = day_of(event.on)
            told, _ = ledger.on(day)
            assert told == history(case.contract, events[: number + 1], day)
    assert ledger.on(case.day)[0] == history(case.contract, events, case.day)
