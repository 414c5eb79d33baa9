"""Findings on rulesets in words, and as SARIF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.lint import CODES, Lint, LintCode
from dealcheck.reports.page import Page, Part, Sentence, points
from dealcheck.reports.sarif_log import Result, sarif_text
from dealcheck.reports.sentences import listed, place_text


def lint_page(answers: Sequence[Lint]) -> Page:
    """What to look at in some rulesets."""
    (found,) = answers
    return Page(f"A look at {listed(found.rulesets)}", "", tuple(_parts(found)))


def _parts(found: Lint) -> Iterator[Part]:
    if found.fixed:
        yield Sentence(f"Mended {_things(len(found.fixed))}.", "good", strong=True)
        yield points(f"{each.message} [{each.code}]" for each in found.fixed)
    if found.findings:
        yield Sentence(f"{_things(len(found.findings))} to look at.", "mixed", strong=True)
        yield points(
            f"{f'{place_text(each.place)}: ' if each.place else ''}{each.message} [{each.code}]"
            for each in found.findings
        )
    else:
        yield Sentence("Nothing to look at.", "good", strong=True)
    fixable = sum(CODES[each.code].fixable for each in found.findings)
    if fixable and not found.fixed:
        yield Sentence(f"`--fix` can mend {fixable} of them.")
    if found.silenced:
        yield Sentence(f"Comments in the files silence {_things(found.silenced)} more.")


def _things(count: int) -> str:
    return f"{count} thing{'s' * (count != 1)}"


def lint_sarif(found: Lint) -> str:
    """The findings as SARIF, for code scanning: each code is a rule."""
    return sarif_text(
        Result(
            rule=each.code,
            title=CODES[each.code].summary,
            level="warning",
            text=each.message,
            places=[(each.place, each.entry)] if each.place else [],
            help=f"{CODES[each.code].why}\n{CODES[each.code].cure}",
        )
        for each in found.findings
    )


def code_text(name: str, code: LintCode) -> str:
    """What a code means, and what to do about it."""
    certain = "\n\n`dealcheck lint --fix` does it." if code.fixable else ""
    return f"{name}: {code.summary}\n\n{code.why}\n\n{code.cure}{certain}"
