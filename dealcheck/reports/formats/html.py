"""The report as one HTML file that asks nothing of the network: to read, to print, to send.

Verdicts come first, then who asks for which provision, then why. All text from files is escaped, and a link leads
nowhere but to the web.
"""

from __future__ import annotations

from collections.abc import Sequence

from dealcheck.reports.figures import Answers
from dealcheck.reports.html.templates import environment
from dealcheck.reports.page import Page, Statement, Tone
from dealcheck.reports.report import Report


def report(report: Report) -> str:
    """Return the report as an HTML document; a quiet one ends with the verdicts."""
    from dealcheck.version import __version__

    template = environment().get_template("report/report.html.jinja")
    return template.render(
        pages=[(page, verdicts_of(page)) for page in report.pages],
        beside=() if report.quiet else report.beside,
        name=report.question.name,
        quiet=report.quiet,
        version=__version__,
    )


def verdicts_of(page: Page) -> Sequence[tuple[str, Tone]]:
    """Return the answer of each side in a line, with which way it went."""
    told = [(part.lines[0].text, part.tone) for part in page.parts if isinstance(part, Statement)]
    return told or [entry for part in page.parts if isinstance(part, Answers) for entry in part.entries]
