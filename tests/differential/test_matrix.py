"""What each side says to each provision of a draft is what going through the resolutions gives."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from hypothesis import given

from dealcheck.answers.matrix import StanceKind
from dealcheck.language import semantics
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.program import Program
from dealcheck.language.resolutions import choices, open_draft, settled
from dealcheck.questions.matrix import StancesOnDraft
from tests.differential.cases import Case, cases

Met = list[tuple[bool, frozenset[str]]]
"""For each resolution whether a provision is in, and the demands that are not met."""


def unmet(program: Program, draft: Draft, number: int) -> Met:
    least = program.ruleset.reservation
    told: Met = []
    for choice in choices(draft):
        judgment = semantics.judge(program, settled(draft, choice))
        short = least is not None and semantics.score(program, judgment) < least
        told.append((choice.ways[number] is not None, frozenset({*judgment.broken, *([""] if short else [])})))
    return told


def kinds(told: Met, lines: list[str]) -> Iterator[StanceKind]:
    """What each of some demands says to a provision."""
    for line in lines:
        with_it = {line not in broken for is_in, broken in told if is_in}
        without_it = {line not in broken for is_in, broken in told if not is_in}
        if True in without_it and True not in with_it:
            yield "opposes"
        elif True in with_it and True not in without_it:
            yield "asks"
        elif with_it == {True, False} and False not in without_it:
            yield "on-terms"
        else:
            yield "accepts"


@given(cases())
def test_stances_on_a_draft(case: Case) -> None:
    lexicon = case.positions[0].lexicon
    asked = StancesOnDraft(case.deal, case.positions, lexicon, None)
    for number, (name, provision) in enumerate(case.deal.provisions.items()):
        draft = case.draft
        if all(choice.ways[number] is not None for choice, _ in case.judged):
            struck = {**case.deal.provisions, name: attrs.evolve(provision, bracketed=True)}
            draft = open_draft(attrs.evolve(case.deal, provisions=struck), lexicon)
        for position, stance in zip(case.positions, asked.stances(str(name))):
            lines = [
                each.bottom_line for each in asked.demands if each.position is position and number in each.provisions
            ]
            told = list(kinds(unmet(position.program, draft, number), lines))
            expected = next((kind for kind in ("opposes", "asks", "on-terms") if kind in told), "accepts")
            assert stance.kind == expected
            behind = [line for line, kind in zip(lines, told) if kind == expected != "accepts"]
            assert sorted(claim.bottom_line for claim in stance.claims) == sorted(behind)
