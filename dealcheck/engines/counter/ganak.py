"""Ganak counts the resolutions that some rulesets accept, in a process of its own, which can be stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec

from dealcheck.engines.counter.clauses import Clauses
from dealcheck.engines.solver.formulas import Literal
from dealcheck.engines.solver.space import FormulaSpace
from dealcheck.errors import EngineError, TimeLimitError
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.program import Program
from dealcheck.progress import tell

PACKAGE = "pyganak"
_PROGRAM = """
import json, sys
sys.path[:], variables, clauses = json.load(sys.stdin)
import pyganak
counter = pyganak.Counter()
counter.new_vars(variables)
counter.add_clauses(clauses)
print(counter.count())
"""


def is_installed() -> bool:
    """Return whether the model counter can be asked."""
    return find_spec(PACKAGE) is not None


def count(draft: Draft, programs: Sequence[Program], deadline: float) -> int | None:
    """Return how many resolutions no program rejects; None when the deadline passes before that is known.

    Source of the counter: S. Sharma, S. Roy, M. Soos, K. S. Meel, "GANAK: a scalable probabilistic exact model
    counter", IJCAI 2019; asked without its probabilistic mode.
    Raises EngineError when it fails.
    """
    tell("counting resolutions one ruleset after the other" if len(programs) == 1 else "counting resolutions")
    clauses = Clauses()
    space = FormulaSpace(draft, programs, clauses, deadline)
    try:
        for demand in (demand for meaning in space.meanings for demand in meaning.demands()):
            clauses.demand(demand)
    except TimeLimitError:
        return None
    for number, clause in enumerate(space.draft.clauses):  # what no program looks at makes resolutions too
        for place, field in enumerate(clause.fields):
            _count_values(clauses, space.field(number, place), field.widths)
    return _counted(clauses, deadline - time.monotonic())


def _count_values(clauses: Clauses, runs: Sequence[Literal], widths: Sequence[int]) -> None:
    """Let each run of values count as many times as it has values: a number below that is chosen with it."""
    bits = [clauses.choice() for _ in range((max(widths, default=1) - 1).bit_length())]
    for run, width in zip(runs, widths) if bits else ():
        clauses.demand(~run | _below(clauses, bits, width))


def _below(clauses: Clauses, bits: Sequence[Literal], bound: int) -> Literal:
    """Return where a number is below a bound; `bits`: those of the number, the most significant first."""
    if bound >> len(bits):
        return clauses.true
    below = clauses.false
    for place, bit in enumerate(reversed(bits)):
        below = ~bit | below if bound >> place & 1 else ~bit & below
    return below


def _counted(clauses: Clauses, seconds: float) -> int | None:
    # The process takes the path of this one, without the working directory: a file in it must not be run.
    path = [entry for entry in sys.path if entry]
    text = json.dumps([path, clauses.variables, clauses.clauses])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAM],
            input=text,
            capture_output=True,
            text=True,
            timeout=max(seconds, 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise EngineError(f"the model counter failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return int(done.stdout.split()[-1])  # it may talk before that
