"""Verdicts in sentences that a person can say in a meeting: on deals, and on drafts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dealcheck.answers.verdict import (
    Breach,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Earned,
    Verdict,
    Verification,
)
from dealcheck.language.wording import plain
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import Strength
from dealcheck.model.viewer import MEDIATOR
from dealcheck.numbers import count_text, number_text
from dealcheck.reports.page import Line, line_of
from dealcheck.reports.sentences import breach_lines, is_or_are, listed, resolutions_text
from dealcheck.text import one_line

if TYPE_CHECKING:
    from dealcheck.answers.exploration import Exploration

_CAN_SIGN: dict[Outcome, str] = {
    "accepted": "can sign",
    "accepted-with-reservations": "can sign, with reservations",
    "rejected": "can't sign",
}
_ORDER: dict[Strength, int] = {"red-line": 0, "priority": 1, "preference": 2}


# Deals


def deal_title(verification: Verification) -> str:
    """Return what the deal is called: its title, or else its id."""
    return one_line(verification.title or plain(verification.deal))


def summary_text(verification: Verification, *, strict: bool = False) -> str:
    """Return the answer in one sentence: who can't sign, or how many resolutions of a draft all can."""
    if isinstance(verification, DraftVerification):
        return zone_text(verification)
    unwilling = _unwilling(verification, strict)
    if not verification.verdicts:
        return "Nobody was asked."
    if not unwilling and not verification.acceptable_to_all:
        return "Not acceptable to all."
    if not unwilling:
        outright = strict and verification.all_can_sign is None
        return "Acceptable to all, without reservations." if outright else "Acceptable to all."
    names = one_line(listed(f"{verdict.party_title} ({verdict.ruleset})" for verdict in unwilling))
    if all(verdict.can_sign for verdict in unwilling):
        return f"{names} can't sign without reservations."
    return f"{names} can't sign."


def _unwilling(verification: DealVerification, strict: bool) -> list[Verdict]:
    return [
        verdict
        for verdict in verification.verdicts
        if not verdict.can_sign or (strict and verdict.outcome != "accepted")
    ]


def reason_text(verification: Verification, *, strict: bool = False) -> str:
    """Return the main reason why somebody can't sign, in one sentence; empty when all can."""
    if isinstance(verification, DraftVerification):
        return _draft_reason(verification)
    reasons = [reason for verdict in _unwilling(verification, strict) for reason in _reasons(verdict, strict)]
    if not reasons:
        return ""
    more = len(reasons) - 1
    return one_line(f"Because: {reasons[0]}{f', and {more} more reason' + 's' * (more > 1) if more else ''}.")


def _reasons(verdict: Verdict, strict: bool) -> list[str]:
    """Return why a party can't sign, or with `strict` not without reservations, the main reason first."""
    breaches = [breach for breach in verdict.breaches if strict or breach.strength == "red-line"]
    titles = [_breach_name(breach) for breach in sorted(breaches, key=lambda breach: _ORDER[breach.strength])]
    if not is_below_reservation(verdict):
        return titles
    place = sum(breach.strength == "red-line" for breach in verdict.breaches)
    return [*titles[:place], f"it is worth too little, {_points(verdict)}", *titles[place:]]


def _breach_name(breach: Breach) -> str:
    return f"{(breach.title or plain(breach.bottom_line)).rstrip('.')} ({plain(breach.strength)})"


def _draft_reason(verification: DraftVerification) -> str:
    """Return who can sign the fewest resolutions, and what is most often in the way."""
    if not verification.verdicts or verification.acceptable == verification.resolutions:
        return ""
    if verification.uncounted and all(verdict.can_sign for verdict in verification.verdicts):
        return "" if verification.acceptable_to_all else "Each side can sign some of them, but all sides none."
    least = min(verification.verdicts, key=lambda verdict: _at_most(verdict.acceptable, verdict.resolutions))
    if least.acceptable == least.resolutions:
        return ""
    number = "none" if least.acceptable == 0 else _share(least.acceptable, least.resolutions)
    often = max(least.broken, key=lambda name: least.broken[name] or 0, default="")
    why = f": {plain(often)} is broken in {count_text(least.broken[often])}" if often else ""
    return one_line(f"{least.party_title} ({least.ruleset}) can sign {number}{why}.")


def _at_most(count: int | None, total: int) -> int:
    """Return the most that a count can be: one that nobody made is neither none nor all."""
    return total - 1 if count is None else count


def verdict_lines(verdict: Verdict | DraftVerdict, depth: int = 0) -> tuple[Line, ...]:
    """Return one ruleset's answer in full: the verdict, and below it the reasons."""
    if isinstance(verdict, DraftVerdict):
        return draft_verdict_lines(verdict, depth)
    lines = [verdict_line(verdict, depth)]
    if is_below_reservation(verdict):
        lines.append(line_of(depth + 1, score_text(verdict), "breach"))
    if any(each.of for each in verdict.earned):
        lines.append(line_of(depth + 1, earned_text(verdict.earned), "fact"))
    for breach in verdict.breaches:
        lines += breach_lines(breach, depth + 1)
    if verdict.referrals:
        lines.append(line_of(depth + 1, referral_text(verdict), "fact"))
    return tuple(lines)


