"""Days on a calendar: terms, working days and holidays, months, zones."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dealcheck
from dealcheck.language.signed.days import LAST_DAY, Days, day_of, text_of
from dealcheck.model.calendar import MOST_UNITS, UNITS, Calendar, Duration

BARE = Days(None)


@pytest.mark.parametrize(
    ("day", "term", "last"),
    [
        ("2026-03-01", "0 days", "2026-03-01"),
        ("2026-03-01", "1 day", "2026-03-02"),
        ("2026-03-01", "60 days", "2026-04-30"),
        ("2026-03-01", "2 weeks", "2026-03-15"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2026-02-27", "1 working day", "2026-03-02"),  # Friday to Monday
        ("2026-02-28", "1 working day", "2026-03-02"),  # Saturday
        ("2026-02-27", "0 working days", "2026-02-27"),
        ("9999-12-30", "1 month", "9999-12-31"),
        ("2026-01-01", "100000 years", "9999-12-31"),
        ("2026-01-01", "100000 months", "9999-12-31"),
    ],
)
def test_a_term_is_counted_from_the_day_after(day: str, term: str, last: str) -> None:
    duration = Duration.parse(term)
    assert duration is not None
    assert text_of(BARE.after(day_of(day), duration)) == last


def test_holidays_and_weekends_are_no_working_days() -> None:
    days = Days(Calendar(weekend=("friday", "saturday"), holidays=("2026-03-02",)))
    ten = Duration(3, "working days")
    assert text_of(days.after(day_of("2026-02-26"), ten)) == "2026-03-04"  # not 27, 28 and 2
    assert Days(Calendar(weekend=())).is_working(day_of("2026-02-28"))


def test_public_holidays_of_a_country() -> None:
    pytest.importorskip("holidays")
    days = Days(Calendar(country="KR"))
    assert not days.is_working(day_of("2026-03-02"))  # in place of 1 March, a Sunday
    assert BARE.is_working(day_of("2026-03-02"))
    with pytest.raises(dealcheck.InputError, match="unknown country `KX`; expected one of `AD`"):
        Days(Calendar(country="KX"))


def test_without_the_extra_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(dealcheck.InputError, match=r"pip install 'dealcheck\[calendar\]'"):
        Days(Calendar(country="KR"))


@pytest.mark.parametrize("zone", ["Asia/Soul", "../../etc/passwd", "/etc/passwd", "a" * 5000, "Europe"])
def test_a_zone_that_nobody_knows(zone: str) -> None:
    with pytest.raises(dealcheck.InputError, match="unknown time zone"):
        Days(Calendar(zone=zone))


def test_a_day_begins_in_its_zone() -> None:
    east, west = Days(Calendar(zone="Pacific/Kiritimati")), Days(Calendar(zone="Pacific/Niue"))
    assert 1 <= east.today() - west.today() <= 2


@given(st.integers(0, MOST_UNITS), st.sampled_from(UNITS))
def test_a_duration_is_read_as_it_is_written(number: int, unit: str) -> None:
    duration = Duration(number, unit)  # type: ignore[arg-type]
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize("text", ["", "days", "1 fortnight", "-1 days", "1.5 days", "1  days", "100001 days", "٣ days"])
def test_what_is_no_duration(text: str) -> None:
    assert Duration.parse(text) is None


def test_no_term_goes_beyond_the_last_day() -> None:
    for unit in UNITS:
        assert BARE.after(LAST_DAY, Duration(3, unit)) == LAST_DAY
