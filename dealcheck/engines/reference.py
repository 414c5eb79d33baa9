"""The executable semantics as an engine: used to test the other engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dealcheck.language import semantics
from dealcheck.language.program import Judgment, Program, Settled


class ReferenceEngine:
    """Judges by `dealcheck.language.semantics` itself."""

    name = "reference"

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """Return the semantics, with the program filled in."""
        return partial(semantics.judge, program)
