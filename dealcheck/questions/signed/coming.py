"""What is to come in a signed deal: terms that end, remedies that take effect, and demands that are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from dealcheck.answers.signed.status import Appointment
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day, text_of
from dealcheck.language.signed.lines import LineStanding, begins
from dealcheck.language.signed.standing import Told
from dealcheck.language.wording import plain

Kind = Literal["step", "provision", "remedy", "bottom-line"]


def appointments(
    contract: Contract, told: Told, day: Day, lines: Mapping[str, Mapping[str, LineStanding]]
) -> list[Appointment]:
    """Return what is to come after a day or on it, the earliest first."""
    coming = [*_steps(contract, told, day), *_provisions(contract, told, day), *_remedies(contract, told, day)]
    coming += [
        (standing.day, "bottom-line", name, f"“{plain(name)}” of {ruleset} is broken unless it is met before")
        for ruleset, standings in lines.items()
        for name, standing in standings.items()
        if standing.state == "open" and standing.day is not None and standing.day > day
    ]
    return [
        Appointment(day=text_of(when), kind=kind, name=name, text=text)
        for when, kind, name, text in sorted(coming, key=lambda entry: entry[0])
    ]


Entry = tuple[Day, Kind, str, str]


def _steps(contract: Contract, told: Told, day: Day) -> Iterator[Entry]:
    for number, when in enumerate(begins(contract, told.begun, day - 1)):
        if number >= len(told.begun) and when is not None:
            step = contract.deal.steps[number]
            title = f"“{step.title or plain(step.id)}”"
            text = f"step {title} begins" if step.date else f"step {title} is due"
            yield when, "step", str(step.id), text


def _provisions(contract: Contract, told: Told, day: Day) -> Iterator[Entry]:
    planned = begins(contract, told.begun, day)
    for name, obligation in contract.obligations.items():
        standing = told.standings[name]
        if standing.state == "due" and standing.due is not None:
            who = " and ".join(told.lacking[name])
            yield standing.due, "provision", name, f"{plain(name)} is due from {who}"
        start = planned[obligation.start]
        if obligation.remedy is None and standing.state == "not due" and start is not None and start > day:
            due = contract.days.after(start, obligation.within)
            yield due, "provision", name, f"{plain(name)} will be due from {' and '.join(obligation.parties)}"


def _remedies(contract: Contract, told: Told, day: Day) -> Iterator[Entry]:
    for name, recourse in contract.recourses.items():
        standing = told.remedies[name]
        title = f"“{contract.deal.remedies[name].title or plain(name)}”"
        if standing.effect is None or standing.effect < day:
            continue
        if standing.state == "notice":
            yield standing.effect, "remedy", name, f"{title} takes effect"
        elif standing.state == "not available":
            who = " and ".join(recourse.holders)
            text = f"{who} may invoke {title}" if who else f"the condition of {title} is met"
            yield standing.effect, "remedy", name, f"{text}, if the breach goes on"
