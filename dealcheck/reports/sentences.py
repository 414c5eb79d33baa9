"""Verdicts in sentences that a person can say in a meeting.

Formats differ in how they show a line, not in what it says: each takes its lines from here and does its own
escaping. A line has a depth, by which formats nest it, and a kind, by which they style it. Every line is one line of
text: what came from a file can't break out of it, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from dealcheck.answers.verdict import (
    Breach,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Earned,
    Finding,
    Release,
    Shortfall,
    Verdict,
    Verification,
)
from dealcheck.errors import InputError, Mistake
from dealcheck.language.wording import plain
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import Strength
from dealcheck.model.viewer import MEDIATOR
from dealcheck.model.vocabulary import Source
from dealcheck.numbers import count_text, number_text
from dealcheck.place import Place
from dealcheck.reports.page import Line, LineKind, indented
from dealcheck.reports.places import within_tree
from dealcheck.text import one_line

if TYPE_CHECKING:
    from dealcheck.answers.exploration import Exploration

_CAN_SIGN: dict[Outcome, str] = {
    "accepted": "can sign",
    "accepted-with-reservations": "can sign, with reservations",
    "rejected": "can't sign",
}
_ORDER: dict[Strength, int] = {"red-line": 0, "priority": 1, "preference": 2}
_RELEASES = {
    "until": "It holds until {}",
    "only-after": "It would be allowed only after {}",
    "unless": "It would be excused by {}",
}


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
        lines.append(_line(depth + 1, score_text(verdict), "breach"))
    if any(each.of for each in verdict.earned):
        lines.append(_line(depth + 1, earned_text(verdict.earned), "fact"))
    for breach in verdict.breaches:
        lines += breach_lines(breach, depth + 1)
    if verdict.referrals:
        lines.append(_line(depth + 1, referral_text(verdict), "fact"))
    return tuple(lines)


def verdict_line(verdict: Verdict | DraftVerdict, depth: int = 0) -> Line:
    """Return whether a party can sign, in one line; with its score where it keeps one."""
    if isinstance(verdict, DraftVerdict):
        return _line(depth, _draft_answer(verdict), "verdict")
    answer = f"{verdict.party_title} {_CAN_SIGN[verdict.outcome]} ({verdict.ruleset})"
    scored = verdict.score is not None and not is_below_reservation(verdict)
    return _line(depth, f"{answer}; {_points(verdict)}." if scored else f"{answer}.", "verdict")


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


# Broken bottom lines


def breach_lines(breach: Breach, depth: int = 0) -> tuple[Line, ...]:
    """Return a broken bottom line: what it is, where it breaks, what would mend it, and whose statement it rests on.

    `depth`: how far the first line is indented, in steps. Raises InputError for what is no breach or no depth.
    """
    if not isinstance(breach, Breach) or not isinstance(depth, int) or isinstance(depth, bool) or depth < 0:
        raise InputError([Mistake(f"expected a `Breach` and a depth from 0, found {type(breach).__name__}, {depth!r}")])
    return (
        _line(depth, breach_title(breach), "breach"),
        *_cause_lines(breach, depth + 1),
        *(line for release in breach.releases for line in _release_lines(release, breach, depth + 1)),
        _line(depth + 1, _rule_text(breach), "rule"),
        *(Line(depth + 1, source_text(source), "source", source) for source in breach.sources),
    )


def _rule_text(breach: Breach) -> str:
    """Return the bottom line by its id; with its place when that is below the working directory."""
    inside = within_tree(breach.place.file) if breach.place else ""
    place = attrs.evolve(breach.place, file=inside) if breach.place and inside else None
    return f"Bottom line: {provision_text(breach.bottom_line, place)}"


def breach_title(breach: Breach) -> str:
    """Return the bottom line by its title, with how much it matters and how sure it is."""
    title = one_line(breach.title or plain(breach.bottom_line)).rstrip(".")
    return f"{title} ({plain(breach.strength)}, {breach.status})."


def breach_text(breach: Breach) -> str:
    """Return a broken bottom line as indented text, for formats that have no nesting of their own."""
    return indented(breach_lines(breach))


def _cause_lines(breach: Breach, depth: int) -> Iterator[Line]:
    if breach.kind == "require":
        yield _line(depth, f"{_demand(breach)}:", "fact")
        yield from missing_lines(breach.finding, depth + 1, at=breach.finding.step)
    else:
        untitled = not breach.title or breach.title == plain(breach.bottom_line)
        condition = f": {breach.finding.condition}" if untitled or not breach.provisions else ""
        by = f"by {_provisions(breach)}" if breach.provisions else "by what the deal leaves out"
        yield _line(depth, f"Broken {steps_text(breach.steps)} {by}{condition}.", "fact")
        if not breach.provisions:
            yield from _below(breach.finding, depth + 1)
    for held in filter(None, (breach.finding, breach.trigger)):
        yield from _measure_lines(held, depth)


def _demand(breach: Breach) -> str:
    """Return who calls for what is missing, and when it would have been due."""
    if breach.trigger is None:
        return f"Broken {_at(breach.at, 'the last step, ')}; still missing"
    caller = _provisions(breach) if breach.provisions else breach.trigger.condition
    calls = "call" if len(breach.provisions) > 1 else "calls"
    due = breach.finding.step
    when = f" {_at(due)}" if breach.steps != (due,) else ""
    return f"Broken {steps_text(breach.steps)}: {caller} {calls} for it; still missing{when}"


def _measure_lines(finding: Finding, depth: int) -> Iterator[Line]:
    """Yield the sums and numbers on which a condition that holds rests."""
    if finding.holds:
        if finding.measured:
            yield _line(depth, f"{finding.condition}: {finding.measured}.", "fact")
        for part in finding.parts:
            yield from _measure_lines(part, depth)


def _release_lines(release: Release, breach: Breach, depth: int) -> Iterator[Line]:
    """Yield a way out that is not taken, and what is missing for it."""
    finding = release.finding
    way = _RELEASES[release.kind].format(finding.condition)
    if finding.holds:  # of `only-after` alone: it holds, and no step comes before
        yield _line(depth, f"{way}; that comes {_at(finding.step)}, which is not before.", "fact")
        return
    words = "; ".join(_state(finding))
    ending = f"{words}." if words else "still missing:"
    yield _line(depth, f"{way}; {_at(finding.step)} {ending}", "fact")
    yield from _below(finding, depth + 1)


def missing_lines(finding: Finding, depth: int = 0, *, at: str = "") -> Iterator[Line]:
    """Yield what keeps a condition from holding, down to parts not reached and verbs too weak.

    `at` is the step that the reader has in mind; a finding on another step says so.
    """
    yield _line(depth, finding_text(finding, at=at), "fact" if finding.holds else "missing")
    yield from _below(finding, depth + 1)


def _below(finding: Finding, depth: int) -> Iterator[Line]:
    for shortfall in finding.shortfalls:
        yield _line(depth, shortfall_text(shortfall), "missing")
    for part in finding.parts:
        yield from missing_lines(part, depth, at=finding.step)


def finding_text(finding: Finding, *, at: str = "") -> str:
    """Return one condition and its state, without its parts."""
    step = f" ({_at(finding.step)})" if at and finding.step != at else ""
    words = "; ".join(_state(finding))
    return one_line(f"{finding.condition}{step}" + (f" — {words}" if words else ""))


def _state(finding: Finding) -> list[str]:
    says = [finding.measured] if finding.measured else []
    if finding.holds:
        says.append(f"holds, by {listed(finding.provisions)}" if finding.provisions else "holds")
    elif finding.missing:
        if finding.provisions:
            says.append(f"reached in part by {listed(finding.provisions)}")
        says.append(f"not reached: {listed(map(plain, finding.missing))}")
    elif finding.join == "any" and len(finding.parts) > 1:
        says.append("missing, though any of these would do")
    elif not (says or finding.parts or finding.shortfalls):
        says.append("no provision does that")
    return says


def shortfall_text(shortfall: Shortfall) -> str:
    """Return a provision that comes close, and what it lacks."""
    return one_line(f"{provision_text(shortfall.provision, shortfall.place)}: {shortfall.text}")


# Drafts


def draft_verdict_lines(verdict: DraftVerdict, depth: int = 0) -> tuple[Line, ...]:
    """Say in how many resolutions a party can sign, and how often each of its bottom lines is in the way."""
    lines = [verdict_line(verdict, depth)]
    for name, count in verdict.broken.items():
        if count is not None:
            lines.append(_line(depth + 1, broken_text(verdict, name, count), "count"))
    if verdict.below_reservation:
        text = f"Worth too little in {_share(verdict.below_reservation, verdict.resolutions)}."
        lines.append(_line(depth + 1, text, "count"))
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


def is_or_are(count: int | None) -> str:
    """Return the verb that agrees with a number."""
    return "is" if count == 1 else "are"


def resolutions_text(count: int) -> str:
    """Return the number of resolutions in words."""
    return f"{count_text(count)} resolution" + ("s" if count != 1 else "")


def _share(count: int | None, total: int) -> str:
    if count == total:
        return "the only resolution" if total == 1 else f"all {resolutions_text(total)}"
    return f"{count_text(count)} of {resolutions_text(total)}"


# Words


def source_text(source: Source, *, url: bool = True) -> str:
    """Return who said what, where and when, in one line."""
    says = source_words(source)
    link = f" ({source.url})" if url and source.url else ""
    return one_line(source_head(source) + (f": {says}" if says else "") + link)


def source_head(source: Source) -> str:
    """Return speaker, outlet and date; the source's title replaces a missing speaker or outlet."""
    first = source.speaker or source.title
    second = source.outlet or (source.title if source.speaker else "")
    head = ", ".join(filter(None, (first, second, source.date)))
    return one_line(head or plain(source.id) or "a source without a name")


