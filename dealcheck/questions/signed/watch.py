"""The status of a signed deal, told anew whenever its log or the day changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from dealcheck.answers.signed.status import Status
from dealcheck.questions.signed.status import Following
from dealcheck.session.session import Session

PAUSE = 0.2
"""Seconds between two looks at the log."""


def watch(deal: Any, rulesets: Any = None, *, session: Session, **options: Any) -> Iterator[Status]:
    """Yield the status of a signed deal now, and again after each change; it takes what `status` does."""
    follow = Following(deal, rulesets, session=session, **options)
    follow.read_on()
    day = follow.day
    yield follow.status()
    while True:
        time.sleep(PAUSE)
        if follow.read_on() or follow.day != day:
            day = follow.day
            yield follow.status()
