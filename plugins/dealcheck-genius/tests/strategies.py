"""Random domains with profiles, of every shape that files may have."""

from __future__ import annotations

from conftest import Discrete, Integer, Profile
from hypothesis import strategies as st

NAMES = st.one_of(
    st.sampled_from(
        ["Price", "price", "Price!", "12 months", "all", "value", "給与", "Löhne & Gehälter", "a;b", '"x"']
    ),
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufeff\ufffe\uffff"), max_size=60)
    .filter(str.strip)
    .map(str.strip),
)
DECIMALS = st.one_of(
    st.integers(0, 20).map(str),
    st.decimals(0, 10, places=2).map(str),
    st.sampled_from(["0", "0.0", "1.0E-3", "2.5e1", "+3", ".5", "7.", "0.24236919495263126"]),
)
WEIGHTS = st.sampled_from(["0", "0.1", "0.25", "1", "0.333", "0.06110866136638585"])


@st.composite
def discrete(draw: st.DrawFn, name: str) -> Discrete:
    values = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    return Discrete(name, {value: draw(DECIMALS) for value in values})


@st.composite
def integer(draw: st.DrawFn, name: str) -> Integer:
    low = draw(st.integers(-5, 100))
    slope, offset = (draw(st.decimals(-1, 1, places=2).map(str)) for _ in range(2))
    return Integer(name, low, low + draw(st.integers(0, 5)), offset, slope)


@st.composite
def profiles(draw: st.DrawFn, most: int = 4) -> Profile:
    names = draw(st.lists(NAMES, min_size=1, max_size=most, unique=True))
    issues = [draw(st.one_of(discrete(name), integer(name))) for name in names]
    reservation = draw(st.one_of(st.none(), WEIGHTS))
    return Profile(issues, [draw(WEIGHTS) for _ in names], reservation, root=draw(NAMES))
