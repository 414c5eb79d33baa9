"""Verdicts in words: who can sign a deal or draft, and below each who can't, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dealcheck.answers.verdict import Breach, DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.language.wording import plain
from dealcheck.numbers import number_text
from dealcheck.place import Place
from dealcheck.reports import sentences, verdicts
from dealcheck.reports.page import (
    LEVELS,
    Check,
    Code,
    Heading,
    Page,
    PageFinding,
    Part,
    Sentence,
    Statement,
    Table,
    Tone,
    indented,
)
from dealcheck.text import one_line

COMMON_CODE = "draft:common-resolution"
COMMON_CHECK = "acceptable to all"
"""The name of the check that there is a resolution everybody can sign; no ruleset's id has blanks."""

_Places = tuple[tuple[Place, str], ...]


def verification_pages(answers: Sequence[Verification], *, strict: bool = False) -> list[Page]:
    """Return a page for each deal."""
    return [_page(answer, strict) for answer in answers]


def _page(verification: Verification, strict: bool) -> Page:
    passes = verification.passes(strict=strict)
    return Page(
        subject=verdicts.deal_title(verification),
        name=verification.deal,
        file=one_line(verification.file),
        answer=Sentence(verdicts.summary_text(verification, strict=strict), "good" if passes else "bad", strong=True),
        reason=verdicts.reason_text(verification, strict=strict),
        parts=(*_statements(verification, strict), *_uncounted(verification)),
        brief=tuple(
            f"{one_line(verification.file or verification.deal)}: {_status(verdict)}"
            for verdict in verification.verdicts
        ),
        overview=_overview(verification),
        findings=tuple(_findings(verification, strict)),
        checks=tuple(_checks(verification, strict)),
        place=verification.place,
    )


def _statements(verification: Verification, strict: bool) -> Iterator[Statement]:
    for verdict in verification.verdicts:
        yield Statement(verdicts.verdict_lines(verdict), _tone(verdict, strict))


def _uncounted(verification: Verification) -> Iterator[Part]:
    """Yield why the resolutions of a draft are not counted, and one that all can sign."""
    if isinstance(verification, DraftVerification) and verification.uncounted:
        yield Sentence(f"Not all is counted: {verification.uncounted}.")
        if verification.example is not None:
            from dealcheck.files.writer import deal_text  # imported when there is one to show

            yield Heading("A resolution that all can sign, as a deal file")
            yield Code(deal_text(verification.example))


def _tone(verdict: Verdict | DraftVerdict, strict: bool) -> Tone:
    if not verdict.can_sign:
        return "bad"
    outright = verdict.outcome == "accepted" if isinstance(verdict, Verdict) else verdict.answer == "all"
    return "good" if outright else "bad" if strict else "mixed"


def _status(verdict: Verdict | DraftVerdict) -> str:
    if isinstance(verdict, DraftVerdict):
        return f"{verdict.ruleset}: {verdict.answer} ({_count(verdict.acceptable)} of {verdict.resolutions:,})"
    return f"{verdict.ruleset}: {verdict.outcome}"


def _count(count: int | None) -> str:
    return "some" if count is None else f"{count:,}"


# The overview


def _overview(verification: Verification) -> Table:
    is_draft = any(isinstance(verdict, DraftVerdict) for verdict in verification.verdicts)
    heads = ("Can sign", "#Without reservations") if is_draft else ("Verdict", "#Score")
    rows = ((verdict.ruleset, verdict.party_title, *_cells(verdict)) for verdict in verification.verdicts)
    return Table(("Ruleset", "Party", *heads), tuple(rows))


def _cells(verdict: Verdict | DraftVerdict) -> tuple[str, str]:
    if isinstance(verdict, DraftVerdict):
        answer = f"{verdict.answer} ({_count(verdict.acceptable)} of {verdict.resolutions:,})"
        return answer, _count(verdict.without_reservations)
    score = "" if verdict.score is None else number_text(verdict.score)
    if verdict.reservation is not None:
        score = f"{number_text(verdict.score or Decimal(0))} (needs {number_text(verdict.reservation)})"
    return plain(verdict.outcome), score


# Findings


def _is_common(verification: Verification) -> bool:
    """Return whether the verdicts together are more than each: of a draft, and where not all of them are here."""
    return isinstance(verification, DraftVerification) or verification.all_can_sign is not None


