"""What tests share: the repository's folders, and a way to run the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

ROOT = Path(__file__).parent.parent
HANOI = ROOT / "examples" / "hanoi"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `dealcheck` with arguments from the top of the repository, without installed third-party plugins."""
    from dealcheck.cli import app

    monkeypatch.chdir(ROOT)

    def invoke(*arguments: str, **options: object) -> Result:
        return CliRunner().invoke(app, list(arguments), prog_name="dealcheck", **options)  # type: ignore[arg-type]

    return invoke
