"""What is read off a diagram, on one small enough to be counted by hand.

Three choices: whether the first provision is in (two values), its verb (three), whether the second is in (two). A verb
of a provision that is out has the value number 0. So there are (1 + 3) * 2 = 8 ways to choose.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oxidd.bcdd import BCDDManager

from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.frontier import Frontier
from dealcheck.engines.zones.bargaining import undominated
from dealcheck.engines.zones.choices import Variable, drawn_ranks
from dealcheck.errors import MemoryLimitError, within_memory

CHOICES = (Variable("in", 0, 0, 2, 0), Variable("field", 0, 0, 3, 1), Variable("in", 1, 0, 2, 3))


@pytest.fixture
def bits() -> list[Any]:
    manager = BCDDManager(1 << 12, 1 << 10, 1)
    manager.add_vars(4)
    return [manager.var(level) for level in range(4)]


@pytest.fixture
def every(bits: list[Any]) -> Any:
    is_in, high, low, _ = bits
    return is_in.ite(~(high & low), ~high & ~low)


def test_every_way_to_choose_counts_once(every: Any) -> None:
    assert Diagram(every, CHOICES).count() == 8


def test_shares_say_how_many_ways_take_each_value(bits: list[Any], every: Any) -> None:
    assert Diagram(every, CHOICES).shares() == [[2, 6], [4, 2, 2], [4, 4]]
    both = every & bits[0] & bits[3]
    assert Diagram(both, CHOICES).shares() == [[0, 3], [1, 1, 1], [0, 3]]


def test_nothing_is_nothing(every: Any) -> None:
    nothing = Diagram(every & ~every, CHOICES)
    assert nothing.count() == 0
    assert nothing.shares() == [[0, 0], [0, 0, 0], [0, 0]]
    assert nothing.drawn(3, seed=0) == []


def test_draws_are_different_and_all_are_found(every: Any) -> None:
    drawn = Diagram(every, CHOICES).drawn(100, seed=1)
    assert len(drawn) == len({tuple(each) for each in drawn}) == 8
    assert Diagram(every, CHOICES).drawn(3, seed=1) == drawn[:3]


def test_each_way_is_as_likely_as_any_other(every: Any) -> None:
    counts = Counter(tuple(Diagram(every, CHOICES).drawn(1, seed)[0]) for seed in range(8_000))
    assert len(counts) == 8
    assert all(850 < count < 1150 for count in counts.values())


def test_draws_stand_in_the_order_of_their_values(every: Any) -> None:
    """What is drawn is decided by its place among all ways to choose, in the order of the values."""
    drawn = Diagram(every, CHOICES).drawn(8, seed=5)
    by_rank = dict(zip(drawn_ranks(8, 8, seed=5), drawn))
    assert [by_rank[rank] for rank in range(8)] == sorted(drawn)


def frontier(function: Any, gains: dict[int, list[tuple[int, ...]]]) -> list[tuple[tuple[int, ...], int, list[int]]]:
    return list(Frontier(Diagram(function, CHOICES), gains, 2).outcomes())


def test_the_frontier_keeps_what_nothing_beats(bits: list[Any], every: Any) -> None:
    """The first provision gains (3, 0), the second (0, 2), and one of them is in."""
    gains = {0: [(0, 0), (3, 0)], 2: [(0, 0), (0, 2)]}
    front = frontier(every & bits[0].equiv(~bits[3]), gains)
    assert [(total, ways) for total, ways, _ in front] == [((3, 0), 3), ((0, 2), 1)]
    assert [(values[0], values[2]) for _, _, values in front] == [(1, 0), (0, 1)]
    assert [total for total, _, _ in frontier(every & bits[0].equiv(bits[3]), gains)] == [(3, 2)]


def test_choices_that_no_bottom_line_looks_at_score_too(bits: list[Any], every: Any) -> None:
    """Whether the second provision is in, no node asks: each side gains from one of its values."""
    front = frontier(every, {0: [(0, 0), (1, 1)], 2: [(2, 0), (0, 2)]})
    assert [(total, ways) for total, ways, _ in front] == [((3, 1), 3), ((1, 3), 3)]
    assert [values[2] for _, _, values in front] == [0, 1]
    assert frontier(every & ~every, {0: [(0, 0), (1, 1)]}) == []


def test_what_is_beaten_in_one_respect_and_no_better_in_another_goes() -> None:
    assert undominated([(1, 5), (2, 2), (2, 4), (1, 5), (0, 5)]) == [(2, 4), (1, 5)]
    assert undominated([]) == []


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[st.integers(-3, 3)] * width), max_size=30)))
def test_what_nothing_beats_is_what_trying_all_pairs_gives(vectors: list[tuple[int, ...]]) -> None:
    def beaten(vector: tuple[int, ...]) -> bool:
        return any(other != vector and all(a >= b for a, b in zip(other, vector)) for other in vectors)

    assert undominated(vectors) == sorted({each for each in vectors if not beaten(each)}, reverse=True)


def test_the_end_of_memory_says_what_to_do() -> None:
    with (
        pytest.raises(
            MemoryLimitError, match="the diagrams of `draft` outgrew their 2 MB; allow them more with `--mem"
        ),
        within_memory("`draft`", 2 * 10**6),
    ):
        raise MemoryError
