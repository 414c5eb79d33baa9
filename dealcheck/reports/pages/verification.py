"""Verdicts in words: who can sign a deal or draft, and below each who can't, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dealcheck.answers.verdict import Breach, DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.language.wording import plain
from dealcheck.model.ruleset import Strength
from dealcheck.numbers import number_text
from dealcheck.place import Place
from dealcheck.reports import sentences
from dealcheck.reports.page import Check, Level, Page, PageFinding, Sentence, Statement, Table, Tone, indented
from dealcheck.text import one_line

COMMON_CODE = "draft:common-resolution"
COMMON_CHECK = "acceptable to all"
"""The name of the check that there is a resolution everybody can sign; no ruleset's id has blanks."""

_LEVELS: dict[Strength, Level] = {"red-line": "error", "priority": "warning", "preference": "note"}
_Places = tuple[tuple[Place, str], ...]


def verification_pages(answers: Sequence[Verification], *, strict: bool = False) -> list[Page]:
    """Return a page for each deal."""
    return [_page(each, strict) for each in answers]


def _page(found: Verification, strict: bool) -> Page:
    passes = found.passes(strict=strict)
    return Page(
        subject=sentences.deal_title(found),
        name=found.deal,
        file=one_line(found.file),
        answer=Sentence(sentences.summary_text(found, strict=strict), "good" if passes else "bad", strong=True),
        reason=sentences.reason_text(found, strict=strict),
        parts=tuple(Statement(sentences.verdict_lines(each), _tone(each, strict)) for each in found.verdicts),
        brief=tuple(f"{one_line(found.file or found.deal)}: {_status(each)}" for each in found.verdicts),
        overview=_overview(found),
        findings=tuple(_findings(found, strict)),
        checks=tuple(_checks(found, strict)),
        place=found.place,
    )


def _tone(verdict: Verdict | DraftVerdict, strict: bool) -> Tone:
    if not verdict.can_sign:
        return "bad"
    outright = verdict.outcome == "accepted" if isinstance(verdict, Verdict) else verdict.answer == "all"
    return "good" if outright else "bad" if strict else "mixed"


def _status(verdict: Verdict | DraftVerdict) -> str:
    if isinstance(verdict, DraftVerdict):
        return f"{verdict.ruleset}: {verdict.answer} ({verdict.acceptable:,} of {verdict.resolutions:,})"
    return f"{verdict.ruleset}: {verdict.outcome}"


# The overview


def _overview(found: Verification) -> Table:
    is_draft = any(isinstance(verdict, DraftVerdict) for verdict in found.verdicts)
    heads = ("Can sign", "#Without reservations") if is_draft else ("Verdict", "#Score")
    rows = ((each.ruleset, each.party_title, *_cells(each)) for each in found.verdicts)
    return Table(("Ruleset", "Party", *heads), tuple(rows))


def _cells(verdict: Verdict | DraftVerdict) -> tuple[str, str]:
    if isinstance(verdict, DraftVerdict):
        many = f"{verdict.answer} ({verdict.acceptable:,} of {verdict.resolutions:,})"
        return many, f"{verdict.without_reservations:,}"
    score = "" if verdict.score is None else number_text(verdict.score)
    if verdict.reservation is not None:
        score = f"{number_text(verdict.score or Decimal(0))} (needs {number_text(verdict.reservation)})"
    return plain(verdict.outcome), score


# Findings


def _findings(found: Verification, strict: bool) -> Iterator[PageFinding]:
    for verdict in found.verdicts:
        if isinstance(verdict, DraftVerdict):
            yield from _draft_findings(found, verdict)
        else:
            yield from _deal_findings(found, verdict)
    if isinstance(found, DraftVerification) and not found.passes(strict=strict):
        yield PageFinding(
            code=COMMON_CODE,
            title="A draft has a resolution that is acceptable to all",
            level="error",
            message=sentences.summary_text(found, strict=strict),
            places=_deal_place(found),
        )


