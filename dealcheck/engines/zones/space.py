"""Spaces whose formulas are made of the choices of a draft: what they share, however the choices are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import and_, or_

from dealcheck.engines.combining import Timing
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.spaces import Formula, MakeTiming
from dealcheck.engines.zones.choices import Choices
from dealcheck.errors import check_deadline
from dealcheck.language.drafts.draft import TIMES


class ChoiceSpace(ABC):
    """The resolutions of a draft, as formulas of its choices.

    `deadline`: when to give up, by raising TimeLimitError, on the clock of `time.monotonic`. `timing`: makes what knows
    when provisions are in force.
    """

    meanings: Sequence[Meaning]
    """What the programs say of them."""

    def __init__(self, choices: Choices, deadline: float | None, timing: MakeTiming = Timing) -> None:
        self.draft = choices.draft
        self.deadline = deadline
        self._choices = choices
        self.true, self.false = choices.true, choices.false
        self.is_in: list[Formula] = [choices.is_in(number) for number in range(len(self.draft.clauses))]
        self.everything: Formula = choices.well_formed()
        self.timing = timing(self)

    @abstractmethod
    def count(self, formula: Formula) -> int:
        """Return in how many resolutions a formula holds."""

    def is_open(self, article: int) -> Formula:
        """Return where an article is to be decided."""
        return self._choices.is_open(article)

    def field_among(self, number: int, place: int, runs: Collection[int]) -> Formula:
        """Return where a field of a provision has a value of some runs, all by their numbers; only if it is in."""
        return self._choices.among("field", number, place, runs)

    def bits_of(self, number: int, place: int) -> list[Formula] | None:
        """Return the number of a field's value in bits, where it is wide."""
        return self._choices.bits_of(number, place)

    def written_for(self, number: int, step: int) -> Formula:
        """Return where the steps of a provision, as it is written, have one among them; only if it is in."""
        return self.field_among(number, TIMES, self.draft.clauses[number].times_at(step))

    def all_of(self, formulas: Iterable[Formula]) -> Formula:
        """Return the resolutions in which all the formulas hold, joined in their order."""
        return reduce(and_, formulas, self.true)

    def any_of(self, formulas: Iterable[Formula]) -> Formula:
        """Return the resolutions in which some of the formulas hold."""
        return reduce(or_, formulas, self.false)

    def check_time(self) -> None:
        """Raise TimeLimitError when the deadline has passed."""
        check_deadline(
            self.deadline, "the time was up before all resolutions were counted; allow more with `--timeout`"
        )
