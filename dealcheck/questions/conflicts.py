"""Which bottom lines stand against each other in a deal or draft."""

from __future__ import annotations

import itertools
from typing import Annotated

from dealcheck.answers.conflict import Conflict, Conflicts
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import demands_of
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.solver.best import minimal_conflicts
from dealcheck.engines.solver.space import Space
from dealcheck.files.arguments import check
from dealcheck.language.resolutions import open_draft
from dealcheck.questions.options import DealArgument, Memory, Option, RulesArgument
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for


def conflicts(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    strict: Annotated[bool, Option("Priorities and preferences count as demands too.")] = False,
    limit: Annotated[int, Option("How many to find at most.", low=1, high=10_000)] = 100,
    memory: Memory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Conflicts:
    """Return all minimal sets of demands that stand against each other in a deal or draft.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `strict`: priorities and preferences count as demands too, not red lines and reservation values alone.
    `limit`: how many sets to find at most. `memory`: how many bytes the diagrams may take.

    Returns `Conflicts`. Raises what `dealcheck.verify` raises, and `MemoryLimitError` when the diagrams outgrow the
    memory.
    """
    check(strict=strict, limit=limit, memory=memory)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    positions = scope.positions_for(read.deal)
    draft = open_draft(read.deal, scope.library.lexicon(read.deal.vocabulary))
    space = Space(draft, [position.program for position in positions])
    pairs = zip(positions, space.meanings)
    demands = [demand for pair in pairs for demand in demands_of(*pair, strict=strict)]
    smallest = list(itertools.islice(minimal_conflicts(space, demands), limit + 1))
    # Diagrams of what each side can sign are needed only where some resolution meets all demands.
    zone = Zone(read.deal, read.file, draft, [] if smallest else positions, memory=memory)
    with zone.within_memory():
        return Conflicts(
            deal=str(read.deal.id),
            title=str(read.deal.title),
            file=read.file,
            rulesets=tuple(str(position.ruleset.id) for position in positions),
            resolutions=zone.space.count(zone.space.true),
            acceptable=0 if smallest else zone.space.count(zone.outright if strict else zone.acceptable),
            conflicts=tuple(
                Conflict(claims=tuple(demand.claim for demand in conflict)) for conflict in smallest[:limit]
            ),
            complete=len(smallest) <= limit,
            place=read.deal.place,
        )
