"""The zone of possible agreement of a draft, as diagrams: what each side can sign, and what all can."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property

from dealcheck.answers.verdict import DraftVerdict, DraftVerification
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import Demand, all_demands
from dealcheck.engines.default import DIAGRAMS
from dealcheck.engines.diagrams.order_search import tried_space
from dealcheck.engines.diagrams.symbolic import DrawnMeaning, first_level
from dealcheck.engines.diagrams.variables import Function
from dealcheck.errors import shown, within_memory
from dealcheck.language.position import Position
from dealcheck.language.program import Draft
from dealcheck.model.deal import Deal
from dealcheck.progress import tell


class Zone:
    """A draft and the rulesets that judge it; `points`: whether scores will be asked for."""

    def __init__(
        self,
        deal: Deal,
        file: str,
        draft: Draft,
        positions: Sequence[Position],
        *,
        memory: int = DEFAULT_MEMORY,
        points: bool = False,
        deadline: float | None = None,
    ) -> None:
        self.deal = deal
        self.file = file
        self.draft = draft
        self.positions = positions
        self.memory = memory
        with self.within_memory():
            programs = [position.program for position in positions]
            self.space = tried_space(draft, programs, memory=memory, points=points, deadline=deadline)

    def within_memory(self) -> AbstractContextManager[None]:
        """Convert `MemoryError` to a `MemoryLimitError` that says what can be done about it."""
        return within_memory(f"`{shown(self.deal.id)}`", self.memory)

    @cached_property
    def acceptable(self) -> Function:
        """The resolutions that no ruleset rejects."""
        return self._met_before[-1]

    @cached_property
    def outright(self) -> Function:
        """The resolutions that all rulesets accept without reservations."""
        return self.space.join(
            kept for meaning in self.space.meanings for kept in (meaning.worth_signing(), *meaning.all_kept())
        )

    @cached_property
    def demands(self) -> list[Demand]:
        """All that must be met for no ruleset to reject, those that look furthest down the order first."""
        demands = all_demands(self.positions, self.space.meanings)
        return sorted(demands, key=lambda demand: first_level(demand.met), reverse=True)

    def only_against(self, demand: Demand) -> Function:
        """Return the resolutions that meet every demand but one."""
        number = self.demands.index(demand)
        ruled_out = self._met_before[number] & ~demand.met
        for each in self.demands[number + 1 :]:
            ruled_out = ruled_out & each.met
        return ruled_out

    @cached_property
    def _met_before(self) -> list[Function]:
        """For each demand the resolutions that meet all the demands before it."""
        joined = [self.space.everything]
        for number, demand in enumerate(self.demands):
            tell("joining demands", number, len(self.demands))
            self.space.check_time()
            joined.append(joined[-1] & demand.met)
        return joined

    def verification(self) -> DraftVerification:
        """Return how many resolutions each side can sign, and how many all can."""
        with self.within_memory():
            total = self.space.count(self.space.true)
            return DraftVerification(
                deal=str(self.deal.id),
                title=str(self.deal.title),
                file=self.file,
                resolutions=total,
                acceptable=self.space.count(self.acceptable),
                without_reservations=self.space.count(self.outright),
                verdicts=tuple(
                    self._verdict(position, meaning, total)
                    for position, meaning in zip(self.positions, self.space.meanings)
                ),
                place=self.deal.place,
                engine=DIAGRAMS,
            )

    def _verdict(self, position: Position, meaning: DrawnMeaning, total: int) -> DraftVerdict:
        count, join = self.space.count, self.space.join
        self.space.check_time()
        broken = {name: count(~meaning.kept(name)) for name in position.program.bottom_lines}
        return DraftVerdict(
            **position.head,
            resolutions=total,
            acceptable=count(join(meaning.demands())),
            without_reservations=count(join([meaning.worth_signing(), *meaning.all_kept()])),
            broken={name: number for name, number in broken.items() if number},
            below_reservation=count(~meaning.worth_signing()),
        )
