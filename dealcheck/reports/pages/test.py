"""Test cases in words: which failed, what came out instead and why; what no case tries, and what none would notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dealcheck.answers.test import CaseResult, Trial
from dealcheck.reports.page import Heading, Page, Part, Points, Sentence, Table, points
from dealcheck.reports.sentences import indented, place_text, verdict_lines


def trial_page(answers: Sequence[Trial]) -> Page:
    """What there is to say on some test cases."""
    (found,) = answers
    files = ", ".join(dict.fromkeys(result.file for result in found.results))
    return Page("Test cases", files, tuple(_parts(found)))


def _parts(found: Trial) -> Iterator[Part]:
    failed = [result for result in found.results if not result.passed]
    for result in failed:
        yield Heading(f"Failed: {case_name(result)}")
        yield differences_table(result)
        yield from _reasons(result)
    passed = len(found.results) - len(failed)
    count = f"{passed:,} passed" + (f", {len(failed):,} failed" if failed else "")
    yield Sentence(f"{count}.", "bad" if failed else "good", strong=True)
    if found.coverage:
        yield from _coverage(found)
    if found.mutants:
        yield from _mutants(found)


def case_name(result: CaseResult) -> str:
    """A case by its name, its title and its place."""
    title = f": {result.title}" if result.title else ""
    return f"{result.case}{title} ({place_text(result.place) if result.place else result.file})"


def differences_table(result: CaseResult) -> Table:
    """Expected and actual side by side."""
    rows = ((each.ruleset or "all", each.what, each.expected, each.actual) for each in result.differences)
    return Table(("ruleset", "what", "expected", "actual"), tuple(rows))


def _reasons(result: CaseResult) -> Iterator[Part]:
    """The explanations of the rulesets that did not answer as expected."""
    wrong = {each.ruleset for each in result.differences}
    for verdict in result.verification.verdicts:
        head, *rest = verdict_lines(verdict)
        if verdict.ruleset in wrong and rest:
            yield Points(tuple((line.depth, line.text) for line in (head, *rest)))


def failure_text(result: CaseResult) -> str:
    """A failed case as plain text: expected and actual side by side, with the explanation."""
    rows = [("ruleset", "what", "expected", "actual"), *differences_table(result).rows]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    wrong = {each.ruleset for each in result.differences}
    for verdict in result.verification.verdicts:
        if verdict.ruleset in wrong:
            lines += ["", indented(verdict_lines(verdict))]
    return "\n".join(lines)


def _coverage(found: Trial) -> Iterator[Part]:
    yield Heading("Coverage of rules")
    rows = []
    for ruleset in dict.fromkeys(item.ruleset for item in found.coverage):
        items = [item for item in found.coverage if item.ruleset == ruleset]
        done = sum(item.covered for item in items)
        rows.append((ruleset, f"{done:,}", f"{len(items):,}", f"{100 * done // len(items)} %"))
    yield Table(("ruleset", "#tried", "#to try", "#coverage"), tuple(rows))
    missing = [item for item in found.coverage if not item.covered]
    if missing:
        yield Heading("No case tries")
        yield points(
            f"{item.ruleset}/{item.entry}: {item.text}{f' ({place_text(item.place)})' if item.place else ''}"
            for item in missing
        )


def _mutants(found: Trial) -> Iterator[Part]:
    counts = Counter(mutant.noticed for mutant in found.mutants)
    yield Heading("Mutation")
    text = f"Of {len(found.mutants):,} changes to the rules, the cases notice {counts[True]:,}."
    yield Sentence(text, "mixed" if counts[False] else "good", strong=True)
    if counts[False]:
        yield Heading("No case notices")
        yield points(
            f"{mutant.ruleset}/{mutant.entry}: {mutant.change}"
            f"{f' ({place_text(mutant.place)})' if mutant.place else ''}"
            for mutant in found.mutants
            if not mutant.noticed
        )
