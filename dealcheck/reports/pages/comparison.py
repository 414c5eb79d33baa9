"""What changed between two rulesets, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.comparison import Comparison, LineChange, Witness
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, check, points
from dealcheck.reports.pages.conflicts import claim_text
from dealcheck.reports.sentences import place_text


def comparison_pages(answers: Sequence[Comparison], **_options: object) -> list[Page]:
    """Return a page on what changed in meaning from one ruleset to another."""
    return [_page(each) for each in answers]


def _page(found: Comparison) -> Page:
    steps = f"{found.steps} step{'s' * (found.steps != 1)}"
    answer = Sentence(f"{_answer(found)} (deals of {steps}).", "good" if found.same else "mixed", strong=True)
    reason = _reason(found)
    return Page(
        subject=f"From {found.before} to {found.after}",
        name=f"{found.before}-{found.after}",
        file="",
        answer=answer,
        reason=reason,
        parts=tuple(_parts(found)),
        findings=tuple(_findings(found)),
        checks=(check("diff", answer, reason, passes=found.same),),
    )


def _reason(found: Comparison) -> str:
    """For which demand a deal is rejected now, or was before."""
    for witness, text in (
        (found.newly_rejected, f"{found.after} now insists on"),
        (found.newly_acceptable, f"{found.after} no longer insists on"),
    ):
        if witness is not None and witness.unmet:
            return f"{text}: {witness.unmet[0].title}."
    return ""


def _findings(found: Comparison) -> Iterator[PageFinding]:
    for line in found.lines:
        yield PageFinding(
            code=f"diff:{line.kind}",
            title=f"A bottom line was {line.kind}",
            level="note",
            message=_line_text(line),
            places=((line.place, f"bottom line {line.bottom_line}"),) if line.place else (),
            ruleset=found.after,
            bottom_line=line.bottom_line,
        )


def _line_text(line: LineChange) -> str:
    return f"{line.bottom_line}: {line.kind}{f', {line.text}' if line.text else ''}"


def _parts(found: Comparison) -> Iterator[Part]:
    if found.newly_acceptable is not None:
        yield Heading(f"Rejected by {found.before}, and not by {found.after}")
        yield from _witness(found.newly_acceptable, found.before)
    if found.newly_rejected is not None:
        yield Heading(f"Rejected by {found.after}, and not by {found.before}")
        yield from _witness(found.newly_rejected, found.after)
    if found.lines:
        yield Heading("Bottom lines")
        yield points(
            f"{_line_text(line)}{f' ({place_text(line.place)})' if line.place else ''}" for line in found.lines
        )


def _answer(found: Comparison) -> str:
    if found.same:
        return "The same: both reject the same deals"
    if found.newly_rejected is None:
        return "Softer: some deals became acceptable, and none ceased to be"
    if found.newly_acceptable is None:
        return "Harder: some deals are no longer acceptable, and none became so"
    return "Different: some deals became acceptable, others no longer are"


def _witness(witness: Witness, ruleset: str) -> Iterator[Part]:
    yield points(witness.terms or ("a deal without any provision",))
    yield Sentence(f"For {ruleset} it breaks: {'; '.join(claim_text(each) for each in witness.unmet)}.")
