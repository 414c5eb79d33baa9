"""Random signed deals: calendars, terms, remedies, and logs in which nothing is impossible."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from dealcheck.errors import InputError
from dealcheck.language.check import check_deal
from dealcheck.language.lexicon import lexicon
from dealcheck.language.signed.contract import Contract, contract
from dealcheck.language.signed.days import day_of, text_of
from dealcheck.language.signed.register import checked
from dealcheck.model import conditions as c
from dealcheck.model.calendar import UNITS, Calendar, Duration
from dealcheck.model.deal import Deal, Grounds, Provision, Remedy, Step
from dealcheck.model.events import Event
from dealcheck.model.vocabulary import Object, Party, Vocabulary
from tests.differential.strategies import some

START = day_of("2026-01-28")
SPAN = 50
"""Days on which something happens, from the first."""
PARTIES = ("a", "b")
THINGS = ("x", "y")
RECORDED = datetime(2027, 1, 1, tzinfo=timezone.utc)
VOCABULARY = Vocabulary(
    id="words",
    parties={name: Party(id=name) for name in PARTIES},
    actions={"do": ("begin", "finish")},
    objects={"all": Object(id="all", parts={name: Object(id=name) for name in THINGS})},
)
LEXICON = lexicon([VOCABULARY])

days = st.integers(0, SPAN).map(lambda number: text_of(START + number))
terms = st.builds(Duration, st.sampled_from([0, 1, 1, 2, 3, 5, 8]), st.sampled_from(["days", "days", "working days"]))
long_terms = st.builds(Duration, st.integers(0, 2), st.sampled_from(UNITS))
any_term = st.one_of(terms, terms, long_terms)
maybe_term = st.one_of(st.none(), any_term)
calendars = st.one_of(
    st.none(),
    st.builds(
        Calendar,
        weekend=some(("monday", "friday", "saturday", "sunday"), 3),
        holidays=st.lists(days, max_size=3, unique=True).map(tuple),
    ),
)


@attrs.frozen
class Signed:
    """A signed deal, what happened, and a day on which somebody asks."""

    contract: Contract
    recorded: tuple[Event, ...]
    events: list[Event]
    day: int


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """Steps with dates, terms, or neither."""
    made: list[Step] = []
    date = draw(st.integers(0, 3))
    for number in range(draw(st.integers(1, 4))):
        name = f"s{number}"
        kind = draw(st.sampled_from(["date", "bare", "after"] if number else ["date", "date", "bare"]))
        if kind == "date":
            made.append(Step(id=name, date=text_of(START + date)))
            date += draw(st.integers(0, 12))
        elif kind == "after":
            made.append(Step(id=name, after=draw(st.sampled_from(made)).id, within=draw(any_term)))
        else:
            made.append(Step(id=name))
    return tuple(made)


@st.composite
def provisions(draw: st.DrawFn, names: tuple[str, ...], earlier: tuple[str, ...]) -> Provision:
    """A provision that is owed at some of the steps; it may depend on those before it."""
    start = draw(st.integers(0, len(names) - 1))
    stops = names[start + 1 :]
    parties: dict[str, Any] = draw(st.sampled_from([{"party": ("a",)}, {"party": ("b",)}, {"parties": PARTIES}]))
    return Provision(
        action=(draw(st.sampled_from(["begin", "finish"])),),
        object=(draw(st.sampled_from(THINGS)),),
        from_=draw(st.sampled_from([(), (names[start],)])) if start == 0 else (names[start],),
        until=(draw(st.sampled_from(stops)),) if stops and draw(st.booleans()) else (),
        perform_within=draw(maybe_term),
        provided=draw(depends(earlier)) if earlier and draw(st.integers(0, 2)) == 0 else None,
        **parties,
    )


def depends(earlier: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Conditions on other provisions."""
    return st.recursive(
        st.builds(c.Named, st.sampled_from(earlier)),
        lambda inner: st.one_of(
            st.builds(c.Not, inner),
            st.builds(c.Once, inner),
            st.builds(c.Earlier, inner),
            st.builds(c.Throughout, inner),
            st.builds(c.All, st.lists(inner, max_size=2).map(tuple)),
            st.builds(c.AnyOf, st.lists(inner, max_size=2).map(tuple)),
            st.builds(c.Count, of=st.lists(inner, min_size=1, max_size=2).map(tuple), at_least=st.just(Decimal(1))),
        ),
        max_leaves=3,
    )


