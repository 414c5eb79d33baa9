"""The efficient frontier of a diagram: sets of points that no others beat travel from the last choice to the first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.zones.bargaining import Vector, undominated

Gains = Mapping[int, Sequence[Vector]]
"""For some variables of a diagram, by number, what each run of values adds to each score."""
Front = Mapping[Vector, int]
"""Points that no others beat, each with the number of ways to reach it."""


class Frontier:
    """The points that choices can reach, told from each node of a diagram on.

    Of points that are beaten at a node, whatever comes before makes none that is not. So ways to reach one that is left
    lead through points that are left alone, and can be counted on the way.
    """

    def __init__(self, diagram: Diagram, gains: Gains, width: int, check: Callable[[], None] = lambda: None) -> None:
        """Walk over the diagram; `width`: how many scores there are. `check` is called now and then, and may raise."""
        self.diagram = diagram
        self.gains = gains
        self._check = check
        self._scored = sorted(gains)
        self._nothing = (0,) * width
        self._fronts: list[Front] = [{}, {self._nothing: 1}]
        self._above: dict[tuple[int, int], Front] = {}
        for at, branches in zip(diagram.at[2:], diagram.nodes[2:]):
            self._fronts.append(self._joined(at, (self._seen(branch, at + 1) for branch in branches)))

    def outcomes(self) -> Iterator[tuple[Vector, int, list[int]]]:
        """Yield the points that no others beat, in descending order: with the number of ways to each, and one way."""
        front, free = self._seen(self.diagram.root, 0)
        for total, ways in front.items():
            yield total, ways << free, self._way(total)

    def _joined(self, at: int, branches: Iterable[tuple[Front, int]]) -> Front:
        """Return the front where a variable branches to others, each with the bits that lie between and say nothing."""
        self._check()
        ways: dict[Vector, int] = {}
        for width, gain, (front, free) in zip(self.diagram.widths[at], self._gain(at), branches):
            for total, number in front.items():
                reached = tuple(a + b for a, b in zip(total, gain)) if gain is not self._nothing else total
                ways[reached] = ways.get(reached, 0) + (number * width << free)
        return {total: ways[total] for total in undominated(ways)}

    def _gain(self, at: int) -> Sequence[Vector]:
        return self.gains.get(at) or [self._nothing] * len(self.diagram.widths[at])

    def _seen(self, node: int, place: int) -> tuple[Front, int]:
        """Return the front of a node as it is seen from the variable `place` on, its own or one before that.

        What comes with it is the number of bits in between on which no points depend.
        """
        bits, front, at = self.diagram.bits_before, self._fronts[node], self.diagram.at[node]
        if not front:
            return front, 0
        passed_over = self._scored[bisect_left(self._scored, place) : bisect_left(self._scored, at)]
        for number in reversed(passed_over):
            if (node, number) not in self._above:
                below = (front, bits[at] - bits[number + 1])
                self._above[node, number] = self._joined(number, [below] * len(self.gains[number]))
            front, at = self._above[node, number], number
        return front, bits[at] - bits[place]

    def _way(self, total: Vector) -> list[int]:
        """Return values of all variables that reach a point of the front: the first in their order."""
        values, node = [], self.diagram.root
        for place in range(len(self.diagram.variables)):
            value, node, total = self._step(place, node, total)
            values.append(value)
        return values

    def _step(self, place: int, node: int, total: Vector) -> tuple[int, int, Vector]:
        """Return the first value of a variable that leads from a node to a point, where it leads, and what is left."""
        diagram, variable = self.diagram, self.diagram.variables[place]
        is_here = diagram.at[node] == place
        if not is_here and place not in self.gains:
            return 0, node, total
        branches = diagram.nodes[node] if is_here else [node] * len(variable.firsts)
        for value, gain, branch in zip(variable.firsts, self._gain(place), branches):
            left = tuple(a - b for a, b in zip(total, gain))
            if left in self._seen(branch, place + 1)[0]:
                return value, branch, left
        raise AssertionError("a point of the front that nothing leads to")
