"""`--write`: deals into a folder; one that can't be written is told, and the answer and the others are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
RULES = "--rules", "us-hanoi", "--rules", "dprk-ri"
COMMANDS = {
    "repair": ("repair", "examples/hanoi/dprk-offer-ri.yaml", *RULES, "--smaller"),
    "explore": ("explore", "examples/hanoi/draft.yaml", "--rules", "us-hanoi", "--examples", "2"),
    "reconcile": ("reconcile", *RULES),
    "stress": ("stress", "examples/signed/hanoi.yaml", *RULES),
}


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return COMMANDS[request.param]


def test_they_are_written(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    plain = run(*command)
    result = run(*command, "--write", str(tmp_path / "new" / "out"))
    assert (result.exit_code, result.output) == (plain.exit_code, plain.output)
    made = list((tmp_path / "new" / "out").glob("*.yaml"))
    assert made
    assert run("fmt", "--check", *map(str, made)).output == ""


def test_a_file_in_the_way_of_the_folder(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "out").write_text("notes")
    result = run(*command, "--write", str(tmp_path / "out"))
    assert (result.exit_code, result.stdout) == (2, run(*command).stdout)
    assert result.stderr == f"error: can't make folder `{tmp_path / 'out'}`: File exists\n"
    assert (tmp_path / "out").read_text() == "notes"


def test_a_folder_in_the_way_of_a_file(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    run(*command, "--write", str(tmp_path))
    first, *others = sorted(tmp_path.iterdir())
    for path in (first, *others):
        path.unlink()
    first.mkdir()
    result = run(*command, "--write", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, run(*command).stdout)
    assert result.stderr == f"error: can't write `{first}`: it is a folder\n"
    assert sorted(tmp_path.iterdir()) == [first, *others]


def test_a_defect_in_one_deal(
    run: Run, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dealcheck.cli import written_deals

    def fail(_: object) -> str:
        raise IndexError("list index out of range")

    monkeypatch.setattr(written_deals, "deal_text", fail)
    result = run(*command, "--write", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, run(*command).stdout)
    assert all("yaml: this is a defect of dealcheck (IndexError" in line for line in result.stderr.splitlines())
