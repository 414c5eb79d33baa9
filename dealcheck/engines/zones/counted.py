"""A draft whose resolutions are counted: what can be asked of it beside what is asked of every judged draft."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property

from dealcheck.answers.verdict import DraftVerification
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.judged import JudgedDraft
from dealcheck.engines.zones.bargaining import EfficientOutcome
from dealcheck.engines.zones.space import ChoiceSpace
from dealcheck.errors import shown, within_memory
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.position import Position
from dealcheck.language.program import Program
from dealcheck.model.deal import Deal


class CountedDraft(JudgedDraft):
    """A draft and the rulesets that judge it, counted within some memory, in bytes, until some deadline."""

    space: ChoiceSpace

    def __init__(
        self,
        deal: Deal,
        file: str,
        draft: Draft,
        positions: Sequence[Position],
        *,
        memory: int = DEFAULT_MEMORY,
        deadline: float | None = None,
    ) -> None:
        super().__init__(deal, file, positions)
        self.memory = memory
        with self.within_memory():
            self.space = self.make_space(draft, [position.program for position in positions], deadline)
        self.draft, self.meanings = self.space.draft, self.space.meanings

    @abstractmethod
    def make_space(self, draft: Draft, programs: Sequence[Program], deadline: float | None) -> ChoiceSpace:
        """Return the resolutions, as what counts them writes them."""

    @cached_property
    def resolutions(self) -> int:
        """How many resolutions the draft has."""
        return self.space.count(self.space.true)

    def within_memory(self) -> AbstractContextManager[None]:
        """Convert `MemoryError` to a `MemoryLimitError` that says what can be done about it."""
        return within_memory(f"`{shown(self.deal.id)}`", self.memory)

    def verification(self) -> DraftVerification:
        """Return how many resolutions each side can sign, and how many all can."""
        with self.within_memory():
            return super().verification()

    @abstractmethod
    def drawn(self, count: int, seed: int) -> list[Choice]:
        """Return up to `count` different acceptable resolutions, each as likely as any other, by `seed`."""

    @abstractmethod
    def efficient(self) -> list[EfficientOutcome]:
        """Return the efficient outcomes over the score sheets that there are, in descending order of the scores."""
