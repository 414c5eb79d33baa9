"""Reports: the answers to one question, with their pages, which every format shows in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dealcheck.errors import InputError, Mistake, PluginError, nearest, shown
from dealcheck.questions import Question, named

if TYPE_CHECKING:
    from dealcheck.reports.page import Page
    from dealcheck.session.plugins import Plugins


class Report:
    """What was asked, what was answered, and how to show it.

    `strict`: reservations count as not signing. `quiet`: the answer alone. `color`: with a terminal's colours.
    """

    def __init__(
        self,
        question: Question,
        answers: Sequence[Any],
        *,
        strict: bool = False,
        quiet: bool = False,
        color: bool = False,
    ) -> None:
        self.question = question
        self.answers = tuple(answers)
        self.strict = strict
        self.quiet = quiet
        self.color = color

    @property
    def passes(self) -> bool:
        """Whether the answer is a yes."""
        return self.question.passes(self.answers, strict=self.strict)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The answers in words."""
        return tuple(named(self.question.page)(self.answers, strict=self.strict))


def must_be_format(name: str, plugins: Plugins) -> None:
    """Raise InputError when there is no format of a name."""
    formats = plugins.reporters()
    if name not in formats:
        raise InputError([Mistake(f"unknown format `{shown(name)}`", None, nearest(name, formats))])


def rendered(report: Report, format_: str, plugins: Plugins) -> str:
    """Return a report in one of the formats that plugins bring, dealcheck's own among them.

    Raises InputError for an unknown format, and PluginError when a plugin's reporter fails.
    """
    must_be_format(format_, plugins)
    reporter = plugins.reporters()[format_]
    text = reporter(report.answers, strict=report.strict, quiet=report.quiet, color=report.color, report=report)
    if not isinstance(text, str):
        kind = type(text).__name__
        raise PluginError(f"the reporter for `{shown(format_)}` returned {kind}, and it must return text")
    return text
