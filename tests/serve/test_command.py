"""`dealcheck serve` as a command: it prints an address that works, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from dealcheck.cli import app
from tests.conftest import HANOI, ROOT

pytest.importorskip("uvicorn")


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dealcheck", "serve", str(HANOI), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_it_prints_an_address_and_ends(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    found = re.match(r"Open (http://127\.0\.0\.1:\d+/[\w-]{20,}/) in a browser", running.stdout.readline())
    assert found
    with urllib.request.urlopen(found[1], timeout=30) as response:
        assert "A bracketed draft for the working level" in response.read().decode()
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("examples/none",), "is no folder"),
        ((str(HANOI), "--token", "a/b"), "`--token`: expected letters, digits"),
        ((str(HANOI), "--host", "203.0.113.1"), "can't listen on 203.0.113.1"),
        ((str(HANOI), "--host", "no host"), "can't listen on no host"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["serve", *arguments, "--port", "0"])
    assert done.exit_code == 2
    assert message in done.output


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(app, ["serve", str(HANOI), "--port", port])
    assert done.exit_code == 2
    assert f"can't listen on 127.0.0.1:{port}" in done.output
