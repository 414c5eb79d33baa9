"""A screened table in words: how many deals each side can sign, and what stands in the way of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.screening import RulesetCount, ScreenSummary
from dealcheck.language.wording import plain
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, Table, check, points

_MOST_REASONS = 20


def screening_pages(answers: Sequence[ScreenSummary], **_options: object) -> list[Page]:
    """Return a page for each table of deals."""
    return [_page(each) for each in answers]


def _page(found: ScreenSummary) -> Page:
    are = "is" if found.acceptable == 1 else "are"
    text = f"Of {_deals(found.judged)} {found.acceptable:,} {are} acceptable to all."
    answer = Sentence(text, "good" if found.acceptable else "bad", strong=True)
    reason = _reason(found)
    passes = bool(found.acceptable and not found.unjudged)
    return Page(
        subject="Screened",
        name="screen",
        file=found.table,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(found)),
        findings=tuple(_findings(found)),
        checks=(check("screen", answer, reason, passes=passes),),
    )


def _reason(found: ScreenSummary) -> str:
    """What could not be judged, or else which bottom line breaks most often."""
    if found.unjudged:
        return _unjudged(found)
    often = max(
        ((count, each, name) for each in found.rulesets for name, count in each.broken.items()),
        key=lambda row: row[0],
        default=None,
    )
    if often is None:
        return ""
    count, ruleset, name = often
    return f"Broken most often: {plain(name)} ({ruleset.ruleset}), in {_deals(count)}."


def _unjudged(found: ScreenSummary) -> str:
    have = "has" if found.unjudged == 1 else "have"
    return f"{_deals(found.unjudged)} could not be judged, and {have} no verdict."


def _findings(found: ScreenSummary) -> Iterator[PageFinding]:
    for why, count in found.reasons.items():
        title, message = "Rows that do not fit", f"{count:,} rows: {why}"
        yield PageFinding(code="screen:unjudged", title=title, level="error", message=message)
    for each in found.rulesets:
        for name, count in each.broken.items():
            yield PageFinding(
                code=f"{each.ruleset}/{name}",
                title=plain(name),
                level="note",
                message=f"{each.party_title}: {plain(name)} is broken in {_deals(count)}.",
                ruleset=each.ruleset,
                bottom_line=name,
            )


def _parts(found: ScreenSummary) -> Iterator[Part]:
    yield Table(
        ("ruleset", "party", "#accepted", "#with reservations", "#rejected"),
        tuple((each.ruleset, each.party_title, *_counts(each)) for each in found.rulesets),
    )
    for each in found.rulesets:
        if each.broken:
            yield Heading(f"Broken, by bottom line of {each.ruleset}")
            yield Table(("#deals", "bottom line"), tuple(_broken(each)))
    if found.unjudged:
        yield Sentence(_unjudged(found), "bad", strong=True)
        yield Heading("Rows that do not fit")
        rows = list(found.reasons.items())
        yield Table(("#rows", "why"), tuple((f"{count:,}", why) for why, count in rows[:_MOST_REASONS]))
        if len(rows) > _MOST_REASONS:
            yield Sentence(f"And {len(rows) - _MOST_REASONS:,} more reasons.")
    files = (("verdicts", found.verdicts_file), ("rows that do not fit", found.rejects_file))
    written = [f"{what}: {file}" for what, file in files if file]
    if written:
        yield Heading("Written")
        yield points(written)


def _deals(count: int) -> str:
    return f"{count:,} deal" if count == 1 else f"{count:,} deals"


def _counts(found: RulesetCount) -> tuple[str, ...]:
    return tuple(f"{count:,}" for count in found.verdicts.values())


def _broken(found: RulesetCount) -> Iterator[tuple[str, str]]:
    for name, count in sorted(found.broken.items(), key=lambda each: (-each[1], each[0])):
        yield f"{count:,}", plain(name)
