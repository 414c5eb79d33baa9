"""The plot of efficient outcomes, measured out for a drawing in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import floor, log10

import attrs

from dealcheck.numbers import number_text
from dealcheck.reports.figures import Plot, PlotPoint

WIDTH, HEIGHT = 640, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 24, 20, 60
_TICKS = 6
_MOST_POINTS = 2_000
"""So many outcomes are drawn; more could not be told apart."""


@attrs.frozen
class Tick:
    """A number on an axis, and where it stands in the drawing."""

    at: float
    text: str


@attrs.frozen
class Dot:
    """An outcome and where it stands; `number`: its place among all outcomes."""

    x: float
    y: float
    number: int
    point: PlotPoint


@attrs.frozen
class Drawing:
    """Everything that the drawing holds, in its own measure."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def drawn(plot: Plot) -> Drawing:
    """Return where all that is in a plot stands; of very many outcomes some, those with a name always."""
    xs, ys = _Scale([point.x for point in plot.points]), _Scale([point.y for point in plot.points])
    every = max(1, len(plot.points) // _MOST_POINTS)
    dots = (
        Dot(_LEFT + xs.part(point.x) * (WIDTH - _LEFT - _RIGHT), _up(ys.part(point.y)), number, point)
        for number, point in enumerate(plot.points)
        if number % every == 0 or point.name
    )
    across = tuple(Tick(_LEFT + part * (WIDTH - _LEFT - _RIGHT), text) for part, text in xs.ticks())
    return Drawing(across, tuple(Tick(_up(part), text) for part, text in ys.ticks()), tuple(dots))


def _up(part: float) -> float:
    return HEIGHT - _BOTTOM - part * (HEIGHT - _TOP - _BOTTOM)


class _Scale:
    """An axis from a round number below all values to one above them."""

    def __init__(self, values: Sequence[Decimal]) -> None:
        low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
        self.step = _round_step((high - low) / _TICKS)
        self.low = (low // self.step - (low % self.step < 0)) * self.step
        count = int(-((self.low - high) // self.step))
        self.high = self.low + self.step * max(count + (self.low + self.step * count < high), 1)

    def part(self, value: Decimal) -> float:
        """Return where a value stands on the axis, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low))

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield where each round number stands, and the number."""
        for number in range(int((self.high - self.low) / self.step) + 1):
            value = self.low + self.step * number
            yield self.part(value), number_text(value)


def _round_step(least: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, the first that is not below a number."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(10) ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
