"""Answers to the questions that go beyond one deal, in the formats that every such command offers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dealcheck.model.checkup import Checkup
from dealcheck.model.comparison import Comparison
from dealcheck.model.conflict import Conflicts, Reconciliation
from dealcheck.model.exploration import Exploration
from dealcheck.model.lint import Lint
from dealcheck.model.repair import Repairs
from dealcheck.model.screen import ScreenSummary
from dealcheck.model.trial import Trial
from dealcheck.reports.checkup import checkup_page
from dealcheck.reports.comparison import comparison_page
from dealcheck.reports.conflicts import conflicts_page, reconciliation_page
from dealcheck.reports.exploration import exploration_page
from dealcheck.reports.json import plain_data
from dealcheck.reports.lint import lint_page
from dealcheck.reports.page import Page, as_markdown, as_text
from dealcheck.reports.repairs import repairs_page
from dealcheck.reports.screen import screen_page
from dealcheck.reports.trial import trial_page

FORMATS = ("text", "json", "markdown")
VERSION = 1
ANSWERS: Mapping[str, type] = {
    "exploration": Exploration,
    "repairs": Repairs,
    "conflicts": Conflicts,
    "reconciliation": Reconciliation,
    "comparison": Comparison,
    "lint": Lint,
    "screening": ScreenSummary,
    "trial": Trial,
    "checkup": Checkup,
}
"""The kinds of answer by the names that their JSON goes by."""
_PAGES: Mapping[type, Callable[[Sequence[Any]], Page]] = {
    Exploration: exploration_page,
    Repairs: repairs_page,
    Conflicts: conflicts_page,
    Reconciliation: reconciliation_page,
    Comparison: comparison_page,
    Lint: lint_page,
    ScreenSummary: screen_page,
    Trial: trial_page,
    Checkup: checkup_page,
}
"""For each kind of answer the function that puts answers of that kind, on one question, into words."""


def answers_text(answers: Sequence[Any], format_: str, *, color: bool = False) -> str:
    """Answers of one kind in one of the formats."""
    if format_ == "json":
        return json.dumps(answers_data(answers), indent=2, ensure_ascii=False)
    page = _PAGES[type(answers[0])](answers)
    return as_markdown(page) if format_ == "markdown" else as_text(page, color=color)


def answers_data(answers: Sequence[Any]) -> dict[str, Any]:
    """Answers as plain mappings, lists, strings, integers and booleans, under the name of their format."""
    from dealcheck import __version__

    kind = next(name for name, cls in ANSWERS.items() if cls is type(answers[0]))
    head = {"format": f"dealcheck/{kind}", "version": VERSION, "dealcheck": __version__}
    return {**head, "answers": [plain_data(each) for each in answers]}
