"""What happened to a signed deal, recorded in its log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.files.arguments import check_word
from dealcheck.files.logs.events import MOST_LETTERS
from dealcheck.files.logs.store import Excerpt
from dealcheck.files.values import is_date
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.days import text_of
from dealcheck.language.signed.register import checked, refuse_doubles
from dealcheck.model.events import EVENT_KINDS, Event
from dealcheck.questions.signed.contracts import given_day, log_at, signed_deal
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules, Session, session_for
from dealcheck.syntax.nodes import UNFIT

_LONGEST_OWN = 16
"""Ids that are given here are shorter; others may be as long as they like."""


def record(
    deal: AnyDeal,
    event: str,
    of: str,
    *,
    log: str | Path,
    on: str | None = None,
    by: str = "",
    until: str = "",
    source: str = "",
    note: str = "",
    rulesets: Rules = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Event:
    """Record an event in the log of a signed deal, and return it once it is on the disk.

    `event`: `reached` (a step), `performed`, `stopped`, `waived` (a provision), `invoked`, `withdrawn` (a remedy) or
    `void` (an event that was recorded in error). `of`: what it is about, by its id. `log`: a file of JSON lines, made
    when there is none; SQLite by its suffix. `on`: the day on which it happened, as `2026-04-02`; default: today in the
    deal's time zone. `by`: the party. `until`: of a waiver, the first day on which it excuses nothing any more.
    `source`, `note`: as you like. `rulesets`: where the deal's vocabulary is, if it is not installed.

    Raises `InputError` for an event that can't be, also for one because of which another one can't have been, and for
    a log that can't be written; the log is then as it was.
    """
    check_word("event", event, EVENT_KINDS)
    texts = {"of": of, "by": by, "until": until, "source": source, "note": note}
    _check_texts(texts)
    if not of:
        raise InputError([Mistake("`of`: expected what the event is about, found an empty text")])
    if until and (event != "waived" or not is_date(until)):
        wrong = f"`{shown(until)}` is not a day" if event == "waived" else f"`{event}` takes none"
        raise InputError([Mistake(f"`until`: {wrong}", None, "it is the day on which a waiver ends")])
    signed = signed_deal(deal, rulesets, session_for(session, plugins)).contract
    if event == "void" and by and by not in signed.parties:  # the register looks at all other events
        raise InputError([Mistake(f"`by`: unknown party `{shown(by)}`", None, nearest(by, signed.parties))])
    store = log_at(log)
    draft = Event(
        id="",
        kind=event,  # type: ignore[arg-type]
        of=of,
        on=text_of(given_day(on, "on", signed)),
        recorded=datetime.now(timezone.utc),
        by=by,
        until=until,
        source=source,
        note=note,
    )

    def make(read: Excerpt) -> Event:
        refuse_doubles(read.events, store.path, set())
        last = max((each.recorded for each in read.events[-1:]), default=draft.recorded)
        made = attrs.evolve(draft, id=_next_id(read.events), recorded=max(draft.recorded, last))
        _must_be_possible(signed, read.events, made, store.path)
        return made

    return store.append(make)


def _check_texts(texts: dict[str, Any]) -> None:
    mistakes = []
    for name, text in texts.items():
        if not isinstance(text, str):
            mistakes.append(Mistake(f"`{name}`: expected a text, found {type(text).__name__}"))
        elif len(text) > MOST_LETTERS:
            mistakes.append(Mistake(f"`{name}`: has {len(text):,} letters, and may have {MOST_LETTERS:,}"))
        elif unfit := UNFIT.search(text):
            mistakes.append(Mistake(f"`{name}`: U+{ord(unfit[0]):04X} may not stand in it", None, "take it out"))
    if mistakes:
        raise InputError(mistakes)


def _next_id(events: Sequence[Event]) -> str:
    own = (event.id[1:] for event in events if event.id[:1] == "e" and len(event.id) < _LONGEST_OWN)
    return f"e{max((int(number) for number in own if number.isdecimal()), default=0) + 1}"


def _must_be_possible(signed: Contract, events: Sequence[Event], event: Event, file: str) -> None:
    """Raise InputError when an event can't be, or makes one impossible that was recorded before."""
    after = _mistakes(signed, [*events, event], file)
    if after:
        known = set(_mistakes(signed, events, file))
        new = [_without_id(mistake, event) for mistake in after if mistake not in known]
        if new:
            raise InputError(new)


def _mistakes(signed: Contract, events: Sequence[Event], file: str) -> tuple[Mistake, ...]:
    try:
        checked(signed, events, file)
    except InputError as error:
        return error.mistakes
    return ()


def _without_id(mistake: Mistake, event: Event) -> Mistake:
    """Return a mistake as one of an event that has no id yet, or of one that this event makes impossible."""
    own = f"event `{event.id}` "
    if mistake.message.startswith(own):
        return attrs.evolve(mistake, message=mistake.message.removeprefix(own).replace("(", "", 1).replace(")", "", 1))
    return attrs.evolve(mistake, message=f"with this event, an earlier one is impossible: {mistake.message}")
