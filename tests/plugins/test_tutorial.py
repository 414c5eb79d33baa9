"""The tutorial, typed into a shell from an empty folder: it ends with an installed plugin whose rules are tested."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_docs import Block, blocks, commands, same

pytestmark = pytest.mark.distributions
PAGE = ROOT / "docs" / "tutorial.md"
_END = "--- dealcheck tutorial: end of a command, status "


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel of dealcheck, where pip finds it by its name."""
    folder = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)], check=True
    )
    return folder


def script(steps: list[Block]) -> Iterator[str]:
    """What is typed: each file is written where its title says, each command is run and says how it ended."""
    yield "top=$PWD"
    for block in steps:
        if block.title:
            yield f"cat > \"$top\"/{shlex.quote(block.title)} <<'END OF FILE'\n{block.text}END OF FILE"
        elif block.language == "console":
            for command, _ in commands(block):
                yield f"{command}\necho; echo {shlex.quote(_END)}$?"


def test_from_an_empty_folder_to_a_tested_plugin(tmp_path: Path, wheels: Path) -> None:
    steps = blocks(PAGE)
    python = Path(sys.executable).parent
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")},
        "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
        "PIP_FIND_LINKS": str(wheels),
        "COLUMNS": "110",
    }
    done = subprocess.run(
        ["bash"],
        input="\n".join(script(steps)),
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outputs = re.findall(rf"(.*?)\n{re.escape(_END)}(\d+)\n", done.stdout, flags=re.S)
    typed = [each for block in steps if block.language == "console" for each in commands(block)]
    assert len(outputs) == len(typed), done.stdout
    for (command, expected), (output, status) in zip(typed, outputs):
        assert same(expected, output) if expected else status == "0", f"{command}\n{output}"
    listed = subprocess.run([str(tmp_path / "elsewhere/bin/dealcheck"), "rules"], capture_output=True, text=True)
    assert {"canal-lower", "canal-upper"} <= set(re.findall(r"^  (canal-\w+): ", listed.stdout, flags=re.M))
