"""Whatever goes wrong while a command writes, the old file or the new one is there, whole, and nothing beside it."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from dealcheck.cli import app
from tests.conftest import HANOI, ROOT
from tests.faults.writers import WRITERS, Writer, writing_options

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are those of POSIX")

Tree = dict[str, bytes]
each_writer = pytest.mark.parametrize("name", WRITERS)


def test_every_option_that_writes_is_tried() -> None:
    assert set(writing_options()) == set(WRITERS)


def tree(folder: Path) -> Tree:
    """Every file below a folder, and what is in it."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def call(writer: Writer) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(writer.arguments), prog_name="dealcheck")
    return result.exit_code, result.output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@each_writer
def test_it_writes(here: Path, name: str) -> None:
    """Without this, none of the tests below could fail."""
    writer = WRITERS[name]
    target = writer.prepare(here)
    before = tree(here)
    _, output = call(writer)
    assert "error" not in output
    changed = {file for file, data in tree(here).items() if before.get(file) != data}
    assert any((here / file).is_relative_to(target) for file in changed)
    assert not list(here.rglob(".dealcheck-*"))


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@each_writer
@pytest.mark.parametrize("moment", ["fsync", "replace"])
@pytest.mark.parametrize(("fault", "status"), [(full, 2), (interrupted, 130)])
def test_an_error_or_ctrl_c_while_writing(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str, moment: str, fault: Callable[..., None], status: int
) -> None:
    WRITERS[name].prepare(here)
    before = tree(here)
    monkeypatch.setattr(os, moment, fault)
    found, output = call(WRITERS[name])
    monkeypatch.undo()
    assert found == status
    assert "defect" not in output
    assert ("No space left on device" in output) == (fault is full)
    assert tree(here) == before
    assert not list(here.rglob(".dealcheck-*"))


@attrs.frozen
class Ended:
    """How the call of a writer ended, and what is in its folder."""

    status: int
    errors: str
    left: Tree

    @property
    def without_litter(self) -> Tree:
        return {file: data for file, data in self.left.items() if ".dealcheck-" not in file}


def ended(folder: Path, fault: str, names: Iterable[str] = WRITERS) -> dict[str, Ended]:
    """How writers end with a fault: all are tried from one process, which spares starting Python for each."""
    below = folder / fault
    below.mkdir()
    arguments = [sys.executable, "-m", "tests.faults.child", fault, str(below), *names]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return {name: Ended(*how, tree(below / name)) for name, how in json.loads(done.stdout).items()}


@pytest.fixture
def untouched(tmp_path: Path) -> Callable[[str], Tree]:
    """What is in the folder of a writer before it is called."""

    def made(name: str) -> Tree:
        folder = tmp_path / "untouched" / name
        folder.mkdir(parents=True)
        WRITERS[name].prepare(folder)
        return tree(folder)

    return made


Untouched = Callable[[str], Tree]


def test_no_room_for_a_single_byte(tmp_path: Path, untouched: Untouched) -> None:
    """The system itself refuses to write, as when a disk or a quota is full."""
    for name, end in ended(tmp_path, "no-room").items():
        assert (name, end.status, end.left) == (name, 2, untouched(name)), end.errors
        assert end.errors.startswith("error: ")
        assert not re.search("Traceback|defect", end.errors)


def test_a_folder_that_is_read_only(tmp_path: Path, untouched: Untouched) -> None:
    for name, end in ended(tmp_path, "read-only").items():
        if "can't give up rights" in end.errors:
            pytest.skip("root may write everywhere, and can't be kept from it here")
        assert (name, end.status, end.left) == (name, 2, untouched(name)), end.errors
        assert "no file can be made in the folder" in end.errors
        assert "Permission denied" in end.errors


def test_kill_9_before_the_file_is_replaced(tmp_path: Path, untouched: Untouched) -> None:
    for name, end in ended(tmp_path, "kill-before").items():
        assert (name, end.status, end.without_litter) == (name, -signal.SIGKILL, untouched(name)), end.errors


def test_kill_9_after_the_file_is_replaced(tmp_path: Path) -> None:
    killed, whole = ended(tmp_path, "kill-after"), ended(tmp_path, "none")
    for name, writer in WRITERS.items():
        found, expected = (
            {file: len(data) for file, data in end.left.items() if Path(file).is_relative_to(writer.target)}
            for end in (killed[name], whole[name])
        )
        assert (name, killed[name].status, found) == (name, -signal.SIGKILL, expected)


@pytest.mark.parametrize(("fault", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_before_the_file_is_replaced(tmp_path: Path, untouched: Untouched, fault: str, status: int) -> None:
    some = ("verify --output", "explore --write", "screen --out", "sample --out", "new rules --into", "fmt")
    for name, end in ended(tmp_path, fault, some).items():
        assert (name, end.status, end.without_litter) == (name, status, end.left), end.errors
        assert "Traceback" not in end.errors
        if name != "screen --out":  # written beside the thread that hears of signals, so it may be done by then
            assert end.left == untouched(name)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=str)
def test_signals_at_any_moment(tmp_path: Path, number: int) -> None:
    """A table of 20,000 deals, which is there whole or as it was, wherever the work is when it ends."""
    arguments = ["sample", str(HANOI / "draft.yaml"), "-n", "20000", "--out", "out.parquet"]
    out = tmp_path / "out.parquet"
    start = [sys.executable, "-m", "dealcheck", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    subprocess.run(start, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=100)
    lasts = time.monotonic() - began
    whole = out.read_bytes()
    moments = random.Random(int(number))
    for _ in range(4):
        out.write_bytes(b"old\n")
        with subprocess.Popen(
            start, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            time.sleep(moments.uniform(lasts / 3, lasts * 1.1))
            run.send_signal(number)
        assert out.read_bytes() in (b"old\n", whole)
        if number == signal.SIGKILL:
            for litter in tmp_path.glob(".dealcheck-*"):
                for file in litter.iterdir():
                    file.unlink()
                litter.rmdir()
        assert os.listdir(tmp_path) == ["out.parquet"]
