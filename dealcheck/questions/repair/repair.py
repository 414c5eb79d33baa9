"""What is the smallest change that all could sign? In one direction, or in those that are worth trying."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, get_args

from dealcheck.answers.repair import Direction, Repairs
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.errors import InputError, Mistake, TimeLimitError, shown
from dealcheck.files.arguments import check, check_word
from dealcheck.language.resolutions import is_draft
from dealcheck.model.deal import Deal
from dealcheck.questions.options import DealArgument, Option, RulesArgument, Timeout, UnusedMemory, deadline_of
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.search import Search
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules, Session, session_for

_DIRECTIONS: dict[Direction, str] = {
    "bigger": "Only add and strengthen.",
    "smaller": "Only leave out and weaken.",
    "both": "Add, strengthen, leave out and weaken.",
}
MOST_STEPS = 40
"""A deal may have this many steps to be repaired: a provision could be moved to any two of them."""


def repair(
    deal: AnyDeal,
    rulesets: Rules = None,
    *,
    direction: Direction = "both",
    safe: bool = False,
    limit: int = 10,
    timeout: float | None = None,
    memory: int = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Repairs:
    """Return the smallest changes that make a deal acceptable to all.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them; the deal must have no brackets.
    `direction`: `bigger` only adds and strengthens, `smaller` only leaves out and weakens, `both` may do all of it.
    `safe`: whether the deal must be safe for all as well, so that no red line breaks if others stop half way, as
    `dealcheck.stress` has it; then remedies that the parties offer may be brought in, too.
    `limit`: how many repairs to find at most. `timeout`: after how many seconds to give up; with some found by then,
    these are the answer, which is not `complete`. `memory`: no effect since 0.3.

    Returns `Repairs`. Raises what `dealcheck.verify` raises, `InputError` for a draft, and `TimeLimitError` when
    nothing is known in time.
    """
    deadline = deadline_of(timeout)
    check(safe=safe, limit=limit, memory=memory)
    check_word("direction", direction, get_args(Direction))
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    must_be_settled(read.deal)
    positions = scope.positions_for(read.deal)
    lexicon = scope.library.lexicon(read.deal.vocabulary)
    neighbourhood = Neighbourhood(read.deal, lexicon, positions, direction, remedies=safe)
    return Search(neighbourhood, positions, deadline).repairs(read.file, limit)


def repair_ways(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    direction: Annotated[Direction | None, Option(values=_DIRECTIONS)] = None,
    safe: Annotated[bool, Option("Find deals in which no red line breaks if others stop half way.")] = False,
    limit: Annotated[int, Option("The most to find.", metavar="N", low=1, high=1000)] = 5,
    timeout: Timeout = None,
    memory: UnusedMemory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> tuple[Repairs, ...]:
    """Find repairs in one direction; None: by going bigger and by going smaller, and by both if neither leads anywhere.

    Arguments and errors as for `repair`.
    """
    session = session_for(session, plugins)
    deadline = deadline_of(timeout)
    scope = session.scope(rulesets)
    read = scope.deal(deal)

    def towards(way: Direction) -> Repairs:
        left = None if deadline is None else max(deadline - time.monotonic(), 0)
        return repair(read, scope, direction=way, safe=safe, limit=limit, timeout=left, session=session)

    return in_directions(towards, direction)


def in_directions(towards: Callable[[Direction], Repairs], direction: Direction | None) -> tuple[Repairs, ...]:
    """Return what is found in one direction; None: in those that `repair_ways` tries."""
    if direction is not None:
        return (towards(direction),)
    answers: list[Repairs] = []
    try:
        answers.append(towards("bigger"))
        answers.append(towards("smaller"))
        if not any(answer.mends for answer in answers):
            answers.append(towards("both"))
    except TimeLimitError:
        if not answers:
            raise
    return tuple(answers)


def must_be_settled(deal: Deal) -> None:
    """Raise InputError for a draft."""
    if is_draft(deal):
        message = f"deal `{shown(deal.id)}` is a draft: something is in brackets"
        cure = "`dealcheck explore` says which of its resolutions all can sign"
        raise InputError([Mistake(message, deal.place, cure)])
    if len(deal.steps) > MOST_STEPS:
        message = f"deal `{shown(deal.id)}` has {len(deal.steps):,} steps, and {MOST_STEPS} are the most to be repaired"
        raise InputError([Mistake(message, deal.place, "leave out some of them")])
