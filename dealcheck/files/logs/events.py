"""Events as logs have them: mappings from names of columns to text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

from dealcheck.errors import nearest, shown
from dealcheck.files.values import is_date
from dealcheck.model.events import EVENT_KINDS, Event

COLUMNS = ("id", "on", "recorded", *EVENT_KINDS, "by", "until", "source", "note")
"""What an event may say, in the order in which it is written."""
_KINDS = frozenset(EVENT_KINDS)
_USUAL = {"--T::.": len("2026-04-02T09:30:00.000000Z"), "--T::Z": len("2026-04-02T09:30:00Z")}
"""What stands between the numbers of most moments, and how long these are: a million of them take a short way."""
_TEXT = {str}
_NEEDED = ("id", "on", "recorded")
_KNOWN = frozenset(COLUMNS)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d))\Z", re.ASCII
)
"""A moment as RFC 3339 has it. What `fromisoformat` takes beyond that differs from one Python to the next."""
MOST_LETTERS = 10_000
"""A text of an event may have this many letters."""


class EventError(ValueError):
    """What is wrong with an event, what would be right, and from which column on."""

    def __init__(self, message: str, cure: str = "", column: int = 1) -> None:
        self.message, self.cure, self.column = message, cure, column
        super().__init__(message)


class EventReader:
    """Makes events of what a log has, and keeps what many of them have in common."""

    def __init__(self) -> None:
        self._days: dict[str, bool] = {}
        self._kinds: dict[tuple[str, ...], str] = {}
        """The kind of event that some keys make, in the order in which they are given."""

    def event(self, pairs: list[tuple[str, Any]], line: int) -> Event:
        """Return an event. Raises EventError."""
        values = dict(pairs)
        keys = tuple(values)
        if len(keys) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for number, name in enumerate(names) if name in names[:number])
            raise EventError(f"`{shown(twice)}` is given twice", "keep one of them")
        kind = self._kinds.get(keys) or self._kind_of(keys)
        texts = values.values()
        if set(map(type, texts)) != _TEXT or not all(texts) or max(map(len, texts)) > MOST_LETTERS:
            raise next(_wrong_text(name, value) for name, value in pairs if not _is_fit(value))
        get, on = values.get, values["on"]
        until = get("until", "")
        for day in (on, until) if until else (on,):
            if day not in self._days:
                self._days[day] = is_date(day)
            if not self._days[day]:
                raise EventError(f"`{shown(day)}` is not a date", "write year-month-day, as 2026-04-02")
        return Event(
            values["id"],
            kind,  # type: ignore[arg-type]
            values[kind],
            on,
            moment_of(values["recorded"]),
            get("by", ""),
            until,
            get("source", ""),
            get("note", ""),
            line,
        )

    def _kind_of(self, keys: tuple[str, ...]) -> str:
        """Return the kind of event that some keys make. Raises EventError where they make none."""
        kinds = _KINDS.intersection(keys)
        if len(kinds) != 1 or not _KNOWN.issuperset(keys):
            raise _wrong_keys(keys, kinds)
        (kind,) = kinds
        for name in _NEEDED:
            if name not in keys:
                raise EventError(f"`{name}` is missing", f"add `{name}`")
        if "until" in keys and kind != "waived":
            raise EventError(f"`until` goes with `waived` alone, not with `{kind}`", "take it out")
        self._kinds[keys] = kind
        return kind


def _wrong_keys(keys: Iterable[str], kinds: Iterable[str]) -> EventError:
    strange = next((name for name in keys if name not in _KNOWN), None)
    if strange is not None:
        return EventError(f"unknown key `{shown(strange)}`", nearest(strange, COLUMNS))
    several = sorted(kinds)
    listed = ", ".join(f"`{kind}`" for kind in EVENT_KINDS)
    if not several:
        return EventError("it says of nothing what happened", f"add one of {listed}")
    return EventError(f"it says both `{several[0]}` and `{several[1]}`", "write an event for each")


def _is_fit(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_LETTERS


def _wrong_text(name: str, value: Any) -> EventError:
    if isinstance(value, str):
        found = "an empty text" if not value else f"one of {len(value):,} letters"
    else:
        kinds = {bool: "true or false", bytes: "bytes", dict: "a mapping", list: "a list", type(None): "null"}
        found = kinds.get(type(value), "a number")
    return EventError(f"`{shown(name)}`: expected a text, found {found}", "quote it" if found == "a number" else "")


def moment_of(text: str) -> datetime:
    """Return a moment in UTC, from a text such as `2026-04-02T09:30:00Z`. Raises EventError."""
    try:
        if len(text) == _USUAL.get(text[4:20:3]) and text[-1] == "Z" and text[11:13] != "24":
            return datetime.fromisoformat(f"{text[:-1]}+00:00")
        return datetime.fromisoformat(_plain_moment(text)).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        pass
    cure = "write it with its time zone, as 2026-04-02T09:30:00Z"
    raise EventError(f"`{shown(text)}` is not a moment", cure)


def _plain_moment(text: str) -> str:
    """Return a moment as every Python reads it; empty for none. Python 3.10 reads fractions of six digits alone."""
    match = _MOMENT.match(text)
    if match is None:
        return ""
    day_and_time, fraction, offset = match.groups()
    return f"{day_and_time}.{(fraction or '')[:6]:0<6}{offset or '+00:00'}"


def moment_text(moment: datetime) -> str:
    """Return a moment as logs have it."""
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def columns_of(event: Event) -> dict[str, str]:
    """Return what an event says, by the names of columns; what it does not say is left out."""
    values = {
        "id": event.id,
        "on": event.on,
        "recorded": moment_text(event.recorded),
        event.kind: event.of,
        "by": event.by,
        "until": event.until,
        "source": event.source,
        "note": event.note,
    }
    return {name: value for name, value in values.items() if value}
