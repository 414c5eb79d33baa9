"""Commands, kinds and files that do not exist: the nearest that does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("verfy",), "No such command 'verfy'; did you mean `verify`?"),
        (("check", "rules"), "No such command 'check'; did you mean `verify`?"),
        (("init",), "No such command 'init'; did you mean `new`?"),
        (("zzz",), "No such command 'zzz'; `dealcheck --help` lists them"),
        (("schema", "deall"), "unknown kind `deall`; did you mean `deal`?"),
        (("schema",), "Missing argument 'KIND'."),
    ],
)
def test_the_nearest_is_named(run: Run, words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert (result.exit_code, message in " ".join(result.output.split())) == (2, True), result.output


def test_help_names_numbers_and_folders_alike(run: Run) -> None:
    for command in ("conflicts", "reconcile", "explore", "sample"):
        assert "RANGE" not in run(command, "--help").output
    assert "..." not in run("new", "--help").output.partition("Commands:")[2]


def test_a_link_that_leads_to_itself_can_not_be_read(run: Run, tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    result = run("verify", str(loop), "--rules", "us-hanoi", "--output", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert result.output.startswith(f"error: can't read `{loop}`")


def test_a_colon_without_a_space_is_told(run: Run) -> None:
    result = run("reconcile", "--rules", "us-hanoi", "--including", "{party:dprk, action: dismantle}")
    assert "write `party: dprk`, with a space after the colon" in result.output
