"""Findings on rulesets in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.lint import CODES, Lint, LintCode, LintFinding
from dealcheck.reports.page import Check, Page, PageFinding, Part, Sentence, check, points
from dealcheck.reports.sentences import listed, place_text


def lint_pages(answers: Sequence[Lint], **_options: object) -> list[Page]:
    """Return a page on what to look at in some rulesets."""
    return [_page(each) for each in answers]


def _page(found: Lint) -> Page:
    if found.findings:
        answer = Sentence(f"{_things(len(found.findings))} to look at.", "mixed", strong=True)
    else:
        answer = Sentence("Nothing to look at.", "good", strong=True)
    return Page(
        subject=f"A look at {listed(found.rulesets)}",
        name="lint",
        file="",
        answer=answer,
        reason=f"First: {_text(found.findings[0])}" if found.findings else "",
        parts=tuple(_parts(found)),
        findings=tuple(map(_finding, found.findings)),
        checks=tuple(_checks(found, answer)),
    )


def _finding(found: LintFinding) -> PageFinding:
    code = CODES[found.code]
    return PageFinding(
        code=found.code,
        title=code.summary,
        level="warning",
        message=found.message,
        places=((found.place, found.entry),) if found.place else (),
        ruleset=found.ruleset,
        bottom_line=found.entry,
        help=f"{code.why}\n{code.cure}",
    )


def _checks(found: Lint, answer: Sentence) -> Iterator[Check]:
    """One that fails for each finding, or one that passes."""
    for each in found.findings:
        file = each.place.file if each.place else ""
        text = _text(each)
        yield Check(name=f"{each.entry}: {each.code}", failure=each.code, message=text, file=file, place=each.place)
    if not found.findings:
        yield check("lint", answer, passes=True)


def _parts(found: Lint) -> Iterator[Part]:
    if found.fixed:
        yield Sentence(f"Mended {_things(len(found.fixed))}.", "good", strong=True)
        yield points(f"{each.message} [{each.code}]" for each in found.fixed)
    if found.findings:
        yield points(map(_text, found.findings))
    fixable = sum(CODES[each.code].fixable for each in found.findings)
    if fixable and not found.fixed:
        yield Sentence(f"`--fix` can mend {fixable} of them.")
    if found.silenced:
        yield Sentence(f"Comments in the files silence {_things(found.silenced)} more.")


def _text(found: LintFinding) -> str:
    where = f"{place_text(found.place)}: " if found.place else ""
    return f"{where}{found.message} [{found.code}]"


def _things(count: int) -> str:
    return f"{count} thing{'s' * (count != 1)}"


def code_text(name: str, code: LintCode) -> str:
    """What a code means, and what to do about it."""
    certain = "\n\n`dealcheck lint --fix` does it." if code.fixable else ""
    return f"{name}: {code.summary}\n\n{code.why}\n\n{code.cure}{certain}"
