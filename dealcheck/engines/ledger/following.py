"""Engines that follow signed deals: they take events in the order in which they happened, and say how a deal stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day
from dealcheck.language.signed.register import Fault
from dealcheck.language.signed.standing import Told
from dealcheck.model.events import Event

Faults = Sequence[tuple[Event, Fault]]
"""Events that can't be, each with the reason and what would be right."""
NAMES = ("ledger", "durable", "reference")


class Follower(Protocol):
    """What follows one signed deal."""

    name: str

    @property
    def last(self) -> tuple[str, datetime] | None:
        """The day and the moment of recording of the last event; None before any."""

    def add(self, events: Iterable[Event]) -> Faults:
        """Take further events, none of which happened before the last one; return those that can't be."""

    def on(self, day: Day) -> tuple[Told, Faults]:
        """Return how the deal stands on a day, not before the last event; and the last events that can't be."""

    def impossible(self, events: Iterable[Event]) -> Faults:
        """Return which of some later events can't be, and take none of them."""


def follower(name: str | None) -> Callable[[Contract], Follower]:
    """Return what makes a follower; None: the ledger. Raises InputError for an unknown name."""
    match name:
        case None | "ledger":
            from dealcheck.engines.ledger.ledger import Ledger

            return Ledger
        case "durable":
            from dealcheck.engines.durable.following import DurableLedger

            return DurableLedger
        case "reference":
            from dealcheck.engines.ledger.retelling import Retelling

            return Retelling
    raise InputError([Mistake(f"unknown engine `{shown(str(name))}`", None, nearest(str(name), NAMES))])
