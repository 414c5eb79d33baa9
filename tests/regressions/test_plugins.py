"""A plugin that ends the process, tries to, or never comes back: the command names it and exits with 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dealcheck.session.guard import SECONDS_VARIABLE

CASE = Path(__file__).parent / "plugin-sys-exit"
CURE = "switch it off with `--disable-plugin px`"
HOOK = "import os, sys, dealcheck\n@dealcheck.hookimpl\ndef dealcheck_verified(verification): "


def verified(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command run in a process of its own, with the plugin that a folder holds, and a deal that nobody rejects."""
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.run(
        [sys.executable, "-m", "dealcheck", "verify", "us-ask.yaml", "--rules", "dprk-ri", *arguments],
        cwd=CASE,
        env={**os.environ, "PYTHONPATH": path, **variables},
        input="deal: not-for-plugins\n",
        capture_output=True,
        text=True,
        check=False,
    )


def installed(folder: Path, source: str) -> Path:
    """A plugin of that source, installed in a folder."""
    info = folder / "px-1.0.dist-info"
    info.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (info / name).write_bytes((CASE / "at-import" / "px-1.0.dist-info" / name).read_bytes())
    (folder / "mod_x.py").write_text(source, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("at-import", "plugin `px` can't be imported: SystemExit"),
        ("in-hook", "plugin `px` failed in hook dealcheck_verified: SystemExit: 0"),
    ],
)
def test_a_plugin_that_exits_is_named(folder: str, said: str) -> None:
    result = verified(CASE / folder)
    assert (result.returncode, result.stdout, result.stderr) == (2, "", f"error: {said}; {CURE}\n")
    assert verified(CASE / folder, "--disable-plugin", "px").returncode == 1  # the verdict that the exit would have hid


@pytest.mark.parametrize(
    "source", ["while True: pass", "import time; time.sleep(10**6)", "import os; os.read(os.pipe()[0], 1)"]
)
def test_a_plugin_that_never_comes_back_is_given_up(tmp_path: Path, source: str) -> None:
    result = verified(installed(tmp_path, source), **{SECONDS_VARIABLE: "0.5"})
    assert (result.returncode, result.stdout) == (2, "")
    assert "plugin `px` did not come back from its import within 0.5 seconds" in result.stderr
    assert CURE in result.stderr
    assert SECONDS_VARIABLE in result.stderr


def test_what_comes_from_processes_of_a_plugin_is_no_part_of_a_report(tmp_path: Path) -> None:
    plain = verified(CASE / "in-hook", "--format", "json", "--disable-plugin", "px")
    loud = (
        HOOK + 'os.write(1, b"raw "); os.system("echo child"); sys.__stdout__.write("behind"); assert not os.read(0, 9)'
    )
    result = verified(installed(tmp_path, loud), "--format", "json")
    assert (result.returncode, result.stdout) == (plain.returncode, plain.stdout)
    assert all(each in result.stderr for each in ("raw ", "child", "behind"))


def test_an_exit_status_can_not_be_replaced(tmp_path: Path) -> None:
    result = verified(installed(tmp_path, HOOK + "sys.exit = lambda *_: os._exit(0)"))
    assert (result.returncode, result.stdout) == (2, "")
    assert "plugin `px` changed sys.exit in hook dealcheck_verified" in result.stderr


def test_a_number_of_seconds_that_is_none_is_refused() -> None:
    result = verified(CASE / "in-hook", **{SECONDS_VARIABLE: "soon"})
    assert result.returncode == 2
    assert f"{SECONDS_VARIABLE}: expected a number of seconds, or 0 for no limit, found `soon`" in result.stderr