def verdict_line(verdict: Verdict | DraftVerdict, depth: int = 0) -> Line:
    """Return whether a party can sign, in one line; with its score where it keeps one."""
    if isinstance(verdict, DraftVerdict):
        return line_of(depth, _draft_answer(verdict), "verdict")
    answer = f"{verdict.party_title} {_CAN_SIGN[verdict.outcome]} ({verdict.ruleset})"
    scored = verdict.score is not None and not is_below_reservation(verdict)
    return line_of(depth, f"{answer}; {_points(verdict)}." if scored else f"{answer}.", "verdict")


def is_below_reservation(verdict: Verdict) -> bool:
    """Return whether the deal is worth too little to the party; without a score sheet, it is worth nothing."""
    return verdict.reservation is not None and (verdict.score or Decimal(0)) < verdict.reservation


def score_text(verdict: Verdict) -> str:
    """Return the score, and the least that the party would sign."""
    points = _points(verdict)
    return f"It is worth too little: {points}." if is_below_reservation(verdict) else f"{points.capitalize()}."


def _points(verdict: Verdict) -> str:
    text = f"score {number_text(verdict.score or Decimal(0))}"
    return text if verdict.reservation is None else f"{text}, needs at least {number_text(verdict.reservation)}"


def earned_text(earned: Sequence[Earned]) -> str:
    """Return what each entry of a score sheet gives, and for what."""
    entries = (f"{each.title} {number_text(each.points)}{_field_text(each)}" for each in earned)
    return one_line(f"Points: {', '.join(entries)}.")


def _field_text(earned: Earned) -> str:
    """Return the value that an issue gives points for; empty for an entry of `worth`."""
    return f" ({plain(earned.of.rpartition('.')[2])} {earned.value})" if earned.of else ""


def referral_text(verdict: Verdict) -> str:
    """Return which provisions the negotiators can't commit to on their own; empty when there are none."""
    if not verdict.referrals:
        return ""
    holder = f"the mandate of {verdict.mandate_holder}" if verdict.mandate_holder else "the negotiators' mandate"
    return one_line(f"Needs referral, being beyond {holder}: {listed(verdict.referrals)}.")


# Drafts


def draft_verdict_lines(verdict: DraftVerdict, depth: int = 0) -> tuple[Line, ...]:
    """Say in how many resolutions a party can sign, and how often each of its bottom lines is in the way."""
    lines = [verdict_line(verdict, depth)]
    for name, count in verdict.broken.items():
        if count is not None:
            lines.append(line_of(depth + 1, broken_text(verdict, name, count), "count"))
    if verdict.below_reservation:
        text = f"Worth too little in {_share(verdict.below_reservation, verdict.resolutions)}."
        lines.append(line_of(depth + 1, text, "count"))
    return tuple(lines)


def broken_text(verdict: DraftVerdict, name: str, count: int) -> str:
    """Return how many resolutions break a bottom line."""
    return one_line(f"{name} is broken in {_share(count, verdict.resolutions)}.")


def _draft_answer(verdict: DraftVerdict) -> str:
    party, of = verdict.party_title, verdict.resolutions
    if verdict.answer == "none":
        return f"{party} can't sign any of {resolutions_text(of)} ({verdict.ruleset})."
    outright = verdict.without_reservations
    how = (
        "all without reservations"
        if outright == verdict.acceptable is not None
        else f"{count_text(outright)} of them without reservations"
    )
    return f"{party} can sign {_share(verdict.acceptable, of)}, {how} ({verdict.ruleset})."


def zone_text(answer: DraftVerification | Exploration) -> str:
    """Return how many of a draft's resolutions are acceptable to all, and how many of them without reservations."""
    of, acceptable = resolutions_text(answer.resolutions), answer.acceptable
    if not answer.resolutions:
        return "The draft has no well-formed resolution."
    if acceptable == 0:
        return f"Of {of} none is acceptable to all."
    text = f"Of {of} {count_text(acceptable)} {is_or_are(acceptable)} acceptable to all"
    if is_for_party(answer):  # others' reservations are not for its eyes
        return f"{text}."
    return f"{text}, {count_text(answer.without_reservations)} without reservations."


def is_for_party(answer: object) -> bool:
    """Return whether an answer is for the eyes of one party."""
    return getattr(answer, "seen_by", "") not in ("", MEDIATOR)


def _share(count: int | None, total: int) -> str:
    if count == total:
        return "the only resolution" if total == 1 else f"all {resolutions_text(total)}"
    return f"{count_text(count)} of {resolutions_text(total)}"
