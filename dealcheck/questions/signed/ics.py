"""What is to come in a signed deal as a calendar file (iCalendar, RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dealcheck.answers.signed.status import Status
from dealcheck.language.signed.days import LAST_DAY, day_of, text_of
from dealcheck.questions.signed.status import Following
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules, Session, session_for
from dealcheck.text import one_line
from dealcheck.version import __version__

_LONGEST = 75
"""A line has at most this many bytes; what is longer is folded."""


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
    return "".join(f"{line}\r\n" for text in _lines(follow.status()) for line in _folded(text))


def _lines(status: Status) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//dealcheck//dealcheck {__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{_escaped(status.title or status.deal)}"
    stamp = f"{_date(status.as_of)}T000000Z"
    for each in status.next:
        yield from _event(status, stamp, f"{each.kind}.{each.name}", each.day, each.day, each.text)
    for remedy in status.remedies:
        if remedy.state == "notice" and remedy.since is not None and remedy.effect is not None:
            last = text_of(max(day_of(remedy.effect) - 1, day_of(remedy.since)))
            text = f"notice of “{remedy.title}” runs"
            yield from _event(status, stamp, f"notice.{remedy.remedy}", remedy.since, last, text)
    yield "END:VCALENDAR"


def _event(status: Status, stamp: str, name: str, first: str, last: str, text: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{name}.{first}.{status.deal}@dealcheck"
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
