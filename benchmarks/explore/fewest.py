"""The fewest provisions of a resolution that all can sign, as dealcheck finds them."""

from __future__ import annotations

from collections.abc import Sequence

from dealcheck.engines.claims import all_demands
from dealcheck.engines.solver.best import Best
from dealcheck.engines.solver.space import Space
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.position import Position


def dealcheck_fewest(draft: Draft, positions: Sequence[Position]) -> int | None:
    """Compile the draft and the rulesets for the solver and solve; None where no resolution suits all."""
    space = Space(draft, [position.program for position in positions])
    choice = Best(space, all_demands(positions, space.meanings), [[(is_in, 1) for is_in in space.is_in]]).next()
    return None if choice is None else sum(way is not None for way in choice.ways)
