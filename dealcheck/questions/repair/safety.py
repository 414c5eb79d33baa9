"""Deals that are safe: in which no red line breaks if the others stop half way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dealcheck.engines.courses.plan import Plan, plan
from dealcheck.engines.courses.shortest import breaking, broken
from dealcheck.engines.courses.timing import CourseTiming, meaning_in
from dealcheck.engines.solver.logic import Literal
from dealcheck.engines.solver.space import Space
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.signed.courses import Stops
from dealcheck.model.deal import Deal
from dealcheck.questions.signed.stress import bound_by


class Safety:
    """Says of a deal which courses break a red line, and of all deals of a draft which of them such a course exposes.

    `plan`: of the draft, with what its remedies add, and without stops; `space`: its resolutions.
    """

    def __init__(
        self, plan: Plan, space: Space, positions: Sequence[Position], lexicon: Lexicon, deadline: float | None
    ) -> None:
        self.plan = plan
        self.space = space
        self.positions = positions
        self.lexicon = lexicon
        self.deadline = deadline

    def exposed(self, deal: Deal) -> Literal | None:
        """Return resolutions that are not safe, this deal among them; None if the deal is safe.

        A course that breaks a red line of this deal breaks it in many others too: these are what is returned.
        """
        unsafe = [self._where_broken(position, stops) for position, stops in self._counter_courses(deal)]
        return self.space.any_of(unsafe) if unsafe else None

    def _counter_courses(self, deal: Deal) -> Iterator[tuple[Position, Stops]]:
        """Yield for each position the shortest course that breaks a red line of its, if there is one."""
        for position in self.positions:
            planned = plan(deal, self.lexicon, bound_by(deal) - {str(position.ruleset.party)})
            stops = breaking(planned, position.program, deadline=self.deadline)
            if stops is not None:
                yield position, stops

    def _where_broken(self, position: Position, stops: Stops) -> Literal:
        """Return the resolutions in which a course breaks a red line."""
        others = self.plan.parties - {str(position.ruleset.party)}
        timing = CourseTiming(attrs.evolve(self.plan, defaulters=others), self.space, fixed=stops)
        where: Literal = broken(meaning_in(self.space, timing, position.program), position.program.red_lines())
        return where
