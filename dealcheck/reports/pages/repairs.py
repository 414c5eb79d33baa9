"""Repairs in words: what to change in a deal, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dealcheck.answers.repair import Change, Direction, Repair, Repairs
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, check, nested
from dealcheck.reports.sentences import listed, place_text

_WAYS: dict[Direction, str] = {
    "bigger": "Going bigger (adding and strengthening)",
    "smaller": "Going smaller (leaving out and weakening)",
    "both": "Going bigger and smaller at once",
}


def repairs_pages(answers: Sequence[Repairs], **_options: object) -> list[Page]:
    """Return one page on a deal, in one direction or in several."""
    first = answers[0]
    told = answers[:1] if first.already_acceptable else answers
    done = any(each.mends for each in told)
    best = next((each for each in told if each.mends), told[0])
    answer, reason = _answer(best), _reason(first)
    return [
        Page(
            subject=first.title or plain(first.deal),
            name=first.deal,
            file=first.file,
            answer=answer,
            reason=reason,
            parts=tuple(part for each in told for part in _parts(each)),
            findings=tuple(_findings(told, answer)),
            checks=(check("repair", answer, reason, passes=done),),
            place=first.place,
        )
    ]


def _reason(found: Repairs) -> str:
    """Who can't sign the deal as it is, and the main reason."""
    if not found.unmet:
        return ""
    parties = listed(dict.fromkeys(each.party_title for each in found.unmet))
    more = len(found.unmet) - 1
    rest = f", and {more} more reason{'s' * (more > 1)}" if more else ""
    return f"{parties} can't sign it as it is, because: {found.unmet[0].title}{rest}."


def _answer(found: Repairs) -> Sentence:
    asked = listed(found.rulesets)
    if found.already_acceptable:
        return Sentence(f"Nothing to mend: {asked} can sign as it is.", "good", strong=True)
    way = _WAYS[found.direction]
    if not found.repairs:
        return Sentence(f"{way}: no change makes it acceptable to {asked}.", "bad", strong=True)
    count = len(found.repairs)
    number = f"{count} smallest change{'s' * (count != 1)}" if found.complete else f"the first {count} of more changes"
    return Sentence(f"{way}: {number} that {asked} could sign.", "good", strong=True)


def _findings(answers: Sequence[Repairs], answer: Sentence) -> Iterator[PageFinding]:
    """Every change of every repair, at the provision it changes."""
    for found in answers:
        for number, repair in enumerate(found.repairs, start=1):
            for change in repair.changes:
                yield PageFinding(
                    code=f"repair:{found.direction}",
                    title=_WAYS[found.direction],
                    level="note",
                    message=f"{found.direction} {number}: {_head(change)}. {'; '.join(_rows(change))}",
                    places=((change.place, f"provision {change.provision}"),) if change.place else (),
                )
    if not any(each.mends for each in answers):
        first = answers[0]
        places = ((first.place, f"deal {first.deal}"),) if first.place else ()
        yield PageFinding(
            code="repair:none", title="No small change helps", level="error", message=answer.text, places=places
        )


def _parts(found: Repairs) -> Iterator[Part]:
    if found.already_acceptable:
        return
    answer = _answer(found)
    yield attrs.evolve(answer, text=f"{answer.text.rstrip('.')} (of {count_text(found.considered)} deals).")
    for place, each in enumerate(found.repairs, start=1):
        yield from _repair(each, place if len(found.repairs) > 1 else 0)


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
