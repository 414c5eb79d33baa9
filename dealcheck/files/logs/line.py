"""One line of a log: the event that it holds, what is wrong with it, or that it was begun and not finished."""

from __future__ import annotations

import codecs
import json
import re

from dealcheck.errors import shown
from dealcheck.files.logs.events import EventError, EventReader
from dealcheck.model.events import Event

MOST_BYTES = 100_000
"""A line has at most this many bytes."""
_SUCH_AS = 'an event is a line such as {"id": "e1", "on": "2026-04-02", …}'
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{0,4})?\Z")
"""An escape at the end, which may have been begun."""


class NoObjectError(EventError):
    """A line that holds no JSON object, nor the beginning of one."""


class _Pairs(list):  # type: ignore[type-arg]
    """A JSON object as pairs, so that a key that is given twice is not lost."""


_decode = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=float).decode  # numbers are no texts, however long


def event_of(line: bytes, number: int, reader: EventReader) -> Event:
    """Return the event that a line holds. Raises EventError."""
    if len(line) > MOST_BYTES:
        raise EventError(f"the line has more than {MOST_BYTES:,} bytes", "no event is so long")
    try:
        pairs = _decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise NoObjectError("the line is no text in UTF-8", "save the log as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _no_object(error.doc, error.pos, error.msg) from None
    except RecursionError:
        raise EventError("expected a JSON object of texts, found one with much in it", _SUCH_AS) from None
    if not isinstance(pairs, _Pairs):
        raise NoObjectError("expected a JSON object", 'begin it with {"id": …')
    return reader.event(pairs, number)


def _no_object(text: str, position: int, why: str) -> EventError:
    """Return what is wrong with a line that is no JSON: where it stops being one."""
    if text[:1] == "\ufeff":
        return NoObjectError("the log begins with a byte order mark", "save it as UTF-8 without one")
    if not text.strip():
        return EventError("the line is empty", "take it out")
    if text[:1] != "{":
        return NoObjectError(f"expected a JSON object, found `{shown(text.strip(), 40)}`", _SUCH_AS)
    rest = text[position:].rstrip()
    if not rest or why.startswith("Unterminated"):
        return EventError("the JSON object is not finished", _SUCH_AS, len(text.rstrip()) + 1)
    found = shown(rest, 40)
    if why == "Extra data":
        return EventError(f"the line goes on after the event, with `{found}`", "begin a new line", position + 1)
    return EventError(f"the JSON object goes wrong at `{found}`", _SUCH_AS, position + 1)


def is_begun(line: bytes) -> bool:
    """Return whether a line was begun and not finished: it stops before its event does.

    What follows may be zeros, which some file systems leave where a file had grown when a machine stopped. A line that
    holds a whole event and lacks no more than its end, or that never was one, is not begun: it might be all of a file
    that somebody took for a log.
    """
    if line[-1:] == b"\n" or len(line) > MOST_BYTES:
        return False
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(line.rstrip(b"\0"))
    except UnicodeDecodeError:
        return False
    if text[:1] != "{":
        return not text
    text = _ESCAPE.sub("", text)
    try:
        json.JSONDecoder(parse_int=float).raw_decode(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    except RecursionError:
        pass
    return False
