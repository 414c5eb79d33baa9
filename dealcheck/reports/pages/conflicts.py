"""Conflicts and their absence in words: who is against whom, by which demand, on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dealcheck.answers.conflict import Claim, Conflicts, Reconciliation, Wish
from dealcheck.files.writer import deal_text
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, counted, number_text
from dealcheck.reports.page import Code, Heading, Page, PageFinding, Part, Points, Sentence, check, nested, points
from dealcheck.reports.sentences import is_or_are, listed, resolutions_text, source_text

_BEST = {"total": "total score", "nash": "product of gains"}


def conflicts_pages(answers: Sequence[Conflicts], **_options: object) -> list[Page]:
    """Return a page for each deal or draft."""
    return [_conflicts_page(answer) for answer in answers]


def _conflicts_page(conflicts: Conflicts) -> Page:
    answer, reason = _conflicts_answer(conflicts), _conflicts_reason(conflicts)
    return Page(
        subject=conflicts.title or plain(conflicts.deal),
        name=conflicts.deal,
        file=conflicts.file,
        answer=answer,
        reason=reason,
        parts=tuple(_conflict_parts(conflicts)),
        findings=tuple(_conflict_finding(conflict.claims) for conflict in conflicts.conflicts),
        checks=(check("conflicts", answer, reason, passes=not conflicts.conflicts),),
        place=conflicts.place,
    )


def _conflicts_answer(conflicts: Conflicts) -> Sentence:
    if not conflicts.resolutions:
        return Sentence("The draft has no well-formed resolution.", "bad", strong=True)
    if conflicts.acceptable != 0:
        number = f"{count_text(conflicts.acceptable)} of {resolutions_text(conflicts.resolutions)}"
        text = (
            "It meets every demand"
            if conflicts.resolutions == 1
            else f"{number} {is_or_are(conflicts.acceptable)} free of conflict"
        )
        return Sentence(f"{text[0].upper()}{text[1:]}.", "good", strong=True)
    count = len(conflicts.conflicts)
    number = f"{count} conflict{'s' * (count != 1)}" if conflicts.complete else f"the first {count} conflicts"
    parties = dict.fromkeys(claim.party_title for conflict in conflicts.conflicts for claim in conflict.claims)
    verb = "can't all sign" if len(parties) > 1 else "can't sign"
    return Sentence(f"{listed(parties)} {verb}: {number}.", "bad", strong=True)


def _conflicts_reason(conflicts: Conflicts) -> str:
    return against_text(conflicts.conflicts[0].claims) if conflicts.conflicts else ""


def against_text(claims: Sequence[Claim]) -> str:
    """Return a conflict in one sentence."""
    titles = [f"{claim.title.rstrip('.')} ({claim.party_title})" for claim in claims]
    return f"Because: {' — against — '.join(titles)}."


def _conflict_finding(claims: Sequence[Claim]) -> PageFinding:
    return PageFinding(
        code="conflict",
        title="Demands that can't all be met",
        level="error",
        message="\n".join(["These can't all be met:", *map(claim_text, claims)]),
        places=tuple((claim.place, f"{claim.ruleset}/{claim.bottom_line}") for claim in claims if claim.place),
        ruleset=claims[0].ruleset if claims else "",
        bottom_line=claims[0].bottom_line if claims else "",
    )


def _conflict_parts(conflicts: Conflicts) -> Iterator[Part]:
    whole = "The deal does not meet" if conflicts.resolutions == 1 else "No resolution meets"
    for place, conflict in enumerate(conflicts.conflicts, start=1):
        parties = listed(dict.fromkeys(claim.party_title for claim in conflict.claims))
        together = f"{whole} all of these, though any one of them could be dropped ({parties})"
        yield Heading(f"{place}. {together if len(conflict.claims) > 1 else f'{whole} this ({parties})'}")
        yield claim_points(conflict.claims)


def claim_points(claims: Sequence[Claim]) -> Points:
    """Return demands with the statements they rest on."""
    return nested((claim_text(claim), map(source_text, claim.sources)) for claim in claims)


def claim_text(claim: Claim) -> str:
    """Return a demand in one line: whose, what, how firm."""
    firmness = f"{plain(claim.strength)}, {claim.status}" if claim.bottom_line else "reservation value"
    if not claim.party:
        return f"{claim.party_title}: {claim.title} (asked for)"
    name = f"{claim.ruleset}/{claim.bottom_line}" if claim.bottom_line else claim.ruleset
    return f"{claim.party_title}: {claim.title} ({firmness}; {name})"


def reconciliation_pages(answers: Sequence[Reconciliation], **_options: object) -> list[Page]:
    """Return a page that says whether some rulesets can be reconciled by any deal."""
    return [_reconciliation_page(answer) for answer in answers]


def _reconciliation_page(reconciliation: Reconciliation) -> Page:
    answer, reason = (
        _reconciliation_answer(reconciliation),
        against_text(reconciliation.conflict) if reconciliation.conflict else "",
    )
    return Page(
        subject=f"Can {'all' if reconciliation.seen_by else listed(reconciliation.rulesets)} be reconciled?",
        name="-".join(reconciliation.rulesets),
        file="",
        answer=answer,
        reason=reason,
        parts=tuple(_reconciliation_parts(reconciliation)),
        findings=tuple(_reconciliation_findings(reconciliation, answer)),
        checks=(check("reconcile", answer, reason, passes=reconciliation.reconcilable),),
    )


def _reconciliation_findings(reconciliation: Reconciliation, answer: Sentence) -> Iterator[PageFinding]:
    if reconciliation.reconcilable:
        return
    finding = _conflict_finding(reconciliation.conflict)
    yield finding if reconciliation.conflict else attrs.evolve(finding, message=answer.text)


def _reconciliation_answer(reconciliation: Reconciliation) -> Sentence:
    if reconciliation.deal is None and reconciliation.reconcilable:
        return Sentence("Yes.", "good", strong=True)
    if reconciliation.deal is None and reconciliation.untried:
        return Sentence(
            f"No deal in the words of {reconciliation.vocabulary} that all accept was found.", "bad", strong=True
        )
    if reconciliation.deal is None:
        return Sentence(
            f"No: no deal in the words of {reconciliation.vocabulary} is acceptable to all.", "bad", strong=True
        )
    answers = "; ".join(f"{name} {plain(outcome)}" for name, outcome in reconciliation.outcomes.items())
    return Sentence(f"Yes ({answers}).", "good", strong=True)


def _reconciliation_parts(reconciliation: Reconciliation) -> Iterator[Part]:
    if reconciliation.deal is None and reconciliation.reconcilable:
        return
    steps = f"{reconciliation.steps} step{'s' * (reconciliation.steps != 1)}"
    looked_at = f"{reconciliation.considered:,} kinds of provision at {steps} were considered"
    if reconciliation.deal is None and reconciliation.untried:
        yield Sentence(f"There may be one: {reconciliation.untried}, so that not all deals were tried.")
    if reconciliation.deal is None:
        are_several = len(reconciliation.conflict) > 1
        if reconciliation.conflict:
            yield Sentence(
                "Dropping any one of these demands would do." if are_several else "Without this demand they could."
            )
        if not reconciliation.seen_by:
            yield Sentence(f"{looked_at[0].upper()}{looked_at[1:]}.")
        yield claim_points(reconciliation.conflict)
        return
    provisions = counted(len(reconciliation.terms), "provision") if reconciliation.terms else "no provision at all"
    if reconciliation.best:
        scores = "; ".join(f"{name} {number_text(score)}" for name, score in reconciliation.scores.items())
        yield Sentence(f"The best {_BEST.get(reconciliation.best, 'score')} takes {provisions} (scores: {scores}).")
        yield Sentence(f"{looked_at[0].upper()}{looked_at[1:]}.")
    else:
        yield Sentence(f"The least that would do is {provisions}; {looked_at}.")
    if reconciliation.terms:
        yield points(reconciliation.terms)
    yield from _wish_parts(reconciliation)
    yield Heading("As a deal file")
    yield Code(deal_text(reconciliation.deal))


def _wish_parts(reconciliation: Reconciliation) -> Iterator[Part]:
    """Yield what each side has in the deal, what else it could have and what that takes, and what it can't have."""
    for ruleset in dict.fromkeys(wish.ruleset for wish in reconciliation.wishes):
        own = [wish for wish in reconciliation.wishes if wish.ruleset == ruleset]
        side = f"{own[0].party_title} ({ruleset})"
        if any(wish.had for wish in own):
            yield Heading(f"What {side} has in it")
            yield points(_wish_text(wish) for wish in own if wish.had)
        if others := [wish for wish in own if wish.possible and not wish.had]:
            yield Heading(f"What else {side} could have, and the least that it takes")
            yield nested((_wish_text(wish), _taken(wish, reconciliation)) for wish in others)
        if any(not wish.possible for wish in own):
            yield Heading(f"What {side} can't have, and what stands against it")
            yield nested((_wish_text(wish), _standing_against(wish)) for wish in own if not wish.possible)


def _standing_against(wish: Wish) -> list[str]:
    return [claim_text(claim) for claim in wish.against] or ["no deal at all has it"]


def _taken(wish: Wish, reconciliation: Reconciliation) -> Iterator[str]:
    """Yield the terms of a deal; of one that is the least but for the wish, what it changes."""
    if reconciliation.best:
        yield from wish.terms
        return
    yield from (f"besides: {term}" for term in wish.terms if term not in reconciliation.terms)
    yield from (f"without: {term}" for term in reconciliation.terms if term not in wish.terms)


def _wish_text(wish: Wish) -> str:
    return f"{wish.title.rstrip('.')} ({number_text(wish.points)} points; {wish.ruleset}/{wish.entry})"
