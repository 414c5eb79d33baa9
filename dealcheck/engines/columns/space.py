"""The resolutions of a draft in arrays of cells, and what programs say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from math import prod

import numpy as np

from dealcheck.engines.columns.cells import Array, Axes, Cells, kind_for, sum_of, weighed
from dealcheck.engines.columns.scoring import ScoredMeaning
from dealcheck.engines.diagrams.ordering import order_for
from dealcheck.engines.runs import told_apart
from dealcheck.engines.sums import Addend, in_wholes
from dealcheck.engines.zones.choices import Variable
from dealcheck.engines.zones.space import ChoiceSpace
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Draft


class Columns(ChoiceSpace):
    """The resolutions of a draft, as cells. `deadline`: when to give up, by raising TimeLimitError."""

    true: Cells
    everything: Cells
    meanings: list[ScoredMeaning]

    def __init__(self, draft: Draft, programs: Sequence[p.Program], *, deadline: float | None = None) -> None:
        draft = told_apart(draft, programs)
        # In the order that diagrams have too, so that both draw the same resolutions.
        self.axes = Axes(draft, order_for(draft, programs))
        super().__init__(self.axes, deadline)
        self.shape = tuple(len(variable.firsts) for variable in self.axes.all)
        self._are_single = all(variable.size == len(variable.firsts) for variable in self.axes.all)
        self.meanings = [ScoredMeaning(self, program) for program in programs]

    def sum_passes(
        self, addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
    ) -> Cells:
        """Return where a sum passes; only at `bounds` may `passes` change its answer."""
        self.check_time()
        wholes, ranges = in_wholes(addends, bounds, passes)
        lows = [low for low, _ in ranges[1:]]  # the first range begins below all sums
        total = sum_of(wholes)
        place: Array
        if kind_for(*lows) is np.int64 and total.dtype == np.int64:
            place = np.searchsorted(np.array(lows, dtype=np.int64), total, side="right")
        else:
            total, nothing = total.astype(object), np.zeros(total.shape, dtype=np.int64)
            place = sum((np.asarray(total >= low, dtype=np.int64) for low in lows), start=nothing)
        return Cells(np.array([answer for _, answer in ranges])[place])

    def count(self, cells: Cells) -> int:
        """Return how many resolutions some cells hold."""
        ways = self.everywhere((cells & self.everything).holds)
        if self._are_single:
            return int(np.count_nonzero(ways)) * self._not_looked_at(ways)
        most = 1
        for variable in reversed(self.axes.all):
            most *= variable.size
            ways = weighed(ways, variable, kind_for(most))
        return int(ways)

    def shares(self, cells: Cells, variable: Variable) -> list[int]:
        """Return how many resolutions some cells hold for each run of a variable."""
        place = self.axes.all.index(variable)
        ways = self.everywhere((cells & self.everything).holds)
        if self._are_single:
            others = tuple(number for number in range(ways.ndim) if number != place)
            free = self._not_looked_at(ways) // (len(variable.firsts) if ways.shape[place] == 1 else 1)
            counted = np.broadcast_to(np.count_nonzero(ways, axis=others), len(variable.firsts))
            return [int(share) * free for share in counted]
        ways = np.moveaxis(ways, place, 0)
        most = variable.size
        for number, other in reversed(list(enumerate(self.axes.all))):
            if number != place:
                most *= other.size
                ways = weighed(ways, other, kind_for(most))
        return [
            int(share) * width for share, width in zip(np.broadcast_to(ways, len(variable.firsts)), variable.widths)
        ]

    def _not_looked_at(self, ways: Array) -> int:
        """Return how many cells each of an array stands for: along the axes on which it does not depend."""
        return prod(size for size, own in zip(self.shape, ways.shape) if own == 1)

    def everywhere(self, values: Array) -> Array:
        """Return an array that has an axis for every choice."""
        return values if values.ndim else values.reshape((1,) * len(self.shape))
