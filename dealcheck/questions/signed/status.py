"""What is owed on a day, who is in breach, what may be done about it, and which bottom lines are broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dealcheck.answers import head_of
from dealcheck.answers.signed.status import (
    LineStatus,
    ProvisionStatus,
    RemedyStatus,
    RulesetStatus,
    Status,
    StepStatus,
)
from dealcheck.engines.ledger.following import Follower, follower
from dealcheck.errors import InputError
from dealcheck.files.logs.store import START, Excerpt, NoLog, Store
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day, text_of
from dealcheck.language.signed.lines import LineStanding, begins, standings_of_lines
from dealcheck.language.signed.register import Fault, in_order, mistake, refuse_doubles
from dealcheck.language.signed.standing import Told
from dealcheck.language.wording import Wording, plain
from dealcheck.model.events import Event
from dealcheck.place import place_of
from dealcheck.questions.options import DealArgument, RulesArgument
from dealcheck.questions.signed.coming import appointments
from dealcheck.questions.signed.contracts import (
    DayArgument,
    FollowerName,
    LogArgument,
    given_day,
    log_at,
    signed_deal,
    written_of,
)
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for


def status(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    log: LogArgument,
    as_of: DayArgument = None,
    engine: FollowerName = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Status:
    """Return how a signed deal stands on a day.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them; a deal with brackets is not signed.
    `log`: what happened, as `dealcheck.record` writes it. `as_of`: the day asked about, as `2026-04-02`; default:
    today in the deal's time zone. What happened after it is left out of account. `engine`: `ledger` (the default),
    `durable` or `reference`; all give the same answers.

    Raises `InputError` for anything wrong with the deal, the rules, or the log, with every mistake and its place.
    """
    log_at(log)
    follow = Following(deal, rulesets, log=log, as_of=as_of, engine=engine, session=session_for(session, plugins))
    follow.read_on()
    return follow.status()


class Following:
    """A signed deal and its log, followed from event to event."""

    def __init__(
        self,
        deal: Any,
        rulesets: Any = None,
        *,
        log: str | Path | None,
        as_of: str | None = None,
        engine: str | None = None,
        session: Session,
    ) -> None:
        """Take the arguments of `status`; without a log, nothing has happened. Raises what `status` raises."""
        self.signed = signed_deal(deal, rulesets, session)
        self.contract = self.signed.contract
        self.positions = self._positions()
        self.store: Store = NoLog() if log is None else log_at(log)
        self._as_of = as_of
        given_day(as_of, "as_of", self.contract)
        self._new_follower = follower(engine)
        self._follower: Follower = self._new_follower(self.contract)
        self.engine = self._follower.name
        self.read: Excerpt = START
        self.recorded: list[Event] = []
        """All events of the log, in the order in which they were recorded."""
        self._ids: set[str] = set()
        self._taken = 0
        """How many events the follower has."""
        self._later: list[Event] = []
        """Events after the day asked about."""

    def _positions(self) -> list[Position]:
        """Return the rulesets to ask; without any, a deal's status is what is owed."""
        scope, deal = self.signed.scope, self.contract.deal
        if not scope.given and not scope.library.positions_for(deal):
            return []
        return scope.positions_for(deal)

    @property
    def day(self) -> Day:
        """The day asked about."""
        return given_day(self._as_of, "as_of", self.contract)

    def read_on(self) -> bool:
        """Read what was added to the log, and return whether there was anything. Raises InputError."""
        before = self.read
        self.read = self.store.read(before)
        new = self.read.events
        refuse_doubles(new, self.store.path, self._ids)
        self.recorded += new
        if new or before is START:
            self._take(new)
        return bool(new) or self.read.torn != before.torn

    def _take(self, new: Sequence[Event]) -> None:
        """Hand events to the follower: those that go on where the last ones ended, or else all of them anew."""
        counting = in_order(new, self.store.path) if all(event.kind != "void" for event in new) else None
        last = self._follower.last
        if counting is None or self._later or (last and counting and (counting[0].on, counting[0].recorded) < last):
            counting = in_order(self.recorded, self.store.path)
            self._follower = self._new_follower(self.contract)
        day = text_of(self.day)
        cut = len(counting) if not counting or counting[-1].on <= day else _first_after(counting, day)
        faults = self._follower.add(counting[:cut])
        self._later = counting[cut:]
        self._refuse(faults)

    def _refuse(self, faults: Sequence[tuple[Event, Fault]]) -> None:
        if faults:
            raise InputError([mistake(event, fault, self.store.path) for event, fault in faults[:100]])

    def status(self) -> Status:
        """Return how the deal stands on the day asked about."""
        day = self.day
        if self._later and self._later[0].on <= text_of(day):
            self._take(())  # a day has come for which there were events already
        told, faults = self._follower.on(day)
        self._refuse(faults)
        if self._later:
            self._refuse(self._follower.impossible(self._later))
        return _answer(self, told, day)


