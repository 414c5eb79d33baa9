"""Named pipes: read like files, and nobody waits forever for a writer."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

import dealcheck.files.pipes
from dealcheck.errors import InputError
from dealcheck.files.documents import read_bytes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe that nobody writes into yet."""
    path = tmp_path / "deal.yaml"
    os.mkfifo(path)
    return path


def test_a_pipe_without_a_writer_is_given_up(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealcheck.files.pipes, "PATIENCE", 0.1)
    with pytest.raises(InputError, match=r"can't read `.*deal\.yaml`: nobody has written into this pipe for 0\.1 s"):
        read_bytes(pipe)


def test_a_writer_may_come_late_and_write_slowly(pipe: Path) -> None:
    def write() -> None:
        sleep(0.1)
        with pipe.open("wb", buffering=0) as stream:
            for piece in (b"deal: ", b"d\n"):
                sleep(0.1)
                stream.write(piece)

    writer = Thread(target=write)
    writer.start()
    assert read_bytes(pipe) == b"deal: d\n"
    writer.join()
