"""Comments in a document: on each clause what it breaks and for whom, and at the top who can sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from dealcheck import (
    Breach,
    DealVerification,
    DraftVerification,
    Exploration,
    Line,
    Verdict,
    Verification,
    breach_lines,
    pages,
)
from dealcheck_word.binding import Binding
from dealcheck_word.docx import Document, Span
from dealcheck_word.docx.text import whole
from dealcheck_word.revising import Revision

Lines = list[tuple[int, str]]
"""The lines of a comment, each with its depth."""
_MOST_DIGITS = 15
_SIGNS = {"accepted": "can sign", "accepted-with-reservations": "can sign with reservations", "rejected": "can't sign"}


def comment_on(
    document: Document,
    bindings: Mapping[str, Binding],
    verification: Verification,
    summary: Lines,
    *,
    exploration: Exploration | None = None,
    revision: Revision | None = None,
) -> int:
    """Write comments into a document and return how many: one for each breach and bracket, and one at the top.

    `summary`: what the one at the top says; what is about no clause is added to it. `exploration`: of a draft, what
    each alternative leaves. `revision`: what is left to draft.
    """
    heading = next((paragraph for paragraph in document.paragraphs if paragraph.text.strip()), None)
    if heading is None and document.paragraphs:
        heading = document.paragraphs[0]
    top = [*summary]
    comments: list[tuple[Sequence[Span], Lines]] = []
    for provision, lines in _all(verification, exploration, revision):
        names = [name for name in provision if name in bindings and bindings[name].clause is not None]
        clauses = [clause for name in names if (clause := bindings[name].clause) is not None]
        if clauses:
            first = min(clauses, key=lambda clause: clause.number)
            comments.append((first.spans, lines))
        else:
            top += lines
    if heading is None:
        return 0
    document.comment([whole(heading)], top)
    for spans, lines in comments:
        document.comment(spans, lines)
    return len(comments) + 1


def _all(
    verification: Verification, exploration: Exploration | None, revision: Revision | None
) -> Iterator[tuple[Sequence[str], Lines]]:
    """Yield what there is to say of provisions, each with their names; without any, of the deal."""
    if isinstance(verification, DealVerification):
        for verdict in verification.verdicts:
            for breach in verdict.breaches:
                yield breach.provisions, _of_breach(verdict, breach)
    for name, lines in _of_brackets(exploration):
        yield (name,), lines
    for name, wishes in (revision.to_draft if revision else {}).items():
        yield (name,), [(0, f"To draft, {name}: {wish}") for wish in wishes]


def summary_lines(verification: Verification) -> Lines:
    """Return who can sign, and of each side the answer in a line."""
    (page,) = pages(verification)
    lines: Lines = [(0, text) for text in (page.answer.text, page.reason) if text]
    for statement in page.parts:
        said: Sequence[Line] = getattr(statement, "lines", ())
        for line in said:
            if line.depth == 0 or isinstance(verification, DraftVerification):
                lines.append((line.depth, line.text))
            elif line.depth == 1 and _is_of_deal(line, verification):
                lines.append((1, line.text))
    return lines


def _is_of_deal(line: Line, verification: Verification) -> bool:
    """Return whether a line is about the deal as a whole: its score, or what needs referral."""
    titles = {
        breach_lines(breach)[0].text
        for verdict in verification.verdicts
        if isinstance(verdict, Verdict)
        for breach in verdict.breaches
    }
    return line.text not in titles


def _of_breach(verdict: Verdict, breach: Breach) -> Lines:
    """Return what a breach is, for whom, what is missing, and whose statement it rests on."""
    bare = attrs.evolve(breach, places=(), place=None, releases=breach.releases)
    head, *rest = breach_lines(bare)
    return [(0, f"{verdict.party_title}: {head.text}"), *((line.depth, line.text) for line in rest)]


def _of_brackets(exploration: Exploration | None) -> Iterator[tuple[str, Lines]]:
    """Yield for each bracket of a draft what every alternative leaves."""
    if exploration is None:
        return
    for bracket in exploration.brackets:
        if bracket.kind == "article":
            continue
        lines: Lines = [(0, f"In brackets: {bracket.name}")]
        for alternative in bracket.alternatives:
            count = alternative.acceptable
            left = "some" if count is None else _rounded(count) if count else "none"
            lines.append((1, f"{alternative.value}: {left} of the acceptable resolutions"))
        if bracket.settled:
            lines.append((0, f"Only {bracket.settled} is left."))
        yield bracket.name.partition(".")[0], lines


def _rounded(count: int) -> str:
    """Return a count as the verdicts have it: of a large one its order of magnitude."""
    power = Decimal(count).adjusted()
    return f"{count:,}" if power < _MOST_DIGITS else f"about {Decimal(count).scaleb(-power):.1f} × 10^{power}"


def outcome_lines(outcomes: Mapping[str, str]) -> list[str]:
    """Return what each ruleset answers to a repaired deal, in a line each."""
    return [f"{ruleset} {_SIGNS.get(outcome, outcome)}" for ruleset, outcome in outcomes.items()]
