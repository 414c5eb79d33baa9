"""Which resolutions of a draft are safe, of those that all can sign: how many, and one of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import attrs

from dealcheck.answers.signed.stress import DraftStress, SafeResolutions
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.courses.safe import CountedSafe, SafeDraft
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.errors import MemoryLimitError, TimeLimitError, shown, within_memory
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.model.deal import Deal

_LEAST_SECONDS = 10.0
Defaulting = Callable[[Position], Sequence[str]]
"""The parties that may stop, for a ruleset."""


def draft_stress(
    deal: Deal,
    lexicon: Lexicon,
    positions: Sequence[Position],
    defaulting: Defaulting,
    *,
    count: bool = True,
    deadline: float | None = None,
    memory: int = DEFAULT_MEMORY,
) -> tuple[DraftStress, str]:
    """Return which resolutions of a draft are safe, and why they were not counted, if they were not."""
    drafts = [
        SafeDraft(deal, lexicon, positions, [frozenset(defaulting(each)) for each in positions], remedies=remedies)
        for remedies in ((True, False) if deal.remedies else (True,))
    ]
    why, acceptable, answers = "", None, []
    for each in drafts:
        answer = _example(each, search_deadline(deadline))
        if count and not why:
            try:
                with within_memory(f"`{shown(deal.id)}`", memory):
                    answer, acceptable = _counted(each, answer, memory, deadline)
            except (MemoryLimitError, TimeLimitError) as error:
                why = str(error)
        answers.append(answer)
    draft = DraftStress(
        resolutions=number_of_resolutions(drafts[0].draft),
        acceptable=acceptable,
        with_remedies=answers[0],
        without_remedies=answers[1] if len(answers) > 1 else None,
    )
    return draft, why


def search_deadline(deadline: float | None) -> float | None:
    """Return when the solver gives up, where counting does at `deadline`: it has some seconds at least."""
    return None if deadline is None else max(deadline, time.monotonic() + _LEAST_SECONDS)


def _example(safe: SafeDraft, deadline: float | None) -> SafeResolutions:
    """Return a resolution that all can sign and that is safe for every ruleset, if there is one."""
    choice = safe.found(range(len(safe.positions)), deadline=deadline)
    nothing: dict[str, int | None] = {str(each.ruleset.id): None for each in safe.positions}
    if choice is None:
        return SafeResolutions(safe=0, by_ruleset=nothing)
    return SafeResolutions(by_ruleset=nothing, example=resolution_of(safe.deal, safe.draft, choice))


def _counted(
    safe: SafeDraft, answer: SafeResolutions, memory: int, deadline: float | None
) -> tuple[SafeResolutions, int]:
    """Return an answer with its numbers, and how many resolutions all can sign."""
    counted = CountedSafe(safe, memory=memory, deadline=deadline)
    numbers = range(len(safe.positions))
    by_ruleset = {str(each.ruleset.id): counted.number([number]) for number, each in enumerate(safe.positions)}
    answer = attrs.evolve(answer, safe=counted.number(numbers), by_ruleset=by_ruleset)
    return answer, counted.count(counted.acceptable)