def _first_after(events: Sequence[Event], day: str) -> int:
    return next(number for number, event in enumerate(events) if event.on > day)


def _answer(follow: Following, told: Told, day: Day) -> Status:
    contract, deal = follow.contract, follow.contract.deal
    settled = told.settled(contract)
    held = [(each, standings_of_lines(each.program, contract, told, day, settled)) for each in follow.positions]
    named = {party for each in contract.obligations.values() for party in each.parties}
    named |= {party for each in contract.recourses.values() for party in each.holders}
    return Status(
        **head_of(deal, follow.signed.file),
        log=follow.store.path,
        as_of=text_of(day),
        events=len(follow.recorded) - len(follow._later),
        torn=follow.read.torn,
        steps=tuple(_steps(contract, told, day)),
        provisions=tuple(_provisions(follow, told)),
        remedies=tuple(_remedies(contract, told)),
        rulesets=tuple(_ruleset(position, contract, settled, lines) for position, lines in held),
        next=tuple(appointments(contract, told, day, held)),
        parties={name: title for name, title in contract.parties.items() if name in named},
        engine=follow.engine,
    )


def _steps(contract: Contract, told: Told, day: Day) -> Iterator[StepStatus]:
    planned = begins(contract, told.begun, 0)
    for number, step in enumerate(contract.deal.steps):
        name, title, due = str(step.id), str(step.title), planned[number]
        if number < len(told.begun):
            yield StepStatus(step=name, title=title, state="begun", since=text_of(told.begun[number]))
        elif due is None:
            yield StepStatus(step=name, title=title, state="to come")
        else:
            yield StepStatus(step=name, title=title, state="due" if due >= day else "overdue", due=text_of(due))


def _provisions(follow: Following, told: Told) -> Iterator[ProvisionStatus]:
    contract = follow.contract
    wording = Wording(follow.signed.scope.library.lexicon(contract.deal.vocabulary))
    for name, obligation in contract.obligations.items():
        standing, written = told.standings[name], written_of(contract, obligation)
        is_owed = standing.state in ("due", "breach", "waived")
        yield ProvisionStatus(
            provision=name,
            text=wording.provision(written),
            state=standing.state,
            since=_text(standing.since or None),
            due=_text(standing.due),
            parties=obligation.parties,
            lacking=told.lacking[name] if is_owed else (),
            remedy=obligation.remedy or "",
            place=place_of(written.id) or written.place,
        )


def _remedies(contract: Contract, told: Told) -> Iterator[RemedyStatus]:
    for name, recourse in contract.recourses.items():
        standing, written = told.remedies[name], contract.deal.remedies[name]
        yield RemedyStatus(
            remedy=name,
            title=str(written.title) or plain(name),
            state=standing.state,
            by=recourse.holders,
            since=_text(standing.since),
            effect=_text(standing.effect),
            answers=recourse.answers,
            suspends=recourse.suspends,
            ends=recourse.ends,
            adds=tuple(map(str, written.adds)),
            place=place_of(written.id) or written.place,
        )


def _ruleset(position: Position, contract: Contract, settled: Settled, lines: dict[str, LineStanding]) -> RulesetStatus:
    breaches = {}
    if any(line.state == "broken" for line in lines.values()):
        from dealcheck.language.signed.explaining import explained  # imported when there is something to explain

        breaches = explained(position, contract, settled, lines)
    statuses = []
    for name, standing in lines.items():
        written = position.program.line(name)
        statuses.append(
            LineStatus(
                bottom_line=str(written.id or name),
                title=str(written.title) or plain(name),
                strength=written.strength,
                status=written.status,
                state=standing.state,
                since=_text(standing.day) if standing.state == "broken" else None,
                due=_text(standing.day) if standing.state == "open" else None,
                breach=breaches.get(name),
            )
        )
    return RulesetStatus(**position.head, lines=tuple(statuses))


def _text(day: Day | None) -> str | None:
    return None if day is None else text_of(day)
