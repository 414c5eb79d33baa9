"""Events as logs have them: mappings from names of columns to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from dealcheck.errors import nearest, shown
from dealcheck.files.values import is_date
from dealcheck.model.events import EVENT_KINDS, Event

COLUMNS = ("id", "on", "recorded", *EVENT_KINDS, "by", "until", "source", "note")
"""What an event may say, in the order in which it is written."""
_KINDS = frozenset(EVENT_KINDS)
_NEEDED = ("id", "on", "recorded")
_KNOWN = frozenset(COLUMNS)
MOST_LETTERS = 10_000
"""A text of an event may have this many letters."""


class EventError(ValueError):
    """What is wrong with an event, and what would be right."""

    def __init__(self, message: str, cure: str = "") -> None:
        self.message, self.cure = message, cure
        super().__init__(message)


class EventReader:
    """Makes events of what a log has, and keeps what many of them have in common."""

    def __init__(self) -> None:
        self._days: dict[str, bool] = {}

    def event(self, pairs: Iterable[tuple[str, Any]], line: int) -> Event:
        """Return an event. Raises EventError."""
        listed = list(pairs)
        values = dict(listed)
        if len(values) != len(listed):
            names = [name for name, _ in listed]
            twice = next(name for number, name in enumerate(names) if name in names[:number])
            raise EventError(f"`{shown(twice)}` is given twice", "keep one of them")
        kinds = _KINDS.intersection(values)
        if len(kinds) != 1 or not _KNOWN.issuperset(values):
            raise _wrong_keys(values, kinds)
        for name, value in listed:
            if type(value) is not str or not 0 < len(value) <= MOST_LETTERS:
                raise _wrong_text(name, value)
        (kind,) = kinds
        try:
            on, text = values["on"], values["recorded"]
            return Event(
                values["id"],
                kind,
                values[kind],
                self._day(on),
                moment_of(text),
                values.get("by", ""),
                self._day(values["until"]) if "until" in values and kind == "waived" else _no_until(values, kind),
                values.get("source", ""),
                values.get("note", ""),
                line,
            )
        except KeyError:
            missing = next(name for name in _NEEDED if name not in values)
            raise EventError(f"`{missing}` is missing", f"add `{missing}`") from None

    def _day(self, text: str) -> str:
        known = self._days.get(text)
        if known is None:
            known = self._days[text] = is_date(text)
        if not known:
            raise EventError(f"`{shown(text)}` is not a date", "write year-month-day, as 2026-04-02")
        return text


def _no_until(values: Mapping[str, Any], kind: str) -> str:
    if "until" in values:
        raise EventError(f"`until` goes with `waived` alone, not with `{kind}`", "take it out")
    return ""


def _wrong_keys(values: Mapping[str, Any], kinds: Iterable[str]) -> EventError:
    strange = next((name for name in values if name not in _KNOWN), None)
    if strange is not None:
        return EventError(f"unknown key `{shown(strange)}`", nearest(strange, COLUMNS))
    several = sorted(kinds)
    listed = ", ".join(f"`{kind}`" for kind in EVENT_KINDS)
    if not several:
        return EventError("it says of nothing what happened", f"add one of {listed}")
    return EventError(f"it says both `{several[0]}` and `{several[1]}`", "write an event for each")


def _wrong_text(name: str, value: Any) -> EventError:
    if isinstance(value, str):
        found = "an empty text" if not value else f"one of {len(value):,} letters"
    else:
        found = {bool: "true or false", dict: "a mapping", list: "a list", type(None): "null"}.get(
            type(value), "a number"
        )
    return EventError(f"`{shown(name)}`: expected a text, found {found}", "quote it" if found == "a number" else "")


def moment_of(text: str) -> datetime:
    """Return a moment in UTC, from a text such as `2026-04-02T09:30:00Z`. Raises EventError."""
    try:
        moment = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] == "Z" else text)
        if moment.tzinfo is not None:
            return moment if moment.tzinfo is timezone.utc else moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        pass
    cure = "write it with its time zone, as 2026-04-02T09:30:00Z"
    raise EventError(f"`{shown(text)}` is not a moment", cure)


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
