"""The score of a program in every resolution: one array, whose issues lie along the axes of their fields."""

from __future__ import annotations

from decimal import ROUND_CEILING
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealcheck.engines.columns.cells import Array, Cells, kind_for
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.zones.bargaining import places_of_scores
from dealcheck.numbers import scaled, shifted

if TYPE_CHECKING:
    from dealcheck.engines.columns.space import Columns


class ScoredMeaning(Meaning):
    """What a program says; its score is summed up once, for all who ask."""

    space: Columns

    @cached_property
    def places(self) -> int:
        """How many digits after the point the score needs."""
        return places_of_scores([self.program])

    @cached_property
    def score(self) -> Array:
        """The score of each cell, in whole numbers: times 10^`places`."""
        self.space.check_time()
        worth = self.program.ruleset.worth
        entries = [(self.earned(name), [scaled(worth[name].points, self.places)]) for name in self.program.worth]
        scored = map(self.field_scored, self.program.issues)
        fields = [each for each in scored if each and each[2]]  # one without values is of a provision that can't be in
        points = [[scaled(each, self.places) for each in listed] for _, _, listed in fields]
        kind = kind_for(sum(max(map(abs, values), default=0) for values in (*points, *(own for _, own in entries))))
        total: Array = np.zeros((), dtype=kind)
        for holds, (value,) in entries:
            total = total + holds.holds.astype(kind) * value
        for (number, place, _), values in zip(fields, points):
            variable = self.space.axes.by_key.get(("field", number, place))
            along: Array = np.array(values, dtype=kind)
            along = along[0] if variable is None else self.space.axes.along(variable, along)
            total = total + self.space.is_in[number].holds.astype(kind) * along
        return np.asarray(total, dtype=kind)  # NumPy gives bare Python numbers for sums of single large ones

    @cached_property
    def _worth_signing(self) -> Cells:
        least = self.program.ruleset.reservation
        if least is None:
            return self.space.true
        whole = int(shifted(least, self.places).to_integral_value(ROUND_CEILING))
        score = self.score if kind_for(whole) is np.int64 else self.score.astype(object)
        return Cells(np.asarray(score >= whole, dtype=bool))
