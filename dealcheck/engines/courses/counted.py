"""The courses of a deal as decision diagrams: in how many of them is something broken?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.courses.plan import Plan
from dealcheck.engines.courses.timing import CourseTiming
from dealcheck.engines.diagrams.symbolic import Space
from dealcheck.engines.runs import number_of_cells
from dealcheck.engines.spaces import Formula
from dealcheck.language import program as p

_SMALL = 10**12
"""With no more courses than this, diagrams are small."""
_SMALL_CACHE = 1 << 20


class CountedCourses:
    """The courses of a deal without brackets as diagrams. Raises MemoryError where these outgrow `memory` bytes."""

    def __init__(
        self,
        plan: Plan,
        programs: Sequence[p.Program],
        *,
        memory: int = DEFAULT_MEMORY,
        deadline: float | None = None,
    ) -> None:
        self.space = Space(
            plan.draft,
            programs,
            memory=memory,
            order=plan.order(programs),
            cache=_SMALL_CACHE if number_of_cells(plan.draft) <= _SMALL else None,
            deadline=deadline,
            timing=partial(CourseTiming, plan),
        )
        self.meanings = self.space.meanings

    def count(self, courses: Formula) -> int:
        """Return how many courses there are of some."""
        self.space.check_time()
        return self.space.count(courses)
