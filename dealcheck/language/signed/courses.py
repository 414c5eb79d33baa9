"""The meaning of the courses of a signed deal, as an executable page: what happens if the others stop half way.

A course says of each provision that may be stopped up to which step it is performed: `stops` gives the number of the
first step at which it is not. All else is performed as written, as far as remedies let it. What then happens is the
history of the deal on a calendar on which each step takes one day:

- The first step begins on `FIRST`, and each of the others on the day after the one before it.
- A provision has no term: it is in breach on each day on which it is owed and not performed.
- A remedy that answers a breach on one day takes effect on the next, or as many days later as it has `notice-steps`.
- A power is invoked on the day on which it becomes available, by the first of those who may.
- Everybody performs on each day what is owed on it, unless the course says otherwise; and nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone

import attrs

from dealcheck.language.history import history
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.signed.contract import Contract, Obligation, contract
from dealcheck.language.signed.days import Day, day_of, text_of
from dealcheck.language.signed.standing import Told
from dealcheck.model.calendar import Duration
from dealcheck.model.deal import Deal, Provision, Remedy
from dealcheck.model.events import Event, EventKind

FIRST = day_of("2001-01-01")
"""The day on which the first step begins."""
RECORDED = datetime(2001, 1, 1, tzinfo=timezone.utc)
_AT_ONCE = Duration(-1, "days")
"""The term of a provision that is in breach on the first day on which it is owed and not performed."""

Stops = Mapping[str, int]
"""For provisions that are stopped, the number of the first step at which each is not performed."""
Performing = frozenset[tuple[str, str]]
"""Who performs what: provisions, each with a party that it binds."""
Tell = Callable[[Contract, Sequence[Event], Day], Told]


@attrs.frozen(repr=False)
class Course:
    """What happens in a course: the events, in their order, and how the deal stands on the day of the last step."""

    stops: Stops
    events: tuple[Event, ...]
    told: Told


def may_stop(stepwise: Contract, defaulters: Iterable[str]) -> dict[str, range]:
    """Return the provisions that defaulters are bound by, each with the steps at which it may be stopped.

    The last of them is the step of its `until`, or the number of steps: then it is performed as written. One that a
    remedy adds may be stopped from the first step on.
    """
    defaulting, length = set(defaulters), len(stepwise.stages)
    return {
        name: range(obligation.start, (length if obligation.stop is None else obligation.stop) + 1)
        for name, obligation in stepwise.obligations.items()
        if not defaulting.isdisjoint(obligation.parties)
    }


def courses(stepwise: Contract, defaulters: Iterable[str]) -> Iterator[Course]:
    """Yield every course of a signed deal, one by one."""
    defaulting = frozenset(defaulters)
    steps = may_stop(stepwise, defaulting)
    for chosen in itertools.product(*steps.values()):
        stops = dict(zip(steps, chosen))
        yield course(stepwise, defaulting, {name: step for name, step in stops.items() if step != steps[name][-1]})


def course(stepwise: Contract, defaulters: Iterable[str], stops: Stops, tell: Tell = history) -> Course:
    """Return what happens in one course; `stops`: the provisions that are not performed as written.

    `tell`: what says how a deal stands on a day.
    """
    events: list[Event] = []
    performing: Performing = frozenset()
    defaulting = frozenset(defaulters)
    for step in range(len(stepwise.stages)):
        told = tell(stepwise, events, FIRST + step)
        invoked = [name for name, remedy in told.remedies.items() if remedy.state == "available"]
        events += [_event("invoked", name, step, stepwise.recourses[name].holders[0]) for name in invoked]
        performing, today = _performed(stepwise, defaulting, stops, events, performing, step, tell)
        events += today
    events = [attrs.evolve(event, id=f"e{number}") for number, event in enumerate(events, start=1)]
    return Course(dict(stops), tuple(events), tell(stepwise, events, FIRST + len(stepwise.stages) - 1))


def _performed(
    stepwise: Contract,
    defaulters: frozenset[str],
    stops: Stops,
    events: Sequence[Event],
    before: Performing,
    step: int,
    tell: Tell,
) -> tuple[Performing, list[Event]]:
    """Return who performs what at a step, and the events that say so; `before`: at the step before.

    What is owed may depend on what else is performed on that day: it is asked again until nothing changes.
    """
    performing = before
    while True:
        today = [_event("stopped", name, step, party) for name, party in sorted(before - performing)]
        today += [_event("performed", name, step, party) for name, party in sorted(performing - before)]
        told = tell(stepwise, [*events, *today], FIRST + step)
        owed = (obligation for obligation in stepwise.obligations.values() if _is_owed(stepwise, told, obligation.id))
        after = frozenset(
            (obligation.id, party)
            for obligation in owed
            for party in obligation.parties
            if not (party in defaulters and step >= stops.get(obligation.id, step + 1))
        )
        if after == performing:
            return performing, today
        performing = after


def _is_owed(stepwise: Contract, told: Told, name: str) -> bool:
    """Return whether a provision is owed: a state of `performed` does not say whether it is suspended."""
    in_effect = (stepwise.recourses[each] for each, remedy in told.remedies.items() if remedy.state == "in effect")
    is_suspended = any(name in recourse.suspends for recourse in in_effect)
    return told.standings[name].state in ("performed", "due", "breach") and not is_suspended


def _event(kind: EventKind, of: str, step: int, by: str) -> Event:
    return Event(id="", kind=kind, of=of, on=text_of(FIRST + step), recorded=RECORDED, by=by)


# The deal on a calendar of steps


def stepwise_contract(deal: Deal, lexicon: Lexicon, *, remedies: bool = True) -> Contract:
    """Return a signed deal on a calendar on which each step takes one day; `remedies`: whether it has its remedies.

    Raises InputError for a deal with brackets.
    """
    written = contract(stepwise_deal(deal if remedies else attrs.evolve(deal, remedies={})), lexicon)
    obligations: dict[str, Obligation] = {
        name: attrs.evolve(obligation, within=_AT_ONCE) for name, obligation in written.obligations.items()
    }
    return attrs.evolve(written, obligations=obligations)


def stepwise_deal(deal: Deal) -> Deal:
    """Return a deal whose steps begin on one day after the other, and without terms."""
    steps = (
        attrs.evolve(step, date=text_of(FIRST + number), after=None, within=None)
        for number, step in enumerate(deal.steps)
    )
    return attrs.evolve(
        deal,
        calendar=None,
        steps=tuple(steps),
        provisions={name: _at_once(provision) for name, provision in deal.provisions.items()},
        remedies={name: _remedy(remedy) for name, remedy in deal.remedies.items()},
    )


def _at_once(provision: Provision) -> Provision:
    return attrs.evolve(provision, perform_within=None)


def _remedy(remedy: Remedy) -> Remedy:
    """Return a remedy that takes effect as many days later as it would steps.

    A notice is counted from the day on which a power is invoked: that is the day after the breach already. That of a
    remedy by itself is counted from the day of the breach.
    """
    days = remedy.notice_steps + (0 if remedy.by or not remedy.notice_steps else 1)
    return attrs.evolve(
        remedy,
        when=attrs.evolve(remedy.when, for_=None),
        notice=Duration(days, "days") if days else None,
        adds={name: _at_once(provision) for name, provision in remedy.adds.items()},
    )


def first_day_after(stepwise: Contract) -> Day:
    """Return the day after that of the last step, on which all that was demanded has come in time or not."""
    return FIRST + len(stepwise.stages)
