"""The safe resolutions of a draft: solver and diagrams give what asking about each resolution gives."""

from __future__ import annotations

from collections import Counter

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import choices, is_draft, open_draft, resolved, settle
from dealcheck.language.resolve import program
from dealcheck.model.deal import Deal, Remedy
from dealcheck.model.ruleset import Ruleset
from dealcheck.questions.signed.stress import bound_by, stress_of
from tests.differential.strategies import drafts, words
from tests.differential.test_stress import aimed, remedies
from tests.drawn import drawn

MOST = 40
SEEN: Counter[str] = Counter()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Deal, list[Position]]:
    """A draft with remedies, and two rulesets of different parties, with a score to reach now and then."""
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    deal = draw(drafts(vocabulary, most_provisions=3))
    assume(deal.provisions and is_draft(deal))
    names: tuple[str, ...] = tuple(map(str, deal.provisions))
    answers: dict[str, Remedy] = {}
    for number in range(draw(st.integers(0, 2))):
        answers[f"r{number}"] = remedy = draw(remedies(vocabulary, names, names, number))
        names = (*names, *map(str, remedy.adds))
    deal = attrs.evolve(deal, remedies=answers)
    positions = []
    for party in ("p0", "p1"):
        lines = draw(aimed(deal, tuple(deal.provisions)))
        ruleset = Ruleset(id=f"of-{party}", party=party, vocabulary="own", bottom_lines=lines)
        positions.append(Position(program([ruleset], known), known))
    assume(bound_by(deal) - {"p0"} and bound_by(deal) - {"p1"})
    return deal, positions


@drawn(2)
@given(cases())
def test_safe_resolutions_are_those_of_asking_about_each(case: tuple[Deal, list[Position]]) -> None:
    deal, positions = case
    opened = open_draft(deal, positions[0].lexicon)
    every = []
    for number, choice in enumerate(choices(opened)):
        assume(number < MOST)
        every.append(resolved(deal, opened, choice))
    answer = stress_of(deal, positions[0].lexicon, positions)
    assert answer.uncounted == ""
    assert answer.rulesets == ()
    draft = answer.draft
    assert draft is not None
    assert draft.resolutions == len(every)
    acceptable = [each for each in every if all(signs(each, position) for position in positions)]
    assert draft.acceptable == len(acceptable)
    assert (draft.without_remedies is None) is (not deal.remedies)
    for found, bare in ((draft.with_remedies, False), (draft.without_remedies, True)):
        if found is None:
            continue
        kept = [attrs.evolve(each, remedies={}) if bare else each for each in acceptable]
        safe = {id(each): safe_for(each, positions, deal) for each in kept}
        assert found.safe == sum(all(each) for each in safe.values())
        assert list(found.by_ruleset.values()) == [sum(each[number] for each in safe.values()) for number in (0, 1)]
        assert (found.example is not None) is (found.safe > 0)
        if found.example is not None:
            made = attrs.evolve(found.example.deal, remedies={}) if bare else found.example.deal
            assert all(signs(made, position) for position in positions)
            assert all(safe_for(made, positions, deal))
        some, all_ = found.safe > 0, found.safe == len(acceptable)
        SEEN.update(
            ["all safe" if all_ else "some safe" if some else "none safe"] if acceptable else ["none acceptable"]
        )
        SEEN.update(["remedies"] if deal.remedies and found.safe < len(acceptable) else [])


def signs(deal: Deal, position: Position) -> bool:
    """Whether a ruleset does not reject a deal."""
    judgment = semantics.judge(position.program, settle(deal, position.lexicon))
    return semantics.outcome(position.program, judgment) != "rejected"


def safe_for(deal: Deal, positions: list[Position], draft: Deal) -> list[bool]:
    """For which rulesets a resolution is safe, if those may stop whom its draft binds."""
    safe = []
    for position in positions:
        stopping = sorted((bound_by(draft) - {str(position.ruleset.party)}) & bound_by(deal))
        if not stopping:
            safe.append(True)
            continue
        answer = stress_of(deal, position.lexicon, [position], defaulters=stopping, count=False)
        safe.append(answer.safe)
    return safe


def test_everything_was_seen() -> None:
    if SEEN:
        expected = ("all safe", "some safe", "none safe", "none acceptable", "remedies")
        assert [each for each in expected if not SEEN[each]] == []
