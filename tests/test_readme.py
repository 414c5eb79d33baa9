"""The README's first command prints what the README shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_command_prints_the_picture(run: Callable[..., Any]) -> None:
    command = re.search(r"<!-- first command -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    picture = re.search(r"<!-- output -->\n```text\n(.*?)\n```", README, re.DOTALL)
    assert command
    assert picture
    *_, call = command[1].split("&&")
    program, *arguments = shlex.split(call)
    assert program == ".venv/bin/dealcheck"
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.output.strip() == picture[1].strip()


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    assert "<!-- test command -->\n```sh\n" in README
    assert "test command" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
