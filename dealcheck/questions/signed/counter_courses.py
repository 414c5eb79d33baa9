"""A course of a signed deal as an answer shows it: what was stopped, what followed at each step, and what broke."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

import attrs

from dealcheck.answers.signed.stress import CounterCourse, CourseStep, Stop
from dealcheck.engines.ledger.ledger import told_on
from dealcheck.files.logs.events import columns_of
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.courses import FIRST, Course, Stops, course, first_day_after
from dealcheck.language.signed.days import text_of
from dealcheck.language.signed.explaining import explained
from dealcheck.language.signed.lines import standings_of_lines
from dealcheck.language.wording import Wording
from dealcheck.model.events import Event
from dealcheck.place import place_of
from dealcheck.questions.signed.contracts import written_of


def counter_course(
    stepwise: Contract,
    position: Position,
    defaulters: Collection[str],
    stops: Stops,
    at_risk: Collection[str],
    name: str,
) -> CounterCourse:
    """Return what happens if some provisions are stopped.

    `at_risk`: the red lines that the deal as written keeps; `name`: what the deal that is shown is called after.
    """
    happened = course(stepwise, defaulters, stops, told_on)
    steps = tuple(stage.id for stage in stepwise.stages)
    settled = attrs.evolve(happened.told.settled(stepwise), steps=steps)
    standings = standings_of_lines(position.program, stepwise, happened.told, first_day_after(stepwise), settled)
    lines = {line: standings[line] for line in at_risk}
    breaches = explained(position, stepwise, settled, lines)
    judgment = semantics.judge(position.program, settled)
    broken = {line: judgment.broken[line] for line in breaches}
    return CounterCourse(
        stopped=tuple(_stops(stepwise, position, defaulters, stops)),
        steps=tuple(_steps(stepwise, happened, broken)),
        broken=tuple(breaches.values()),
        deal=attrs.evolve(stepwise.deal, id=f"{stepwise.deal.id}-{name}"),
        log="".join(f"{json.dumps(columns_of(event))}\n" for event in happened.events),
    )


def _stops(stepwise: Contract, position: Position, defaulters: Collection[str], stops: Stops) -> Iterator[Stop]:
    wording = Wording(position.lexicon)
    for name, step in stops.items():
        obligation = stepwise.obligations[name]
        written = written_of(stepwise, obligation)
        yield Stop(
            provision=name,
            text=wording.provision(written),
            parties=tuple(party for party in obligation.parties if party in defaulters),
            step=stepwise.stages[step].id,
            never=step == obligation.start,
            place=place_of(written.id) or written.place,
        )


def _steps(stepwise: Contract, happened: Course, broken: Mapping[str, int]) -> Iterator[CourseStep]:
    for number, step in enumerate(stepwise.deal.steps):
        told = told_on(stepwise, _until(happened, number), FIRST + number)
        states = {name: standing.state for name, standing in told.standings.items()}
        yield CourseStep(
            step=str(step.id),
            title=str(step.title),
            performed=tuple(name for name, state in states.items() if state == "performed"),
            breach=tuple(name for name, state in states.items() if state == "breach"),
            suspended=tuple(name for name, state in states.items() if state == "suspended"),
            remedies=tuple(name for name, remedy in told.remedies.items() if remedy.state == "in effect"),
            broken=tuple(name for name, steps in broken.items() if steps >> number & 1),
        )


def _until(happened: Course, step: int) -> list[Event]:
    """Return what has happened by a step."""
    day = text_of(FIRST + step)
    return [event for event in happened.events if event.on <= day]