@st.composite
def remedies(draw: st.DrawFn, names: tuple[str, ...], added: tuple[str, ...], number: int) -> Remedy:
    """A remedy of any sort, which may answer breaches of what other remedies add."""
    known = (*names, *added)
    adds = {
        f"add{number}": Provision(
            party=(draw(st.sampled_from(PARTIES)),),
            action=("finish",),
            object=(draw(st.sampled_from(THINGS)),),
            perform_within=draw(maybe_term),
        )
    }
    return Remedy(
        when=Grounds(
            breach=draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True).map(tuple)),
            for_=draw(maybe_term),
        ),
        by=draw(some(PARTIES)),
        notice=draw(maybe_term),
        suspends=draw(some(known)),
        ends=draw(some(known, 1)) if draw(st.integers(0, 3)) == 0 else (),
        adds=adds,
        lapses=draw(st.sampled_from(["when-cured", "when-cured", "never"])),
    )


@st.composite
def deals(draw: st.DrawFn) -> Deal:
    """A deal that can be signed, with every construct of its language."""
    ordered = draw(steps())
    names = tuple(str(step.id) for step in ordered)
    made: dict[str, Provision] = {}
    for number in range(draw(st.integers(1, 4))):
        made[f"p{number}"] = attrs.evolve(draw(provisions(names, tuple(made))), id=f"p{number}")
    added: tuple[str, ...] = ()
    recourse: dict[str, Remedy] = {}
    for number in range(draw(st.integers(0, 3))):
        remedy = draw(remedies(tuple(made), added, number))
        key = f"add{number}"
        recourse[f"r{number}"] = attrs.evolve(
            remedy, id=f"r{number}", adds={key: attrs.evolve(remedy.adds[key], id=key)}
        )
        added = (*added, key)
    return Deal(
        id="deal", vocabulary="words", calendar=draw(calendars), steps=ordered, provisions=made, remedies=recourse
    )


@st.composite
def cases(draw: st.DrawFn) -> Signed:
    """A signed deal with a log of what can have happened."""
    deal = draw(deals())
    check_deal(deal, LEXICON)
    signed = contract(deal, LEXICON)
    log: list[Event] = []
    for number in range(draw(st.integers(0, 14))):
        event = draw(events(signed, tuple(log), number))
        try:
            checked(signed, [*log, event])
        except InputError:
            continue
        log.append(event)
    day = START + draw(st.integers(-2, SPAN + 30))
    return Signed(signed, tuple(log), checked(signed, log), day)


@st.composite
def events(draw: st.DrawFn, signed: Contract, log: tuple[Event, ...], number: int) -> Event:
    """An event that may be impossible; many are recorded late."""
    powers = [name for name, each in signed.recourses.items() if each.is_power]
    owed = list(signed.obligations)
    steps_ = [stage.id for stage in signed.stages]
    kinds = ["reached", "reached", "performed", "performed", "performed", "stopped", "stopped", "waived"]
    kinds += ["invoked", "invoked", "withdrawn"] * bool(powers) + ["void"] * bool(log)
    kind: Any = draw(st.sampled_from(kinds))
    about: list[str] = {"reached": steps_, "invoked": powers, "withdrawn": powers}.get(kind, owed)
    if kind == "void":
        about = [event.id for event in log]
    on = draw(days)
    of = draw(st.sampled_from(about))
    by = ""
    if kind in ("performed", "stopped") and (len(signed.obligations[of].parties) > 1 or draw(st.booleans())):
        by = draw(st.sampled_from(signed.obligations[of].parties))
    if kind == "waived":
        by = draw(st.sampled_from(PARTIES))
    until = draw(st.one_of(st.just(""), days)) if kind == "waived" else ""
    moment = RECORDED + timedelta(seconds=draw(st.sampled_from([number, number, 0])))
    return Event(id=f"e{number}", kind=kind, of=of, on=on, recorded=moment, by=by, until=until, line=number + 1)
