"""What a log holds, filtered, and exported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.arguments import check_word
from dealcheck.files.logs.events import COLUMNS, columns_of
from dealcheck.files.values import is_date
from dealcheck.language.signed.register import refuse_doubles
from dealcheck.model.events import EVENT_KINDS, Event
from dealcheck.questions.signed.contracts import log_at
from dealcheck.text import one_line


def read_log(
    log: str | Path,
    *,
    kind: str | None = None,
    of: str | None = None,
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> tuple[Event, ...]:
    """Return the events of a log in the order in which they were recorded, those struck out among them.

    `log`: a file of JSON lines, or SQLite by its suffix. `kind`, `of`, `by`: only events of that kind, about that, by
    that party. `since`, `until`: only those that happened on such a day or after it, or before it or on it. A last line
    that was begun and not finished is no event.

    Raises `InputError` for anything wrong with the log, with every mistake and its place.
    """
    if kind is not None:
        check_word("kind", kind, EVENT_KINDS)
    for name, text in (("of", of), ("by", by)):
        if text is not None and not isinstance(text, str):
            raise InputError([Mistake(f"`{name}`: expected a text, found {type(text).__name__}")])
    for name, day in (("since", since), ("until", until)):
        if day is not None and not (isinstance(day, str) and is_date(day)):
            raise InputError([Mistake(f"`{name}`: expected a day as 2026-04-02, found `{shown(str(day))}`")])
    store = log_at(log)
    events = store.read().events
    refuse_doubles(events, store.path, set())
    return tuple(
        event
        for event in events
        if (kind is None or event.kind == kind)
        and (of is None or event.of == of)
        and (by is None or event.by == by)
        and (since is None or event.on >= since)
        and (until is None or event.on <= until)
    )


def log_text(events: Iterable[Event], format_: str) -> str:
    """Return events as `text`, `csv` or `json`."""
    match format_:
        case "json":
            return json.dumps([columns_of(event) for event in events], indent=2, ensure_ascii=False)
        case "csv":
            out = io.StringIO()
            writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(columns_of(event) for event in events)
            return out.getvalue()
    return "\n".join(map(event_text, events))


def event_text(event: Event) -> str:
    """Return an event in a line: its id, the day, and what happened."""
    words = [event.id, event.on, event.kind, event.of]
    words += [f"by {event.by}"] * bool(event.by) + [f"until {event.until}"] * bool(event.until)
    more = "; ".join(filter(None, (event.source, event.note)))
    return one_line("  ".join(words[:2]) + "  " + " ".join(words[2:]) + (f"  ({more})" if more else ""))
