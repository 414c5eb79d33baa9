"""The executable page on histories as an engine: used to test the other engines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dealcheck.language.history import history
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day, day_of
from dealcheck.language.signed.register import Fault, Register
from dealcheck.language.signed.standing import Told
from dealcheck.model.events import Event


class Retelling:
    """Follows a signed deal by telling its whole history anew, from `dealcheck.language.history` itself."""

    name = "reference"

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._register = Register(contract)
        self._events: list[Event] = []

    @property
    def last(self) -> tuple[str, datetime] | None:
        """The day and the moment of recording of the last event; None before any."""
        return (self._events[-1].on, self._events[-1].recorded) if self._events else None

    def add(self, events: Iterable[Event]) -> list[tuple[Event, Fault]]:
        """Take further events, none of which happened before the last one; return those that can't be."""
        taken = list(events)
        self._events += taken
        return _faults(self._register, taken)

    def on(self, day: Day) -> tuple[Told, list[tuple[Event, Fault]]]:
        """Return how the deal stands on a day."""
        return history(self._contract, self._events, day), []

    def impossible(self, events: Iterable[Event]) -> list[tuple[Event, Fault]]:
        """Return which of some later events can't be, and take none of them."""
        return _faults(self._register.copy(), events)


def _faults(register: Register, events: Iterable[Event]) -> list[tuple[Event, Fault]]:
    told = ((event, register.take(event, day_of(event.on))) for event in events)
    return [(event, fault) for event, fault in told if fault]
