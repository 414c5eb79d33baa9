"""What changed between two rulesets, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.comparison import Comparison, Witness
from dealcheck.reports.page import Heading, Page, Part, Sentence, points
from dealcheck.reports.pages.conflicts import claim_text
from dealcheck.reports.sentences import place_text


def comparison_page(answers: Sequence[Comparison]) -> Page:
    """What changed in meaning from one ruleset to another."""
    (found,) = answers
    return Page(f"From {found.before} to {found.after}", "", tuple(_parts(found)))


def _parts(found: Comparison) -> Iterator[Part]:
    steps = f"{found.steps} step{'s' * (found.steps != 1)}"
    yield Sentence(f"{_answer(found)} (deals of {steps}).", "good" if found.same else "mixed", strong=True)
    if found.newly_acceptable is not None:
        yield Heading(f"Rejected by {found.before}, and not by {found.after}")
        yield from _witness(found.newly_acceptable, found.before)
    if found.newly_rejected is not None:
        yield Heading(f"Rejected by {found.after}, and not by {found.before}")
        yield from _witness(found.newly_rejected, found.after)
    if found.lines:
        yield Heading("Bottom lines")
        yield points(
            f"{line.bottom_line}: {line.kind}{f', {line.text}' if line.text else ''}"
            f"{f' ({place_text(line.place)})' if line.place else ''}"
            for line in found.lines
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
