"""The engine that judges deals when none is named."""

from __future__ import annotations

from collections.abc import Iterable

from dealcheck.engines import native

PREFERRED, FALLBACK = "durable", "reference"
DIAGRAMS = "diagrams"
COLUMNS = "columns"
SOLVER = "solver"
"""What verifications of drafts call the decision diagrams, which `--engine` does not take."""


def default_engine() -> str:
    """Return the name of the engine on durable-rules, or of the semantics where durable-rules can't be imported."""
    return FALLBACK if native.obstacle() else PREFERRED


def fallback_note(engines: Iterable[str]) -> str:
    """Return one line for people when the fallback is among the engines that judged, none being named; else nothing.

    `engines`: what the verifications have as their `engine`.
    """
    obstacle = native.obstacle() if FALLBACK in engines else ""
    if not obstacle:
        return ""
    return (
        f"durable-rules can't be imported ({obstacle}), so the engine `{FALLBACK}` judged, which gives the same "
        "answers; `dealcheck doctor` says how to get durable-rules"
    )
