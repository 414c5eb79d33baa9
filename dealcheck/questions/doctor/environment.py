"""What dealcheck runs on: Python, the platform, standard output, and the C compiler that pip would use."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Iterator

from dealcheck.answers.checkup import Component
from dealcheck.errors import shown

_SECONDS = 30


def environment() -> Iterator[Component]:
    """Yield the parts of the environment."""
    version = f"{platform.python_version()} ({platform.python_implementation()})"
    yield Component(name="Python", works=True, version=version, note=sys.executable)
    yield Component(name="platform", works=True, version=platform.platform())
    yield _standard_output()
    yield _compiler()


def _standard_output() -> Component:
    encoding = (sys.stdout.encoding or "unknown").lower()
    works = encoding.replace("-", "").replace("_", "") == "utf8"
    note = (
        "" if works else "it lacks some of the letters that reports use; set PYTHONUTF8=1 if the terminal shows UTF-8"
    )
    return Component(name="standard output", works=works, version=encoding, note=note)


def _compiler() -> Component:
    """Look for the C compiler by compiling a line with it, as a compiler without Python's headers is of no use."""
    name = "C compiler"
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    try:
        words = shlex.split(command)
        version = _output([*words, "--version"], "").partition("\n")[0]
        _output([*words, "-fsyntax-only", "-x", "c", "-I", sysconfig.get_path("include"), "-"], "#include <Python.h>\n")
    except subprocess.CalledProcessError as error:
        reason = next((line for line in error.stderr.splitlines() if "error" in line), f"status {error.returncode}")
        note = f"`{shown(command)}` can't compile for Python: {shown(reason, 200)}"
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        note = f"`{shown(command)}` doesn't run: {shown(str(error), 200)}"
    else:
        return Component(name=name, works=True, version=version, note=shown(command, 200))
    return Component(name=name, works=False, note=f"{note}; only durable-rules takes one")


def _output(command: list[str], text: str) -> str:
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "LC_ALL": "C"},
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout
