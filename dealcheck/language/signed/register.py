"""The register of a signed deal: what has happened so far, event by event, and which events can't be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day, day_of, text_of
from dealcheck.model.events import Event

_MOST_MISTAKES = 100
Fault = tuple[str, str]
"""Why an event can't be, and what would be right."""


class Register:
    """Steps that have begun, parties that perform, and powers that are invoked, as events are taken in their order."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.begun: list[Day] = []
        """The day on which each step began, as far as steps have."""
        self.said: set[int] = set()
        """Steps of which an event says that they were reached."""
        self.performing: dict[str, set[str]] = {name: set() for name in contract.obligations}
        self.invoked: set[str] = set()
        self._dates = [stage.date for stage in contract.stages]

    def copy(self) -> Register:
        """Return one that goes on by itself."""
        after = Register(self.contract)
        after.begun, after.said = list(self.begun), set(self.said)
        after.performing = {name: set(parties) for name, parties in self.performing.items()}
        after.invoked = set(self.invoked)
        return after

    def reach(self, day: Day) -> None:
        """Let steps begin whose date has come by a day."""
        dates, begun = self._dates, self.begun
        while len(begun) < len(dates):
            dated = dates[len(begun)]
            if dated is None or dated > day:
                return
            begun.append(max(dated, begun[-1]) if begun else dated)

    def performs(self, name: str) -> bool:
        """Return whether all parties that a provision binds perform it."""
        return len(self.performing[name]) == len(self.contract.obligations[name].parties)

    def take(self, event: Event, day: Day) -> Fault | None:
        """Take an event, which happened on a day, after all that happened before; return why it can't be."""
        self.reach(day)
        match event.kind:
            case "performed":
                return self._performed(event)
            case "stopped":
                return self._stopped(event)
            case "reached":
                return self._reached(event, day)
            case "invoked":
                return self._invoked(event)
            case "withdrawn":
                return self._withdrawn(event)
            case "waived":
                return self._waived(event)
        return None

    def _reached(self, event: Event, day: Day) -> Fault | None:
        number = self.contract.step_numbers.get(event.of)
        if number is None:
            return _unknown("step", event.of, self.contract.step_numbers)
        if event.by and event.by not in self.contract.parties:
            return _unknown("party", event.by, self.contract.parties)
        if number < len(self.begun):
            began = self.begun[number]
            if began == day and number not in self.said:
                self.said.add(number)  # on its date, as agreed
                return None
            return f"step `{shown(event.of)}` began on {text_of(began)} already", "a step begins once"
        if number > len(self.begun):
            before = self.contract.stages[len(self.begun)].id
            return f"step `{shown(event.of)}` can't begin before step `{shown(before)}`", "steps begin in their order"
        self.said.add(number)
        self.begun.append(day)
        self.reach(day)
        return None

    def _performed(self, event: Event) -> Fault | None:
        parties = self.contract.obligations.get(event.of)
        if parties is None:
            return _unknown("provision", event.of, self.contract.obligations)
        if fault := self._party(event):
            return fault
        self.performing[event.of].add(event.by or parties.parties[0])
        return None

    def _stopped(self, event: Event) -> Fault | None:
        if event.of not in self.contract.obligations:
            return _unknown("provision", event.of, self.contract.obligations)
        if fault := self._party(event):
            return fault
        party = event.by or self.contract.obligations[event.of].parties[0]
        if party not in self.performing[event.of]:
            return (
                f"`{shown(party)}` did not perform `{shown(event.of)}` then",
                "what is not performed can't be stopped",
            )
        self.performing[event.of].discard(party)
        return None

    def _party(self, event: Event) -> Fault | None:
        """Return what is wrong with the party that an event about a provision names."""
        parties = self.contract.obligations[event.of].parties
        if event.by and event.by not in parties:
            return f"`{shown(event.by)}` is not bound by `{shown(event.of)}`", nearest(event.by, parties)
        if not event.by and len(parties) > 1:
            return f"`{shown(event.of)}` binds several parties, and `by` names none", nearest("", parties)
        return None

    def _invoked(self, event: Event) -> Fault | None:
        if fault := self._power(event):
            return fault
        self.invoked.add(event.of)
        return None

    def _withdrawn(self, event: Event) -> Fault | None:
        if fault := self._power(event):
            return fault
        if event.of not in self.invoked:
            return f"`{shown(event.of)}` was not invoked", "what is not used can't be given up"
        self.invoked.discard(event.of)
        return None

    def _power(self, event: Event) -> Fault | None:
        recourse = self.contract.recourses.get(event.of)
        if recourse is None:
            return _unknown("remedy", event.of, self.contract.recourses)
        if not recourse.is_power:
            return f"`{shown(event.of)}` is no power: it takes effect by itself", "`by` in the deal makes it one"
        if event.by and event.by not in recourse.holders:
            return f"`{shown(event.of)}` is no power of `{shown(event.by)}`", nearest(event.by, recourse.holders)
        return None

    def _waived(self, event: Event) -> Fault | None:
        if event.of not in self.contract.obligations:
            return _unknown("provision", event.of, self.contract.obligations)
        bound = self.contract.obligations[event.of].parties
        others = {party for each in self.contract.obligations.values() for party in each.parties}
        others |= {party for each in self.contract.recourses.values() for party in each.holders}
        if not event.by:
            return "a waiver needs `by`, the party that excuses", nearest("", others.difference(bound))
        if event.by not in others:
            return _unknown("party of this deal", event.by, others)
        if tuple(bound) == (event.by,):
            return f"`{shown(event.by)}` can't excuse what it owes itself", "name who may excuse it"
        if event.until and event.until <= event.on:
            return f"it excuses until {event.until}, which is not after {event.on}", "name a later day"
        return None


