"""Conflicts and their absence in words: who stands against whom, by which demand, on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.conflict import Claim, Conflicts, Reconciliation
from dealcheck.files.writer import deal_text
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text
from dealcheck.reports.page import Code, Heading, Page, Part, Points, Sentence, nested, points
from dealcheck.reports.sentences import is_or_are, listed, resolutions_text, source_text


def conflicts_page(answers: Sequence[Conflicts]) -> Page:
    """Which demands stand against each other in a deal or draft."""
    (found,) = answers
    return Page(found.title or plain(found.deal), found.file, tuple(_conflict_parts(found)))


def _conflict_parts(found: Conflicts) -> Iterator[Part]:
    if found.acceptable:
        number = f"{count_text(found.acceptable)} of {resolutions_text(found.resolutions)}"
        answer = (
            "It meets every demand"
            if found.resolutions == 1
            else f"{number} {is_or_are(found.acceptable)} free of conflict"
        )
        yield Sentence(f"{answer}.", "good", strong=True)
        return
    count = len(found.conflicts)
    number = f"{count} conflict{'s' * (count != 1)}" if found.complete else f"The first {count} conflicts"
    yield Sentence(f"{number}.", "bad", strong=True)
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


def reconciliation_page(answers: Sequence[Reconciliation]) -> Page:
    """Whether some rulesets can be reconciled by any deal."""
    (found,) = answers
    return Page(f"Can {listed(found.rulesets)} be reconciled?", "", tuple(_reconciliation_parts(found)))


def _reconciliation_parts(found: Reconciliation) -> Iterator[Part]:
    steps = f"{found.steps} step{'s' * (found.steps != 1)}"
    looked_at = f"{found.considered:,} kinds of provision at {steps} were considered"
    if found.deal is None:
        rest = (
            "dropping any one of these demands would do"
            if len(found.conflict) > 1
            else "without this demand they could"
        )
        yield Sentence(
            f"No: no deal in the words of {found.vocabulary} is acceptable to all; {rest}.", "bad", strong=True
        )
        yield Sentence(f"{looked_at[0].upper()}{looked_at[1:]}.")
        yield claim_points(found.conflict)
        return
    answers = "; ".join(f"{name} {plain(outcome)}" for name, outcome in found.outcomes.items())
    yield Sentence(f"Yes ({answers}).", "good", strong=True)
    count = len(found.terms)
    yield Sentence(f"The least that would do is {count} provision{'s' * (count != 1)}; {looked_at}.")
    yield points(found.terms)
    yield Heading("As a deal file")
    yield Code(deal_text(found.deal))
