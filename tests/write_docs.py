"""Write into the pages of `docs/` and into the README what their commands print now: `python -m tests.write_docs`.

Read the difference afterwards: what changed there, changed for users. Where a page shortens an output with lines of
`...`, as many lines stay before and after each of them as there were.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from dealcheck.cli import app
from dealcheck.session.plugins import DISABLE_VARIABLE
from tests.conftest import ROOT
from tests.test_docs import PAGES, README, Block, Player, blocks, install_plugins, player_for, same


def rewritten(page: Path, folder: Path) -> str:
    """Play a page in a folder and return its text with the outputs of now."""
    text = page.read_text(encoding="utf-8")
    player = player_for(page, folder)
    printed: str | None = None
    with contextlib.chdir(player.folder):
        for block in blocks(page):
            if block.language == "text" and printed is not None:
                text = _replaced(text, block, _shortened(block.text, printed))
            printed = None
            if block.language == "console":
                text = _replaced(text, block, "".join(_transcript(block, player)))
            else:
                printed = "".join(found for done, _, found in player.play(block) if done == "python") or None
    return text


def _transcript(block: Block, player: Player) -> Iterator[str]:
    for command, expected, found in player.play(block):
        output = _shortened(expected, found)
        yield f"$ {command}\n{output}"


def _shortened(expected: str, found: str) -> str:
    """An output as it is now, shortened where it was."""
    if same(expected, found) or not expected.strip():
        return expected
    lines = [line.rstrip() for line in found.strip().splitlines()]
    parts = re.split(r"^ *\.\.\.$", expected.strip(), flags=re.M)
    if len(parts) == 1:
        return "\n".join(lines) + "\n" * (1 + (len(expected) - len(expected.rstrip("\n")) > 1))
    before, after = len(parts[0].splitlines()), len(parts[-1].strip().splitlines())
    kept = [*lines[:before], "...", *(lines[-after:] if after else [])]
    return "\n".join(kept) + "\n"


def _replaced(text: str, block: Block, new: str) -> str:
    return text.replace(f"\n{block.text}```", f"\n{new}```", 1) if new != block.text else text


def readme() -> str:
    """Return the README with the picture of now."""
    text = README.read_text(encoding="utf-8")
    command = re.search(r"<!-- first command -->\n```sh\n(.*?)\n```", text, re.DOTALL)
    assert command
    *_, call = command[1].split("&&")
    _, *arguments = shlex.split(call)
    picture = CliRunner().invoke(app, arguments, prog_name="dealcheck").output.strip()
    return re.sub(
        r"(<!-- output -->\n```text\n).*?(\n```)", lambda found: found[1] + picture + found[2], text, flags=re.DOTALL
    )


def main() -> None:
    """Rewrite all pages."""
    path = [*sys.path]
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as installed:
            os.environ[DISABLE_VARIABLE] = install_plugins(page, Path(installed))
            text = rewritten(page, Path(folder))
        sys.path[:] = path
        if text != page.read_text(encoding="utf-8"):
            page.write_text(text, encoding="utf-8")
            print(page.relative_to(ROOT))
    with contextlib.chdir(ROOT):
        README.write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main()
