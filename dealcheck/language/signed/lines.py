"""Bottom lines on what happened: broken since a day, open until one, or kept.

Conditions have their meaning from `dealcheck.language.semantics`, with moments for steps. A demand is in time until the
step ends in which it is due. The last step does not end; there a demand is in time until the last day on which anything
in the deal falls due, and from then on every moment counts as the last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import attrs

from dealcheck.language import semantics
from dealcheck.language.program import Forbid, Program, Require, Settled
from dealcheck.language.semantics import Steps
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import Day
from dealcheck.language.signed.standing import Told

LineState = Literal["broken", "open", "kept"]


@attrs.frozen
class LineStanding:
    """How a bottom line stands.

    `day`: since when it is broken; of an open one the day on which it would be, None where the calendar does not say.
    `moment`: the moment that breaks it, `until` the last one at which what it requires would have been in time.
    """

    state: LineState
    day: Day | None = None
    moment: int = 0
    until: int = 0


KEPT = LineStanding("kept")


def standings_of_lines(
    program: Program, contract: Contract, told: Told, upto: Day, settled: Settled
) -> dict[str, LineStanding]:
    """Return how each bottom line of a ruleset stands on a day; `settled`: what happened, with moments for steps."""
    holds = semantics.conditions(program, settled) if told.moments else []
    timing = _Timing(contract, told, upto)
    return {name: _standing(line, holds, timing) for name, line in program.bottom_lines.items()}


class _Timing:
    """The moments by their days and steps, and what is to come, as far as the calendar knows it."""

    def __init__(self, contract: Contract, told: Told, upto: Day) -> None:
        self.moments = told.moments
        self._days = [moment.day for moment in told.moments]
        self._steps = [moment.step for moment in told.moments]
        self.upto = upto
        self.begins = begins(contract, told.begun, upto)
        self.last = len(contract.stages) - 1
        self.deadline = deadline(contract, self.begins)
        """The last day on which anything in the deal falls due; None where it is not known yet."""
        self.is_over = len(told.begun) > self.last and self.deadline is not None and upto > self.deadline

    def moment_on(self, day: Day) -> int:
        """Return the number of the last moment that is not after a day."""
        return bisect_right(self._days, day) - 1

    def last_of_step(self, step: int) -> int:
        """Return the number of the last moment at which no later step had begun."""
        return bisect_right(self._steps, step) - 1


def begins(contract: Contract, begun: Sequence[Day], upto: Day) -> list[Day | None]:
    """Return when each step began or will at the latest; None where the calendar does not say."""
    known: list[Day | None] = list(begun)
    for stage in contract.stages[len(begun) :]:
        before = known[-1] if known else stage.date
        start = None if stage.after is None else known[stage.after]
        own = stage.date if start is None else contract.days.after(start, stage.within)
        day = None if own is None or before is None else max(own, before)
        known.append(day if day is not None and day > upto else None)
    return known


def deadline(contract: Contract, begins: Sequence[Day | None]) -> Day | None:
    """Return the last day on which anything in the deal falls due as it is written; None where that is not known."""
    days = [begins[-1]]
    for obligation in contract.obligations.values():
        if obligation.remedy is None:
            start = begins[obligation.start]
            days.append(None if start is None else contract.days.after(start, obligation.within))
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _standing(line: Forbid | Require, holds: Sequence[Steps], timing: _Timing) -> LineStanding:
    if isinstance(line, Forbid):
        return _forbidden(line, holds, timing)
    standings = [KEPT, *(_demands(line, holds, timing) if line.when is not None else _at_last(line, holds, timing))]
    broken = [standing for standing in standings if standing.state == "broken"]
    if broken:
        return min(broken, key=lambda standing: (standing.day, standing.moment))
    still_open = [standing for standing in standings if standing.state == "open"]
    return min(still_open, key=lambda standing: (standing.day is None, standing.day), default=KEPT)


def _forbidden(line: Forbid, holds: Sequence[Steps], timing: _Timing) -> LineStanding:
    broken = semantics.breaches(line, holds, len(timing.moments)) if holds else 0
    if not broken:
        return KEPT
    first = _first(broken)
    return LineStanding("broken", timing.moments[first].day, first, first)


def _at_last(line: Require, holds: Sequence[Steps], timing: _Timing) -> Iterator[LineStanding]:
    """Yield how a requirement for the last step stands."""
    length = len(timing.moments)
    met = holds[line.condition] | (0 if line.unless is None else holds[line.unless]) if holds else 0
    if not timing.is_over or timing.deadline is None:
        if not (length and met >> (length - 1) & 1):
            yield LineStanding("open", None if timing.deadline is None else timing.deadline + 1)
        return
    closing = timing.moment_on(timing.deadline)
    unmet = ~met & semantics.all_steps(length) & -(1 << closing)
    if unmet:
        first = _first(unmet)
        yield LineStanding("broken", max(timing.deadline + 1, timing.moments[first].day), first, first)


def _demands(line: Require, holds: Sequence[Steps], timing: _Timing) -> Iterator[LineStanding]:
    """Yield how each demand stands that arose and was not met."""
    if not holds or line.when is None:
        return
    calls = holds[line.when] & ~(0 if line.unless is None else holds[line.unless])
    for moment in _last_of_each_step(calls, timing):
        due = timing.moments[moment].step + line.within
        if due >= timing.last:
            yield from _demand_of_last_step(moment, line, holds, timing)
            continue
        until = timing.last_of_step(due)
        if _among(holds[line.condition], moment, until):
            continue
        closing, has_closed = timing.begins[due + 1], timing.moments[-1].step > due
        yield LineStanding("broken" if has_closed else "open", closing, moment, until)
    if timing.is_over and timing.deadline is not None:
        late = calls & ~holds[line.condition] & -(1 << timing.moment_on(timing.deadline) + 1)
        if late:
            first = _first(late)
            yield LineStanding("broken", timing.moments[first].day, first, first)


def _demand_of_last_step(moment: int, line: Require, holds: Sequence[Steps], timing: _Timing) -> Iterator[LineStanding]:
    """Yield how a demand stands that may be met until the deal is over."""
    by = None if timing.deadline is None else timing.deadline + 1
    until = timing.moment_on(timing.deadline) if timing.is_over and timing.deadline else len(timing.moments) - 1
    if not _among(holds[line.condition], moment, until):
        yield LineStanding("broken" if timing.is_over else "open", by, moment, until)


def _last_of_each_step(calls: Steps, timing: _Timing) -> Iterator[int]:
    """Yield of each step the last moment at which something was called for, but for those after the deal is over."""
    last: Mapping[int, int] = {
        moment.step: number
        for number, moment in enumerate(timing.moments)
        if calls >> number & 1 and not (timing.is_over and timing.deadline and moment.day > timing.deadline)
    }
    yield from last.values()


def _among(steps: Steps, first: int, last: int) -> bool:
    return bool(steps >> first & ((1 << (last - first + 1)) - 1))


def _first(steps: Steps) -> int:
    return (steps & -steps).bit_length() - 1
