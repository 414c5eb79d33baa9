"""Cut answers are no heavier than allowed, and all parts together are the answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dealcheck.mcp.cuts import cut, part_of, tokens_of, weight
from tests.mcp.client import put

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(0, 10**30), st.text(max_size=300))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=20),
        st.dictionaries(st.text(max_size=12), inner, max_size=6),
        st.dictionaries(st.text(max_size=12), inner, min_size=41, max_size=44),
    ),
    max_leaves=60,
)


@given(st.dictionaries(st.sampled_from("abc~/"), VALUES), st.integers(100, 2000))
def test_all_parts_together_are_the_value(value: dict[str, Any], room: int) -> None:
    whole, pending = cut(value, room)
    for _ in range(100_000):
        if not pending:
            break
        left = pending.pop(0)
        part, more = cut(part_of(value, left.at, left.start), room, left.at, left.start)
        assert part
        put(whole, left.at, part)
        pending = more + pending
    assert whole == value


@given(st.lists(st.dictionaries(st.sampled_from(["name", "text", "parts"]), st.text(max_size=500)), max_size=200))
def test_what_has_few_fields_is_cut_to_size(items: list[dict[str, str]]) -> None:
    kept, left = cut({"items": items}, 1500)
    assert weight(kept) <= 1500
    assert bool(left) == (kept != {"items": items})


def test_weights_are_on_the_safe_side_for_other_scripts() -> None:
    assert tokens_of("abcd") == 2
    assert tokens_of("한국말") == 5
