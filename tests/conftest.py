"""What tests share: the repository's folders, a way to run the command, and how many examples Hypothesis draws."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
HANOI = ROOT / "examples" / "hanoi"

# `pytest --hypothesis-profile=nightly` draws ten times as many. In CI each run draws the same examples, so that a
# change is blamed for what it broke; at a desk, and at night, it draws others each time.
_PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
settings.register_profile("each-run", _PATIENT, max_examples=100, derandomize="CI" in os.environ)
settings.register_profile("nightly", _PATIENT, max_examples=1_000)
settings.load_profile("each-run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what repeats other tests many more times, unless it is asked for: `pytest -m slow`."""
    if "slow" not in str(config.getoption("-m")):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="asked for by `-m slow` alone"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `dealcheck` with arguments from the top of the repository, without installed third-party plugins."""
    from dealcheck.cli import app

    monkeypatch.chdir(ROOT)

    def invoke(*arguments: str, **options: object) -> Result:
        return CliRunner().invoke(app, list(arguments), prog_name="dealcheck", **options)  # type: ignore[arg-type]

    return invoke
