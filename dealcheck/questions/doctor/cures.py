"""The commands of pip that mend an installation, for the Python that runs."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable

from dealcheck.engines.native import BUILD_FLAGS

COMPILED = "durable-rules"
"""The distribution that pip has to compile."""


def getting(requirement: str, lacking: Iterable[str] = ()) -> str:
    """Return the command that installs a requirement, of which some distributions are lacking."""
    flags = f"{BUILD_FLAGS} " if any(requirement.startswith(COMPILED) for requirement in lacking) else ""
    return f"{flags}{_pip(requirement)}"


def compiling_anew(version: str) -> str:
    """Return the command that compiles durable-rules again, where what there is can't be imported."""
    return f"{BUILD_FLAGS} {_pip('--force-reinstall', '--no-cache-dir', '--no-deps', f'{COMPILED}=={version}')}"


def _pip(*arguments: str) -> str:
    return shlex.join([sys.executable or "python3", "-m", "pip", "install", *arguments])
