"""Diagrams laid out flat, and what is read off them: numbers, samples, the efficient frontier.

A diagram of OxiDD decides bit by bit. Laid out, it decides variable by variable: each node belongs to one choice and
has one branch for each value of it, and branches lead to later choices, to 1 (holds) or to 0 (does not). Everything
below is one walk over the nodes, from the last choice to the first or back, so it costs as much as the diagram is
large, however many resolutions it holds.

A branch may jump over choices that do not matter there; then each value of such a choice is as good as any other, and
as every way of making a choice counts once, their number is a power of two.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from dealcheck.engines.diagrams.variables import Function, Variable
from dealcheck.progress import tell

_TOLD_EVERY = 10_000
Vector = tuple[int, ...]
N = TypeVar("N")


class Diagram:
    """A diagram laid out over variables; `nodes[i]` belongs to variable `at[i]` and branches to `nodes[i][run]`.

    Nodes 0 and 1 are the ends; every other node comes after those it branches to.
    """

    def __init__(self, function: Function, variables: Sequence[Variable]) -> None:
        self.variables = tuple(variables)
        end = len(self.variables)
        self.at = [end, end]
        self.nodes: list[tuple[int, ...]] = [(), ()]
        levels = [number for number, each in enumerate(self.variables) for _ in range(each.bits)]
        self.widths = [each.widths for each in self.variables]
        self._bits = [0]  # how many bits the variables before each take
        for variable in self.variables:
            self._bits.append(self._bits[-1] + variable.bits)
        self.root = self._lay_out(function, levels)

    def _lay_out(self, function: Function, levels: Sequence[int]) -> int:
        number_of: dict[Function, int] = {}
        branches: dict[Function, list[Function]] = {}
        waiting = [function]
        while waiting:
            node = waiting[-1]
            if node in number_of:
                waiting.pop()
                continue
            level = node.node_level()
            if level is None:
                number_of[node] = int(node.satisfiable())
                continue
            if node not in branches:
                variable = self.variables[levels[level]]
                branches[node] = _branches(node, variable)
                waiting += [branch for branch in branches[node] if branch not in number_of]
                continue
            waiting.pop()
            if not len(self.nodes) % _TOLD_EVERY:
                tell("laying out the diagram, nodes:", len(self.nodes))
            number_of[node] = len(self.nodes)
            self.at.append(levels[level])
            self.nodes.append(tuple(number_of[branch] for branch in branches.pop(node)))
        return number_of[function]

    def _free_bits(self, node: int, after: int) -> int:
        """Return how many bits lie between a variable and the variable of a node that it branches to."""
        return self._bits[self.at[node]] - self._bits[after + 1]

    def count(self) -> int:
        """Return how many ways there are to make the choices."""
        return self._below()[self.root] << self._bits[self.at[self.root]]

    def _below(self) -> list[int]:
        """Return for each node in how many ways the choices from its own on can be made."""
        below = [0, 1]
        for at, branches in zip(self.at[2:], self.nodes[2:]):
            pairs = zip(self.widths[at], branches)
            below.append(sum(width * below[branch] << self._free_bits(branch, at) for width, branch in pairs))
        return below

    def shares(self) -> list[list[int]]:
        """Return for each variable and run of values the number of ways to make the choices that take one of them."""
        below = self._below()
        total = below[self.root] << self._bits[self.at[self.root]]
        above = [0] * len(self.nodes)
        above[self.root] = 1 << self._bits[self.at[self.root]]
        shares = [[0] * len(widths) for widths in self.widths]
        for node in range(len(self.nodes) - 1, 1, -1):
            at, ways = self.at[node], above[node]
            for run, (width, branch) in enumerate(zip(self.widths[at], self.nodes[node])):
                if ways and branch:
                    free = self._free_bits(branch, at)
                    above[branch] += ways * width << free
                    shares[at][run] += ways * width * below[branch] << free
        for number, variable in enumerate(self.variables):
            passed_over = total - sum(shares[number])  # no node asks: each value in as many ways as any other
            each = passed_over >> variable.bits
            shares[number] = [share + each * width for share, width in zip(shares[number], self.widths[number])]
        return shares

    def sample(self, generator: random.Random) -> Iterator[list[int]]:
        """Yield values for all variables, again and again, each way of choosing as likely as any other.

        Raises ValueError when there is none.
        """
        below = self._below()
        if not below[self.root]:
            raise ValueError("there is nothing to draw from")
        while True:
            values = [generator.getrandbits(variable.bits) for variable in self.variables]
            node = self.root
            while node > 1:
                at = self.at[node]
                pairs = zip(self.widths[at], self.nodes[node])
                weights = [width * below[each] << self._free_bits(each, at) for width, each in pairs]
                run = _drawn(weights, generator.randrange(sum(weights)))
                values[at] = self.variables[at].firsts[run] + generator.randrange(self.widths[at][run])
                node = self.nodes[node][run]
            yield values

    def drawn(self, count: int, seed: int) -> list[list[int]]:
        """Return up to `count` different choices: a value for each variable."""
        wanted = min(count, self.count())
        choices: dict[tuple[int, ...], None] = {}
        draws = self.sample(random.Random(seed)) if wanted else iter(())
        while len(choices) < wanted:
            choices[tuple(next(draws))] = None
        return [list(values) for values in choices]

    def frontier(self, gains: dict[int, Vector], width: int) -> list[tuple[Vector, int, list[int]]]:
        """Return the totals that no other beats in every respect, each with the number of ways to reach it, and one.

        `gains` gives for variables of two values what value 1 adds, a vector of `width` numbers. The other choices
        must decide these variables. Totals stand in descending order.
        """
        # Of totals that are beaten at a node, whatever comes before makes none that is not. So ways to reach one that
        # is left lead through totals that are left alone, and can be counted on the way.
        fronts: list[dict[Vector, int]] = [{}, {(0,) * width: 1}]
        for at, branches in zip(self.at[2:], self.nodes[2:]):
            gain = gains.get(at)
            ways: dict[Vector, int] = {}
            for run, (width, branch) in enumerate(zip(self.widths[at], branches)):
                free = self._free_bits(branch, at) if branch else 0
                for total, number in fronts[branch].items():
                    reached = _plus(total, gain) if gain and run else total
                    ways[reached] = ways.get(reached, 0) + (number * width << free)
            fronts.append({total: ways[total] for total in undominated(ways)})
        first = self._bits[self.at[self.root]]
        totals = fronts[self.root].items()
        return [(total, number << first, self._reaching(total, fronts, gains)) for total, number in totals]

    def _reaching(self, total: Vector, fronts: Sequence[Collection[Vector]], gains: dict[int, Vector]) -> list[int]:
        """Return values that reach a total of the frontier."""
        values = [0] * len(self.variables)
        node = self.root
        while node > 1:
            gain = gains.get(self.at[node])
            variable = self.variables[self.at[node]]
            for first, branch in zip(variable.firsts, self.nodes[node]):
                left = _minus(total, gain) if gain and first else total
                if left in fronts[branch]:
                    values[self.at[node]], node, total = first, branch, left
                    break
        return values


def _branches(node: Function, variable: Variable) -> list[Any]:
    """Return where a node leads for each run of values of its variable."""
    if len(variable.firsts) == variable.size:
        return _expand(node, variable.level, variable.bits)[: variable.size]
    return [_followed(node, variable, first) for first in variable.firsts]


def _followed(node: Function, variable: Variable, value: int) -> Any:
    """Return where a node leads for one value of its variable."""
    for place in range(variable.bits):
        if node.node_level() == variable.level + place:
            high, low = node.cofactors()
            node = high if value >> (variable.bits - 1 - place) & 1 else low
    return node


def _expand(node: Function, level: int, bits: int) -> list[Any]:
    """Return where a node leads for each combination of the bits from a level on."""
    if not bits:
        return [node]
    if node.node_level() == level:
        high, low = node.cofactors()
        return _expand(low, level + 1, bits - 1) + _expand(high, level + 1, bits - 1)
    half = _expand(node, level + 1, bits - 1)
    return half + half


def _drawn(weights: Sequence[int], at: int) -> int:
    for value, weight in enumerate(weights):
        if at < weight:
            return value
        at -= weight
    raise AssertionError("drawn beyond the total")


def undominated(vectors: Iterable[Vector]) -> list[Vector]:
    """Return the vectors that no other one equals or exceeds in every respect, in descending order.

    In descending order no vector is beaten by one that comes after it. So of two numbers the second alone decides, and
    of three the two others, which make up a staircase.
    """
    ordered = sorted(set(vectors), reverse=True)
    if not ordered or len(ordered[0]) > 3:
        return _undominated_by_all(ordered)
    stairs: list[tuple[int, int]] = []  # the second and third numbers of vectors so far, the second rising, none beaten
    left = []
    for vector in ordered:
        second, third, *_ = (*vector[1:], 0, 0)
        step = (second, third)
        place = bisect_left(stairs, step)
        if place < len(stairs) and stairs[place][1] >= step[1]:
            continue
        left.append(vector)
        begin = place
        while begin and stairs[begin - 1][1] <= step[1]:
            begin -= 1
        stairs[begin:place] = [step]
    return left


def _undominated_by_all(ordered: Sequence[Vector]) -> list[Vector]:
    left: list[Vector] = []
    for vector in ordered:
        if not any(all(a >= b for a, b in zip(other, vector)) for other in left):
            left.append(vector)
    return left


def _plus(left: Vector, right: Vector) -> Vector:
    return tuple(a + b for a, b in zip(left, right))


def _minus(left: Vector, right: Vector) -> Vector:
    return tuple(a - b for a, b in zip(left, right))
