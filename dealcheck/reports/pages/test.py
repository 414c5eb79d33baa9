"""Test cases in words: which failed, what came out instead and why; what no case tries, and what none would notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dealcheck.answers.test import CaseResult, Trial
from dealcheck.place import Place
from dealcheck.reports.page import (
    Check,
    Heading,
    Page,
    PageFinding,
    Part,
    Points,
    Sentence,
    Table,
    indented,
    points,
)
from dealcheck.reports.sentences import place_text
from dealcheck.reports.verdicts import verdict_lines


def trial_pages(answers: Sequence[Trial], **_options: object) -> list[Page]:
    """Return a page for each run of test cases."""
    return [_page(answer) for answer in answers]


def _page(trial: Trial) -> Page:
    failed = [result for result in trial.results if not result.passed]
    passed = len(trial.results) - len(failed)
    count = f"{passed:,} passed" + (f", {len(failed):,} failed" if failed else "")
    return Page(
        subject="Test cases",
        name="test",
        file=", ".join(dict.fromkeys(result.file for result in trial.results)),
        answer=Sentence(f"{count}.", "bad" if failed else "good", strong=True),
        reason=_reason(failed, trial),
        parts=tuple(_parts(trial, failed)),
        findings=tuple(_findings(trial, failed)),
        checks=tuple(_checks(trial)),
    )


def _reason(failed: Sequence[CaseResult], trial: Trial) -> str:
    """Return how the first case failed, or that the coverage is too low."""
    for result in failed:
        first = result.differences[0]
        who = first.ruleset or "all"
        return f"{result.case}: {who}, {first.what}: expected {first.expected}, found {first.actual}."
    if trial.covered < trial.least_covered:
        return f"Coverage is {trial.covered} %, and {trial.least_covered} % was asked for."
    return ""


def _findings(trial: Trial, failed: Sequence[CaseResult]) -> Iterator[PageFinding]:
    for result in failed:
        yield PageFinding(
            code="test:failed",
            title="A ruleset does not answer as its test case says",
            level="error",
            message=f"{case_name(result)}\n{failure_text(result)}",
            places=((result.place, f"case {result.case}"),) if result.place else (),
            ruleset=result.differences[0].ruleset,
        )
    for item in trial.coverage:
        if not item.covered:
            yield _gap("test:untried", "No case tries this", item.ruleset, item.entry, item.text, item.place)
    for mutant in trial.mutants:
        if not mutant.noticed:
            yield _gap(
                "test:unnoticed",
                "No case notices this change",
                mutant.ruleset,
                mutant.entry,
                mutant.change,
                mutant.place,
            )


def _gap(code: str, title: str, ruleset: str, entry: str, text: str, place: Place | None) -> PageFinding:
    return PageFinding(
        code=code,
        title=title,
        level="warning",
        message=f"{ruleset}/{entry}: {text}",
        places=((place, entry),) if place else (),
        ruleset=ruleset,
        bottom_line=entry,
    )


def _checks(trial: Trial) -> Iterator[Check]:
    """Yield one for each case, and one for the coverage that was asked for."""
    for result in trial.results:
        failed = "" if result.passed else "case"
        text = "" if result.passed else failure_text(result)
        yield Check(
            name=result.case,
            failure=failed,
            message=case_name(result),
            text=text,
            file=result.file,
            place=result.place,
        )
    if trial.least_covered:
        reached = trial.covered >= trial.least_covered
        message = f"coverage of rules: {trial.covered} %, asked for: {trial.least_covered} %"
        yield Check(name="coverage", failure="" if reached else "coverage", message=message)


def _parts(trial: Trial, failed: Sequence[CaseResult]) -> Iterator[Part]:
    for result in failed:
        yield Heading(f"Failed: {case_name(result)}")
        yield differences_table(result)
        yield from _reasons(result)
    if trial.coverage:
        yield from _coverage(trial)
    if trial.mutants or not trial.mutants_complete:
        yield from _mutants(trial)


def case_name(result: CaseResult) -> str:
    """Return a case by its name, its title and its place."""
    title = f": {result.title}" if result.title else ""
    return f"{result.case}{title} ({place_text(result.place) if result.place else result.file})"


def differences_table(result: CaseResult) -> Table:
    """Return expected and actual side by side."""
    rows = (
        (difference.ruleset or "all", difference.what, difference.expected, difference.actual)
        for difference in result.differences
    )
    return Table(("ruleset", "what", "expected", "actual"), tuple(rows))


def _reasons(result: CaseResult) -> Iterator[Part]:
    """Yield the explanations of the rulesets that did not answer as expected."""
    wrong = {difference.ruleset for difference in result.differences}
    for verdict in result.verification.verdicts:
        head, *more_lines = verdict_lines(verdict)
        if verdict.ruleset in wrong and more_lines:
            yield Points(tuple((line.depth, line.text) for line in (head, *more_lines)))


def failure_text(result: CaseResult) -> str:
    """Return a failed case as plain text: expected and actual side by side, with the explanation."""
    rows = [("ruleset", "what", "expected", "actual"), *differences_table(result).rows]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    wrong = {difference.ruleset for difference in result.differences}
    for verdict in result.verification.verdicts:
        if verdict.ruleset in wrong:
            lines += ["", indented(verdict_lines(verdict))]
    return "\n".join(lines)


def _coverage(trial: Trial) -> Iterator[Part]:
    yield Heading("Coverage of rules")
    rows = []
    for ruleset in dict.fromkeys(item.ruleset for item in trial.coverage):
        items = [item for item in trial.coverage if item.ruleset == ruleset]
        done = sum(item.covered for item in items)
        rows.append((ruleset, f"{done:,}", f"{len(items):,}", f"{100 * done // len(items)} %"))
    yield Table(("ruleset", "#tried", "#to try", "#coverage"), tuple(rows))
    missing = [item for item in trial.coverage if not item.covered]
    if missing:
        yield Heading("No case tries")
        yield points(
            f"{item.ruleset}/{item.entry}: {item.text}{f' ({place_text(item.place)})' if item.place else ''}"
            for item in missing
        )


def _mutants(trial: Trial) -> Iterator[Part]:
    counts = Counter(mutant.noticed for mutant in trial.mutants)
    yield Heading("Mutation")
    text = f"Of {len(trial.mutants):,} changes to the rules, the cases notice {counts[True]:,}."
    yield Sentence(text, "mixed" if counts[False] else "good", strong=True)
    if not trial.mutants_complete:
        yield Sentence("Time was up before all changes to the rules were tried.")
    if counts[False]:
        yield Heading("No case notices")
        yield points(
            f"{mutant.ruleset}/{mutant.entry}: {mutant.change}"
            f"{f' ({place_text(mutant.place)})' if mutant.place else ''}"
            for mutant in trial.mutants
            if not mutant.noticed
        )
