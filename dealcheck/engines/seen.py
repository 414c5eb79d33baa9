"""Which provisions of a draft may decide the conditions of a program, and which of its demands are independent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dealcheck.language import program as p
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.draft import Draft, OpenClause
from dealcheck.language.semantics import passes_if_there


def provisions_seen(draft: Draft, program: p.Program) -> list[frozenset[int]]:
    """Return for each condition of a program the provisions of the draft that may decide it, by their numbers."""
    needed = provisions_needed(draft)
    seen: list[frozenset[int]] = []
    for node in program.conditions:
        looked_at = (
            number
            for pattern, leaves in p.looks_at(node)
            for number in may_match(draft, program.patterns[pattern], leaves)
        )
        own = frozenset().union(*(needed[number] for number in looked_at))
        seen.append(own | deciding(p.parts_of(node), seen))
    return seen


def provisions_needed(draft: Draft) -> list[frozenset[int]]:
    """Return for each provision those that decide when it is in force: itself, and all that it depends on."""
    needed: list[frozenset[int]] = []
    for node in draft.dependencies:
        own = frozenset((node.provision,)) if isinstance(node, p.InForce) else frozenset()
        needed.append(own | deciding(p.parts_of(node), needed))
    return [
        frozenset((number,)) | (frozenset() if clause.depends_on is None else needed[clause.depends_on])
        for number, clause in enumerate(draft.clauses)
    ]


def provisions_scored(draft: Draft, program: p.Program) -> frozenset[int]:
    """Return the provisions whose fields the issues of a score sheet give points for."""
    named = {issue.provision for issue in program.issues.values()}
    return frozenset(number for number, clause in enumerate(draft.clauses) if clause.id in named)


def deciding(parts: Iterable[int], seen: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return the provisions that may decide some conditions, from those that may decide each."""
    return frozenset().union(*(seen[part] for part in parts))


def may_match(draft: Draft, pattern: p.ResolvedPattern, leaves: frozenset[str] | None) -> Iterator[int]:
    """Yield the provisions that some resolution may match with a pattern, at one of the leaves if any are given."""
    for number, clause in enumerate(draft.clauses):
        if (
            (pattern.parties is None or not pattern.parties.isdisjoint(clause.parties))
            and (pattern.verbs is None or not pattern.verbs.isdisjoint(clause.verbs))
            and (leaves is None or any(leaves & draft.leaves[thing] for thing in clause.objects))
            and all(_may_pass(test, clause) for test in pattern.tests)
        ):
            yield number


def _may_pass(test: p.AttributeTest, clause: OpenClause) -> bool:
    values = clause.attributes.get(test.attribute, (None,))
    if isinstance(values, Alternatives):
        return True  # going through a million numbers is not worth the while
    return any(passes_if_there(test, value) for value in values)


def decided_together(draft: Draft) -> list[frozenset[int]]:
    """Return for each article that belongs to no other the provisions that it and those within it decide."""
    decided: dict[int, frozenset[int]] = {}
    homes: list[int] = []
    for number, article in enumerate(draft.articles):
        home = number if article.within is None else homes[article.within[0]]
        homes.append(home)
        decided[home] = decided.get(home, frozenset()) | article.decides
    return list(decided.values())


class Sees(Protocol):
    """Anything that some provisions of a draft decide."""

    @property
    def provisions(self) -> frozenset[int]: ...


Seeing = TypeVar("Seeing", bound=Sees)


def independent(draft: Draft, things: Iterable[Seeing]) -> list[list[Seeing]]:
    """Return things in groups: no provision, and no article, has a part in deciding those of two groups."""
    tied: list[tuple[frozenset[int], list[Seeing]]] = []
    alone: list[tuple[frozenset[int], list[Seeing]]] = [
        *((provisions, []) for provisions in decided_together(draft)),
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
