"""The report as SARIF, for code scanning: broken bottom lines as annotations on the deal's lines.

Each bottom line is a rule, `ruleset/bottom-line`. What is no bottom line has a rule with a colon in its id, which
no ruleset's or bottom line's id can have: `ruleset:reservation` for a score that is too low, `ruleset:draft` for a
draft that a party can't sign however its brackets are resolved, and `draft:common-resolution` for one that the
parties can't sign together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.verdict import Breach, DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.language.wording import plain
from dealcheck.model.ruleset import Strength
from dealcheck.place import Place
from dealcheck.reports import sentences
from dealcheck.reports.sarif_log import Level, Result, sarif_text

COMMON_RULE = "draft:common-resolution"

_LEVELS: dict[Strength, Level] = {"red-line": "error", "priority": "warning", "preference": "note"}


def report(verifications: Sequence[Verification], *, strict: bool = False, **_options: object) -> str:
    """The report; with `strict`, a draft that is not acceptable outright however it is resolved is a result too."""
    results = [result for each in verifications for result in _results(each, strict)]
    return sarif_text(results)


# What there is to report


def _results(verification: Verification, strict: bool) -> Iterator[Result]:
    for verdict in verification.verdicts:
        if isinstance(verdict, DraftVerdict):
            yield from _draft_results(verification, verdict)
        else:
            yield from _verdict_results(verification, verdict)
    if isinstance(verification, DraftVerification) and not verification.passes(strict=strict):
        yield Result(
            rule=COMMON_RULE,
            title="A draft has a resolution that is acceptable to all",
            level="error",
            text=sentences.summary_text(verification, strict=strict),
            places=_deal_place(verification),
        )


def _verdict_results(verification: Verification, verdict: Verdict) -> Iterator[Result]:
    if sentences.is_below_reservation(verdict):
        text = f"{sentences.verdict_line(verdict).text}\n{sentences.score_text(verdict)}"
        yield _shortfall(verification, verdict, text)
    for breach in verdict.breaches:
        yield Result(
            rule=f"{verdict.ruleset}/{breach.bottom_line}",
            title=sentences.one_line(breach.title or plain(breach.bottom_line)),
            level=_LEVELS[breach.strength],
            text=f"{sentences.verdict_line(verdict).text}\n{sentences.breach_text(breach)}",
            places=_breach_places(verification, breach),
            tags=(breach.strength, breach.status),
        )


def _draft_results(verification: Verification, verdict: DraftVerdict) -> Iterator[Result]:
    """Results on what no way of resolving the brackets helps against."""
    places = _deal_place(verification)
    if not verdict.can_sign:
        title = "A draft has a resolution that this party can sign"
        text = sentences.indented(sentences.verdict_lines(verdict))
        yield Result(rule=f"{verdict.ruleset}:draft", title=title, level="error", text=text, places=places)
    if verdict.resolutions and verdict.below_reservation == verdict.resolutions:
        text = f"{sentences.verdict_line(verdict).text}\nEvery resolution is worth too little to it."
        yield _shortfall(verification, verdict, text)
    for name, count in verdict.broken.items():
        if count == verdict.resolutions:  # how strong it is, a draft's verdict does not say
            text = f"{sentences.verdict_line(verdict).text}\n{sentences.broken_text(verdict, name, count)}"
            rule, title = f"{verdict.ruleset}/{name}", plain(name)
            yield Result(rule=rule, title=title, level="warning", text=text, places=places)


def _shortfall(verification: Verification, verdict: Verdict | DraftVerdict, text: str) -> Result:
    rule, title = f"{verdict.ruleset}:reservation", "The score reaches the least that this party would sign"
    return Result(rule=rule, title=title, level="error", text=text, places=_deal_place(verification))


def _deal_place(verification: Verification) -> list[tuple[Place, str]]:
    """The deal's own place: where it begins, or the top of its file."""
    place = verification.place
    if place is None and verification.file:
        place = Place(verification.file, 1, 1)
    return [(place, f"deal {verification.deal}")] if place else []


def _breach_places(verification: Verification, breach: Breach) -> list[tuple[Place, str]]:
    """The provisions that break a bottom line, or else the deal; and the bottom line itself."""
    named = len(breach.places) == len(breach.provisions)
    names = [f"provision {name}" for name in breach.provisions] if named else ["provision"] * len(breach.places)
    places = list(zip(breach.places, names)) or _deal_place(verification)
    if places and breach.place:
        places.append((breach.place, f"bottom line {breach.bottom_line}"))
    return places
