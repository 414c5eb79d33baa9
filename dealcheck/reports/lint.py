"""Findings on rulesets in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.model.lint import Lint
from dealcheck.reports.page import Page, Part, Sentence, points
from dealcheck.reports.sentences import listed, place_text


def lint_page(answers: Sequence[Lint]) -> Page:
    """What to look at in some rulesets."""
    (found,) = answers
    return Page(f"A look at {listed(found.rulesets)}", "", tuple(_parts(found)))


def _parts(found: Lint) -> Iterator[Part]:
    count = len(found.findings)
    if not count:
        yield Sentence("Nothing to look at.", "good", strong=True)
        return
    yield Sentence(f"{count} thing{'s' * (count != 1)} to look at.", "mixed", strong=True)
    yield points(
        f"{f'{place_text(each.place)}: ' if each.place else ''}{each.message} [{each.code}]" for each in found.findings
    )
