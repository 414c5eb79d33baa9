"""Propositional logic on clingo."""

from __future__ import annotations

import time

import pytest

from dealcheck.engines.solver.logic import Conflict, Logic, Model, TooLargeError
from dealcheck.errors import TimeLimitError

LARGEST = 2**31 - 1


def test_sums_are_exact_up_to_32_bits() -> None:
    ruled = Logic()
    one, other = ruled.choice(), ruled.choice()
    both = one & other
    all_of_it = ruled.at_least(LARGEST, [(one, LARGEST - 1), (other, 1)])
    model = ruled.solve([all_of_it])
    assert isinstance(model, Model)
    assert model.holds(both)
    with pytest.raises(TooLargeError):
        ruled.at_least(LARGEST, [(one, LARGEST), (other, 1)])


def test_what_is_cut_off_is_told_by_name() -> None:
    ruled = Logic()
    one, other, third = (ruled.choice() for _ in range(3))
    ruled.demand(~(one & other))
    answer = ruled.solve([one, other, third])
    assert isinstance(answer, Conflict)
    assert answer.has(one)
    assert not answer.has(third)
    assert isinstance(ruled.solve([one, ~one]), Conflict)
    assert isinstance(ruled.solve([one, third]), Model)


def test_costs_count_level_by_level() -> None:
    ruled = Logic()
    one, other = ruled.choice(), ruled.choice()
    ruled.demand(one | other)
    ruled.minimize([[(one, 2), (other, 1)], [(other, 1000)]])
    assert isinstance(best := ruled.solve(), Model)
    assert best.holds(other)
    assert not best.holds(one)
    ruled.minimize([[(other, 1000)]])
    assert isinstance(best := ruled.solve(), Model)
    assert best.holds(one)


def test_preferred_literals_make_a_largest_set() -> None:
    ruled = Logic()
    several = [ruled.choice() for _ in range(6)]
    ruled.prefer(several)
    ruled.demand(~ruled.all_of(several[:2]))
    assert isinstance(model := ruled.solve(), Model)
    assert sum(map(model.holds, several)) == 5


def pigeons(holes: int) -> Logic:
    """More pigeons than holes, each alone in one: what no solver of this kind finds impossible soon."""
    ruled = Logic()
    sits = [[ruled.choice() for _ in range(holes)] for _ in range(holes + 1)]
    for pigeon, row in enumerate(sits):
        ruled.demand(ruled.any_of(row))
        for earlier in sits[:pigeon]:
            for one, other in zip(row, earlier):
                ruled.demand(~(one & other))
    return ruled


def test_a_deadline_is_kept() -> None:
    with pytest.raises(TimeLimitError):
        pigeons(12).solve(deadline=time.monotonic())
    assert isinstance(pigeons(5).solve(deadline=time.monotonic() + 60), Conflict)
