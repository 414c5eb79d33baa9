"""The engine on NumPy: all resolutions of a small draft side by side in arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from math import prod

from dealcheck.engines.runs import number_of_cells, told_apart
from dealcheck.engines.seen import provisions_seen
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.program import Program

MOST_CELLS = 1 << 20
"""So many combinations of what can be chosen are tried; with more, diagrams are faster. Measured: benchmarks/scores."""
_MOST_WORK = 1 << 27
"""So many truth values of conditions are written down, a byte for each: that takes about as long as diagrams would."""
_MOST_AXES = 30
"""NumPy 1 knows 32 axes."""
_BYTES_PER_CELL = 100
"""For the scores of a few parties, and the arrays on the way to them."""


def is_installed() -> bool:
    """Return whether NumPy can be imported."""
    return find_spec("numpy") is not None


def suit(draft: Draft, programs: Sequence[Program], memory: int) -> bool:
    """Return whether the resolutions of a draft are few enough to be tried one beside the other, within some bytes."""
    draft = told_apart(draft, programs)
    cells, axes = number_of_cells(draft), _number_of_axes(draft)
    if not 0 < cells <= MOST_CELLS or axes > _MOST_AXES:
        return False
    work = sum(_work(draft, programs, cells))
    return work <= _MOST_WORK and work + cells * _BYTES_PER_CELL <= memory


def _number_of_axes(draft: Draft) -> int:
    fields = sum(len(field.values) > 1 for clause in draft.clauses for field in clause.fields)
    return fields + sum(clause.bracketed for clause in draft.clauses) + len(draft.articles)


def _work(draft: Draft, programs: Sequence[Program], cells: int) -> Iterator[int]:
    """Yield for each condition how many cells tell it apart, at all steps together; at most that many."""
    sizes = [prod(len(field.firsts) for field in clause.fields) << clause.bracketed for clause in draft.clauses]
    options = prod(len(article.options) for article in draft.articles)
    for program in programs:
        for seen in provisions_seen(draft, program):
            yield min(cells, options * prod(sizes[number] for number in seen)) * len(draft.steps)
