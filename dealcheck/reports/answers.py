"""Answers to the questions that go beyond one deal, in the formats that every such command offers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dealcheck.model.exploration import Exploration
from dealcheck.reports.exploration import exploration_page
from dealcheck.reports.json import plain_data
from dealcheck.reports.page import Page, as_markdown, as_text

FORMATS = ("text", "json", "markdown")
VERSION = 1
_PAGES: Mapping[type, Any] = {Exploration: exploration_page}
"""For each kind of answer the function that puts it into words."""


def answer_text(answer: Any, format_: str, *, color: bool = False) -> str:
    """An answer in one of the formats."""
    if format_ == "json":
        return json.dumps(answer_data(answer), indent=2, ensure_ascii=False)
    page: Page = _PAGES[type(answer)](answer)
    return as_markdown(page) if format_ == "markdown" else as_text(page, color=color)


def answer_data(answer: Any) -> dict[str, Any]:
    """An answer as plain mappings, lists, strings, integers and booleans, under the name of its format."""
    from dealcheck import __version__

    kind = type(answer).__name__.lower()
    return {"format": f"dealcheck/{kind}", "version": VERSION, "dealcheck": __version__, **plain_data(answer)}
