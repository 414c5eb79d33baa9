"""What is to come in a signed deal as a calendar file (iCalendar, RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dealcheck.answers.signed.status import Status
from dealcheck.files.logs.events import moment_text
from dealcheck.language.signed.days import LAST_DAY, day_of, text_of
from dealcheck.questions.signed.status import Following
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules, Session, session_for
from dealcheck.text import one_line
from dealcheck.version import __version__

_LONGEST = 75
"""A line has at most this many bytes; what is longer is folded."""
_NO_EVENT = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar must have something in it. Where nothing is to come, a time zone is what nobody sees."""


def calendar_text(
    deal: AnyDeal,
    rulesets: Rules = None,
    *,
    log: str | Path | None = None,
    as_of: str | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> str:
    """Return what is to come in a signed deal as the text of a calendar file: terms, steps, notices, open demands.

    Takes what `dealcheck.status` does; without a `log`, nothing has happened yet. Raises what that raises.
    """
    follow = Following(deal, rulesets, log=log, as_of=as_of, session=session_for(session, plugins))
    follow.read_on()
    status = follow.status()
    return "".join(f"{line}\r\n" for text in _lines(status, _stamp(status, follow)) for line in _folded(text))


def _stamp(status: Status, follow: Following) -> str:
    """Return when what the calendar says was last changed: its day, or the last record if that is later.

    Calendar programs that have it already take what is stamped later. What is asked twice has one stamp.
    """
    latest = max((moment_text(event.recorded)[:19] for event in follow.recorded), default="")
    return max(f"{status.as_of}T00:00:00", latest).replace("-", "").replace(":", "") + "Z"


def _lines(status: Status, stamp: str) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//dealcheck//dealcheck {__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{_escaped(status.title or status.deal)}"
    for each in status.next:
        name = ".".join(filter(None, (each.kind, each.ruleset, each.name)))
        yield from _event(status, stamp, name, each.day, each.day, each.text)
    for remedy in status.remedies:
        if remedy.state == "notice" and remedy.since is not None and remedy.effect is not None:
            last = text_of(max(day_of(remedy.effect) - 1, day_of(remedy.since)))
            text = f"notice of “{remedy.title}” runs"
            yield from _event(status, stamp, f"notice.{remedy.remedy}", remedy.since, last, text)
    if not status.next:
        yield from _NO_EVENT
    yield "END:VCALENDAR"


def _event(status: Status, stamp: str, name: str, first: str, last: str, text: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{name}.{status.deal}@dealcheck"  # without the day, so that one that moves is no further event
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_date(first)}"
    if day_of(last) < LAST_DAY:  # where it is left out, the event lasts for that day
        yield f"DTEND;VALUE=DATE:{_date(text_of(day_of(last) + 1))}"
    yield f"SUMMARY:{_escaped(text[:1].upper() + text[1:])}"
    yield f"DESCRIPTION:{_escaped(f'{status.title or status.deal}, as of {status.as_of}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _date(day: str) -> str:
    return day.replace("-", "")


def _escaped(text: str) -> str:
    """Return text on one line, with what has a meaning of its own in such files escaped."""
    plain = one_line(text).encode("utf-8", "replace").decode("utf-8")
    for char in "\\;,":
        plain = plain.replace(char, f"\\{char}")
    return plain


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts that are short enough, none of which ends within a letter."""
    part, room = "", _LONGEST
    for char in line:
        size = len(char.encode("utf-8"))
        if size > room:
            yield part
            part, room = " ", _LONGEST - 1
        part, room = part + char, room - size
    yield part
