"""Ask a draft of what can count its resolutions, within time and memory; or else of the solver, which asks first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from dealcheck.engines.counter import ganak
from dealcheck.engines.diagrams.order_search import is_small
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.judged import JudgedDraft
from dealcheck.engines.solver.known import Known
from dealcheck.errors import EngineError, MemoryLimitError, TimeLimitError
from dealcheck.language.position import Position
from dealcheck.language.program import Draft
from dealcheck.model.deal import Deal
from dealcheck.questions.options import deadline_of

T = TypeVar("T")

COUNTER_SECONDS = 60.0
"""How long the model counter may take where no timeout is given."""
_LEAST_SECONDS = 10.0
"""The solver has at least so long for what is known without counting: it seldom takes one."""
_FIRST_SECONDS = 1.0
"""How long the solver may look, before anything is counted, for a resolution that all can sign."""
_SHARE = 0.1
"""The part of the time for the solver's first look, at most; and for counting, where nobody can sign with the rest."""


def counted_or_known(
    deal: Deal,
    file: str,
    draft: Draft,
    positions: Sequence[Position],
    ask: Callable[[JudgedDraft], T],
    *,
    timeout: float | None,
    memory: int,
) -> T:
    """Return what `ask` makes of the counts of a draft; where time or memory end before, of what is known without.

    The solver is asked first, unless the draft is small. Where it proves that no resolution is acceptable to all, that
    number is known, and a tenth of the time has to do for counting the rest.
    """
    deadline = deadline_of(timeout)
    known = None if is_small(draft) else Known(deal, file, draft, positions)
    if known is not None and _is_hopeless(known, timeout):
        timeout = None if timeout is None else timeout * _SHARE
        deadline = deadline_of(timeout)
    try:
        if timeout is not None and ganak.is_installed():
            deadline = deadline_of(timeout / 2)  # the model counter has the other half
        zone = Zone(deal, file, draft, positions, memory=memory, deadline=deadline)
        with zone.within_memory():
            return ask(zone)
    except (MemoryLimitError, TimeLimitError) as error:
        known = known or Known(deal, file, draft, positions)
        _stop_counting(known, error, timeout)
        return ask(known)


def _is_hopeless(known: Known, timeout: float | None) -> bool:
    """Return whether no resolution is acceptable to all, as far as that is known soon."""
    seconds = _FIRST_SECONDS if timeout is None else min(_FIRST_SECONDS, timeout * _SHARE)
    known.deadline = time.monotonic() + seconds
    try:
        return not known.is_possible(known.acceptable)
    except TimeLimitError:
        return False


def _stop_counting(known: Known, error: EngineError, timeout: float | None) -> None:
    """Leave a draft whose diagrams ended in an error to the solver, and to the model counter if there is one."""
    now, seconds = time.monotonic(), COUNTER_SECONDS if timeout is None else timeout / 2
    known.deadline = now + max(seconds, _LEAST_SECONDS) + (seconds if ganak.is_installed() else 0)
    if ganak.is_installed():
        known.why = str(error)
        known.count = partial(ganak.count, known.draft, deadline=now + seconds)
    else:
        known.why = f"{error}; a model counter may do better: pip install 'dealcheck[count]'"
