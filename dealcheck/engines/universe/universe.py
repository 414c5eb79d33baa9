"""Every deal that a vocabulary can express, as far as some rulesets can tell deals apart.

Two provisions are alike when they match the same patterns and reach the same leaves there; of all that are alike the
plainest one stands for the rest: the weakest verb, the smallest object, the fewest parties and attributes. Each such
provision may be in force at any set of steps. The deals that these make up are a draft, small enough to be searched.

Attributes take the values that some test tells apart. Where a `total` sums them they take amounts at, between and
beyond the numbers it is compared with, and the differences of these; sums that only other amounts make are not found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from dealcheck.engines.solver.logic import Literal
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe.kinds import Kinds, ProvisionKind
from dealcheck.errors import InputError, Mistake
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import TIMES, Choice, Draft, OpenClause
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.model.deal import Deal, Provision, Step

MOST_STEPS = 8
"""A universe has at most this many steps: a provision may be in force at any set of them."""
MOST_PROVISIONS = 5_000


class Universe:
    """The deals of some number of steps that could make a difference to some programs."""

    def __init__(self, programs: Sequence[p.Program], lexicon: Lexicon, steps: int) -> None:
        if not 1 <= steps <= MOST_STEPS:
            raise InputError([Mistake(f"expected 1 to {MOST_STEPS} steps, found {steps}")])
        self.lexicon = lexicon
        self.kinds = Kinds(programs, lexicon).plainest()
        if len(self.kinds) > MOST_PROVISIONS:
            message = f"there are {len(self.kinds):,} different provisions to consider, more than {MOST_PROVISIONS:,}"
            raise InputError([Mistake(message, None, "ask fewer rulesets at once")])
        names = tuple(f"step-{number}" for number in range(1, steps + 1))
        every = tuple(range(1 << steps))
        clauses = tuple(
            OpenClause(
                id=kind.id,
                bound=(kind.parties,),
                bracketed=False,
                verbs=(kind.verb,),
                objects=(kind.thing,),
                times=every,
                attributes={name: (value,) for name, value in kind.attributes.items()},
            )
            for kind in self.kinds
        )
        leaves = {kind.thing: lexicon.leaves[kind.thing] for kind in self.kinds}
        self.draft = Draft(names, clauses, (), leaves)
        self.untried = _untried(programs)
        """What was not tried, so that there may be a deal where none was found; empty when all was."""

    def costs(self, space: Space) -> list[list[tuple[Literal, int]]]:
        """Return what each deal costs, level by level.

        What counts first is the number of provisions, one for each run of steps; then how strong their verbs are, how
        large their objects, how many attributes and parties they name, and how many steps have to be named. Of deals
        that are alike in all this, that of the first kinds comes first.
        """
        levels: list[list[tuple[Literal, int]]] = [[] for _ in range(6)]
        for number, kind in enumerate(self.kinds):
            measures = (1, kind.rank, kind.size, len(kind.attributes) + len(kind.parties), 0, number)
            steps = space.steps(number)
            starts = [steps[0], *(after & ~before for before, after in itertools.pairwise(steps))]
            stops = [before & ~after for before, after in itertools.pairwise(steps)]
            for level, measure in zip(levels, measures):
                level += [(start, measure) for start in starts if measure]
            levels[4] += [(named, 1) for named in (*starts[1:], *stops)]
        return levels

    def settled(self, choice: Choice) -> p.Settled:
        """Return the deal that a choice makes, ready to be judged."""
        leaves = self.lexicon.leaves
        clauses = [
            p.Clause(name, kind.parties, kind.verb, kind.thing, leaves[kind.thing], start, stop, kind.attributes)
            for name, kind, (start, stop) in self._chosen(choice)
        ]
        return p.Settled(self.draft.steps, tuple(clauses))

    def deal(self, choice: Choice, name: str, title: str) -> Deal:
        """Return the deal that a choice makes."""
        steps = self.draft.steps
        provisions = {
            each: Provision(
                id=each,
                parties=tuple(sorted(kind.parties)) if len(kind.parties) > 1 else (),
                party=(min(kind.parties),) if len(kind.parties) == 1 else (),
                action=(kind.verb,),
                object=(kind.thing,),
                from_=(steps[start],) if start else (),
                until=(steps[stop],) if stop < len(steps) else (),
                attributes={attribute: (value,) for attribute, value in kind.attributes.items()},
            )
            for each, kind, (start, stop) in self._chosen(choice)
        }
        return Deal(
            id=name,
            title=title,
            vocabulary=self.lexicon.id,
            steps=tuple(Step(id=step) for step in steps),
            provisions=provisions,
        )

    def _chosen(self, choice: Choice) -> Iterator[tuple[str, ProvisionKind, tuple[int, int]]]:
        """Yield the provisions of a deal: name, kind, first step, and the step after its last."""
        taken: dict[str, int] = {}
        for kind, clause, way in zip(self.kinds, self.draft.clauses, choice.ways):
            assert way is not None
            for run in _runs(clause.times[way[TIMES]]):
                taken[kind.id] = taken.get(kind.id, 0) + 1
                yield (kind.id if taken[kind.id] == 1 else f"{kind.id}-{taken[kind.id]}"), kind, run


def _untried(programs: Sequence[p.Program]) -> str:
    compared = any(len(node.terms) > 1 for each in programs for node in each.conditions if isinstance(node, p.Total))
    causes = ["sums are compared with other sums"] if compared else []
    if any(program.issues for program in programs):
        causes.append("score sheets give points for provisions by name")
    return " and ".join(causes)


def _runs(times: int) -> list[tuple[int, int]]:
    """Return sets of steps that follow each other, each by its first step and the first after its last."""
    runs = []
    while times:
        start = (times & -times).bit_length() - 1
        length = ((times >> start) + 1 & ~(times >> start)).bit_length() - 1
        runs.append((start, start + length))
        times &= ~p.times_of(start, start + length)
    return runs


def common_lexicon(positions: Sequence[Position]) -> Lexicon:
    """Return the words of the one vocabulary, among those of some rulesets, that builds on all the others.

    Raises InputError when there is none.
    """
    widest = max((position.lexicon for position in positions), key=lambda each: len(each.lineage))
    known = {vocabulary.id for vocabulary in widest.lineage}
    for position in positions:
        if position.lexicon.id not in known:
            message = f"vocabularies `{position.lexicon.id}` and `{widest.id}` do not build on each other"
            raise InputError(
                [Mistake(message, None, "ask rulesets of one vocabulary, or of one that extends the other")]
            )
    return widest