def _deal_findings(found: Verification, verdict: Verdict) -> Iterator[PageFinding]:
    if sentences.is_below_reservation(verdict):
        yield _shortfall(found, verdict, sentences.score_text(verdict))
    for breach in verdict.breaches:
        yield PageFinding(
            code=f"{verdict.ruleset}/{breach.bottom_line}",
            title=one_line(breach.title or plain(breach.bottom_line)),
            level=_LEVELS[breach.strength],
            message=f"{sentences.verdict_line(verdict).text}\n{indented(sentences.breach_lines(breach))}",
            places=_breach_places(found, breach),
            ruleset=verdict.ruleset,
            bottom_line=breach.bottom_line,
            tags=(breach.strength, breach.status),
        )


def _draft_findings(found: Verification, verdict: DraftVerdict) -> Iterator[PageFinding]:
    """What no way of resolving the brackets helps against."""
    head, places = sentences.verdict_line(verdict).text, _deal_place(found)
    if not verdict.can_sign:
        yield PageFinding(
            code=f"{verdict.ruleset}:draft",
            title="A draft has a resolution that this party can sign",
            level="error",
            message=indented(sentences.verdict_lines(verdict)),
            places=places,
            ruleset=verdict.ruleset,
        )
    if verdict.resolutions and verdict.below_reservation == verdict.resolutions:
        yield _shortfall(found, verdict, "Every resolution is worth too little to it.")
    for name, count in verdict.broken.items():
        if count == verdict.resolutions:  # how strong it is, a draft's verdict does not say
            yield PageFinding(
                code=f"{verdict.ruleset}/{name}",
                title=plain(name),
                level="warning",
                message=f"{head}\n{sentences.broken_text(verdict, name, count)}",
                places=places,
                ruleset=verdict.ruleset,
                bottom_line=name,
            )


def _shortfall(found: Verification, verdict: Verdict | DraftVerdict, text: str) -> PageFinding:
    return PageFinding(
        code=f"{verdict.ruleset}:reservation",
        title="The score reaches the least that this party would sign",
        level="error",
        message=f"{sentences.verdict_line(verdict).text}\n{text}",
        places=_deal_place(found),
        ruleset=verdict.ruleset,
    )


def _deal_place(found: Verification) -> _Places:
    """The deal's own place: where it begins, or the top of its file."""
    place = found.place
    if place is None and found.file:
        place = Place(found.file, 1, 1)
    return ((place, f"deal {found.deal}"),) if place else ()


def _breach_places(found: Verification, breach: Breach) -> _Places:
    """The provisions that break a bottom line, or else the deal; and the bottom line itself."""
    named = len(breach.places) == len(breach.provisions)
    names = [f"provision {name}" for name in breach.provisions] if named else ["provision"] * len(breach.places)
    places = tuple(zip(breach.places, names)) or _deal_place(found)
    own = ((breach.place, f"bottom line {breach.bottom_line}"),) if places and breach.place else ()
    return (*places, *own)


# Checks


def _checks(found: Verification, strict: bool) -> Iterator[Check]:
    """One for each ruleset, and for a draft that all find a resolution together."""
    for verdict in found.verdicts:
        head, *rest = sentences.verdict_lines(verdict)
        text = indented((head, *rest)) if rest else ""
        yield Check(name=verdict.ruleset, failure=_failure(verdict, strict), message=head.text, text=text)
    if isinstance(found, DraftVerification):
        summary = sentences.summary_text(found, strict=strict)
        failure = "" if found.passes(strict=strict) else "draft"
        yield Check(name=COMMON_CHECK, failure=failure, message=summary, text=summary)


def _failure(verdict: Verdict | DraftVerdict, strict: bool) -> str:
    """What kind of failure an answer is; empty for none."""
    if isinstance(verdict, DraftVerdict):
        outright = verdict.without_reservations == verdict.resolutions
        return "" if verdict.can_sign and (outright or not strict) else verdict.answer
    return "" if verdict.can_sign and (verdict.outcome == "accepted" or not strict) else verdict.outcome