def _findings(verification: Verification, strict: bool) -> Iterator[PageFinding]:
    for verdict in verification.verdicts:
        if isinstance(verdict, DraftVerdict):
            yield from _draft_findings(verification, verdict)
        else:
            yield from _deal_findings(verification, verdict)
    if _is_common(verification) and not verification.passes(strict=strict):
        is_draft = isinstance(verification, DraftVerification)
        yield PageFinding(
            code=COMMON_CODE if is_draft else "deal:common",
            title="A draft has a resolution that is acceptable to all" if is_draft else "A deal is acceptable to all",
            level="error",
            message=verdicts.summary_text(verification, strict=strict),
            places=_deal_place(verification),
        )


def _deal_findings(verification: Verification, verdict: Verdict) -> Iterator[PageFinding]:
    if verdicts.is_below_reservation(verdict):
        yield _shortfall(verification, verdict, verdicts.score_text(verdict))
    for breach in verdict.breaches:
        yield PageFinding(
            code=f"{verdict.ruleset}/{breach.bottom_line}",
            title=one_line(breach.title or plain(breach.bottom_line)),
            level=LEVELS[breach.strength],
            message=f"{verdicts.verdict_line(verdict).text}\n{indented(sentences.breach_lines(breach))}",
            places=_breach_places(verification, breach),
            ruleset=verdict.ruleset,
            bottom_line=breach.bottom_line,
            tags=(breach.strength, breach.status),
        )


def _draft_findings(verification: Verification, verdict: DraftVerdict) -> Iterator[PageFinding]:
    """Yield what breaks however the brackets are resolved."""
    head, places = verdicts.verdict_line(verdict).text, _deal_place(verification)
    if not verdict.can_sign:
        yield PageFinding(
            code=f"{verdict.ruleset}:draft",
            title="A draft has a resolution that this party can sign",
            level="error",
            message=indented(verdicts.verdict_lines(verdict)),
            places=places,
            ruleset=verdict.ruleset,
        )
    if verdict.resolutions and verdict.below_reservation == verdict.resolutions:
        yield _shortfall(verification, verdict, "Every resolution is worth too little to it.")
    for name, count in verdict.broken.items():
        if count == verdict.resolutions:  # a draft's verdict does not say how strong it is
            yield PageFinding(
                code=f"{verdict.ruleset}/{name}",
                title=plain(name),
                level="warning",
                message=f"{head}\n{verdicts.broken_text(verdict, name, count)}",
                places=places,
                ruleset=verdict.ruleset,
                bottom_line=name,
            )


def _shortfall(verification: Verification, verdict: Verdict | DraftVerdict, text: str) -> PageFinding:
    return PageFinding(
        code=f"{verdict.ruleset}:reservation",
        title="The score reaches the least that this party would sign",
        level="error",
        message=f"{verdicts.verdict_line(verdict).text}\n{text}",
        places=_deal_place(verification),
        ruleset=verdict.ruleset,
    )


def _deal_place(verification: Verification) -> _Places:
    """Return the deal's own place: where it begins, or the top of its file."""
    place = verification.place
    if place is None and verification.file:
        place = Place(verification.file, 1, 1)
    return ((place, f"deal {verification.deal}"),) if place else ()


def _breach_places(verification: Verification, breach: Breach) -> _Places:
    """Return the provisions that break a bottom line, or else the deal; and the bottom line itself."""
    named = len(breach.places) == len(breach.provisions)
    names = [f"provision {name}" for name in breach.provisions] if named else ["provision"] * len(breach.places)
    places = tuple(zip(breach.places, names)) or _deal_place(verification)
    own = ((breach.place, f"bottom line {breach.bottom_line}"),) if places and breach.place else ()
    return (*places, *own)


# Checks


def _checks(verification: Verification, strict: bool) -> Iterator[Check]:
    """Yield one for each ruleset, and for a draft that all find a resolution together."""
    for verdict in verification.verdicts:
        head, *more_lines = verdicts.verdict_lines(verdict)
        text = indented((head, *more_lines)) if more_lines else ""
        yield Check(name=verdict.ruleset, failure=_failure(verdict, strict), message=head.text, text=text)
    if _is_common(verification):
        summary = verdicts.summary_text(verification, strict=strict)
        kind = "draft" if isinstance(verification, DraftVerification) else "deal"
        failure = "" if verification.passes(strict=strict) else kind
        yield Check(name=COMMON_CHECK, failure=failure, message=summary, text=summary)


def _failure(verdict: Verdict | DraftVerdict, strict: bool) -> str:
    """Return what kind of failure an answer is; empty for none."""
    if isinstance(verdict, DraftVerdict):
        outright = verdict.without_reservations == verdict.resolutions
        return "" if verdict.can_sign and (outright or not strict) else verdict.answer
    return "" if verdict.can_sign and (verdict.outcome == "accepted" or not strict) else verdict.outcome
