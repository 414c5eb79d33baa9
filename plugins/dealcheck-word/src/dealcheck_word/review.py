"""A review: the questions asked of a deal, and their answers written into its document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import attrs

from dealcheck import (
    Deal,
    DraftVerification,
    InputError,
    Mistake,
    Repair,
    Session,
    explore,
    repair,
    seen_by,
    settle_brackets,
    verify,
)
from dealcheck_word.binding import Binding, bind
from dealcheck_word.reading import read_draft
from dealcheck_word.reviewing import comment_on, outcome_lines, summary_lines
from dealcheck_word.revising import Revision, revise

T = TypeVar("T")
_DIRECTIONS: dict[str, Literal["bigger", "smaller"]] = {"bigger": "bigger", "smaller": "smaller"}


@attrs.frozen(kw_only=True)
class Request:
    """What to review: a document, the deal it words, the rules, and what to write into it."""

    draft: str
    deal: str
    rules: Sequence[str] | None
    party: str | None
    way: str | None
    settle: Sequence[str]
    author: str

    def asks(self, question: Callable[..., T], deal: Deal, session: Session, **options: Any) -> T:
        """Return the answer to a question about a deal; where it is for one side, what that side may see of it."""
        if self.party is None:
            return question(deal, self.rules, session=session, **options)
        return seen_by(self.party, question, deal, self.rules, session=session, **options)


@attrs.frozen
class Reviewed:
    """A reviewed document as bytes; `lines`: what to print; `passes`: whether all can sign it as it then reads."""

    data: bytes
    lines: tuple[str, ...]
    passes: bool


def review(request: Request, session: Session) -> Reviewed:
    """Review a document. Raises InputError for whatever is wrong with the document, the deal or the rules."""
    # For one side's eyes the deal is read in the words alone: what is wrong with others' rules is not for it.
    deal = session.scope(request.rules, viewer=None if request.party is None else "mediator").deal(request.deal).deal
    document = read_draft(request.draft, request.author)
    bindings = bind(deal, document)
    settled = settle_brackets(deal, request.settle)
    verification = request.asks(verify, settled, session)
    is_draft = isinstance(verification, DraftVerification)
    exploration = request.asks(explore, settled, session) if is_draft else None
    mended, notes = (settled, []) if request.way is None else _mended(settled, request, session)
    revision = revise(document, deal, mended, bindings)
    if request.way is not None and mended is not settled:
        outcome = request.asks(verify, mended, session)
        notes += [f"With these changes {line}." for line in outcome_lines(_outcomes(outcome))]
    else:
        outcome = verification
    notes += _unbound(bindings)
    summary = [*summary_lines(verification), *((0, note) for note in notes)]
    count = comment_on(document, bindings, verification, summary, exploration=exploration, revision=revision)
    printed = ("  " * depth + line for depth, line in summary)
    return Reviewed(document.written(), (*printed, _done(count, revision)), outcome.passes())


def _mended(deal: Deal, request: Request, session: Session) -> tuple[Deal, list[str]]:
    """Return a deal as one repair leaves it, and what that does, in words; the deal itself where there is none."""
    way = request.way or ""
    number = 1 if way in _DIRECTIONS else int(way) if way.isdecimal() and len(way) < 4 else 0
    if not number:
        raise InputError([Mistake(f"expected `bigger`, `smaller` or a number from 1, found `{way[:40]}`")])
    direction = _DIRECTIONS.get(way, "both")
    answer = request.asks(repair, deal, session, direction=direction, limit=number)
    if answer.already_acceptable:
        return deal, ["Nothing to mend: all can sign it as it is."]
    if not answer.repairs:
        return deal, [f"No repair: going {direction}, no change makes it acceptable to all."]
    if len(answer.repairs) < number:
        raise InputError([Mistake(f"there is no repair {number}", None, f"give a number up to {len(answer.repairs)}")])
    chosen: Repair = answer.repairs[number - 1]
    return chosen.deal, [f"Repair: {change.provision}: {change.text}" for change in chosen.changes]


def _outcomes(verification: object) -> dict[str, str]:
    return {verdict.ruleset: verdict.outcome for verdict in getattr(verification, "verdicts", ())}


def _unbound(bindings: dict[str, Binding]) -> list[str]:
    names = [name for name, binding in bindings.items() if binding.clause is None]
    return [f"Not bound to a paragraph: {', '.join(names)}."] if names else []


def _done(comments: int, revision: Revision) -> str:
    changed, left = len(revision.changed), len(revision.to_draft)
    parts = [f"{comments} comment{'s' * (comments != 1)}"]
    if changed:
        parts.append(f"tracked changes in {changed} provision{'s' * (changed != 1)}")
    if left:
        parts.append(f"{left} left to draft")
    return f"{', '.join(parts)}."
