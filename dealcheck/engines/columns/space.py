"""All resolutions of a draft in arrays: each choice is an axis, and a formula says of each cell whether it holds there.

A cell stands for the resolutions that make the choices of its place; there is more than one where values of a range
are not told apart. A formula is a boolean array that broadcasts over the axes of the choices it does not look at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
import numpy.typing as npt

from dealcheck.engines.combining import Timing
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.runs import told_apart
from dealcheck.engines.sums import Addend, in_wholes
from dealcheck.engines.zones.choices import Choices, Variable
from dealcheck.errors import check_deadline
from dealcheck.language import program as p

Array = npt.NDArray[Any]
_WHOLE = 1 << 62
"""Whole numbers below this, and sums of two of them, are counted in 64 bits; beyond that as Python counts."""


class Cells:
    """A set of resolutions: the cells that hold."""

    __slots__ = ("holds",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, holds: Any) -> None:
        self.holds: Array = np.asarray(holds)

    def __and__(self, other: Cells) -> Cells:
        return Cells(self.holds & other.holds)

    def __or__(self, other: Cells) -> Cells:
        return Cells(self.holds | other.holds)

    def __invert__(self) -> Cells:
        return Cells(~self.holds)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cells) and bool((self.holds == other.holds).all())

    def ite(self, then: Cells, otherwise: Cells) -> Cells:
        """Return the cells of `then` where this holds, and those of `otherwise` where it does not."""
        return Cells(np.where(self.holds, then.holds, otherwise.holds))


class Axes(Choices):
    """The choices of a draft as axes, in their order."""

    true = Cells(True)
    false = Cells(False)

    def among_some(self, variable: Variable, runs: frozenset[int]) -> Cells:
        """Return where a variable takes a value of some of its runs."""
        holds = np.zeros(len(variable.firsts), dtype=bool)
        holds[list(runs)] = True
        return Cells(self.along(variable, holds))

    def any_value(self, variable: Variable) -> Cells:
        """Return all cells: they have values alone."""
        return self.true

    def along(self, variable: Variable, values: Any) -> Array:
        """Return something for each run of a variable, along its axis."""
        return np.reshape(values, [-1 if each is variable else 1 for each in self.all])


class Columns:
    """The resolutions of a draft, as cells. `deadline`: when to give up, by raising TimeLimitError."""

    def __init__(
        self,
        draft: p.Draft,
        programs: Sequence[p.Program],
        order: Sequence[int],
        *,
        deadline: float | None = None,
    ) -> None:
        self.draft = draft = told_apart(draft, programs)
        self.deadline = deadline
        self.axes = Axes(draft, order)
        self.true, self.false = self.axes.true, self.axes.false
        self.shape = tuple(len(variable.firsts) for variable in self.axes.all)
        self.is_in: list[Cells] = [self.axes.is_in(number) for number in range(len(draft.clauses))]
        self.everything: Cells = self.axes.well_formed()
        self.timing = Timing(self)
        self.meanings = [Meaning(self, program) for program in programs]

    def is_open(self, article: int) -> Cells:
        """Return where an article is to be decided."""
        cells: Cells = self.axes.is_open(article)
        return cells

    def field_among(self, number: int, place: int, runs: Collection[int]) -> Cells:
        """Return where a field of a provision has a value of some runs, all by their numbers; only if it is in."""
        cells: Cells = self.axes.among("field", number, place, runs)
        return cells

    def written_for(self, number: int, step: int) -> Cells:
        """Return where the steps of a provision, as it is written, have one among them; only if it is in."""
        times = self.draft.clauses[number].times
        return self.field_among(number, p.TIMES, [index for index, each in enumerate(times) if each >> step & 1])

    def all_of(self, formulas: Iterable[Cells]) -> Cells:
        """Return the cells in which all the formulas hold."""
        return reduce(and_, formulas, self.true)

    def any_of(self, formulas: Iterable[Cells]) -> Cells:
        """Return the cells in which some of the formulas hold."""
        return reduce(or_, formulas, self.false)

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
        most = 1
        for variable in reversed(self.axes.all):
            most *= variable.size
            ways = weighed(ways, variable, kind_for(most))
        return int(ways)

    def shares(self, cells: Cells, variable: Variable) -> list[int]:
        """Return how many resolutions some cells hold for each run of a variable."""
        place = self.axes.all.index(variable)
        ways = np.moveaxis(self.everywhere((cells & self.everything).holds), place, 0)
        most = variable.size
        for number, other in reversed(list(enumerate(self.axes.all))):
            if number != place:
                most *= other.size
                ways = weighed(ways, other, kind_for(most))
        return [
            int(share) * width for share, width in zip(np.broadcast_to(ways, len(variable.firsts)), variable.widths)
        ]

    def everywhere(self, values: Array) -> Array:
        """Return an array that has an axis for every choice."""
        return values if values.ndim else values.reshape((1,) * len(self.shape))

    def check_time(self) -> None:
        """Raise TimeLimitError when the deadline has passed."""
        check_deadline(
            self.deadline, "the time was up before all resolutions were counted; allow more with `--timeout`"
        )


def kind_for(*numbers: int) -> type:
    """Return how arrays hold whole numbers of this size, and sums of two of them: in 64 bits, or as Python does."""
    return np.int64 if all(abs(number) < _WHOLE for number in numbers) else np.object_


def sum_of(addends: Sequence[Sequence[tuple[Cells, int]]]) -> Array:
    """Return for each cell the sum of what holds there."""
    kind = kind_for(sum(max((abs(value) for _, value in addend), default=0) for addend in addends))
    nothing: Array = np.zeros((), dtype=kind)
    total = nothing
    for addend in addends:
        total = total + sum((cells.holds.astype(kind) * value for cells, value in addend), start=nothing)
    return np.asarray(total, dtype=kind)


def weighed(ways: Array, variable: Variable, kind: type) -> Array:
    """Return the sum of numbers of ways along the last axis, each times the values that it stands for."""
    if ways.shape[-1] == 1:
        return ways[..., 0].astype(kind) * variable.size
    if variable.size == len(variable.firsts):
        counted: Array = ways.sum(axis=-1, dtype=kind)
        return counted
    return np.asarray(ways.astype(kind) @ np.array(variable.widths, dtype=kind), dtype=kind)
