"""A screened table in words: how many deals each side can sign, and what rules out the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.screening import RulesetCount, ScreenSummary
from dealcheck.language.wording import plain
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, Table, check, points

_MOST_REASONS = 20


def screening_pages(answers: Sequence[ScreenSummary], **_options: object) -> list[Page]:
    """Return a page for each table of deals."""
    return [_page(answer) for answer in answers]


def _page(summary: ScreenSummary) -> Page:
    are = "is" if summary.acceptable == 1 else "are"
    text = f"Of {_deals(summary.judged)} {summary.acceptable:,} {are} acceptable to all."
    answer = Sentence(text, "good" if summary.acceptable else "bad", strong=True)
    reason = _reason(summary)
    passes = bool(summary.acceptable and not summary.unjudged)
    return Page(
        subject="Screened",
        name="screen",
        file=summary.table,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(summary)),
        findings=tuple(_findings(summary)),
        checks=(check("screen", answer, reason, passes=passes),),
    )


def _reason(summary: ScreenSummary) -> str:
    """Return what could not be judged, or else which bottom line breaks most often."""
    if summary.unjudged:
        return _unjudged(summary)
    often = max(
        ((count, ruleset, name) for ruleset in summary.rulesets for name, count in ruleset.broken.items()),
        key=lambda row: row[0],
        default=None,
    )
    if often is None:
        return ""
    count, ruleset, name = often
    return f"Broken most often: {plain(name)} ({ruleset.ruleset}), in {_deals(count)}."


def _unjudged(summary: ScreenSummary) -> str:
    have = "has" if summary.unjudged == 1 else "have"
    return f"{_deals(summary.unjudged)} could not be judged, and {have} no verdict."


def _findings(summary: ScreenSummary) -> Iterator[PageFinding]:
    for why, count in summary.reasons.items():
        title, message = "Rows that do not fit", f"{count:,} rows: {why}"
        yield PageFinding(code="screen:unjudged", title=title, level="error", message=message)
    for ruleset in summary.rulesets:
        for name, count in ruleset.broken.items():
            yield PageFinding(
                code=f"{ruleset.ruleset}/{name}",
                title=plain(name),
                level="note",
                message=f"{ruleset.party_title}: {plain(name)} is broken in {_deals(count)}.",
                ruleset=ruleset.ruleset,
                bottom_line=name,
            )


def _parts(summary: ScreenSummary) -> Iterator[Part]:
    yield Table(
        ("ruleset", "party", "#accepted", "#with reservations", "#rejected"),
        tuple((ruleset.ruleset, ruleset.party_title, *_counts(ruleset)) for ruleset in summary.rulesets),
    )
    for ruleset in summary.rulesets:
        if ruleset.broken:
            yield Heading(f"Broken, by bottom line of {ruleset.ruleset}")
            yield Table(("#deals", "bottom line"), tuple(_broken(ruleset)))
    if summary.unjudged:
        yield Sentence(_unjudged(summary), "bad", strong=True)
        yield Heading("Rows that do not fit")
        rows = list(summary.reasons.items())
        yield Table(("#rows", "why"), tuple((f"{count:,}", why) for why, count in rows[:_MOST_REASONS]))
        if len(rows) > _MOST_REASONS:
            yield Sentence(f"And {len(rows) - _MOST_REASONS:,} more reasons.")
    files = (("verdicts", summary.verdicts_file), ("rows that do not fit", summary.rejects_file))
    written = [f"{label}: {file}" for label, file in files if file]
    if written:
        yield Heading("Written")
        yield points(written)


def _deals(count: int) -> str:
    return f"{count:,} deal" if count == 1 else f"{count:,} deals"


def _counts(counts: RulesetCount) -> tuple[str, ...]:
    return tuple(f"{count:,}" for count in counts.verdicts.values())


def _broken(counts: RulesetCount) -> Iterator[tuple[str, str]]:
    for name, count in sorted(counts.broken.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:,}", plain(name)
