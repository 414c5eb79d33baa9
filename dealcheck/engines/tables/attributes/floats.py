"""Binary floats compared with decimals, exactly, when each stands for the shortest decimal that gives it.

Those decimals are in the order of the floats. So a float stands for at least some decimal if and only if it is no less
than the first float that does, which is looked for here, and the database compares floats alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import numpy as np


class Floats:
    """The floats of a column type: `float32` or `float64`."""

    def __init__(self, bits: int) -> None:
        self._kind: Any = np.float32 if bits == 32 else np.float64

    def compared(self, column: Any, check: str, value: Decimal) -> Any:
        """Return an expression for whether the decimals that a column's floats stand for pass a test."""
        least, most = self._least(value), self._most(value)
        if check == "equals":
            return column == _literal(least) if self._decimal(least) == value else ibis.literal(False)
        if check == "at-least":
            return column >= _literal(least)
        if check == "more-than":
            return column > _literal(most)
        if check == "at-most":
            return column <= _literal(most)
        return column < _literal(least)

    def _least(self, value: Decimal) -> Any:
        """Return the least float that stands for a number no less than the value."""
        nearest = self._nearest(value)
        while self._decimal(nearest) < value:
            nearest = self._next(nearest, np.inf)
        while self._decimal(self._next(nearest, -np.inf)) >= value:
            nearest = self._next(nearest, -np.inf)
        return nearest

    def _most(self, value: Decimal) -> Any:
        """Return the greatest float that stands for a number no more than the value."""
        least = self._least(value)
        return least if self._decimal(least) == value else self._next(least, -np.inf)

    def _nearest(self, value: Decimal) -> Any:
        with np.errstate(over="ignore"):
            return self._kind(float(value))

    def _next(self, number: Any, toward: float) -> Any:
        with np.errstate(over="ignore", under="ignore"):
            return np.nextafter(number, self._kind(toward))

    def _decimal(self, number: Any) -> Decimal:
        return Decimal(np.format_float_scientific(number, unique=True)) if np.isfinite(number) else Decimal(str(number))


def _literal(number: Any) -> Any:
    """Return a float for the database to parse from text: as a number, some would read a decimal and round."""
    text = repr(float(number)) if np.isfinite(number) else ("Infinity" if number > 0 else "-Infinity")
    return ibis.literal(text).cast("float64")
