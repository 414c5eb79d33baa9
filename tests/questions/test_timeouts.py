"""No time at all: a question says what it knows, or that time was up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

Run = Callable[..., Result]
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")
DRAFT = "examples/hanoi/draft.yaml"
CALLS = {
    "conflicts": ("conflicts", DRAFT, *BOTH),
    "accounts": ("accounts", DRAFT),
    "reconcile": ("reconcile", *BOTH),
    "repair": ("repair", "examples/hanoi/dprk-offer-ri.yaml", *BOTH),
    "diff": ("diff", "dprk-ri", "dprk-trump"),
    "lint": ("lint", "us-hanoi"),
}


@pytest.mark.parametrize("name", CALLS)
def test_time_that_is_up(run: Run, name: str) -> None:
    result = run(*CALLS[name], "--timeout", "0")
    assert result.exit_code == 2
    assert result.output.startswith("error: time was up")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("name", ["verify", "explore"])
def test_counts_that_there_was_no_time_for(run: Run, name: str) -> None:
    result = run(name, DRAFT, *BOTH, "--timeout", "0")
    assert result.exit_code == 0
    assert result.output.startswith("Of 864 resolutions some are acceptable to all")
    assert "Not all is counted: the time was up" in " ".join(result.output.split())
