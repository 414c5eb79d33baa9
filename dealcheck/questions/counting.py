"""Ask a draft of what can count its resolutions, within time and memory; or else of the solver, which asks first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from dealcheck.answers.verdict import DraftVerdict
from dealcheck.engines import columns
from dealcheck.engines.counter import ganak
from dealcheck.engines.diagrams.order_search import is_small
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.judged import JudgedDraft
from dealcheck.engines.solver.known import Known
from dealcheck.engines.zones.counted import CountedDraft
from dealcheck.errors import MemoryLimitError, TimeLimitError
from dealcheck.files.arguments import check
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.position import Position
from dealcheck.model.deal import Deal
from dealcheck.questions.options import deadline_of

if TYPE_CHECKING:
    from dealcheck.engines.columns.zone import ColumnZone

T = TypeVar("T")

COUNTER_SECONDS = 60.0
"""How long the model counter may take where no timeout is given."""
_LEAST_SECONDS = 10.0
"""The solver has at least so long for what is known without counting: it seldom takes one."""
_FIRST_SECONDS = 1.0
"""How long the solver may look, before anything is counted, for a resolution that all can sign."""
_SHARE = 0.1
"""A part of the time: for the solver's first look, for counting where it finds that there is none, for sides alone."""

_MEMORY_SHARE = 8
"""The part of the memory for one side alone: on larger diagrams a single step may take seconds, and is not ended."""
_CURE = "a model counter may do better: pip install 'dealcheck[count]'"


def counted_or_known(
    deal: Deal,
    file: str,
    draft: Draft,
    positions: Sequence[Position],
    ask: Callable[[JudgedDraft], T],
    *,
    timeout: float | None,
    memory: int,
    sides_suffice: bool = False,
) -> T:
    """Return what `ask` makes of the counts of a draft; where time or memory end before, of what is known without.

    The solver is asked first, unless the draft is small. Where it proves that no resolution is acceptable to all, a
    tenth of the time has to do for counting the rest. `sides_suffice`: what each side can sign is the rest.
    """
    check(timeout=timeout)
    known = None if is_small(draft, [each.program for each in positions]) else Known(deal, file, draft, positions)
    part = None if timeout is None else timeout * _SHARE
    if known is not None and _is_hopeless(known, part):
        timeout = part
        if sides_suffice:
            return ask(_with_counted_sides(known, timeout, part, memory))
    counted: CountedDraft | None = None
    try:
        zone = Zone if known is not None else _counting_by(draft, positions, memory)
        counted = zone(deal, file, draft, positions, memory=memory, deadline=_diagram_deadline(timeout))
        with counted.within_memory():
            return ask(counted)
    except (MemoryLimitError, TimeLimitError) as error:
        known = known or Known(deal, file, draft, positions)
        known.why = str(error)
        return ask(_with_counted_sides(known, timeout, part, memory, {} if counted is None else counted.verdicts))


def _counting_by(draft: Draft, positions: Sequence[Position], memory: int) -> type[ColumnZone] | type[Zone]:
    """Return what counts: columns where resolutions are few and NumPy is there, or else diagrams."""
    if columns.is_installed() and columns.suit(draft, [position.program for position in positions], memory):
        from dealcheck.engines.columns.zone import ColumnZone  # NumPy loads slowly

        return ColumnZone
    return Zone


def _diagram_deadline(timeout: float | None) -> float | None:
    """Return when diagrams must be done: the model counter, if there is one, has half of the time."""
    return deadline_of(timeout / 2 if timeout is not None and ganak.is_installed() else timeout)


def _is_hopeless(known: Known, seconds: float | None) -> bool:
    """Return whether no resolution is acceptable to all, as far as that is known soon."""
    known.deadline = deadline_of(_FIRST_SECONDS if seconds is None else min(_FIRST_SECONDS, seconds))
    try:
        return not known.is_possible(known.acceptable)
    except TimeLimitError:
        return False


def _with_counted_sides(
    known: Known,
    timeout: float | None,
    part: float | None,
    memory: int,
    counted: Mapping[str, DraftVerdict] = MappingProxyType({}),
) -> Known:
    """Let a draft count what can be counted apart: each side alone, by diagrams, and with the model counter.

    `part`: the seconds for all sides together. `counted`: the sides that need no more counting, by their rulesets.
    """
    now, seconds = time.monotonic(), COUNTER_SECONDS if timeout is None else timeout / 2
    known.deadline = now + max(seconds, _LEAST_SECONDS) + (seconds if ganak.is_installed() else 0)
    if ganak.is_installed():
        known.count = partial(ganak.count, known.draft, deadline=now + seconds)
    elif known.why:
        known.why = f"{known.why}; {_CURE}"
    each = None if part is None else part / len(known.positions)

    def verdict(position: Position) -> DraftVerdict | None:
        return counted.get(str(position.ruleset.id)) or _counted_verdict(known, each, memory, position)

    known.counted_verdict = verdict
    return known


def _counted_verdict(known: Known, seconds: float | None, memory: int, position: Position) -> DraftVerdict | None:
    """Return the verdict of one side, counted by itself; None where time or memory end before."""
    started = time.monotonic()
    try:
        zone = Zone(
            known.deal,
            known.file,
            known.draft,
            [position],
            memory=memory // _MEMORY_SHARE,
            deadline=deadline_of(seconds),
        )
        return zone.verification().verdicts[0]
    except (MemoryLimitError, TimeLimitError) as error:
        known.why = known.why or (str(error) if ganak.is_installed() else f"{error}; {_CURE}")
        return None
    finally:
        known.deadline = (known.deadline or started) + time.monotonic() - started  # the solver's time is its own
