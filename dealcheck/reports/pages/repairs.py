"""Repairs in words: what to change in a deal, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.answers.repair import Change, Direction, Repair, Repairs
from dealcheck.language.wording import plain
from dealcheck.numbers import counted
from dealcheck.reports.figures import Edit, edits
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, check
from dealcheck.reports.sentences import listed, place_text

_WAYS: dict[Direction, str] = {
    "bigger": "Going bigger (adding and strengthening)",
    "smaller": "Going smaller (leaving out and weakening)",
    "both": "Going bigger and smaller at once",
}


def repairs_pages(answers: Sequence[Repairs], **_options: object) -> list[Page]:
    """Return one page on a deal, in one direction or in several."""
    first = answers[0]
    reported = answers[:1] if first.already_acceptable else answers
    done = any(repairs.mends for repairs in reported)
    best = next((repairs for repairs in reported if repairs.mends), reported[0])
    answer, reason = _answer(best), _reason(first)
    return [
        Page(
            subject=first.title or plain(first.deal),
            name=first.deal,
            file=first.file,
            answer=answer,
            reason=reason,
            parts=tuple(part for repairs in reported for part in _parts(repairs)),
            findings=tuple(_findings(reported, answer)),
            checks=(check("repair", answer, reason, passes=done),),
            place=first.place,
        )
    ]


def _reason(repairs: Repairs) -> str:
    """Return who can't sign the deal as it is, or for whom it is not safe, and the main reason."""
    if repairs.unmet:
        return f"{_parties(repairs.unmet)} can't sign it as it is, because: {_main_reason(repairs.unmet)}."
    if repairs.exposed:
        return (
            f"It is not safe for {_parties(repairs.exposed)}: if others stop half way, this breaks: "
            f"{_main_reason(repairs.exposed)}."
        )
    return ""


def _parties(claims: Sequence[Claim]) -> str:
    return listed(dict.fromkeys(claim.party_title for claim in claims))


def _main_reason(claims: Sequence[Claim]) -> str:
    more = len(claims) - 1
    return claims[0].title + (f", and {more} more reason{'s' * (more > 1)}" if more else "")


def _answer(repairs: Repairs) -> Sentence:
    asked = "all" if repairs.seen_by else listed(repairs.rulesets)
    also_safe = ", and it is safe for all" if repairs.safe else ""
    if repairs.already_acceptable:
        return Sentence(f"Nothing to mend: {asked} can sign as it is{also_safe}.", "good", strong=True)
    way = _WAYS[repairs.direction]
    if not repairs.repairs:
        both = "acceptable to them and safe for" if repairs.safe else "acceptable to"
        return Sentence(f"{way}: no change makes it {both} {asked}.", "bad", strong=True)
    count = len(repairs.repairs)
    number = (
        f"{count} smallest change{'s' * (count != 1)}" if repairs.complete else f"the first {count} of more changes"
    )
    safe = ", and that would be safe for all" if repairs.safe else ""
    return Sentence(f"{way}: {number} that {asked} could sign{safe}.", "good", strong=True)


def _findings(answers: Sequence[Repairs], answer: Sentence) -> Iterator[PageFinding]:
    """Yield every change of every repair, at the provision it changes."""
    for repairs in answers:
        for number, repair in enumerate(repairs.repairs, start=1):
            for change in repair.changes:
                edit = edit_of(change)
                yield PageFinding(
                    code=f"repair:{repairs.direction}",
                    title=_WAYS[repairs.direction],
                    level="note",
                    message=f"{repairs.direction} {number}: {edit.head}. {'; '.join(edit.texts)}",
                    places=((change.place, f"{change.what} {change.provision}"),) if change.place else (),
                )
    if not any(answer.mends for answer in answers):
        first = answers[0]
        places = ((first.place, f"deal {first.deal}"),) if first.place else ()
        yield PageFinding(
            code="repair:none", title="No small change helps", level="error", message=answer.text, places=places
        )


def _parts(repairs: Repairs) -> Iterator[Part]:
    if repairs.already_acceptable:
        return
    answer = _answer(repairs)
    yield attrs.evolve(answer, text=f"{answer.text.rstrip('.')} (of {counted(repairs.considered, 'deal')}).")
    for place, repair in enumerate(repairs.repairs, start=1):
        yield from _repair(repair, place if len(repairs.repairs) > 1 else 0)


def _repair(repair: Repair, number: int) -> Iterator[Part]:
    count = sum(change.what == "provision" for change in repair.changes)
    remedies = len(repair.changes) - count
    heading = " and ".join(
        [f"{count} provision{'s' * (count != 1)} changed"] * (count > 0 or not remedies)
        + [f"{remedies} remed{'y' if remedies == 1 else 'ies'} brought in"] * (remedies > 0)
    )
    answers = "; ".join(f"{name} {plain(outcome)}" for name, outcome in repair.outcomes.items())
    yield Heading(f"{f'{number}. ' if number else ''}{heading} ({answers})")
    yield edits(map(edit_of, repair.changes))


def edit_of(change: Change) -> Edit:
    """Return what a repair does to a provision, before and after."""
    return Edit(_head(change), change.before, change.after)


def _head(change: Change) -> str:
    offered = f" as offered by {listed(change.offered_by)}" if change.offered_by else ""
    place = f" ({place_text(change.place)})" if change.place else ""
    return f"{change.provision}: {change.text}{offered}{place}"
