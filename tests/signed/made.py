"""A small signed deal, and ways to record what happens to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dealcheck
from dealcheck.answers.signed.status import Status
from dealcheck.model.events import Event

PLUGINS = dealcheck.Plugins(entry_points=False)
SESSION = dealcheck.Session(plugins=PLUGINS)
WORDS = """
vocabulary: words
parties: {a: {title: Alpha}, b: {title: Beta}}
actions: {giving: [lend, give]}
objects: {all: {parts: {land: , sea: , fine: }}}
"""
DEAL = """
deal: deal
vocabulary: words
calendar: {holidays: [2026-04-03]}
steps:
  - {id: signing, date: 2026-03-01}
  - {id: start, after: signing, within: 60 days}
  - {id: end}
provisions:
  land: {party: a, action: give, object: land, from: start, perform-within: 10 working days}
  sea: {party: b, action: lend, object: sea, from: start, until: end}
  both: {parties: [a, b], action: lend, object: fine, from: end}
remedies:
  power:
    title: What is lent is taken back
    when: {breach: land, for: 1 month}
    by: b
    notice: 10 days
    suspends: sea
    adds: {penalty: {party: a, action: give, object: fine, perform-within: 2 weeks}}
  by-itself:
    when: {breach: [land, penalty], for: 3 months}
    ends: sea
    lapses: never
"""
RULES = """
ruleset: rules
vocabulary: words
party: b
bottom-lines:
  no-sea-without-land:
    title: No sea without land
    forbid: {party: b, action: lend, object: sea}
    until: {party: a, action: give, object: land}
    sources: [speech]
  land-in-the-end:
    require: {party: a, action: give, object: land}
  fine-soon:
    require: {party: a, action: lend, object: fine}
    when: {party: b, action: lend, object: sea}
sources:
  speech: {speaker: The minister, date: 2026-01-01, quote: land first}
"""


def record(log: Path | str, kind: str, of: str, on: str, **more: Any) -> Event:
    """Record an event of the small deal."""
    return dealcheck.record(DEAL, kind, of, log=log, on=on, rulesets=[WORDS, RULES], session=SESSION, **more)


def status(log: Path | str, as_of: str, **more: Any) -> Status:
    """How the small deal stands on a day."""
    return dealcheck.status(DEAL, [WORDS, RULES], log=log, as_of=as_of, session=SESSION, **more)


def states(answer: Status) -> dict[str, tuple[str, str | None, str | None]]:
    """The state of each provision, since when, and when it is due."""
    return {each.provision: (each.state, each.since, each.due) for each in answer.provisions}
