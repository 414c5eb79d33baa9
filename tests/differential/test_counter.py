"""The model counter counts what going through the resolutions counts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from dealcheck.engines.counter import ganak
from tests.differential.cases import Case, cases
from tests.drawn import drawn

pytestmark = pytest.mark.skipif(not ganak.is_installed(), reason="needs the extra `count`")


@drawn(0.05)
@given(cases())
def test_counts(case: Case) -> None:
    deadline = time.monotonic() + 60
    assert ganak.count(case.draft, case.programs, deadline) == len(case.acceptable())
    for number, program in enumerate(case.programs):
        signed = sum(case.signs(number, judgments[number]) for _, judgments in case.judged)
        assert ganak.count(case.draft, [program], deadline) == signed
