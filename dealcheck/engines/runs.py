"""Runs of values that nobody tells apart, so that a range costs as much as it makes a difference."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import Any

import attrs

from dealcheck.language import program as p
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.draft import Draft, Field
from dealcheck.model.brackets import Range


def told_apart(draft: Draft, programs: Iterable[p.Program]) -> Draft:
    """Return a draft in which the values of a range make one run where no program and no option tells them apart.

    Totals tell numbers apart one by one, tests where they begin and cease to pass, and issues where they give points.
    """
    if not any(isinstance(field.values, Alternatives) for clause in draft.clauses for field in clause.fields):
        return draft
    programs = list(programs)
    clauses = tuple(
        attrs.evolve(clause, fields=tuple(_cut(draft, number, place, programs) for place in range(len(clause.fields))))
        for number, clause in enumerate(draft.clauses)
    )
    return attrs.evolve(draft, clauses=clauses)


def number_of_cells(draft: Draft) -> int:
    """Return how many ways there are to make all choices, as far as values are told apart, well-formed or not."""
    fields = prod(len(field.firsts) for clause in draft.clauses for field in clause.fields)
    options = prod(len(article.options) for article in draft.articles)
    return fields * options << sum(clause.bracketed for clause in draft.clauses)


def _cut(draft: Draft, number: int, place: int, programs: Sequence[p.Program]) -> Field:
    """Return a field with its values in runs."""
    clause = draft.clauses[number]
    field = clause.fields[place]
    if not isinstance(field.values, Alternatives):
        return field
    attribute = field.name.removeprefix("attributes.")
    if any(_is_summed(program, attribute) for program in programs):
        return field
    values, firsts = field.values, {0}
    if clause.bracketed or draft.articles:
        firsts.add(1)  # the first value stands for a provision that is left out
    bounds = [bound for program in programs for bound in _bounds(program, attribute, clause.id, field.name)]
    for start, part in zip(values.starts, values.parts):
        firsts |= {start, start + len(part)}
        if isinstance(part, Range):
            firsts |= {start + cut for bound in bounds for cut in (bisect_left(part, bound), bisect_right(part, bound))}
    for _, _, settlement in draft.settlements():
        if (settlement.provision, settlement.place) == (number, place):
            firsts |= {first for value in settlement.values for first in (value, value + 1)}
    return attrs.evolve(field, firsts=sorted(first for first in firsts if first < len(values)))


def _is_summed(program: p.Program, attribute: str) -> bool:
    return any(
        term.attribute == attribute for node in program.conditions if isinstance(node, p.Total) for term in node.terms
    )


def _bounds(program: p.Program, attribute: str, provision: str, field: str) -> Iterator[Decimal]:
    """Yield the numbers that tests and issues compare a field with."""
    for pattern in program.patterns:
        for test in pattern.tests:
            if test.attribute == attribute:
                yield from _numbers(test.value)
    for issue in program.issues.values():
        if (issue.provision, issue.field) == (provision, field):
            for value, _ in issue.points:
                yield from _numbers(value)


def _numbers(value: Any) -> Iterator[Decimal]:
    values = value if isinstance(value, tuple) else (value,)
    yield from (each for each in values if isinstance(each, Decimal))
