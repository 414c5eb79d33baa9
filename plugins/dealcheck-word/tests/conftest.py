"""The corpus, and the command as a user calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import deals
import pytest
from click.testing import CliRunner
from corpus import Sample, samples

from dealcheck.cli import app

SAMPLES = list(samples())


@attrs.frozen
class Call:
    """What a call printed, and its exit status."""

    status: int
    output: str


Run = Callable[..., Call]


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    """Each document of the corpus."""
    made: Sample = request.param
    return made


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call `dealcheck word` in a folder with the corpus's rules."""
    (tmp_path / "rules").mkdir()
    for name, text in {"vocabulary": deals.VOCABULARY, "north": deals.NORTH, "south": deals.SOUTH}.items():
        (tmp_path / "rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, rules: bool = True) -> Call:
        result = CliRunner().invoke(app, ["word", *arguments, *(("--rules", "rules") if rules else ())])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Call(result.exit_code, result.output)

    return call
