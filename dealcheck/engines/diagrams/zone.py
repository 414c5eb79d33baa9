"""The zone of possible agreement of a draft, as diagrams: what each side can sign, and what all can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from dealcheck.engines.claims import Demand
from dealcheck.engines.default import DIAGRAMS
from dealcheck.engines.diagrams.bargain import efficient_outcomes
from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.order_search import tried_space
from dealcheck.engines.diagrams.symbolic import Space, first_level
from dealcheck.engines.diagrams.variables import Function
from dealcheck.engines.judged import OpenBracket
from dealcheck.engines.zones.bargaining import EfficientOutcome
from dealcheck.engines.zones.counted import CountedDraft
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.program import Program
from dealcheck.progress import tell


class Zone(CountedDraft):
    """A draft and the rulesets that judge it, counted by diagrams."""

    space: Space

    def make_space(self, draft: Draft, programs: Sequence[Program], deadline: float | None) -> Space:
        """Return the resolutions as diagrams."""
        return tried_space(draft, programs, memory=self.memory, deadline=deadline)

    @property
    def engine(self) -> str:
        """What answers."""
        return DIAGRAMS

    @property
    def acceptable(self) -> Function:
        """The resolutions that no ruleset rejects."""
        return self._met_before[-1]

    @cached_property
    def _ordered(self) -> list[Demand]:
        """The demands as they are joined: those that look furthest down the order first."""
        return sorted(self.demands, key=lambda demand: first_level(demand.met), reverse=True)

    @cached_property
    def diagram(self) -> Diagram:
        """The resolutions that no ruleset rejects, laid out."""
        return Diagram(self.acceptable, self.space.variables.all, self.space.check_time)

    def number(self, *formulas: Function) -> int:
        """Return in how many resolutions all the diagrams hold."""
        self.space.check_time()
        return self.space.count(self.space.join(formulas))

    def alone(self, demand: Demand) -> int:
        """Return how many resolutions meet every demand but one."""
        number = self._ordered.index(demand)
        ruled_out = self._met_before[number] & ~demand.met
        for each in self._ordered[number + 1 :]:
            ruled_out = ruled_out & each.met
        return self.space.count(ruled_out)

    def shares(self, brackets: Sequence[OpenBracket]) -> Iterator[list[int | None]]:
        """Yield for each bracket how many acceptable resolutions settle it in each way."""
        acceptable = self.diagram.count()
        variables = self.space.variables.all
        shares = {(each.kind, each.of, each.place): share for each, share in zip(variables, self.diagram.shares())}
        for bracket in brackets:
            taken = shares.get((bracket.kind, bracket.of, bracket.place), [acceptable])
            is_open = self.space.is_open(bracket.of) if bracket.kind == "article" else self.space.is_in[bracket.of]
            inside = self.space.count(self.acceptable & is_open)
            out = acceptable - inside
            # What is not to be settled has the value number 0.
            taken = [out, inside] if bracket.kind == "in" else [taken[0] - out, *taken[1:]]
            yield [sum(taken[value] for value in way) for way in bracket.ways]

    @cached_property
    def _met_before(self) -> list[Function]:
        """For each demand the resolutions that meet all the demands before it."""
        joined = [self.space.everything]
        for number, demand in enumerate(self._ordered):
            tell("joining demands", number, len(self._ordered))
            self.space.check_time()
            joined.append(joined[-1] & demand.met)
        return joined

    def drawn(self, count: int, seed: int) -> list[Choice]:
        """Return up to `count` different acceptable resolutions, each as likely as any other, by `seed`."""
        return list(map(self.space.variables.choice, self.diagram.drawn(count, seed)))

    def efficient(self) -> list[EfficientOutcome]:
        """Return the efficient outcomes over the score sheets that there are, in descending order of the scores."""
        return [] if self.acceptable == self.space.false else efficient_outcomes(self.space, self.memory)
