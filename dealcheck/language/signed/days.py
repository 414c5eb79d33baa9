"""Days on a calendar, as whole numbers from the first of January of the year 1, which is day 1.

A term is counted from the day after: `1 days` after Monday is Tuesday. A month after 31 January is the last day of
February. Working days are those that are neither in the weekend nor a holiday.
"""

from __future__ import annotations

from datetime import date, datetime, timezone, tzinfo
from functools import lru_cache
from typing import Any

from dealcheck.errors import InputError, Mistake, assert_never, nearest, shown
from dealcheck.model.calendar import Calendar, Duration
from dealcheck.place import place_of

Day = int
LAST_DAY: Day = date.max.toordinal()
"""No calendar goes on beyond it; a term that would ends on it."""
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEEDS_EXTRA = "install it with `pip install 'dealcheck[calendar]'`"


def day_of(text: str) -> Day:
    """Return the day that a text such as `2026-03-01` names."""
    return date.fromisoformat(text).toordinal()


@lru_cache(maxsize=100_000)
def text_of(day: Day) -> str:
    """Return a day as year-month-day."""
    return date.fromordinal(day).isoformat()


class Days:
    """Counts days on a deal's calendar."""

    def __init__(self, calendar: Calendar | None) -> None:
        """Set up. Raises InputError for a zone or country that nobody knows, or that can't be looked up here."""
        calendar = calendar or Calendar()
        self._weekend = frozenset(_WEEK.index(day) for day in calendar.weekend)
        self._holidays = frozenset(day_of(day) for day in calendar.holidays)
        self._public = _public_holidays(calendar.country) if calendar.country else ()
        self._zone = zone_of(calendar.zone)

    def today(self) -> Day:
        """Return the day that it is now in the deal's time zone."""
        return datetime.now(self._zone).date().toordinal()

    def after(self, day: Day, term: Duration | None) -> Day:
        """Return the last day of a term that is counted from the day after `day`; without a term, `day` itself."""
        if term is None:
            return day
        match term.unit:
            case "days":
                return min(day + term.number, LAST_DAY)
            case "weeks":
                return min(day + 7 * term.number, LAST_DAY)
            case "months":
                return _months_after(day, term.number)
            case "years":
                return _months_after(day, 12 * term.number)
            case "working days":
                return self._working_days_after(day, term.number)
        assert_never(term.unit)

    def is_working(self, day: Day) -> bool:
        """Return whether people work on a day."""
        if (day - 1) % 7 in self._weekend or day in self._holidays:
            return False
        return date.fromordinal(day) not in self._public

    def _working_days_after(self, day: Day, number: int) -> Day:
        while number and day < LAST_DAY:
            day += 1
            number -= self.is_working(day)
        return day


def _months_after(day: Day, months: int) -> Day:
    from dateutil.relativedelta import relativedelta  # imported for the terms that need it

    try:
        after: date = date.fromordinal(day) + relativedelta(months=months)
        return after.toordinal()
    except (ValueError, OverflowError):
        return LAST_DAY


def zone_of(name: str) -> tzinfo:
    """Return a time zone; UTC for an empty name. Raises InputError for one that nobody knows."""
    if not name:
        return timezone.utc
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (OSError, ValueError):  # `ZoneInfoNotFoundError` is a KeyError; names that no file can have are these
        pass
    except KeyError:
        pass
    known = available_timezones()
    cure = nearest(name, known) if known else f"this system knows no time zones; {_NEEDS_EXTRA}"
    raise InputError([Mistake(f"unknown time zone `{shown(name)}`", place_of(name), cure)])


def _public_holidays(country: str) -> Any:
    """Return what holds the public holidays of a country, by its two letters."""
    try:
        import holidays
    except ImportError:
        message = f"public holidays of `{shown(country)}` need the package `holidays`"
        raise InputError([Mistake(message, place_of(country), _NEEDS_EXTRA)]) from None
    known = [name for name in holidays.list_supported_countries() if len(name) == len("NO")]
    if country not in known:
        raise InputError([Mistake(f"unknown country `{shown(country)}`", place_of(country), nearest(country, known))])
    return holidays.country_holidays(country)
