"""Answers of a viewer's own rulesets alone, to questions that are about what stands in rulesets."""

from __future__ import annotations

from typing import Any

import attrs

from dealcheck.answers.comparison import Comparison
from dealcheck.questions.eyes.asked import Asked


def own_answer(asked: Asked) -> Any:
    """Return the answer of the viewer's own rulesets; of a mediator, who has none, of what is on the table alone."""
    return attrs.evolve(asked.own(), seen_by=asked.viewer.name)


def own_comparison(asked: Asked) -> Comparison:
    """Return what changed between two rulesets of one party."""
    before, after = (
        asked.session.scope(asked.arguments[name], viewer=asked.viewer.name) for name in ("before", "after")
    )
    answer: Comparison = asked.ask(**{**asked.arguments, "before": before, "after": after}, session=asked.session)
    return attrs.evolve(answer, seen_by=asked.viewer.name)


def own_text(asked: Asked) -> str:
    """Return the text that the viewer's own rulesets alone give."""
    return str(asked.own())
