"""A draft that rulesets judge: one answer, made of counts or of what is known without them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

import attrs

from dealcheck.answers import head_of
from dealcheck.answers.verdict import DraftVerdict, DraftVerification
from dealcheck.engines.claims import Demand, all_demands
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.spaces import Formula
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.position import Position
from dealcheck.language.resolutions import resolved
from dealcheck.model.deal import Deal

Number = int | None
"""How many resolutions; None: some of those that are asked about but not all, and they are not counted."""


@attrs.frozen
class OpenBracket:
    """A bracket of a draft: the options of an article, whether a provision is in, or a field of it, by its place.

    `ways`: how it can be settled, each by the numbers of what it stands for: options, runs of values, or 0 for out and
    1 for in.
    """

    kind: Literal["article", "in", "field"]
    of: int
    place: int
    ways: tuple[tuple[int, ...], ...]


class JudgedDraft(ABC):
    """A draft and the rulesets that judge it; how much is known of its resolutions is up to the space of a subclass."""

    draft: Draft
    """It, with its values told apart."""
    meanings: Sequence[Meaning]
    why: str = ""
    """Why resolutions are not counted; empty when they are."""

    def __init__(self, deal: Deal, file: str, positions: Sequence[Position]) -> None:
        self.deal = deal
        self.file = file
        self.positions = positions
        self.verdicts: dict[str, DraftVerdict] = {}
        """What is known of each side, by its ruleset, from when a verification began."""

    @property
    @abstractmethod
    def engine(self) -> str:
        """What answers, by the name that verifications give it."""

    @property
    @abstractmethod
    def resolutions(self) -> int:
        """How many resolutions the draft has."""

    @cached_property
    def demands(self) -> list[Demand]:
        """All that must be met for no ruleset to reject."""
        return all_demands(self.positions, self.meanings)

    @property
    def example(self) -> Choice | None:
        """Of what is not counted, a resolution that is acceptable to all."""
        return None

    @property
    @abstractmethod
    def acceptable(self) -> Formula:
        """The resolutions that no ruleset rejects."""

    @abstractmethod
    def number(self, *formulas: Formula) -> Number:
        """Return in how many resolutions all the formulas hold."""

    @abstractmethod
    def shares(self, brackets: Sequence[OpenBracket]) -> Iterator[list[Number]]:
        """Yield for each bracket how many acceptable resolutions settle it in each way."""

    @abstractmethod
    def alone(self, demand: Demand) -> Number:
        """Return how many resolutions meet every demand but one."""

    def signed(self, positions: Sequence[Position], formulas: Iterable[Formula]) -> Number:
        """Return how many resolutions some rulesets all accept, which are those where the formulas hold."""
        return self.number(*formulas)

    def outright(self) -> list[Formula]:
        """Return what must hold for all rulesets to accept without reservations."""
        return [formula for meaning in self.meanings for formula in _outright(meaning)]

    def verification(self) -> DraftVerification:
        """Return how many resolutions each side can sign, which takes less, and then how many all can."""
        for position, meaning in zip(self.positions, self.meanings):
            self.verdicts[str(position.ruleset.id)] = self.verdict(position, meaning)
        return DraftVerification(
            **head_of(self.deal, self.file),
            resolutions=self.resolutions,
            acceptable=self.signed(self.positions, [self.acceptable]),
            without_reservations=self.number(*self.outright()),
            verdicts=tuple(self.verdicts.values()),
            engine=self.engine,
            uncounted=self.why,
            example=None if self.example is None else resolved(self.deal, self.draft, self.example),
        )

    def verdict(self, position: Position, meaning: Meaning) -> DraftVerdict:
        """Return how many resolutions one side can sign."""
        broken = {name: self.number(~meaning.kept(name)) for name in position.program.bottom_lines}
        return DraftVerdict(
            **position.head,
            resolutions=self.resolutions,
            acceptable=self.signed([position], meaning.demands()),
            without_reservations=self.number(*_outright(meaning)),
            broken={name: number for name, number in broken.items() if number != 0},
            below_reservation=self.number(~meaning.worth_signing()),
        )


def _outright(meaning: Meaning) -> list[Formula]:
    return [meaning.worth_signing(), *meaning.all_kept()]
