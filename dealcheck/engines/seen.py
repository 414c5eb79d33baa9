"""Which provisions of a draft may decide the conditions of a program, and which of its demands are independent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dealcheck.language import program as p
from dealcheck.language.semantics import passes


def provisions_seen(draft: p.Draft, program: p.Program) -> list[frozenset[int]]:
    """Return for each condition of a program the provisions of the draft that may decide it, by their numbers."""
    seen: list[frozenset[int]] = []
    for node in program.conditions:
        if isinstance(node, (p.Reaches, p.Total)):
            seen.append(frozenset(may_match(draft, program.patterns[node.pattern], node.leaves)))
        else:
            seen.append(deciding(p.parts_of(node), seen))
    return seen


def deciding(parts: Iterable[int], seen: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return the provisions that may decide some conditions, from those that may decide each."""
    return frozenset().union(*(seen[part] for part in parts))


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
    tied: list[tuple[frozenset[int], list[Seeing]]] = []
    alone: list[tuple[frozenset[int], list[Seeing]]] = [
        *((frozenset().union(*article.leaves_out), []) for article in draft.articles),
        *((thing.provisions, [thing]) for thing in things),
    ]
    for provisions, members in alone:
        apart = []
        for others, group in tied:
            if others.isdisjoint(provisions):
                apart.append((others, group))
            else:
                provisions, members = provisions | others, [*group, *members]
        tied = [*apart, (provisions, members)]
    return [group for _, group in tied if group]
