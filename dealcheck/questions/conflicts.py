"""Which bottom lines stand against each other in a deal or draft."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated

from dealcheck.answers import head_of
from dealcheck.answers.conflict import Conflict, Conflicts
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import Demand, all_demands
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.solver.best import minimal_conflicts
from dealcheck.engines.solver.space import Space
from dealcheck.errors import MemoryLimitError, TimeLimitError
from dealcheck.files.arguments import check
from dealcheck.language.resolutions import open_draft
from dealcheck.questions.options import DealArgument, Memory, Option, RulesArgument, Timeout, deadline_of
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

_MEMORY_SHARE = 8
"""The part of the memory for counting: on larger diagrams a single step may take seconds, and is not ended."""
_COUNT_SECONDS = 1.0
"""How long to count the resolutions of a draft without conflicts: that there are some is known already."""
_FEW = 10_000
"""So few resolutions are counted in any case: that soon ends, and what is answered must not depend on the machine."""


def conflicts(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    strict: Annotated[bool, Option("Priorities and preferences count as demands too.")] = False,
    limit: Annotated[int, Option("How many to find at most.", low=1, high=10_000)] = 100,
    timeout: Timeout = None,
    memory: Memory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Conflicts:
    """Return all minimal sets of demands that stand against each other in a deal or draft.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `strict`: priorities and preferences count as demands too, not red lines and reservation values alone.
    `limit`: how many sets to find at most. `timeout`: after how many seconds to give up; with some sets found by then,
    these are the answer. `memory`: how many bytes the diagrams may take that count the resolutions without a conflict.

    Returns `Conflicts`. Raises what `dealcheck.verify` raises, and `TimeLimitError` when nothing is known in time.
    """
    deadline = deadline_of(timeout)
    check(strict=strict, limit=limit, memory=memory)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    positions = scope.positions_for(read.deal)
    draft = open_draft(read.deal, scope.library.lexicon(read.deal.vocabulary))
    space = Space(draft, [position.program for position in positions], deadline=deadline)
    demands = all_demands(positions, space.meanings, strict=strict)
    smallest: list[list[Demand]] = []
    is_complete = True
    well_formed = number_of_resolutions(draft)
    try:
        for conflict in itertools.islice(minimal_conflicts(space, demands, deadline=deadline), limit + 1):
            smallest += [conflict] if well_formed else []
    except TimeLimitError:
        is_complete = False
        if not smallest:
            raise
    until = deadline
    if well_formed > _FEW:
        soon = time.monotonic() + _COUNT_SECONDS
        until = soon if deadline is None else min(soon, deadline)
    part = memory // _MEMORY_SHARE
    zone = partial(Zone, read.deal, read.file, draft, positions, memory=part, deadline=until)
    return Conflicts(
        **head_of(read.deal, read.file),
        rulesets=tuple(str(position.ruleset.id) for position in positions),
        resolutions=well_formed,
        acceptable=0 if smallest or not well_formed else _counted(zone, strict=strict),
        conflicts=tuple(Conflict(claims=tuple(demand.claim for demand in conflict)) for conflict in smallest[:limit]),
        complete=is_complete and len(smallest) <= limit,
    )


def _counted(make: Callable[[], Zone], *, strict: bool) -> int | None:
    """Return how many resolutions meet all demands; None when time or memory does not suffice for counting them."""
    try:
        zone = make()
        with zone.within_memory():
            return zone.number(*zone.outright()) if strict else zone.number(zone.acceptable)
    except (MemoryLimitError, TimeLimitError):
        return None
