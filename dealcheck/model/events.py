"""What happened to a signed deal: events, as a log has them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import attrs

from dealcheck.place import Place

EventKind = Literal["reached", "performed", "stopped", "invoked", "withdrawn", "waived", "void"]
EVENT_KINDS: tuple[EventKind, ...] = ("reached", "performed", "stopped", "invoked", "withdrawn", "waived", "void")


@attrs.frozen(slots=True, repr=False)
class Event:
    """Something that happened, or that was recorded in error.

    `of`: the step, provision, remedy or event that it is about. `on`: the day it happened, as `2026-04-02`; `recorded`:
    the moment of recording, in UTC. `until`: of a waiver, the first day on which it excuses nothing any more; empty:
    it excuses for good. `line`: the line of the log, or the row of its table; 0 where it comes from none.
    """

    id: str
    kind: EventKind
    of: str
    on: str
    recorded: datetime
    by: str = ""
    until: str = ""
    source: str = ""
    note: str = ""
    line: int = attrs.field(default=0, eq=False)

    def place(self, file: str) -> Place | None:
        """Return where it was read; None where it was not."""
        return Place(file, self.line, 1) if self.line else None
