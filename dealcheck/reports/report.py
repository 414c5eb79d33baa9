"""Reports: the answers to one question, with their pages, which every format shows in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from dealcheck.errors import InputError, Mistake, PluginError, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.questions import QUESTIONS, Question, named
from dealcheck.session.session import Session, session_for

if TYPE_CHECKING:
    from dealcheck.reports.page import Page
    from dealcheck.session.plugins import Plugins


class Report:
    """What was asked, what was answered, and how to show it.

    `strict`: reservations count as not signing. `quiet`: the answer alone. `color`: with a terminal's colours.
    `beside`: returns the answers to further questions about the same deals, for formats that are whole documents; it is
    called when a format asks for them.
    """

    def __init__(
        self,
        question: Question,
        answers: Sequence[Any],
        *,
        strict: bool = False,
        quiet: bool = False,
        color: bool = False,
        beside: Callable[[], Sequence[Any]] = tuple,
    ) -> None:
        self.question = question
        self.answers = tuple(answers)
        self.strict = strict
        self.quiet = quiet
        self.color = color
        self._beside = beside

    @property
    def passes(self) -> bool:
        """Whether the answer is a yes."""
        return self.question.passes(self.answers, strict=self.strict)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The answers in words."""
        made = tuple(named(self.question.page)(self.answers, strict=self.strict))
        viewer: str = getattr(self.answers[0], "seen_by", "") if self.answers else ""
        if not viewer:
            return made
        from dealcheck.reports.viewers import for_viewer  # imported when there is one

        return tuple(for_viewer(page, self.question, viewer) for page in made)

    @cached_property
    def beside(self) -> tuple[Page, ...]:
        """The answers to further questions about the same deals, in words."""
        reports = (Report(question_of([answer]), [answer]) for answer in self._beside())
        return tuple(page for report in reports for page in report.pages)


def must_be_format(name: str, plugins: Plugins) -> None:
    """Raise InputError when no format has the name."""
    formats = plugins.reporters()
    if not isinstance(name, str) or name not in formats:
        raise InputError([Mistake(f"unknown format `{shown(str(name))}`", None, nearest(str(name), formats))])


def rendered(report: Report, format_: str, plugins: Plugins) -> str:
    """Return a report in one of the formats that plugins bring, dealcheck's own among them.

    Raises InputError for an unknown format, and PluginError when a plugin's reporter fails.
    """
    must_be_format(format_, plugins)
    options = {"strict": report.strict, "quiet": report.quiet, "color": report.color}
    text = plugins.reporters()[format_](report.answers, report=report, **options)
    if not isinstance(text, str):
        kind = type(text).__name__
        raise PluginError(f"the reporter for `{shown(format_)}` returned {kind}, and it must return text")
    return text


def written(format_: str, answers: Sequence[Any], report: Report | None = None, **options: Any) -> str:
    """Return answers in one of dealcheck's own formats; `report`: the report they are in, made when there is none."""
    known = {name: options[name] for name in ("strict", "quiet", "color") if name in options}
    text: str = named(f"dealcheck.reports.formats.{format_}:report")(
        report or Report(question_of(answers), answers, **known)
    )
    return text


def render(
    answers: Any,
    format_: str = "text",
    *,
    strict: bool = False,
    quiet: bool = False,
    beside: Any = (),
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> str:
    """Return answers in words, or in another format, as the command prints them.

    `answers`: what a question returned, or several of one kind. `format_`: `text`, `markdown`, `html`, `json`, `sarif`,
    `junit`, or one that a plugin brings. `strict`: reservations count as not signing. `quiet`: the answer alone.
    `beside`: answers to other questions about the same deals, such as a `Matrix`, which `html` shows with them.
    `plugins`, `session`: as `dealcheck.verify` takes them.

    Raises InputError for an unknown format or what is no answer, and PluginError when a plugin's reporter fails.
    """
    check(strict=strict, quiet=quiet)
    listed = answers if isinstance(answers, (list, tuple)) else [answers]
    if not listed:
        raise InputError([Mistake("there is no answer to report", None, "give one at least")])
    others = tuple(beside) if isinstance(beside, (list, tuple)) else (beside,)
    for other in others:
        question_of([other])
    report = Report(question_of(listed), listed, strict=strict, quiet=quiet, beside=lambda: others)
    return rendered(report, format_, session_for(session, plugins).plugins)


def pages(answers: Any) -> tuple[Page, ...]:
    """Return answers in words, for those who show them in a way of their own.

    `answers`: what a question returned, or several of one kind. Raises InputError for what is no answer.
    """
    listed = answers if isinstance(answers, (list, tuple)) else [answers]
    return Report(question_of(listed), listed).pages


def question_of(answers: Sequence[Any]) -> Question:
    """Return the question that answers are to; without any, the first. Raises InputError for what is no answer."""
    if not answers:
        return QUESTIONS[0]
    kind = type(answers[0])
    for question in QUESTIONS:
        if kind in (get_args(named(question.answer)) or (named(question.answer),)):
            return question
    raise InputError([Mistake(f"expected answers to a question, found {kind.__name__}")])
