"""The meaning of conditions on whole numbers of a column: the semantics once more, as integer operations.

Bit t of such a number says that the condition holds at step t, from 0; `full` has the bits of all steps of the deal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from operator import add, and_, or_
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all

Steps = Any
"""An expression for a set of steps, as the bits of a 64-bit integer."""

HEAVIEST = 400
"""An expression with more parts than this becomes a column of its own before it is used again."""
NONE: Steps = ibis.literal(0, type="int64")


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator]
def bit_or(bits: dt.int64) -> dt.int64:
    """Return the database's own function of this name, which Ibis does not know of on every backend."""


def narrowest(most: int) -> str:
    """Return the type of whole numbers that holds the steps of deals with at most `most` steps in the fewest bytes."""
    return next(f"int{bits}" for bits in (8, 16, 32, 64) if most < bits)


def joined(operator: Callable[[Any, Any], Any], steps: Sequence[Steps], empty: Steps) -> Steps:
    """Return expressions joined by an operator as a balanced tree: databases refuse what is nested too deep."""
    if not steps:
        return empty
    level = list(steps)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2])
        level = [operator(*pair) for pair in pairs] + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def all_of(steps: Sequence[Steps], full: Steps) -> Steps:
    """Return the steps that all have in common."""
    return joined(and_, steps, full)


def any_of(steps: Sequence[Steps]) -> Steps:
    """Return the steps that any of them has."""
    return joined(or_, steps, NONE)


def none_of(steps: Steps, full: Steps) -> Steps:
    """Return the other steps. Not by `~`: Ibis 12 writes `~(a | b)` as `~a | b`."""
    return full ^ (full & steps)


def once(steps: Steps, full: Steps) -> Steps:
    """Return all steps from the first in the set on: in two's complement, `-x` sets all higher bits that `x` lacks."""
    return (steps | (NONE - steps)) & full


def earlier(steps: Steps, full: Steps) -> Steps:
    """Return all steps after the first of the given ones."""
    return (once(steps, full) << 1) & full


def throughout(steps: Steps, full: Steps) -> Steps:
    """Return the steps up to which all steps are given ones."""
    return none_of(once(none_of(steps, full), full), full)


def combined(node: p.Combination, parts: Sequence[Steps], full: Steps, most: int) -> Steps:
    """Return the steps of a condition that is made of others, given theirs; deals have at most `most` steps."""
    match node:
        case p.All():
            return all_of(parts, full)
        case p.AnyOf():
            return any_of(parts)
        case p.Not():
            return none_of(parts[0], full)
        case p.Count(_, tests):
            return counted(parts, tests, full, most)
        case p.Once():
            return once(parts[0], full)
        case p.Earlier():
            return earlier(parts[0], full)
        case p.Throughout():
            return throughout(parts[0], full)
        case _:
            assert_never(node)


def weight_of(node: p.Combination, weights: Sequence[int], most: int) -> int:
    """Return how heavy the expression for a condition is, given those of the conditions it is made of."""
    weight = 1 + sum(weights)
    if isinstance(node, p.Count):
        return weight * most
    return 2 * weight if isinstance(node, (p.Once, p.Earlier, p.Throughout)) else weight


def counted(steps: Sequence[Steps], tests: Sequence[p.NumberTest], full: Steps, most: int) -> Steps:
    """Return the steps at which as many of the conditions hold as pass the tests; deals have at most `most` steps."""
    passing = [number for number in range(len(steps) + 1) if passes_all(tests, Decimal(number))]
    if not passing or not steps:
        return full if passing else NONE
    return any_of([_at(_sum(steps, step).isin(passing), step) for step in range(most)]) & full


def _sum(steps: Sequence[Steps], step: int) -> Any:
    return joined(add, [(each >> step) & 1 for each in steps], NONE)


def _at(holds: Any, step: int) -> Steps:
    """Return the set of the one step, where something holds."""
    return holds.ifelse(ibis.literal(1 << step, type="int64"), NONE)


def steps_where(holds: Sequence[Any]) -> Steps:
    """Return the steps, from the first on, at which each of the expressions holds."""
    return any_of([_at(each, step) for step, each in enumerate(holds)])


def ahead(steps: Steps, within: int, most: int) -> Steps:
    """Return the steps t with a set step in t … t+within; deals have at most `most` steps."""
    return reduce(or_, (steps >> delay for delay in range(min(within, most - 1) + 1)))
