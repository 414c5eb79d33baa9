"""Sums as diagrams, against sums that were worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from oxidd.bcdd import BCDDManager

from dealcheck.engines.sums import sum_passes

Passes = Callable[[Decimal], bool]


@pytest.fixture
def manager() -> Any:
    manager = BCDDManager(1 << 12, 1 << 10, 1)
    manager.add_vars(5)
    return manager


def summed(manager: Any, numbers: list[str], bounds: list[str], passes: Passes) -> Any:
    """One number for each variable that is true."""
    addends = [[(manager.var(place), Decimal(number))] for place, number in enumerate(numbers)]
    return sum_passes(addends, map(Decimal, bounds), passes, (manager.false(), manager.true()))


def test_at_least_one_of_three_is_a_disjunction(manager: Any) -> None:
    found = summed(manager, ["1", "1", "1"], ["1"], lambda total: total >= 1)
    assert found == manager.var(0) | manager.var(1) | manager.var(2)


def test_exactly_two_of_three(manager: Any) -> None:
    found = summed(manager, ["1", "1", "1"], ["2"], lambda total: total == 2)
    assert found.sat_count(5) == 3 * 4  # three pairs; two variables are free


def test_a_tenth_and_two_tenths_are_three_tenths(manager: Any) -> None:
    found = summed(manager, ["0.1", "0.2"], ["0.3"], lambda total: total == Decimal("0.3"))
    assert found == manager.var(0) & manager.var(1)


def test_large_numbers_are_exact(manager: Any) -> None:
    found = summed(manager, ["1000000000000000000", "1"], ["1000000000000000000"], lambda total: total > 10**18)
    assert found == manager.var(0) & manager.var(1)


def test_what_is_negative_takes_away(manager: Any) -> None:
    found = summed(manager, ["3", "-2"], ["2"], lambda total: total >= 2)
    assert found == manager.var(0) & ~manager.var(1)


def test_one_provision_adds_one_of_its_amounts(manager: Any) -> None:
    """5 when the first variable holds, else 2 when the second does; 4 from the third."""
    first, second, third = (manager.var(number) for number in range(3))
    addends = [[(first, Decimal(5)), (~first & second, Decimal(2))], [(third, Decimal(4))]]
    found = sum_passes(addends, [Decimal(6)], lambda total: total >= 6, (manager.false(), manager.true()))
    assert found == third & (first | second)


def test_a_sum_of_nothing_is_nought(manager: Any) -> None:
    assert summed(manager, [], ["0"], lambda total: total == 0) == manager.true()
    assert summed(manager, [], ["1"], lambda total: total >= 1) == manager.false()


def test_powers_of_two_are_told_apart(manager: Any) -> None:
    """Each of the 32 sums comes from one choice alone."""
    found = summed(manager, ["1", "2", "4", "8", "16"], ["21"], lambda total: total == 21)
    assert found.sat_count(5) == 1
    assert found == manager.var(0) & ~manager.var(1) & manager.var(2) & ~manager.var(3) & manager.var(4)
