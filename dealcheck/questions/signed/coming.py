"""What is to come in a signed deal: terms that end, remedies that take effect, and demands that are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import attrs

from dealcheck.answers.signed.status import Appointment
from dealcheck.language.position import Position
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day, text_of
from dealcheck.language.signed.lines import LineStanding, begins
from dealcheck.language.signed.standing import Told
from dealcheck.language.wording import either, plain


@attrs.frozen
class _Entry:
    """A day that is to come, what it is about, and what happens on it, in words."""

    day: Day
    kind: Literal["step", "provision", "remedy", "bottom-line"]
    name: str
    text: str
    ruleset: str = ""


def appointments(
    contract: Contract, told: Told, day: Day, held: Sequence[tuple[Position, Mapping[str, LineStanding]]]
) -> list[Appointment]:
    """Return what is to come after a day or on it, the earliest first.

    `held`: each position, with how its bottom lines stand.
    """
    coming = [*_steps(contract, told, day), *_provisions(contract, told, day), *_remedies(contract, told, day)]
    coming += [entry for position, standings in held for entry in _lines(position, standings, day)]
    return [
        Appointment(day=text_of(entry.day), kind=entry.kind, name=entry.name, ruleset=entry.ruleset, text=entry.text)
        for entry in sorted(coming, key=lambda entry: entry.day)
    ]


def _steps(contract: Contract, told: Told, day: Day) -> Iterator[_Entry]:
    for number, when in enumerate(begins(contract, told.begun, day - 1)):
        if number >= len(told.begun) and when is not None:
            step = contract.deal.steps[number]
            title = f"“{step.title or plain(step.id)}”"
            yield _Entry(when, "step", str(step.id), f"step {title} {'begins' if step.date else 'is due'}")


def _provisions(contract: Contract, told: Told, day: Day) -> Iterator[_Entry]:
    planned = begins(contract, told.begun, day)
    for name, obligation in contract.obligations.items():
        standing = told.standings[name]
        if standing.state == "due" and standing.due is not None:
            who = _titles(contract, told.lacking[name])
            yield _Entry(standing.due, "provision", name, f"“{plain(name)}” is due from {' and '.join(who)}")
        start = planned[obligation.start]
        if obligation.remedy is None and standing.state == "not due" and start is not None and start > day:
            due, who = contract.days.after(start, obligation.within), _titles(contract, obligation.parties)
            yield _Entry(due, "provision", name, f"“{plain(name)}” will be due from {' and '.join(who)}")


def _remedies(contract: Contract, told: Told, day: Day) -> Iterator[_Entry]:
    for name, recourse in contract.recourses.items():
        standing = told.remedies[name]
        title = f"“{contract.deal.remedies[name].title or plain(name)}”"
        if standing.effect is None or standing.effect < day:
            continue
        if standing.state == "notice":
            yield _Entry(standing.effect, "remedy", name, f"{title} takes effect")
        elif standing.state == "not available":
            who = either(_titles(contract, recourse.holders))
            text = f"{who} may invoke {title}" if who else f"the condition of {title} is met"
            yield _Entry(standing.effect, "remedy", name, f"{text}, if the breach goes on")


def _lines(position: Position, standings: Mapping[str, LineStanding], day: Day) -> Iterator[_Entry]:
    who, ruleset = position.head["party_title"], position.head["ruleset"]
    for name, standing in standings.items():
        if standing.state == "open" and standing.day is not None and standing.day > day:
            title = str(position.program.line(name).title).rstrip(".") or plain(name)
            text = f"“{title}” of {who} ({ruleset}) is broken unless it is met before"
            yield _Entry(standing.day, "bottom-line", name, text, ruleset)


def _titles(contract: Contract, parties: Iterable[str]) -> list[str]:
    return [contract.parties[party] for party in parties]
