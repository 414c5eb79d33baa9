"""Conflicts and their absence in words: who stands against whom, by which demand, on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.conflict import Claim, Conflicts, Reconciliation
from dealcheck.files.writer import deal_text
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text
from dealcheck.reports.page import Code, Heading, Page, PageFinding, Part, Points, Sentence, check, nested, points
from dealcheck.reports.sentences import is_or_are, listed, resolutions_text, source_text


def conflicts_pages(answers: Sequence[Conflicts], **_options: object) -> list[Page]:
    """Return a page for each deal or draft."""
    return [_conflicts_page(each) for each in answers]


def _conflicts_page(found: Conflicts) -> Page:
    answer, reason = _conflicts_answer(found), _conflicts_reason(found)
    return Page(
        subject=found.title or plain(found.deal),
        name=found.deal,
        file=found.file,
        answer=answer,
        reason=reason,
        parts=tuple(_conflict_parts(found)),
        findings=tuple(_conflict_finding(each.claims) for each in found.conflicts),
        checks=(check("conflicts", answer, reason, passes=not found.conflicts),),
        place=found.place,
    )


def _conflicts_answer(found: Conflicts) -> Sentence:
    if found.acceptable:
        number = f"{count_text(found.acceptable)} of {resolutions_text(found.resolutions)}"
        text = (
            "It meets every demand"
            if found.resolutions == 1
            else f"{number} {is_or_are(found.acceptable)} free of conflict"
        )
        return Sentence(f"{text}.", "good", strong=True)
    count = len(found.conflicts)
    number = f"{count} conflict{'s' * (count != 1)}" if found.complete else f"the first {count} conflicts"
    parties = dict.fromkeys(claim.party_title for conflict in found.conflicts for claim in conflict.claims)
    verb = "can't all sign" if len(parties) > 1 else "can't sign"
    return Sentence(f"{listed(parties)} {verb}: {number}.", "bad", strong=True)


def _conflicts_reason(found: Conflicts) -> str:
    return _against(found.conflicts[0].claims) if found.conflicts else ""


def _against(claims: Sequence[Claim]) -> str:
    """A conflict in one sentence."""
    titles = [f"{each.title.rstrip('.')} ({each.party_title})" for each in claims]
    return f"Because: {' — against — '.join(titles)}."


def _conflict_finding(claims: Sequence[Claim]) -> PageFinding:
    return PageFinding(
        code="conflict",
        title="Demands that can't all be met",
        level="error",
        message="\n".join(["These can't all be met:", *map(claim_text, claims)]),
        places=tuple((each.place, f"{each.ruleset}/{each.bottom_line}") for each in claims if each.place),
        ruleset=claims[0].ruleset if claims else "",
        bottom_line=claims[0].bottom_line if claims else "",
    )


def _conflict_parts(found: Conflicts) -> Iterator[Part]:
    whole = "The deal does not meet" if found.resolutions == 1 else "No resolution meets"
    for place, conflict in enumerate(found.conflicts, start=1):
        parties = listed(dict.fromkeys(each.party_title for each in conflict.claims))
        together = f"{whole} all of these, though any one of them could be dropped ({parties})"
        yield Heading(f"{place}. {together if len(conflict.claims) > 1 else f'{whole} this ({parties})'}")
        yield claim_points(conflict.claims)


def claim_points(claims: Sequence[Claim]) -> Points:
    """Demands with the statements they rest on."""
    return nested((claim_text(each), map(source_text, each.sources)) for each in claims)


def claim_text(claim: Claim) -> str:
    """A demand in one line: whose, what, how firm."""
    firmness = f"{plain(claim.strength)}, {claim.status}" if claim.status else "reservation value"
    name = f"{claim.ruleset}/{claim.bottom_line}" if claim.bottom_line else claim.ruleset
    return f"{claim.party_title}: {claim.title} ({firmness}; {name})"


def reconciliation_pages(answers: Sequence[Reconciliation], **_options: object) -> list[Page]:
    """Return a page that says whether some rulesets can be reconciled by any deal."""
    return [_reconciliation_page(each) for each in answers]


def _reconciliation_page(found: Reconciliation) -> Page:
    answer, reason = _reconciliation_answer(found), _against(found.conflict) if found.conflict else ""
    return Page(
        subject=f"Can {listed(found.rulesets)} be reconciled?",
        name="-".join(found.rulesets),
        file="",
        answer=answer,
        reason=reason,
        parts=tuple(_reconciliation_parts(found)),
        findings=() if found.reconcilable else (_conflict_finding(found.conflict),),
        checks=(check("reconcile", answer, reason, passes=found.reconcilable),),
    )


def _reconciliation_answer(found: Reconciliation) -> Sentence:
    if found.deal is None:
        return Sentence(f"No: no deal in the words of {found.vocabulary} is acceptable to all.", "bad", strong=True)
    answers = "; ".join(f"{name} {plain(outcome)}" for name, outcome in found.outcomes.items())
    return Sentence(f"Yes ({answers}).", "good", strong=True)


def _reconciliation_parts(found: Reconciliation) -> Iterator[Part]:
    steps = f"{found.steps} step{'s' * (found.steps != 1)}"
    looked_at = f"{found.considered:,} kinds of provision at {steps} were considered"
    if found.deal is None:
        many = len(found.conflict) > 1
        yield Sentence("Dropping any one of these demands would do." if many else "Without this demand they could.")
        yield Sentence(f"{looked_at[0].upper()}{looked_at[1:]}.")
        yield claim_points(found.conflict)
        return
    count = len(found.terms)
    yield Sentence(f"The least that would do is {count} provision{'s' * (count != 1)}; {looked_at}.")
    yield points(found.terms)
    yield Heading("As a deal file")
    yield Code(deal_text(found.deal))
