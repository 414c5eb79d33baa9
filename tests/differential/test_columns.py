"""Trying all resolutions by the column gives what diagrams give, and the semantics."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.zones import choices
from dealcheck.questions.explore.explore import explored
from tests.differential.cases import MOST, Case, cases, several

pytest.importorskip("numpy")

from dealcheck.engines.columns.zone import ColumnZone


def check_every_condition(case: Case, columns: ColumnZone) -> None:
    """Bottom lines, entries of score sheets and scores, each counted over all resolutions."""
    assert columns.resolutions == len(case.judged)
    for number, meaning in enumerate(columns.meanings):
        judgments = [each[number] for _, each in case.judged]
        for name in meaning.program.bottom_lines:
            assert columns.number(meaning.kept(name)) == sum(name not in each.broken for each in judgments)
        for name in meaning.program.worth:
            assert columns.number(meaning.earned(name)) == sum(name in each.earned for each in judgments)
        scores = Counter(case.score(number, each) for each in judgments)
        for score, count in scores.items():
            assert columns.number(meaning.scores(lambda total, score=score: total == score, [score])) == count


def check_draws(case: Case, columns: ColumnZone, zone: Zone) -> None:
    """All acceptable resolutions are drawn if so many are asked for, and the same ones as diagrams draw."""
    drawn = columns.drawn(MOST, seed=1)
    assert Counter(drawn) == Counter(list(case.acceptable()))
    assert columns.drawn(3, seed=2) == zone.drawn(3, seed=2)


@several
@given(cases())
def test_columns_say_what_diagrams_and_the_semantics_say(case: Case) -> None:
    columns = ColumnZone(case.deal, "", case.draft, case.positions)
    zone = Zone(case.deal, "", case.draft, case.positions)
    check_every_condition(case, columns)
    check_draws(case, columns, zone)
    assert explored(columns, examples=2) == explored(zone, examples=2)


@several
@given(cases())
def test_sums_of_wide_ranges_are_sums_of_bits(case: Case) -> None:
    """Ranges as narrow as random drafts have them are taken for wide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choices, "MANY_VALUES", 2)
        columns = ColumnZone(case.deal, "", case.draft, case.positions)
        zone = Zone(case.deal, "", case.draft, case.positions)
        check_every_condition(case, columns)
        assert explored(columns) == explored(zone)
