"""Time on a calendar: durations, and the days on which nobody works."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import attrs

from dealcheck.model.fields import AnyNumber, Date, Mark, Text, field, place_field
from dealcheck.place import Place

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Unit = Literal["days", "working days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("days", "working days", "weeks", "months", "years")
MOST_UNITS = 100_000
"""A duration has at most this many units."""
DURATION_PATTERN = r"^\d{1,6} (days?|working days?|weeks?|months?|years?)$"
_DURATION = re.compile(r"(\d{1,6}) (day|working day|week|month|year)s?\Z", re.ASCII)


@attrs.frozen
class Duration:
    """A time that passes, counted from the day after the one on which it begins: `60 days`, `10 working days`."""

    number: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration | None:
        """Return the duration that a text spells; None where it is none."""
        match = _DURATION.match(text)
        if match is None or int(match[1]) > MOST_UNITS:
            return None
        return cls(int(match[1]), next(unit for unit in UNITS if unit == f"{match[2]}s"))

    def __str__(self) -> str:
        return f"{self.number} {self.unit[:-1] if self.number == 1 else self.unit}"


Term = Annotated[Duration, Mark("duration")]
"""A duration as files have it, such as `60 days`."""


@attrs.frozen(kw_only=True)
class Calendar:
    """On which days nobody works, and in which time zone a day begins."""

    zone: Text = field("the time zone that says which day it is, as `Europe/Oslo`; default: UTC", default="")
    weekend: AnyNumber[Weekday] = field("the days of the week on which nobody works", default=("saturday", "sunday"))
    holidays: AnyNumber[Date] = field("further days on which nobody works", default=())
    country: Text = field("whose public holidays count too, by two letters, as `NO`", default="")
    place: Place | None = place_field()
