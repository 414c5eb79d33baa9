"""Pages for one side's eyes: what is said on each of them of what is left out."""

from __future__ import annotations

import attrs

from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.questions import Question
from dealcheck.questions.eyes.decisions import is_asked_alone
from dealcheck.reports.page import Page, Sentence


def for_viewer(page: Page, question: Question, name: str) -> Page:
    """Return a page on which it says what its reader may not see; `name`: the viewer, as answers name one."""
    viewer = viewer_of(name)
    is_alone = is_asked_alone(viewer, question.name)
    noted = attrs.evolve(page, parts=(Sentence(_note(viewer, is_alone=is_alone)), *page.parts))
    if not (is_alone and viewer.party):
        return noted
    # What is so of one party's rulesets must not read as what is so of all.
    answer = attrs.evolve(page.answer, text=f"Of {name} alone: {page.answer.text}")
    checks = tuple(attrs.evolve(each, message=f"Of {name} alone: {each.message}") for each in page.checks)
    return attrs.evolve(noted, answer=answer, checks=checks)


def _note(viewer: Viewer, *, is_alone: bool) -> str:
    if not viewer.party:
        shown = "no ruleset was asked" if is_alone else "verdicts, and nothing that is behind them"
        return f"As a mediator may see it: {shown}."
    others = "; no other was asked" if is_alone else ", and of the others only whether all can sign"
    return f"As {viewer.name} may see it: its own rulesets in full{others}."
