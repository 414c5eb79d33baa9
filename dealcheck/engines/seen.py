"""Which provisions of a draft may decide the conditions of a program, and which of its demands are independent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dealcheck.language import program as p
from dealcheck.language.resolutions import tied
from dealcheck.language.semantics import passes


def provisions_seen(draft: p.Draft, program: p.Program) -> list[frozenset[int]]:
    """Return for each condition of a program the provisions of the draft that may decide it, by their numbers."""
    seen: list[frozenset[int]] = []
    for node in program.conditions:
        if isinstance(node, (p.Reaches, p.Total)):
            seen.append(frozenset(may_match(draft, program.patterns[node.pattern], node.leaves)))
        else:
            seen.append(frozenset().union(*(seen[part] for part in p.parts_of(node))))
    return seen


def seen_by_lines(program: p.Program, looks_at: Sequence[frozenset[int]]) -> dict[str, frozenset[int]]:
    """Return the groups for each bottom line, from what decides its conditions."""
    lines = program.bottom_lines.items()
    return {name: frozenset().union(*(looks_at[part] for part in line.parts)) for name, line in lines}


def may_match(draft: p.Draft, pattern: p.ResolvedPattern, leaves: frozenset[str] | None) -> Iterator[int]:
    """Yield the provisions that some resolution may match with a pattern, at one of the leaves if any are given."""
    for number, clause in enumerate(draft.clauses):
        if (
            (pattern.parties is None or not pattern.parties.isdisjoint(clause.parties))
            and (pattern.verbs is None or not pattern.verbs.isdisjoint(clause.verbs))
            and (leaves is None or any(leaves & draft.leaves[thing] for thing in clause.objects))
            and all(_may_pass(test, clause) for test in pattern.tests)
        ):
            yield number


def _may_pass(test: p.AttributeTest, clause: p.OpenClause) -> bool:
    values = clause.attributes.get(test.attribute, ())
    if test.check == "present":
        return bool(values) is test.value
    return any(passes(test.check, value, test.value) for value in values)


class Sees(Protocol):
    """Anything that some provisions of a draft decide."""

    @property
    def provisions(self) -> frozenset[int]: ...


Seeing = TypeVar("Seeing", bound=Sees)


def independent(draft: p.Draft, things: Iterable[Seeing]) -> list[list[Seeing]]:
    """Return things in groups: no provision, and no article, has a part in deciding those of two groups."""
    ties: list[tuple[frozenset[int], Seeing | None]] = [
        (frozenset().union(*article.leaves_out), None) for article in draft.articles
    ]
    ties += [(thing.provisions, thing) for thing in things]
    groups = ([thing for thing in group if thing is not None] for group in tied(ties))
    return [group for group in groups if group]
