"""The zone of possible agreement of a small draft: every resolution is tried, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from dealcheck.engines.claims import Demand
from dealcheck.engines.columns.cells import Array, Cells, kind_for, weighed
from dealcheck.engines.columns.frontier import frontier
from dealcheck.engines.columns.space import Columns
from dealcheck.engines.default import COLUMNS
from dealcheck.engines.judged import OpenBracket
from dealcheck.engines.zones.bargaining import EfficientOutcome, marked
from dealcheck.engines.zones.choices import drawn_ranks
from dealcheck.engines.zones.counted import CountedDraft
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.program import Program
from dealcheck.numbers import unscaled


class ColumnZone(CountedDraft):
    """A draft and the rulesets that judge it, counted by trying all resolutions."""

    space: Columns

    def make_space(self, draft: Draft, programs: Sequence[Program], deadline: float | None) -> Columns:
        """Return the resolutions as cells."""
        return Columns(draft, programs, deadline=deadline)

    @property
    def engine(self) -> str:
        """What answers."""
        return COLUMNS

    @cached_property
    def acceptable(self) -> Cells:
        """The resolutions that no ruleset rejects."""
        return Cells(self._unmet == 0) & self.space.everything

    @cached_property
    def _unmet(self) -> Array:
        """How many demands each cell does not meet."""
        return sum(((~demand.met).holds.astype(np.int32) for demand in self.demands), start=np.zeros((), np.int32))

    def number(self, *formulas: Cells) -> int:
        """Return in how many resolutions all the formulas hold."""
        self.space.check_time()
        return self.space.count(self.space.all_of(formulas))

    def alone(self, demand: Demand) -> int:
        """Return how many resolutions meet every demand but one."""
        return self.number(Cells(self._unmet == 1), ~demand.met)

    def shares(self, brackets: Sequence[OpenBracket]) -> Iterator[list[int | None]]:
        """Yield for each bracket how many acceptable resolutions settle it in each way."""
        for bracket in brackets:
            is_open = self.space.is_open(bracket.of) if bracket.kind == "article" else self.space.is_in[bracket.of]
            inside = self.number(self.acceptable, is_open)
            variable = self.space.axes.by_key.get((bracket.kind, bracket.of, bracket.place))
            taken = [inside] if variable is None else self.space.shares(self.acceptable & is_open, variable)
            if bracket.kind == "in":
                taken = [self.number(self.acceptable, ~is_open), inside]
            yield [sum(taken[run] for run in way) for way in bracket.ways]

    def drawn(self, count: int, seed: int) -> list[Choice]:
        """Return up to `count` different acceptable resolutions, each as likely as any other, by `seed`."""
        acceptable = self.number(self.acceptable)
        below = self._below() if count and acceptable else []
        return [self._at(below, rank) for rank in drawn_ranks(acceptable, count, seed)]

    def _below(self) -> list[Array]:
        """Return for each variable, and the values of those before it, how many ways there are for the others."""
        most, ways = 1, np.broadcast_to(self.space.everywhere(self.acceptable.holds), self.space.shape)
        below = [ways]
        for variable in reversed(self.space.axes.all):
            most *= variable.size
            below.append(weighed(below[-1], variable, kind_for(most)))
        return below[-2::-1]

    def _at(self, below: Sequence[Array], rank: int) -> Choice:
        """Return the resolution with so many before it, in the order of the values of the first variable, and so on."""
        values: list[int] = []
        cell: tuple[int, ...] = ()
        for variable, ways in zip(self.space.axes.all, below):
            for run, (first, width) in enumerate(zip(variable.firsts, variable.widths)):
                each = int(ways[(*cell, run)])
                if rank < width * each:
                    values.append(first + rank // each)
                    cell, rank = (*cell, run), rank % each
                    break
                rank -= width * each
        return self.space.axes.choice(values)

    def efficient(self) -> list[EfficientOutcome]:
        """Return the efficient outcomes over the score sheets that there are, in descending order of the scores."""
        sheets = [meaning for meaning in self.space.meanings if meaning.program.keeps_score]
        shape = self.space.shape
        cells = np.flatnonzero(np.broadcast_to(self.space.everywhere(self.acceptable.holds), shape))
        if not sheets or not len(cells):
            return []
        scores = [np.broadcast_to(self.space.everywhere(each.score), shape).reshape(-1)[cells] for each in sheets]
        outcomes = [
            EfficientOutcome(
                tuple(unscaled(number, sheet.places) for number, sheet in zip(point, sheets)),
                resolutions,
                self._first_in(int(cells[place])),
            )
            for point, resolutions, place in frontier(scores, self._widths(cells))
        ]
        return marked(outcomes, [meaning.program for meaning in sheets])

    def _widths(self, cells: Array) -> Array:
        """Return how many resolutions each of some cells stands for."""
        widths: Array = np.ones(len(cells), dtype=np.int64)
        for variable, runs in zip(self.space.axes.all, np.unravel_index(cells, self.space.shape or (1,))):
            if variable.size > len(variable.firsts):
                widths = widths.astype(kind_for(self.resolutions)) * np.array(variable.widths)[runs]
        return widths

    def _first_in(self, cell: int) -> Choice:
        """Return the first of the resolutions that a cell stands for."""
        runs = map(int, np.unravel_index(cell, self.space.shape or (1,)))
        return self.space.axes.choice([each.firsts[run] for each, run in zip(self.space.axes.all, runs)])
