"""A screened table in words: how many deals each side can sign, and what stands in the way of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.screening import RulesetCount, ScreenSummary
from dealcheck.language.wording import plain
from dealcheck.reports.page import Heading, Page, Part, Sentence, Table, points

_MOST_REASONS = 20


def screen_page(answers: Sequence[ScreenSummary]) -> Page:
    """What there is to say on a table of deals."""
    (found,) = answers
    return Page("Screened", found.table, tuple(_parts(found)))


def _parts(found: ScreenSummary) -> Iterator[Part]:
    are = "is" if found.acceptable == 1 else "are"
    answer = f"Of {_deals(found.judged)} {found.acceptable:,} {are} acceptable to all."
    yield Sentence(answer, "good" if found.acceptable else "bad", strong=True)
    yield Table(
        ("ruleset", "party", "#accepted", "#with reservations", "#rejected"),
        tuple((each.ruleset, each.party_title, *_counts(each)) for each in found.rulesets),
    )
    for each in found.rulesets:
        if each.broken:
            yield Heading(f"Broken, by bottom line of {each.ruleset}")
            yield Table(("#deals", "bottom line"), tuple(_broken(each)))
    if found.unjudged:
        have = "has" if found.unjudged == 1 else "have"
        yield Sentence(f"{_deals(found.unjudged)} could not be judged, and {have} no verdict.", "bad", strong=True)
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
