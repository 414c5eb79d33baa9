"""When provisions are performed in the courses of a deal, as formulas: remedies unrolled from step to step.

What `dealcheck.language.signed.courses` says of one course after the other, this says of all at once.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from dealcheck.engines.combining import Combining, Timing
from dealcheck.engines.courses.plan import Plan, PlannedRemedy
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.spaces import Formula, Space, Timed
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import BOUND


class CourseTiming:
    """When the provisions of a plan are performed: what the provisions of a draft are in force is to its meaning.

    `fixed`: one course alone, by the ids of the provisions that are stopped in it, each with the first step at which it
    is not performed; default: all courses, by the choices of the plan.
    """

    def __init__(self, plan: Plan, space: Space, *, fixed: Mapping[str, int] | None = None) -> None:
        self.plan = plan
        self.space = space
        self.fixed = fixed
        self._combining = Combining(space)
        self._stopping = set(plan.stops.values())
        self._depends: dict[int, list[Formula]] = {number: [] for number in range(len(space.draft.dependencies))}
        self._performed: dict[int, list[Formula]] = {number: [] for number in self._real()}
        self._breach: dict[int, list[Formula]] = {number: [] for number in self._real()}
        self._grounds: list[list[Formula]] = [[] for _ in plan.remedies]
        self._ended: dict[int, Formula] = dict.fromkeys(self._real(), space.false)
        self._is_defaulters = {number: self._where_bound(number) for number in plan.stops}
        for step in range(len(space.draft.steps)):
            space.check_time()
            self._unroll(step)

    def in_force(self, number: int, step: int) -> Formula:
        """Return the courses in which a provision is performed at a step; only if it is in."""
        return self.space.false if number in self._stopping else self._performed[number][step]

    def _real(self) -> Iterable[int]:
        """Return the provisions that stand for themselves."""
        return (number for number in range(len(self.space.draft.clauses)) if number not in self._stopping)

    def _where_bound(self, number: int) -> Formula:
        """Return where a provision binds a defaulter."""
        values = self.space.draft.clauses[number].fields[BOUND]
        runs = values.among(lambda bound: not self.plan.defaulters.isdisjoint(bound))
        return self.space.field_among(number, BOUND, runs)

    def _unroll(self, step: int) -> None:
        """Find out what is performed and in breach at a step, from what was at the steps before."""
        in_effect = [self._in_effect(number, remedy, step) for number, remedy in enumerate(self.plan.remedies)]
        added: dict[int, Formula] = dict.fromkeys(self.plan.added, self.space.false)
        freed: dict[int, Formula] = dict.fromkeys(self._ended, self.space.true)
        for remedy, effect in zip(self.plan.remedies, in_effect):
            for number in remedy.ends:
                self._ended[number] |= effect
            for number in remedy.adds:
                added[number] |= effect
            for number in remedy.suspends:
                freed[number] &= ~effect
        for number, ended in self._ended.items():
            freed[number] &= ~ended
        for number, node in enumerate(self.space.draft.dependencies):
            if isinstance(node, p.InForce):
                self._settle(node.provision, step, freed[node.provision])
                self._depends[number].append(self._performed[node.provision][step])
            else:
                self._depends[number].append(self._combining.combined(node, self._depends, range(step, step + 1))[-1])
        for number in self._performed:
            if len(self._performed[number]) == step:
                self._settle(number, step, freed[number] & added.get(number, self.space.true))

    def _in_effect(self, number: int, remedy: PlannedRemedy, step: int) -> Formula:
        """Return where a remedy is in effect at a step: its condition was met before, and its notice has run."""
        grounds = self._grounds[number]
        met = [self._breach[each][step - 1] for each in remedy.answers] if step else []
        grounds.append(self.space.any_of(met))
        if len(grounds) <= remedy.notice:
            return self.space.false
        is_there: Formula = self.space.true if remedy.stands_for_it is None else self.space.is_in[remedy.stands_for_it]
        if remedy.lapses:
            return is_there & self.space.all_of(grounds[step - remedy.notice :])
        return is_there & self.space.any_of(grounds[: step - remedy.notice + 1])

    def _settle(self, number: int, step: int, freed: Formula) -> None:
        """Note where a provision is performed at a step, and where it is in breach; `freed`: no remedy keeps it off."""
        owed = self.space.is_in[number] & self.space.written_for(number, step) & freed
        depends_on = self.space.draft.clauses[number].depends_on
        if depends_on is not None:
            owed &= self._depends[depends_on][step]
        stopped = self._stopped(number, step)
        self._performed[number].append(owed & ~stopped)
        self._breach[number].append(owed & stopped)

    def _stopped(self, number: int, step: int) -> Formula:
        """Return where a provision is not performed any more at a step, although it may be owed."""
        if self.fixed is not None:
            is_stopped = step >= self.fixed.get(self.space.draft.clauses[number].id, step + 1)
            return self._where_bound(number) if is_stopped else self.space.false
        stop = self.plan.stops.get(number)
        return self.space.false if stop is None else self._is_defaulters[number] & ~self.space.written_for(stop, step)


class WrittenTiming:
    """When the provisions of a plan are in force as they are written: those that remedies add never are."""

    def __init__(self, plan: Plan, space: Space) -> None:
        self.space = space
        self._own = len(space.draft.clauses) - len(plan.stops) - len(plan.added)
        self._timing = Timing(space)

    def in_force(self, number: int, step: int) -> Formula:
        """Return where a provision is in force at a step; only if it is in."""
        return self._timing.in_force(number, step) if number < self._own else self.space.false


def meaning_in(space: Any, timing: Timed, program: p.Program) -> Meaning:
    """Return what a program says where provisions are in force as `timing` has it, in the formulas of a space."""
    view = copy.copy(space)
    view.timing = timing
    return Meaning(view, program)


def kept(meaning: Meaning, lines: Iterable[str]) -> Formula:
    """Return where all of some bottom lines are kept."""
    return meaning.space.all_of([meaning.kept(name) for name in lines])
