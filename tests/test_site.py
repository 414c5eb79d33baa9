"""The documentation builds as a site without a warning, and its reference has all that there is.

Sphinx follows every link inside the documentation, to headings too. Links that lead elsewhere need a network, and are
followed on request: `python -m sphinx -b linkcheck docs build/linkcheck`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from pathlib import Path

import click
import pytest

pytest.importorskip("sphinx")

import dealcheck
from dealcheck.cli import COMMANDS, app
from dealcheck.schemas import KINDS
from tests.conftest import ROOT
from tests.test_docs import options


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as it is built for its readers."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", target / "doctrees"]
    done = subprocess.run([*command, ROOT / "docs", target / "html"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return target / "html"


@pytest.fixture(scope="module")
def names(site: Path) -> set[str]:
    """All that can be referred to on the site, without its kind."""
    *_, packed = (site / "objects.inv").read_bytes().split(b"\n", 4)
    return set(re.findall(r"^(.+?) \S+:\S+ -?\d+ ", zlib.decompress(packed).decode(), flags=re.M))


def test_the_reference_has_all_that_is_exported(names: set[str]) -> None:
    missing = {name for name in dealcheck.__all__ if f"dealcheck.{name}" not in names} - {"__version__", "conditions"}
    assert not missing
    assert "dealcheck.conditions.Pattern" in names


def test_the_reference_has_every_hook(names: set[str]) -> None:
    hooks = [name for name in vars(dealcheck.session.hookspecs) if name.startswith("dealcheck_")]
    assert hooks
    assert {f"dealcheck.session.hookspecs.{hook}" for hook in hooks} <= names


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_command_with_its_options(names: set[str], name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    known = {each.rpartition(".")[2] for each in names if each.startswith(f"dealcheck-{name}")}
    assert set(options(command)) <= known


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_has_every_kind_of_file(names: set[str], kind: str) -> None:
    assert f"schema-{kind}" in names
