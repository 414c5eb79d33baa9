"""What is known of a draft without counting: who can sign all, some or none of its resolutions, and an example."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from dealcheck.answers.verdict import DraftVerdict
from dealcheck.engines.claims import Demand
from dealcheck.engines.default import DIAGRAMS, SOLVER
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.engines.judged import JudgedDraft, Number, OpenBracket
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.solver.best import Best, example
from dealcheck.engines.solver.logic import Deadline, Literal, Model
from dealcheck.engines.solver.space import Space
from dealcheck.errors import EngineError, TimeLimitError
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.position import Position
from dealcheck.language.program import Program
from dealcheck.model.deal import Deal

_BEST_SECONDS = 2.0
"""How long to look for the resolution of the fewest provisions before any will do."""
_MOST_MODELS = 32
"""So many resolutions are kept: what holds in one of them is not looked for again."""


class Known(JudgedDraft):
    """A draft and the rulesets that judge it, asked of the solver, which does not count.

    `why` its resolutions are not counted. Other means may be at hand: `counted_verdict` for all that one side is asked,
    `count` for how many resolutions some programs accept; both return None where they can't. What was found is kept, so
    that asking again, with another `deadline`, costs nothing.
    """

    def __init__(self, deal: Deal, file: str, draft: Draft, positions: Sequence[Position], why: str = "") -> None:
        super().__init__(deal, file, positions)
        self.why = why
        self.count: Callable[[Sequence[Program]], int | None] = lambda _programs: None
        self.counted_verdict: Callable[[Position], DraftVerdict | None] = lambda _position: None
        self.space = Space(draft, [position.program for position in positions])
        self.draft, self.meanings = self.space.draft, self.space.meanings
        self._possible: dict[frozenset[Literal], bool] = {}
        self._models: deque[Model] = deque(maxlen=_MOST_MODELS)

    @property
    def engine(self) -> str:
        """What answers: diagrams, where all is counted."""
        return SOLVER if self.why else DIAGRAMS

    @property
    def deadline(self) -> Deadline:
        """When to give up, by raising TimeLimitError."""
        return self.space.deadline

    @deadline.setter
    def deadline(self, deadline: Deadline) -> None:
        self.space.deadline = deadline

    @cached_property
    def resolutions(self) -> int:
        """How many resolutions the draft has."""
        return number_of_resolutions(self.draft)

    @cached_property
    def acceptable(self) -> Literal:
        """Where no ruleset rejects."""
        return self.space.all_of(demand.met for demand in self.demands)

    @cached_property
    def example(self) -> Choice | None:
        """A resolution acceptable to all, of the fewest provisions if that is soon proven; None when there is none."""
        if not self.is_possible(self.acceptable):
            return None
        soon = time.monotonic() + _BEST_SECONDS
        try:
            return Best(self.space, self.demands, [[(is_in, 1) for is_in in self.space.is_in]], deadline=soon).next()
        except TimeLimitError:
            self.space.logic.forget_costs()
            return example(self.space, self.demands, deadline=self.deadline)
        finally:
            self.space.logic.forget_costs()

    def number(self, *literals: Literal) -> Number:
        """Return in how many resolutions all the literals hold, if that is none or all; None: in some."""
        if not self.is_possible(*literals):
            return 0
        seen_otherwise = any(model.knows(each) and not model.holds(each) for model in self._models for each in literals)
        return None if seen_otherwise or self.is_possible(~self.space.all_of(literals)) else self.resolutions

    def is_possible(self, *literals: Literal) -> bool:
        """Return whether all the literals hold in some resolution."""
        key = frozenset(literals)
        if key not in self._possible:
            seen = any(all(model.knows(each) and model.holds(each) for each in key) for model in self._models)
            self._possible[key] = seen or self._model(key) is not None
        return self._possible[key]

    def verdict(self, position: Position, meaning: Meaning) -> DraftVerdict:
        """Return how many resolutions one side can sign, as far as that is known or can be counted."""
        return self.counted_verdict(position) or super().verdict(position, meaning)

    def signed(self, positions: Sequence[Position], formulas: Iterable[Literal]) -> Number:
        """Return how many resolutions some rulesets all accept, if that is known or can be counted."""
        number = self.number(*formulas)
        if number is not None:
            return number
        try:
            return self.count([position.program for position in positions])
        except EngineError as error:
            self.why = f"{self.why}; {error}"
            self.count = lambda _programs: None
            return None

    def alone(self, demand: Demand) -> Number:
        """Return 0 when no resolution meets every demand but one; None: some do."""
        others = [other.met for other in self.demands if other is not demand]
        return None if self.is_possible(~demand.met, *others) else 0

    def shares(self, brackets: Sequence[OpenBracket]) -> Iterator[list[Number]]:
        """Yield for each bracket and way 0 when no acceptable resolution settles it so; None: some do."""
        ways = [[self._settled(bracket, way) for way in bracket.ways] for bracket in brackets]
        taken = self._taken(literal for literals in ways for literal in literals)
        for literals in ways:
            yield [None if literal in taken else 0 for literal in literals]

    def _settled(self, bracket: OpenBracket, way: Iterable[int]) -> Literal:
        """Return where a bracket is settled in one way."""
        is_in = self.space.is_in
        if bracket.kind == "in":
            return self.space.any_of(is_in[bracket.of] if value else ~is_in[bracket.of] for value in way)
        if bracket.kind == "article":
            return self.space.any_of(self.space.articles[bracket.of][value] for value in way)
        values = self.space.field(bracket.of, bracket.place)
        return is_in[bracket.of] & self.space.any_of(values[value] for value in way)

    def _taken(self, literals: Iterable[Literal]) -> set[Literal]:
        """Return which of some literals hold in some acceptable resolution.

        Each search is for a resolution in which one of them holds that was not seen to hold yet.
        """
        left, taken = set(literals), set[Literal]()
        while left:
            model = self._model([self.acceptable, self.space.any_of(left)])
            if model is None:
                break
            seen = {literal for literal in left if model.holds(literal)}
            taken |= seen
            left -= seen
        return taken

    def _model(self, literals: Iterable[Literal]) -> Model | None:
        """Return a resolution where all the literals hold; None when there is none."""
        model = self.space.logic.solve(literals, deadline=self.deadline)
        if not isinstance(model, Model):
            return None
        self._models.appendleft(model)
        return model
