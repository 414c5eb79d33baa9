"""The page on Word in dealcheck's documentation: each command prints what it says there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dealcheck.cli import app

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "word.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="runs in dealcheck's repository")


def transcripts() -> list[tuple[str, str]]:
    """Each command of the page and its output."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```shell-session\n(.*?)^```$", text, flags=re.M | re.S)
    parts = (part for block in blocks for part in re.split(r"^\$ ", block, flags=re.M)[1:])
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def test_the_page_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (*(ROOT / "examples" / "hanoi").glob("*.yaml"), *(HERE / "examples").glob("*.docx")):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    played = transcripts()
    assert len(played) >= 6
    for command, expected in played:
        program, *arguments = shlex.split(command)
        assert program == "dealcheck"
        found = CliRunner().invoke(app, arguments, prog_name="dealcheck").output
        pattern = ".*".join(re.escape(part) for part in expected.split("...\n"))
        assert re.fullmatch(pattern, found, re.S), f"{command}\n{found}"


def test_the_examples_are_those_that_the_script_makes() -> None:
    assert {file.name for file in (HERE / "examples").iterdir()} == {"hanoi-draft.docx", "hanoi-dprk-offer-ri.docx"}
