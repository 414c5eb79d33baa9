"""A signed deal followed from event to event: what changes, and what has to be looked at again on which day.

The meaning is `dealcheck.language.history`, which looks at everything on every day. The ledger looks at a provision or
a remedy again only when something that it depends on has changed or a term of it ends. It goes on as events come, so
that one more of them costs no more than what it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf

import attrs

from dealcheck.engines.ledger.agenda import Agenda
from dealcheck.engines.ledger.dependence import Dependence
from dealcheck.language.signed.contract import Contract, Obligation, Recourse
from dealcheck.language.signed.days import Day, day_of
from dealcheck.language.signed.register import Fault, Register
from dealcheck.language.signed.standing import NOTHING_YET, Moment, RemedyStanding, Standing, State, Told, standing_of
from dealcheck.model.events import Event


@attrs.define
class Run:
    """What a remedy remembers: when its condition was met, when it was invoked, since when its notice runs, and when it
    takes effect.
    """

    grounds: Day | None = None
    invoked: Day | None = None
    started_by: Day | None = None
    noticed: Day | None = None
    effect: Day | None = None
    in_effect: Day | None = None


@attrs.frozen
class Turn:
    """What becomes of a remedy on a day: whether its condition is met, and whether it stops, by which the invocation
    may be spent, and starts.
    """

    grounds: bool
    stops: bool
    spends: bool
    starts: bool


@attrs.frozen
class Look:
    """What decides the state of a provision on a day, but for its term and waivers."""

    has_begun: bool
    is_over: bool
    is_ended: bool
    is_met: bool
    by_remedy: bool
    remedy_is_in_effect: bool
    suspensions: int
    lacking: int


class Ledger:
    """How a signed deal stands, brought from day to day."""

    name = "ledger"

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.register = Register(contract)
        self._agenda = Agenda()
        self._dependence = Dependence(contract)
        self._runs = {name: Run() for name in contract.recourses}
        self._standings: dict[str, Standing] = {}
        self._owed: dict[str, Day] = {}
        self._ended: set[str] = set()
        self._suspended: dict[str, int] = dict.fromkeys(contract.obligations, 0)
        """By how many remedies in effect each provision is suspended."""
        self._waived_until: dict[str, float] = {}
        """The last end of all waivers so far: it is all that matters, since days go forward alone."""
        self._performed: set[str] = set()
        self._moments: list[Moment] = []
        self._marks = {name: bytearray() for name in contract.obligations}
        """For each provision a 1 or a 0 for each moment, by whether it was performed then."""
        self._waiting: list[Event] = []
        """Events of the last day, which may have more."""
        self._answered_by: dict[str, list[str]] = {}
        for name, recourse in contract.recourses.items():
            for each in recourse.answers:
                self._answered_by.setdefault(each, []).append(name)
        for stage in contract.stages:
            if stage.date is not None:
                self._agenda.on(stage.date)

    @property
    def last(self) -> tuple[str, datetime] | None:
        """The day and the moment of recording of the last event; None before any."""
        return (self._waiting[-1].on, self._waiting[-1].recorded) if self._waiting else None

    def copy(self) -> Ledger:
        """Return one that goes on by itself."""
        after = Ledger.__new__(Ledger)
        after.__dict__.update(self.__dict__)
        after.register = self.register.copy()
        after._agenda, after._dependence = self._agenda.copy(), self._dependence.copy()
        after._runs = {name: attrs.evolve(run) for name, run in self._runs.items()}
        after._standings, after._owed = dict(self._standings), dict(self._owed)
        after._ended, after._suspended = set(self._ended), dict(self._suspended)
        after._waived_until = dict(self._waived_until)
        after._performed, after._moments = set(self._performed), list(self._moments)
        after._marks = {name: bytearray(marks) for name, marks in self._marks.items()}
        after._waiting = list(self._waiting)
        return after

    def add(self, events: Iterable[Event]) -> list[tuple[Event, Fault]]:
        """Take further events in the order in which they happened; return those that can't be, with the reason."""
        faults: list[tuple[Event, Fault]] = []
        waiting = self._waiting
        for event in events:
            if waiting and event.on != waiting[-1].on:
                faults += self._close(waiting)
                waiting.clear()
            waiting.append(event)
        return faults

    def on(self, day: Day) -> tuple[Told, list[tuple[Event, Fault]]]:
        """Return how the deal stands on a day, not before the last event, and the last events that can't be."""
        ahead = self.copy()
        faults = ahead._close(ahead._waiting) if ahead._waiting else []
        ahead._go_to(day)
        return ahead._told(), faults

    def impossible(self, events: Iterable[Event]) -> list[tuple[Event, Fault]]:
        """Return which of some later events can't be, and take none of them."""
        ahead = self.copy()
        faults = ahead.add(events)
        return [*faults, *(ahead._close(ahead._waiting) if ahead._waiting else ())]

    def _close(self, events: Sequence[Event]) -> list[tuple[Event, Fault]]:
        """Play the events of a day, which are all that there are on it."""
        day = day_of(events[0].on)
        self._go_to(day - 1)
        self._agenda.on(day)
        return self._play(events)

    def _go_to(self, day: Day) -> None:
        while self._agenda.first() <= day:
            self._play(())

    def _play(self, events: Sequence[Event]) -> list[tuple[Event, Fault]]:
        """Play the next day on which there is something to look at, with its events."""
        day, provisions, remedies = self._agenda.take()
        steps = len(self.register.begun)
        self.register.reach(day)
        touched, faults = self._take(events, day, provisions, remedies)
        has_begun = len(self.register.begun) > steps
        if has_begun:
            provisions.update(self.contract.obligations)
        self._note_moment(day, touched, provisions, has_begun=has_begun)
        for name in remedies:
            self._run(self.contract.recourses[name], day, provisions)
        for name in provisions:
            self._look_at(self.contract.obligations[name], day)
        return faults

    def _take(
        self, events: Sequence[Event], day: Day, provisions: set[str], remedies: set[str]
    ) -> tuple[set[str], list[tuple[Event, Fault]]]:
        """Enter the events of a day; return the provisions that are performed or stopped, and what can't be."""
        touched: set[str] = set()
        faults: list[tuple[Event, Fault]] = []
        take = self.register.take
        for event in events:
            if fault := take(event, day):
                faults.append((event, fault))
                continue
            match event.kind:
                case "performed" | "stopped":
                    touched.add(event.of)
                case "waived":
                    until = day_of(event.until) if event.until else None
                    end = inf if until is None else until
                    self._waived_until[event.of] = max(end, self._waived_until.get(event.of, end))
                    provisions.add(event.of)
                    if until is not None:
                        self._agenda.provision(until, event.of)
                case "invoked":
                    run = self._runs[event.of]
                    run.invoked = day if run.invoked is None else run.invoked
                    remedies.add(event.of)
                case "withdrawn":
                    self._runs[event.of].invoked = None
                    remedies.add(event.of)
        return touched, faults

    def _note_moment(self, day: Day, touched: set[str], provisions: set[str], *, has_begun: bool) -> None:
        changed = {name for name in touched if self.register.performs(name) is not (name in self._performed)}
        self._performed ^= changed
        provisions |= changed
        if not self.register.begun or not (changed or has_begun):
            return
        self._moments.append(Moment(day, len(self.register.begun) - 1))
        for name, marks in self._marks.items():
            marks.append(48 + (name in self._performed))  # the digits 0 and 1
        if self.contract.conditions:
            before = list(self._dependence.holds)
            self._dependence.note(self._performed)
            now = self._dependence.holds
            provisions |= {
                name
                for name, each in self.contract.obligations.items()
                if each.depends_on is not None and now[each.depends_on] is not before[each.depends_on]
            }

    # Remedies

    def _run(self, recourse: Recourse, day: Day, provisions: set[str]) -> None:
        """Bring a remedy to a day, by the breaches of the day before, and note the provisions that it touches."""
        run, after = self._runs[recourse.id], self.contract.days.after
        since = self._breaches(recourse)
        met = min((after(breach, recourse.lasting) for breach in since), default=None)
        turn = self._turn_of(recourse, run, is_answering=bool(since), has_lasted=met is not None and met < day)
        if not turn.grounds:
            run.grounds = None
        elif run.grounds is None:
            run.grounds = day - 1
        if met is not None and run.grounds is None:
            self._agenda.remedy(met + 1, recourse.id)
        if turn.stops:
            run.effect = None
        if turn.spends:
            run.invoked = None
        if turn.starts and run.grounds is not None:
            run.started_by = run.invoked
            run.noticed = max(run.grounds, run.invoked or 0)
            run.effect = max(run.grounds + 1, after(run.noticed, recourse.notice))
            if run.effect > day:
                self._agenda.remedy(run.effect, recourse.id)
        is_in_effect = run.effect is not None and run.effect <= day
        if is_in_effect is not (run.in_effect is not None):
            self._turn(recourse, run, day, provisions, on=is_in_effect)

    def _turn_of(self, recourse: Recourse, run: Run, *, is_answering: bool, has_lasted: bool) -> Turn:
        """Return what becomes of a remedy: a provision that it answers is in breach, or has been so for long enough."""
        grounds = is_answering and (run.grounds is not None or has_lasted)
        runs = run.effect is not None
        is_given_up = runs and recourse.is_power and run.invoked != run.started_by
        is_cured = runs and not is_given_up and recourse.lapses and not grounds
        may_start = grounds and (not recourse.is_power or run.invoked is not None)
        return Turn(
            grounds=grounds,
            stops=is_given_up or is_cured,
            spends=is_cured,
            starts=may_start and (not runs or is_given_up),
        )

    def _turn(self, recourse: Recourse, run: Run, day: Day, provisions: set[str], *, on: bool) -> None:
        """Let a remedy take effect, or lapse."""
        run.in_effect = day if on else None
        for name in recourse.suspends:
            self._suspended[name] += 1 if on else -1
        if on:
            self._ended.update(recourse.ends)
        provisions.update(recourse.suspends, recourse.ends)
        provisions.update(name for name, each in self.contract.obligations.items() if each.remedy == recourse.id)

    def _breaches(self, recourse: Recourse) -> list[Day]:
        standings = (self._standings[name] for name in recourse.answers if name in self._standings)
        return [standing.since for standing in standings if standing.state == "breach"]

    # Provisions

    def _look_at(self, obligation: Obligation, day: Day) -> None:
        """Bring a provision to a day."""
        before = self._standings.get(obligation.id, NOTHING_YET)
        after = self._standing(obligation, day)
        if before.state == after.state:
            after = attrs.evolve(after, since=before.since)
        self._standings[obligation.id] = after
        if after.state == "due" and after.due is not None:
            self._agenda.provision(after.due + 1, obligation.id)
        if (before.state == "breach") is not (after.state == "breach"):
            for name in self._answered_by.get(obligation.id, ()):
                self._agenda.remedy(day + 1, name)

    def _standing(self, obligation: Obligation, day: Day) -> Standing:
        name, begun = obligation.id, len(self.register.begun)
        look = Look(
            has_begun=obligation.start < begun,
            is_over=obligation.stop is not None and obligation.stop < begun,
            is_ended=name in self._ended,
            is_met=obligation.depends_on is None or self._dependence.holds[obligation.depends_on],
            by_remedy=obligation.remedy is not None,
            remedy_is_in_effect=obligation.remedy is not None and self._runs[obligation.remedy].in_effect is not None,
            suspensions=self._suspended[name],
            lacking=len(obligation.parties) - len(self.register.performing[name]),
        )

        due = None
        if self._is_owed(look):  # its term is counted from the first day on which it is
            due = self.contract.days.after(self._owed.setdefault(name, day), obligation.within)
        else:
            self._owed.pop(name, None)
        is_late = due is not None and due < day
        state = self._state(look, is_late=is_late, is_waived=is_late and self._is_waived(name, day))
        return Standing(state, day, due if state in ("due", "breach", "waived") else None)

    def _is_owed(self, look: Look) -> bool:
        """Return whether a provision is owed, performed or not."""
        return _is_called_for(look) and not look.suspensions

    def _state(self, look: Look, *, is_late: bool, is_waived: bool) -> State:
        """Return the state of a provision, just after it was asked whether it is owed."""
        if look.is_over or look.is_ended:
            return "ended"
        if not _is_called_for(look):
            return "not due"
        if not look.lacking:
            return "performed"
        if look.suspensions:
            return "suspended"
        late: State = "waived" if is_waived else "breach"
        return late if is_late else "due"

    def _is_waived(self, name: str, day: Day) -> bool:
        return day < self._waived_until.get(name, day)

    # The answer

    def _told(self) -> Told:
        register, obligations = self.register, self.contract.obligations
        return Told(
            begun=tuple(register.begun),
            standings={name: self._standings.get(name, NOTHING_YET) for name in obligations},
            remedies={name: self._told_of(recourse) for name, recourse in self.contract.recourses.items()},
            moments=tuple(self._moments),
            times={name: int(bytes(reversed(marks)), 2) if marks else 0 for name, marks in self._marks.items()},
            lacking={
                name: tuple(party for party in each.parties if party not in register.performing[name])
                for name, each in obligations.items()
            },
        )

    def _told_of(self, recourse: Recourse) -> RemedyStanding:
        run = self._runs[recourse.id]
        return standing_of(
            self.contract,
            recourse,
            since=run.in_effect,
            effect=run.effect,
            grounds=run.grounds,
            noticed=run.noticed,
            breaches=self._breaches(recourse),
        )


def _is_called_for(look: Look) -> bool:
    return look.remedy_is_in_effect if look.by_remedy else look.has_begun and look.is_met


def told_on(contract: Contract, events: Iterable[Event], day: Day) -> Told:
    """Return how a signed deal stands on a day, by events that can be: what `dealcheck.language.history` says."""
    ledger = Ledger(contract)
    ledger.add(events)
    return ledger.on(day)[0]
