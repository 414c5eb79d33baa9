"""The resolutions of a draft that all can sign and that are safe: is there one, and how many?

Is there one: a resolution that all can sign is taken from the solver and put through all its courses. If one of them
breaks a red line, all resolutions in which that course does are left out, and the next is taken.

How many: diagrams of what all can sign and of what no course breaks, the courses quantified away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from math import prod

import attrs

from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import all_demands
from dealcheck.engines.courses.plan import Plan, plan
from dealcheck.engines.courses.shortest import breaking
from dealcheck.engines.courses.timing import CourseTiming, WrittenTiming, kept, meaning_in
from dealcheck.engines.diagrams import symbolic
from dealcheck.engines.diagrams.variables import Function
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver import space as solver
from dealcheck.engines.solver.best import example
from dealcheck.engines.solver.logic import Deadline
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import TIMES, Choice, Draft
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import open_draft, resolved
from dealcheck.model.deal import Deal


@attrs.frozen(repr=False, slots=False)
class SafeDraft:
    """A draft, the rulesets that judge it, and for each of them the parties that may stop.

    `remedies`: whether it has its remedies. A draft without brackets is one resolution.
    """

    deal: Deal
    lexicon: Lexicon
    positions: Sequence[Position]
    defaulters: Sequence[frozenset[str]]
    remedies: bool = True

    @cached_property
    def draft(self) -> Draft:
        """Its provisions as they are written."""
        return open_draft(self.deal, self.lexicon)

    @cached_property
    def plan(self) -> Plan:
        """It with its courses, whoever may stop."""
        every = frozenset().union(*self.defaulters)
        return plan(self.deal, self.lexicon, every, remedies=self.remedies)

    @property
    def programs(self) -> list[p.Program]:
        """The rulesets as programs."""
        return [position.program for position in self.positions]

    def plan_for(self, number: int) -> Plan:
        """Return the plan in which the defaulters of one ruleset may stop."""
        return attrs.evolve(self.plan, defaulters=self.defaulters[number])

    def red_lines(self, number: int) -> list[str]:
        """Return the red lines of a ruleset."""
        return self.positions[number].program.red_lines()

    def found(self, numbers: Sequence[int], *, deadline: Deadline = None) -> Choice | None:
        """Return a resolution that all can sign and that is safe for some rulesets; None where there is none.

        Raises TimeLimitError when the deadline passes before that is known.
        """
        space = solver.Space(
            self.plan.draft, self.programs, deadline=deadline, timing=partial(WrittenTiming, self.plan)
        )
        demands = all_demands(self.positions, space.meanings)
        while True:
            chosen = example(space, demands, deadline=deadline)
            if chosen is None:
                return None
            choice = Choice(chosen.options, chosen.ways[: len(self.draft.clauses)])
            deal = resolved(self.deal, self.draft, choice)
            broken_by = {number: self._breaking(deal, number, deadline) for number in numbers}
            if all(stops is None for stops in broken_by.values()):
                return choice
            for number, stops in broken_by.items():
                if stops is None:
                    continue
                timing = CourseTiming(self.plan_for(number), space, fixed=stops)
                meaning = meaning_in(space, timing, self.positions[number].program)
                space.logic.demand(kept(meaning, self.red_lines(number)))

    def _breaking(self, deal: Deal, number: int, deadline: Deadline) -> Mapping[str, int] | None:
        """Return the shortest course of a resolution that breaks a red line of a ruleset; None where none does."""
        defaulters, position = self.defaulters[number], self.positions[number]
        planned = plan(deal, self.lexicon, defaulters, remedies=self.remedies)
        return breaking(planned, position.program, deadline=deadline)


class CountedSafe:
    """The resolutions of a draft as diagrams. Raises MemoryError where these outgrow `memory` bytes."""

    def __init__(self, safe: SafeDraft, *, memory: int = DEFAULT_MEMORY, deadline: float | None = None) -> None:
        self.safe = safe
        self.space = symbolic.Space(
            safe.plan.draft,
            safe.programs,
            memory=memory,
            order=safe.plan.order(safe.programs),
            deadline=deadline,
            timing=partial(WrittenTiming, safe.plan),
        )
        demands = all_demands(safe.positions, self.space.meanings)
        self.acceptable: Function = self.space.join(demand.met for demand in demands)
        self._courses = prod(len(safe.plan.draft.clauses[stop].times) for stop in safe.plan.stops.values())
        self._known: dict[int, Function] = {}

    def count(self, resolutions: Function) -> int:
        """Return how many resolutions there are of some that no choice of a course decides."""
        self.space.check_time()
        return self.space.count(resolutions) // self._courses

    def number(self, numbers: Sequence[int]) -> int:
        """Return how many resolutions all can sign that are safe for some rulesets."""
        return self.count(self.space.join([self.safe_for(number) for number in numbers], self.acceptable))

    def safe_for(self, number: int) -> Function:
        """Return the resolutions that are safe for a ruleset, if all can sign them."""
        if number not in self._known:
            timing = CourseTiming(self.safe.plan_for(number), self.space)
            meaning: Meaning = meaning_in(self.space, timing, self.safe.positions[number].program)
            safe = self.space.true
            for name in self.safe.red_lines(number):
                self.space.check_time()
                safe = safe & self._in_all_courses(meaning.kept(name))
            self._known[number] = safe
        return self._known[number]

    def _in_all_courses(self, formula: Function) -> Function:
        """Return the resolutions of which a formula holds in every course."""
        variables = self.space.variables
        of_courses, bits = self.space.true, self.space.true
        for stop in self.safe.plan.stops.values():
            variable = variables.by_key.get(("field", stop, TIMES))
            if variable is not None:
                of_courses = of_courses & variables.any_value(variable)
                for level in range(variable.level, variable.level + variable.bits):
                    bits = bits & variables.manager.var(level)
        return formula if bits == self.space.true else (~of_courses | formula).forall(bits)
