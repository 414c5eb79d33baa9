"""Diagrams laid out flat, and what is read off them: numbers, shares, draws.

A diagram of OxiDD decides bit by bit. Laid out, it decides variable by variable: each node belongs to one choice and
has one branch for each value of it, and branches lead to later choices, to 1 (holds) or to 0 (does not). Everything
below is one walk over the nodes, from the last choice to the first or back, so it costs as much as the diagram is
large, however many resolutions it holds.

A branch may jump over choices that do not matter there; then each value of such a choice is as good as any other, and
as every way of making a choice counts once, their number is a power of two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dealcheck.engines.diagrams.variables import Function
from dealcheck.engines.zones.choices import Variable, drawn_ranks
from dealcheck.progress import tell

_TOLD_EVERY = 1_000


class Diagram:
    """A diagram laid out over variables; `nodes[i]` belongs to variable `at[i]` and branches to `nodes[i][run]`.

    Nodes 0 and 1 are the ends; every other node comes after those it branches to.
    """

    def __init__(
        self, function: Function, variables: Sequence[Variable], check: Callable[[], None] = lambda: None
    ) -> None:
        """Lay a diagram out; `check` is called now and then, here and whenever all nodes are gone through."""
        self._check = check
        self.variables = tuple(variables)
        end = len(self.variables)
        self.at = [end, end]
        self.nodes: list[tuple[int, ...]] = [(), ()]
        levels = [number for number, each in enumerate(self.variables) for _ in range(each.bits)]
        self.widths = [each.widths for each in self.variables]
        self.bits_before = [0]  # how many bits the variables before each take
        for variable in self.variables:
            self.bits_before.append(self.bits_before[-1] + variable.bits)
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
                self._check()
                tell("laying out the diagram, nodes:", len(self.nodes))
            number_of[node] = len(self.nodes)
            self.at.append(levels[level])
            self.nodes.append(tuple(number_of[branch] for branch in branches.pop(node)))
        return number_of[function]

    def _free_bits(self, node: int, after: int) -> int:
        """Return how many bits lie between a variable and the variable of a node that it branches to."""
        return self.bits_before[self.at[node]] - self.bits_before[after + 1]

    def count(self) -> int:
        """Return how many ways there are to make the choices."""
        return self._below()[self.root] << self.bits_before[self.at[self.root]]

    def _below(self) -> list[int]:
        """Return for each node in how many ways the choices from its own on can be made."""
        self._check()
        below = [0, 1]
        for at, branches in zip(self.at[2:], self.nodes[2:]):
            pairs = zip(self.widths[at], branches)
            below.append(sum(width * below[branch] << self._free_bits(branch, at) for width, branch in pairs))
        return below

    def shares(self) -> list[list[int]]:
        """Return for each variable and run of values the number of ways to make the choices that take one of them."""
        below = self._below()
        total = below[self.root] << self.bits_before[self.at[self.root]]
        above = [0] * len(self.nodes)
        above[self.root] = 1 << self.bits_before[self.at[self.root]]
        shares = [[0] * len(widths) for widths in self.widths]
        self._check()
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

    def drawn(self, count: int, seed: int) -> list[list[int]]:
        """Return up to `count` different choices, each as likely as any other: a value for each variable."""
        below = self._below()
        return [self._values(below, rank) for rank in drawn_ranks(self.count(), count, seed)]

    def _values(self, below: Sequence[int], rank: int) -> list[int]:
        """Return the choice with so many before it, in the order of the values of the first variable, and so on."""
        values, node, ways = [], self.root, self.count()
        for place, variable in enumerate(self.variables):
            if self.at[node] != place:
                ways >>= variable.bits
                value, rank = divmod(rank, ways)
            else:
                for first, width, branch in zip(variable.firsts, self.widths[place], self.nodes[node]):
                    ways = below[branch] << self._free_bits(branch, place)
                    if rank < width * ways:
                        value, rank = first + rank // ways, rank % ways
                        node = branch
                        break
                    rank -= width * ways
            values.append(value)
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