def refuse_doubles(events: Sequence[Event], file: str, known: set[str]) -> None:
    """Raise InputError when an event has the id of another; `known`: the ids of earlier ones, which these join."""
    ids = {event.id for event in events}
    if len(ids) == len(events) and known.isdisjoint(ids):
        known |= ids
        return
    for event in events:
        if event.id in known:
            fault = f"there is an event `{shown(event.id)}` already", "give each an id of its own"
            raise InputError([mistake(event, fault, file)])
        known.add(event.id)


def in_order(events: Sequence[Event], file: str = "") -> list[Event]:
    """Return the events that count, in the order in which they happened: those that are struck out are left out.

    `events`: in the order in which they were recorded. Raises InputError for those that strike out what is not there.
    """
    struck = _struck_out(events, file) if any(event.kind == "void" for event in events) else frozenset[str]()
    counting = [event for event in events if event.kind != "void" and event.id not in struck]
    counting.sort(key=attrgetter("on", "recorded"))  # stable: those of one moment stay as they were recorded
    return counting


def _struck_out(events: Iterable[Event], file: str) -> frozenset[str]:
    known: dict[str, Event] = {}
    struck: set[str] = set()
    mistakes = []
    for event in events:
        if event.kind == "void":
            aimed = known.get(event.of)
            if aimed is None:
                fault: Fault | None = _unknown("event", event.of, list(known)[-1000:])
            elif aimed.kind == "void":
                fault = f"event `{shown(event.of)}` strikes out another", "record what happened anew"
            elif event.of in struck:
                fault = f"event `{shown(event.of)}` is struck out already", "once is enough"
            else:
                fault = None
                struck.add(event.of)
            if fault:
                mistakes.append(mistake(event, fault, file))
        known[event.id] = event
    if mistakes:
        raise InputError(mistakes[:_MOST_MISTAKES])
    return frozenset(struck)


def checked(contract: Contract, events: Sequence[Event], file: str = "") -> list[Event]:
    """Return the events that count, in the order in which they happened. Raises InputError for those that can't be."""
    counting = in_order(events, file)
    register = Register(contract)
    mistakes = []
    take, on, day = register.take, "", 0
    for event in counting:
        if event.on != on:
            on, day = event.on, day_of(event.on)
        if fault := take(event, day):
            mistakes.append(mistake(event, fault, file))
            if len(mistakes) == _MOST_MISTAKES:
                break
    if mistakes:
        raise InputError(mistakes)
    return counting


def mistake(event: Event, fault: Fault, file: str) -> Mistake:
    """Return what is wrong with an event, with its place."""
    message, cure = fault
    what = f"event `{shown(event.id)}` ({event.kind} `{shown(event.of)}` on {event.on}) can't be: " if event.id else ""
    return Mistake(f"{what}{message}", event.place(file), cure)


def _unknown(what: str, word: str, known: Iterable[str]) -> Fault:
    return f"unknown {what} `{shown(word)}`", nearest(word, known)
