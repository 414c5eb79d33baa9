"""Repairs in words: what to change in a deal, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.repair import Change, Direction, Repair, Repairs
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text
from dealcheck.reports.page import Heading, Page, Part, Sentence, nested
from dealcheck.reports.sentences import listed, place_text

_WAYS: dict[Direction, str] = {
    "bigger": "Going bigger (adding and strengthening)",
    "smaller": "Going smaller (leaving out and weakening)",
    "both": "Going bigger and smaller at once",
}


def repairs_page(answers: Sequence[Repairs]) -> Page:
    """What there is to say on one deal, in one direction or in several."""
    first = answers[0]
    told = answers[:1] if first.already_acceptable else answers
    return Page(first.title or plain(first.deal), first.file, tuple(part for each in told for part in _parts(each)))


def _parts(found: Repairs) -> Iterator[Part]:
    asked = listed(found.rulesets)
    if found.already_acceptable:
        yield Sentence(f"Nothing to mend: {asked} can sign as it is.", "good", strong=True)
        return
    looked_at = f"(of {count_text(found.considered)} deals)"
    way = _WAYS[found.direction]
    if not found.repairs:
        yield Sentence(f"{way}: no change makes it acceptable to {asked} {looked_at}.", "bad", strong=True)
        return
    count = len(found.repairs)
    number = f"{count} smallest change{'s' * (count != 1)}" if found.complete else f"the first {count} of more changes"
    yield Sentence(f"{way}: {number} that {asked} could sign {looked_at}.", "good", strong=True)
    for place, each in enumerate(found.repairs, start=1):
        yield from _repair(each, place if count > 1 else 0)


def _repair(repair: Repair, number: int) -> Iterator[Part]:
    count = len(repair.changes)
    what = f"{count} provision{'s' * (count != 1)} changed"
    answers = "; ".join(f"{name} {plain(outcome)}" for name, outcome in repair.outcomes.items())
    yield Heading(f"{f'{number}. ' if number else ''}{what} ({answers})")
    yield nested((_head(each), _rows(each)) for each in repair.changes)


def _head(change: Change) -> str:
    offered = f" as offered by {listed(change.offered_by)}" if change.offered_by else ""
    place = f" ({place_text(change.place)})" if change.place else ""
    return f"{change.provision}: {change.text}{offered}{place}"


def _rows(change: Change) -> Iterator[str]:
    if change.before:
        yield f"before: {change.before}"
    if change.after:
        yield f"after: {change.after}" if change.before else f"new: {change.after}"
