"""Call every writer with a fault, each in a process of its own; how each ended is printed as JSON.

`python -m tests.faults.child FAULT FOLDER WRITER...`. The processes are copies of this one, which has imported what is
slow to import and has no threads.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import ibis.backends.duckdb
import jinja2
import oxidd.bdd
import pyarrow.csv
import pyarrow.parquet

from dealcheck.cli import main
from tests.faults.writers import WRITERS, writing_options

PRELOADED = (ibis, jinja2, oxidd, pyarrow)
OVERRIDE, READ_SEARCH = 1, 2
"""The rights that let root pass over permissions."""


def no_room(_target: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read_only(target: Path) -> None:
    target.parent.chmod(0o555)
    if os.geteuid() == 0 and not gave_up_rights():
        os.write(2, b"can't give up rights")
        os._exit(2)


def gave_up_rights() -> bool:
    """Give up what makes root pass over permissions, where the system has such rights."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "capset") or libc.capget(header, data) != 0:
        return False
    data[0] &= ~(1 << OVERRIDE | 1 << READ_SEARCH)
    return bool(libc.capset(header, data) == 0)


def signalled(number: int, *, after: bool = False) -> Callable[[Path], None]:
    """Send a signal to the process when it replaces a file."""

    def fault(_target: Path) -> None:
        replace = os.replace

        def replace_and_signal(*arguments: Path) -> None:
            if after:
                replace(*arguments)
            os.kill(os.getpid(), number)
            if not after:
                replace(*arguments)

        os.replace = replace_and_signal  # type: ignore[assignment]

    return fault


FAULTS: dict[str, Callable[[Path], None]] = {
    "none": lambda _target: None,
    "no-room": no_room,
    "read-only": read_only,
    "kill-before": signalled(signal.SIGKILL),
    "kill-after": signalled(signal.SIGKILL, after=True),
    **{each.name: signalled(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)},
}


def ended(fault: Callable[[Path], None], name: str, folder: Path) -> tuple[int, str]:
    """How a writer ends with a fault: its status, or the signal below zero, and what it printed as errors."""
    target = WRITERS[name].prepare(folder)
    errors_from, errors = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(errors, 2)
        os.close(errors)
        fault(target)
        try:
            main(WRITERS[name].arguments)
        except SystemExit as end:
            os._exit(int(end.code or 0))
        os._exit(99)
    os.close(errors)
    with open(errors_from, encoding="utf-8") as stream:
        text = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    target.parent.chmod(0o755)
    return status, text


def run(fault: str, folder: Path, *names: str) -> None:
    """Try some writers, each in a folder of its name."""
    found = {}
    assert set(writing_options()) == set(WRITERS)  # imports all commands
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells ignore it for what runs in the background
    for name in names:
        (folder / name).mkdir()
        found[name] = ended(FAULTS[fault], name, folder / name)
    print(json.dumps(found))


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
