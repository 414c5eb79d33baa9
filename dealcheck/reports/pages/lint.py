"""Findings on rulesets in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.lint import CODES, Lint, LintCode, LintFinding
from dealcheck.reports.page import Check, Page, PageFinding, Part, Sentence, check, points
from dealcheck.reports.sentences import listed, place_text


def lint_pages(answers: Sequence[Lint], **_options: object) -> list[Page]:
    """Return a page on what to look at in some rulesets."""
    return [_page(answer) for answer in answers]


def _page(lint: Lint) -> Page:
    if lint.findings:
        answer = Sentence(f"{_things(len(lint.findings))} to look at.", "mixed", strong=True)
    else:
        answer = Sentence("Nothing to look at.", "good", strong=True)
    return Page(
        subject=f"A look at {listed(lint.rulesets)}",
        name="lint",
        file="",
        answer=answer,
        reason=f"First: {_text(lint.findings[0])}" if lint.findings else "",
        parts=tuple(_parts(lint)),
        findings=tuple(map(_finding, lint.findings)),
        checks=tuple(_checks(lint, answer)),
    )


def _finding(finding: LintFinding) -> PageFinding:
    code = CODES[finding.code]
    return PageFinding(
        code=finding.code,
        title=code.summary,
        level="warning",
        message=finding.message,
        places=((finding.place, finding.entry),) if finding.place else (),
        ruleset=finding.ruleset,
        bottom_line=finding.entry,
        help=f"{code.why}\n{code.cure}",
    )


def _checks(lint: Lint, answer: Sentence) -> Iterator[Check]:
    """Yield one that fails for each finding, or one that passes."""
    for finding in lint.findings:
        file = finding.place.file if finding.place else ""
        text = _text(finding)
        yield Check(
            name=f"{finding.entry}: {finding.code}", failure=finding.code, message=text, file=file, place=finding.place
        )
    if not lint.findings:
        yield check("lint", answer, passes=True)


def _parts(lint: Lint) -> Iterator[Part]:
    if lint.fixed:
        yield Sentence(f"Mended {_things(len(lint.fixed))}.", "good", strong=True)
        yield points(f"{fixed.message} [{fixed.code}]" for fixed in lint.fixed)
    if lint.findings:
        yield points(map(_text, lint.findings))
    fixable = sum(CODES[finding.code].fixable for finding in lint.findings)
    if fixable and not lint.fixed:
        yield Sentence(f"`--fix` can mend {fixable} of them.")
    if lint.silenced:
        yield Sentence(f"Comments in the files silence {_things(lint.silenced)} more.")


def _text(finding: LintFinding) -> str:
    where = f"{place_text(finding.place)}: " if finding.place else ""
    return f"{where}{finding.message} [{finding.code}]"


def _things(count: int) -> str:
    return f"{count} thing{'s' * (count != 1)}"


def code_text(name: str, code: LintCode) -> str:
    """Return what a code means, and what to do about it."""
    certain = "\n\n`dealcheck lint --fix` does it." if code.fixable else ""
    return f"{name}: {code.summary}\n\n{code.why}\n\n{code.cure}{certain}"
