"""Sets of resolutions as arrays: each choice is an axis, and a formula says of each cell whether it holds there.

A cell stands for the resolutions that make the choices of its place; there is more than one where values of a range
are not told apart. A formula is a boolean array that broadcasts over the axes of the choices it does not look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dealcheck.engines.zones.choices import Choices, Variable

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

    def bit(self, variable: Variable, place: int) -> Cells:
        """Return where a bit of a variable's value is set."""
        return Cells(self.along(variable, np.arange(variable.size) >> (variable.bits - 1 - place) & 1 == 1))

    def any_value(self, variable: Variable) -> Cells:
        """Return all cells: they have values alone."""
        return self.true

    def along(self, variable: Variable, values: Any) -> Array:
        """Return something for each run of a variable, along its axis."""
        return np.reshape(values, [-1 if each is variable else 1 for each in self.all])


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
