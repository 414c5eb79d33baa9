"""The courses of a deal, told to the solver: is there one in which something happens, and in which is least stopped?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dealcheck.engines.courses.plan import Plan
from dealcheck.engines.courses.timing import CourseTiming
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver.logic import Deadline, Literal, Model
from dealcheck.engines.solver.space import Space
from dealcheck.engines.spaces import Formula
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import TIMES

Weights = list[tuple[Literal, int]]


class SolvedCourses:
    """The courses of a deal without brackets, and the solver that looks through them."""

    def __init__(self, plan: Plan, programs: Sequence[p.Program], *, deadline: Deadline = None) -> None:
        self.plan = plan
        self.space = Space(plan.draft, programs, deadline=deadline, timing=partial(CourseTiming, plan))
        self.meanings = self.space.meanings

    def is_possible(self, courses: Formula) -> bool:
        """Return whether there is such a course."""
        return self._model(courses) is not None

    def shortest(self, courses: Formula) -> dict[str, int] | None:
        """Return of some courses the one in which the fewest provisions are stopped, and these the latest.

        Latest: performed at the most steps, all together; of several such courses that in which the first provision of
        the deal is stopped latest, then the second, and so on. None when there is no such course.
        """
        number, steps = self._number(), self._steps()
        logic = self.space.logic
        logic.minimize([number, steps])
        try:
            model = self._model(courses)
        finally:
            logic.forget_costs()
        if model is None:
            return None
        no_more = [~logic.at_least(_cost(weights, model) + 1, weights) for weights in (number, steps)]
        return self.plan.stopped_in(self.space.choice(self._latest([courses, *no_more], model)))

    def _latest(self, assumed: list[Literal], model: Model) -> Model:
        """Return of the courses in which all that is assumed holds the latest, provision by provision."""
        for stop in self.plan.stops.values():
            ways = [self.space.field_among(stop, TIMES, [way]) for way in range(self._size(stop))]
            chosen = next(number for number, way in enumerate(ways) if model.holds(way))
            for later in reversed(range(chosen + 1, len(ways))):
                found = self._model(*assumed, ways[later])
                if found is not None:
                    model, chosen = found, later
                    break
            assumed.append(ways[chosen])
        return model

    def _model(self, *literals: Literal) -> Model | None:
        found = self.space.logic.solve(literals, deadline=self.space.deadline)
        return found if isinstance(found, Model) else None

    def _number(self) -> Weights:
        """Return what holds where each provision is stopped."""
        stops = self.plan.stops.values()
        return [(~self.space.field_among(stop, TIMES, [self._size(stop) - 1]), 1) for stop in stops]

    def _steps(self) -> Weights:
        """Return for each provision at how many steps it is not performed."""
        return [
            (self.space.field_among(stop, TIMES, [way]), self._size(stop) - 1 - way)
            for stop in self.plan.stops.values()
            for way in range(self._size(stop) - 1)
        ]

    def _size(self, stop: int) -> int:
        return len(self.plan.draft.clauses[stop].times)


def _cost(weights: Weights, model: Model) -> int:
    return sum(weight for literal, weight in weights if model.holds(literal))


def broken(meaning: Meaning, lines: Sequence[str]) -> Formula:
    """Return the courses in which some of a program's bottom lines are broken."""
    return meaning.space.any_of([~meaning.kept(name) for name in lines])


def breaking(plan: Plan, program: p.Program, *, deadline: Deadline = None) -> dict[str, int] | None:
    """Return the shortest course of a deal without brackets that breaks a red line; None where none does."""
    solved = SolvedCourses(plan, [program], deadline=deadline)
    (meaning,) = solved.meanings
    return solved.shortest(broken(meaning, program.red_lines()))
