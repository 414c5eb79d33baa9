"""What changed between two rulesets, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.comparison import Comparison, LineChange, Witness
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, check, points
from dealcheck.reports.pages.conflicts import claim_text
from dealcheck.reports.sentences import place_text


def comparison_pages(answers: Sequence[Comparison], **_options: object) -> list[Page]:
    """Return a page on what changed in meaning from one ruleset to another."""
    return [_page(answer) for answer in answers]


def _page(comparison: Comparison) -> Page:
    steps = f"{comparison.steps} step{'s' * (comparison.steps != 1)}"
    answer = Sentence(f"{_answer(comparison)} (deals of {steps}).", "good" if comparison.same else "mixed", strong=True)
    reason = _reason(comparison)
    return Page(
        subject=f"From {comparison.before} to {comparison.after}",
        name=f"{comparison.before}-{comparison.after}",
        file="",
        answer=answer,
        reason=reason,
        parts=tuple(_parts(comparison)),
        findings=tuple(_findings(comparison)),
        checks=(check("diff", answer, reason, passes=comparison.same),),
    )


def _reason(comparison: Comparison) -> str:
    """Return for which demand a deal is rejected now, or was before."""
    for witness, text in (
        (comparison.newly_rejected, f"{comparison.after} now insists on"),
        (comparison.newly_acceptable, f"{comparison.after} no longer insists on"),
    ):
        if witness is not None and witness.unmet:
            return f"{text}: {witness.unmet[0].title}."
    return ""


def _findings(comparison: Comparison) -> Iterator[PageFinding]:
    for line in comparison.lines:
        yield PageFinding(
            code=f"diff:{line.kind}",
            title=f"A bottom line was {line.kind}",
            level="note",
            message=_line_text(line),
            places=((line.place, f"bottom line {line.bottom_line}"),) if line.place else (),
            ruleset=comparison.after,
            bottom_line=line.bottom_line,
        )


def _line_text(line: LineChange) -> str:
    return f"{line.bottom_line}: {line.kind}{f', {line.text}' if line.text else ''}"


def _parts(comparison: Comparison) -> Iterator[Part]:
    if comparison.untried:
        yield Sentence(f"There may be more differences: {comparison.untried}, so that not all deals were compared.")
    if comparison.newly_acceptable is not None:
        yield Heading(f"Rejected by {comparison.before}, and not by {comparison.after}")
        yield from _witness(comparison.newly_acceptable, comparison.before)
    if comparison.newly_rejected is not None:
        yield Heading(f"Rejected by {comparison.after}, and not by {comparison.before}")
        yield from _witness(comparison.newly_rejected, comparison.after)
    if comparison.lines:
        yield Heading("Bottom lines")
        yield points(
            f"{_line_text(line)}{f' ({place_text(line.place)})' if line.place else ''}" for line in comparison.lines
        )


def _answer(comparison: Comparison) -> str:
    if comparison.same:
        if comparison.untried:
            return "No difference was found"
        return "The same: both reject the same deals"
    if comparison.newly_rejected is None:
        return "Softer: some deals became acceptable, and none ceased to be"
    if comparison.newly_acceptable is None:
        return "Harder: some deals are no longer acceptable, and none became so"
    return "Different: some deals became acceptable, others no longer are"


def _witness(witness: Witness, ruleset: str) -> Iterator[Part]:
    yield points(witness.terms or ("a deal without any provision",))
    yield Sentence(f"For {ruleset} it breaks: {'; '.join(claim_text(demand) for demand in witness.unmet)}.")
