"""Small inputs that took minutes once, or did not end."""

from __future__ import annotations

from pathlib import Path

import pytest

import dealcheck
from dealcheck import Plugins, Session

HERE = Path(__file__).parent
WALLS = HERE / "walls"
SESSION = Session(plugins=Plugins(entry_points=False))


def rules(*names: str) -> list[Path]:
    return [WALLS / f"{name}.yaml" for name in ("v", *names)]


@pytest.mark.parametrize("name", ["reconcile-1", "reconcile-2"])
def test_rulesets_of_a_fuzzer(name: str) -> None:
    given = [HERE / name / f"{each}.yaml" for each in ("vocabulary0", "rules0", "rules1")]
    answer = dealcheck.reconcile(given, session=SESSION)
    assert len(answer.terms) == 1


def test_conflicts_that_have_nothing_to_do_with_each_other() -> None:
    """Twelve of three demands each, and four of one: there are 3^12 largest sets of demands that can be met."""
    answer = dealcheck.conflicts(WALLS / "conf12.yaml", rules("conf"), session=SESSION)
    assert answer.complete
    assert sorted(len(conflict.claims) for conflict in answer.conflicts) == [1] * 4 + [3] * 12


def test_every_resolution_is_efficient() -> None:
    answer = dealcheck.explore(WALLS / "par14.yaml", rules("wa14", "wb14"), session=SESSION)
    assert len(answer.bargains) == answer.resolutions == 2**14
    assert {bargain.resolutions for bargain in answer.bargains} == {1}
    assert len({tuple(bargain.example.choices.items()) for bargain in answer.bargains}) == 2**14


def test_counts_that_diagrams_do_not_get_through() -> None:
    answer = dealcheck.explore(WALLS / "cnt40.yaml", rules("cnt"), timeout=2, session=SESSION)
    assert answer.uncounted
    assert answer.acceptable_to_all
    assert answer.example is not None
    assert dealcheck.verify(answer.example.deal, rules("cnt"), session=SESSION).acceptable_to_all
