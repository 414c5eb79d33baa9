"""Engines: each judges settled deals by a compiled program; all give the answers of the semantics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dealcheck.language.program import Judgment, Program, Settled

DEFAULT_MEMORY = 2 * 10**9
"""Bytes that the decision diagrams of one draft may take."""
DEFAULT_TIMEOUT = 30.0
"""Seconds that counting the resolutions of one draft may take."""


class Engine(Protocol):
    """What judges deals: `compile` once for a program, then call the result for each deal."""

    name: str

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """Prepare a program; the returned function may be called any number of times."""
        ...