def source_words(source: Source) -> str:
    """Return the words themselves in quotation marks, and what they amount to."""
    quote = f"“{source.quote}”" if source.quote else ""
    return one_line(" — ".join(filter(None, (quote, source.description))))


def provision_text(name: str, place: Place | None) -> str:
    """Return a provision with its place."""
    return one_line(f"{name} ({place_text(place)})" if place else name)


def place_text(place: Place) -> str:
    """Return file and line as editors and terminals can follow them, relative to the working directory if within it."""
    return one_line(f"{within_tree(place.file) or place.file}:{place.line}")


def steps_text(steps: Iterable[str]) -> str:
    """Return when, as “at step …”, “at steps … and …”; of what happened, “on …”, the days."""
    several = list(steps)
    if several and _is_day(several[0]):
        return f"on {listed(several)}"
    return ("at step " if len(several) == 1 else "at steps ") + listed(_quoted(step) for step in several)


def _at(step: str, what: str = "step ") -> str:
    return f"on {step}" if _is_day(step) else f"at {what}{_quoted(step)}"


def _is_day(step: str) -> bool:
    return step[:1].isdigit()  # no id of a step begins so


def _provisions(breach: Breach) -> str:
    names, places = breach.provisions, breach.places
    known = places if len(places) == len(names) else (None,) * len(names)
    provisions = [provision_text(name, place) for name, place in zip(names, known)]
    return ("provision " if len(names) == 1 else "provisions ") + listed(provisions)


def _quoted(step: str) -> str:
    return f"“{plain(step)}”"


def named(parties: Iterable[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of parties, of which an answer has the ids; `names`: as the answer has them."""
    yield from (names.get(party, party) for party in parties)


def titled(name: str, title: str) -> str:
    """Return a title with the id that commands take, where it does not say the same."""
    return f"{title} ({name})" if title and title.lower() != plain(name) else title or plain(name)


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a sentence."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _line(depth: int, text: str, kind: LineKind) -> Line:
    return Line(depth, one_line(text), kind)
