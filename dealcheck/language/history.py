"""The meaning of a signed deal, as an executable page: what is owed on a day, who is in breach, which remedies run.

It goes from day to day and looks at every event for each. Every engine must give these answers.

- A step begins on the day on which an event says so, or on its date if that comes first; never before an earlier step.
- A provision is *performed* on a day when all parties that it binds perform it.
- It is *owed* from the day on which its step begins (or its remedy takes effect), what it depends on holds, and no
  remedy suspends it. Its term is counted from that day.
- A remedy in effect on a day depends on the breaches before that day alone.
- A moment is a day on which a step begins, or a provision begins or ceases to be performed. The first is the day on
  which the first step begins; what was performed before counts from then.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dealcheck.language.signed.contract import Contract, Obligation, Recourse
from dealcheck.language.signed.days import Day, day_of
from dealcheck.language.signed.standing import (
    NOTHING_YET,
    Moment,
    RemedyStanding,
    Standing,
    State,
    Told,
    depended_on,
    standing_of,
)
from dealcheck.model.events import Event


def history(contract: Contract, events: Sequence[Event], upto: Day) -> Told:
    """Return how a signed deal stands on a day; `events`: those that count, in the order in which they happened."""
    return _History(contract, [event for event in events if day_of(event.on) <= upto]).on(upto)


@attrs.define
class _Running:
    """What a remedy remembers: when its condition was met, when it was invoked, since when its notice runs, and when it
    takes effect.
    """

    grounds: Day | None = None
    invoked: Day | None = None
    started_by: Day | None = None
    noticed: Day | None = None
    effect: Day | None = None


class _History:
    def __init__(self, contract: Contract, events: Sequence[Event]) -> None:
        self.contract = contract
        self.events = [(event, day_of(event.on)) for event in events]
        self.running = {name: _Running() for name in contract.recourses}
        self.effects: dict[str, Day] = {}
        """Since when each remedy has been in effect that is."""
        self.standings: dict[str, Standing] = {}
        self.owed: dict[str, Day] = {}
        self.ended: set[str] = set()
        self.moments: list[Moment] = []
        self.performed: list[frozenset[str]] = []
        """What was performed at each moment."""

    def on(self, upto: Day) -> Told:
        """Return how the deal stands on a day, after all days before it."""
        for day in range(self._first_day(upto), upto + 1):
            begun = self.begun(day)
            self._note_moment(day, begun)
            for name, recourse in self.contract.recourses.items():
                self._run(name, recourse, day)
            self.ended |= {name for each in self.effects for name in self.contract.recourses[each].ends}
            self.standings = {
                name: self._standing(obligation, day, begun) for name, obligation in self.contract.obligations.items()
            }
        return Told(
            begun=tuple(self.begun(upto)),
            standings=self.standings,
            remedies={name: self._told(name, recourse) for name, recourse in self.contract.recourses.items()},
            moments=tuple(self.moments),
            times=self._times(),
            lacking={name: self._lacking(name, upto) for name in self.contract.obligations},
        )

    def _first_day(self, upto: Day) -> Day:
        dates = [stage.date for stage in self.contract.stages if stage.date is not None]
        return min([*(day for _, day in self.events), *dates, upto])

    # What events say

    def begun(self, day: Day) -> list[Day]:
        """Return the day on which each step began, as far as steps have begun by a day."""
        begun: list[Day] = []
        for stage in self.contract.stages:
            said = [on for event, on in self.events if event.kind == "reached" and event.of == stage.id]
            days = [*said, *([stage.date] if stage.date is not None else [])]
            if not days or max([min(days), *begun[-1:]]) > day:
                break
            begun.append(max([min(days), *begun[-1:]]))
        return begun

    def _lacking(self, name: str, day: Day) -> tuple[str, ...]:
        """Return the parties that do not perform a provision on a day."""
        performing: set[str] = set()
        parties = self.contract.obligations[name].parties
        for event, on in self.events:
            if on <= day and event.of == name and event.kind == "performed":
                performing.add(event.by or parties[0])
            if on <= day and event.of == name and event.kind == "stopped":
                performing.discard(event.by or parties[0])
        return tuple(party for party in parties if party not in performing)

    def _is_performed(self, name: str, day: Day) -> bool:
        return not self._lacking(name, day)

    def _is_waived(self, name: str, day: Day) -> bool:
        return any(
            event.kind == "waived" and event.of == name and on <= day and (not event.until or day < day_of(event.until))
            for event, on in self.events
        )

    # Moments

    def _note_moment(self, day: Day, begun: Sequence[Day]) -> None:
        performed = frozenset(name for name in self.contract.obligations if self._is_performed(name, day))
        step = len(begun) - 1
        if begun and (not self.moments or self.moments[-1].step != step or self.performed[-1] != performed):
            self.moments.append(Moment(day, step))
            self.performed.append(performed)

    def _times(self) -> dict[str, int]:
        return {
            name: sum(1 << number for number, performed in enumerate(self.performed) if name in performed)
            for name in self.contract.obligations
        }

    def _depends_met(self, obligation: Obligation) -> bool:
        """Return whether what a provision depends on holds at the last moment."""
        if obligation.depends_on is None:
            return True
        holds = depended_on(self.contract, self._times(), len(self.moments))
        return bool(holds[obligation.depends_on] >> (len(self.moments) - 1) & 1)

    # Remedies

    def _run(self, name: str, recourse: Recourse, day: Day) -> None:
        """Bring a remedy to a day, by the breaches of the day before."""
        run, yesterday, after = self.running[name], day - 1, self.contract.days.after
        since = self._breaches(recourse)
        if not since:
            run.grounds = None
        elif run.grounds is None and any(yesterday >= after(breach, recourse.lasting) for breach in since):
            run.grounds = yesterday
        for event, on in self.events:
            if on == day and event.of == name and event.kind == "invoked" and run.invoked is None:
                run.invoked = day
            if on == day and event.of == name and event.kind == "withdrawn":
                run.invoked = None
        if run.effect is not None and recourse.is_power and run.invoked != run.started_by:
            run.effect = None  # given up
        if run.effect is not None and recourse.lapses and run.grounds is None:
            run.effect = run.invoked = None  # cured, and what invoked it is spent
        if run.effect is None and run.grounds is not None and not (recourse.is_power and run.invoked is None):
            run.started_by = run.invoked
            run.noticed = max(run.grounds, run.invoked or 0)
            run.effect = max(run.grounds + 1, after(run.noticed, recourse.notice))
        if run.effect is not None and run.effect <= day:
            self.effects.setdefault(name, day)
        else:
            self.effects.pop(name, None)

    def _told(self, name: str, recourse: Recourse) -> RemedyStanding:
        run = self.running[name]
        return standing_of(
            self.contract,
            recourse,
            since=self.effects.get(name),
            effect=run.effect,
            grounds=run.grounds,
            noticed=run.noticed,
            breaches=self._breaches(recourse),
        )

    def _breaches(self, recourse: Recourse) -> list[Day]:
        """Return since when each provision has been in breach that a remedy answers."""
        standings = (self.standings[name] for name in recourse.answers if name in self.standings)
        return [standing.since for standing in standings if standing.state == "breach"]

    # Provisions

    def _standing(self, obligation: Obligation, day: Day, begun: Sequence[Day]) -> Standing:
        name = obligation.id
        is_called_for = self._is_called_for(obligation, begun)
        is_suspended = any(name in self.contract.recourses[each].suspends for each in self.effects)
        if not is_called_for or is_suspended:
            self.owed.pop(name, None)
        else:
            self.owed.setdefault(name, day)
        due = None if name not in self.owed else self.contract.days.after(self.owed[name], obligation.within)
        state: State
        if name in self.ended or (obligation.stop is not None and obligation.stop < len(begun)):
            state = "ended"
        elif not is_called_for:
            state = "not due"
        elif self._is_performed(name, day):
            state = "performed"
        elif is_suspended:
            state = "suspended"
        elif due is not None and due < day:
            state = "waived" if self._is_waived(name, day) else "breach"
        else:
            state = "due"
        before = self.standings.get(name, NOTHING_YET)
        since = before.since if before.state == state else day
        return Standing(state, since, due if state in ("due", "breach", "waived") else None)

    def _is_called_for(self, obligation: Obligation, begun: Sequence[Day]) -> bool:
        """Return whether a provision is owed, unless a remedy suspends it."""
        if obligation.remedy is not None:
            return obligation.remedy in self.effects
        return obligation.start < len(begun) and self._depends_met(obligation)
