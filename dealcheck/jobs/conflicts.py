"""Which bottom lines stand against each other in a deal or draft."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from dealcheck.arguments import check
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.jobs.demands import minimal_conflicts
from dealcheck.jobs.inputs import AnyDeal, AnyRules, Inputs
from dealcheck.jobs.zone import Zone
from dealcheck.model.conflict import Conflict, Conflicts
from dealcheck.model.deal import Deal
from dealcheck.plugins import Plugins
from dealcheck.settle import open_draft


def conflicts(
    deal: AnyDeal,
    rulesets: AnyRules | Iterable[AnyRules] | None = None,
    *,
    strict: bool = False,
    limit: int = 100,
    memory: int = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
) -> Conflicts:
    """All minimal sets of demands that stand against each other in a deal or draft.

    `deal`, `rulesets`, `plugins`: as `dealcheck.verify` takes them.
    `strict`: priorities and preferences count as demands too, not red lines and reservation values alone.
    `limit`: how many sets to find at most. `memory`: how many bytes the diagrams may take.

    Returns `Conflicts`. Raises what `dealcheck.verify` raises, and `MemoryLimitError` when the diagrams outgrow the
    memory.
    """
    check(strict=strict, limit=limit, memory=memory)
    inputs = Inputs(rulesets, plugins=plugins)
    found, file = inputs.deal(deal)
    return conflicts_read(inputs, found, file, strict=strict, limit=limit, memory=memory)


def conflicts_read(
    inputs: Inputs, deal: Deal, file: str, *, strict: bool, limit: int, memory: int = DEFAULT_MEMORY
) -> Conflicts:
    """The conflicts in a deal that was read from a file."""
    positions = inputs.positions_for(deal)
    draft = open_draft(deal, inputs.library.lexicon(deal.vocabulary))
    zone = Zone(deal, file, draft, positions, memory=memory)
    with zone.within_memory():
        found = list(itertools.islice(minimal_conflicts(zone.space, zone.demands_if(strict=strict)), limit + 1))
        return Conflicts(
            deal=str(deal.id),
            title=str(deal.title),
            file=file,
            rulesets=tuple(str(each.ruleset.id) for each in positions),
            resolutions=zone.space.count(zone.space.true),
            acceptable=zone.space.count(zone.outright if strict else zone.acceptable),
            conflicts=tuple(Conflict(claims=tuple(each.claim for each in conflict)) for conflict in found[:limit]),
            complete=len(found) <= limit,
            place=deal.place,
        )
