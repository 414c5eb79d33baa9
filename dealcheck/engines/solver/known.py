"""What is known of a draft without counting: who can sign all, some or none of its resolutions, and an example."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from dealcheck.answers.verdict import DraftVerdict, DraftVerification
from dealcheck.engines.claims import all_demands
from dealcheck.engines.default import SOLVER
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver.best import Best, example
from dealcheck.engines.solver.logic import Literal
from dealcheck.engines.solver.space import Space
from dealcheck.errors import EngineError, TimeLimitError
from dealcheck.language.position import Position
from dealcheck.language.program import Choice, Draft, Program
from dealcheck.language.resolutions import resolved
from dealcheck.model.deal import Deal

_BEST_SECONDS = 2.0
"""How long to look for the resolution of the fewest provisions before any will do."""


class Known:
    """A draft and the rulesets that judge it; `why` its resolutions are not counted.

    `count` counts those that some programs accept by other means, if it can. `deadline`: when to give up, by raising
    TimeLimitError.
    """

    def __init__(
        self,
        deal: Deal,
        file: str,
        draft: Draft,
        positions: Sequence[Position],
        why: str,
        count: Callable[[Sequence[Program]], int | None] = lambda _programs: None,
        deadline: float | None = None,
    ) -> None:
        self.deal = deal
        self.file = file
        self.draft = draft
        self.positions = positions
        self.resolutions = number_of_resolutions(draft)
        self.why = why
        self.count = count
        self.deadline = deadline
        self.space = Space(draft, [position.program for position in positions], deadline=deadline)
        self.demands = all_demands(positions, self.space.meanings)

    @cached_property
    def acceptable(self) -> Literal:
        """Where no ruleset rejects."""
        return self.space.all_of(demand.met for demand in self.demands)

    @cached_property
    def example(self) -> Choice | None:
        """A resolution acceptable to all, of the fewest provisions if that is soon proven; None when there is none."""
        soon = time.monotonic() + _BEST_SECONDS
        try:
            return Best(self.space, self.demands, [[(is_in, 1) for is_in in self.space.is_in]], deadline=soon).next()
        except TimeLimitError:
            self.space.logic.forget_costs()
            return example(self.space, self.demands, deadline=self.deadline)
        finally:
            self.space.logic.forget_costs()

    def number(self, *literals: Literal) -> int | None:
        """Return in how many resolutions all the literals hold, if that is none or all; None: in some."""
        if not self.is_possible(*literals):
            return 0
        return None if self.is_possible(~self.space.all_of(literals)) else self.resolutions

    def is_possible(self, *literals: Literal) -> bool:
        """Return whether all the literals hold in some resolution."""
        return self.space.logic.is_possible(*literals, deadline=self.deadline)

    def verification(self) -> DraftVerification:
        """Return who can sign some, none or all of the resolutions."""
        shown = self.example
        outright = (literal for meaning in self.space.meanings for literal in _outright(meaning))
        return DraftVerification(
            deal=str(self.deal.id),
            title=str(self.deal.title),
            file=self.file,
            resolutions=self.resolutions,
            acceptable=self._counted(self.number(self.acceptable), self.positions),
            without_reservations=self.number(*outright),
            verdicts=tuple(map(self._verdict, self.positions, self.space.meanings)),
            place=self.deal.place,
            engine=SOLVER,
            uncounted=self.why,
            example=None if shown is None else resolved(self.deal, self.draft, shown),
        )

    def _counted(self, number: int | None, positions: Sequence[Position]) -> int | None:
        """Return a number that is known; or else how many resolutions some rulesets accept, if that can be counted."""
        if number is not None:
            return number
        try:
            return self.count([position.program for position in positions])
        except EngineError as error:
            self.why = f"{self.why}; {error}"
            self.count = lambda _programs: None
            return None

    def _verdict(self, position: Position, meaning: Meaning) -> DraftVerdict:
        broken = {name: self.number(~meaning.kept(name)) for name in position.program.bottom_lines}
        return DraftVerdict(
            **position.head,
            resolutions=self.resolutions,
            acceptable=self._counted(self.number(*meaning.demands()), [position]),
            without_reservations=self.number(*_outright(meaning)),
            broken={name: number for name, number in broken.items() if number != 0},
            below_reservation=self.number(~meaning.worth_signing()),
        )


def _outright(meaning: Meaning) -> Iterable[Literal]:
    return [meaning.worth_signing(), *meaning.all_kept()]
