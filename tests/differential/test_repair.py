"""Minimal repairs are those that going through all the changes there are gives."""

from __future__ import annotations

from itertools import islice

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.answers.repair import Direction
from dealcheck.language import semantics
from dealcheck.language.lexicon import Lexicon, lexicon
from dealcheck.language.program import Clause, Settled
from dealcheck.language.resolutions import choices, settle, settled
from dealcheck.language.resolve import program
from dealcheck.model.deal import Deal, Provision
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.search import Search
from dealcheck.session.library import Position
from tests.differential.strategies import VERBS, Words, deals, rulesets, words
from tests.drawn import drawn

MOST = 3000


@st.composite
def offers(draw: st.DrawFn, vocabulary: Words) -> dict[str, Provision]:
    """What a party could put on the table."""
    names = [f"offer{n}" for n in range(draw(st.integers(0, 2)))]
    return {
        name: Provision(
            id=name,
            action=(draw(st.sampled_from(VERBS)),),
            object=(draw(st.sampled_from(vocabulary.objects)),),
            from_=draw(st.sampled_from([(), ("s0",), ("s1",)])),
        )
        for name in names
    }


def change(deal: Deal, lexicon: Lexicon, name: str, clause: Clause | None) -> tuple[str, int, int, int]:
    """What a provision has become: whether it is in, and how much stronger, earlier and longer it is."""
    if name not in deal.provisions:
        return ("in" if clause else "out", 0, 0, 0)
    if clause is None:
        return ("out", 0, 0, 0)
    provision = deal.provisions[name]
    steps = [str(step.id) for step in deal.steps]
    start = steps.index(provision.from_[0]) if provision.from_ else 0
    stop = steps.index(provision.until[0]) if provision.until else len(steps)
    scale = lexicon.scales[lexicon.scale_of[clause.verb]]
    stronger = scale.index(clause.verb) - scale.index(provision.action[0])
    return ("in", stronger, start - clause.start, clause.stop - stop)


def goes_further(deal: Deal, name: str, one: tuple[str, int, int, int], other: tuple[str, int, int, int]) -> bool:
    """Whether a change goes as far as another or further, in the same direction."""
    if name not in deal.provisions:
        return other[0] == "out" or one[0] == "in"
    if other[0] == "out":
        return one[0] == "out"
    if one[0] == "out":
        return all(number <= 0 for number in other[1:])
    return all(abs(a) >= abs(b) and (b == 0 or a * b > 0) for a, b in zip(one[1:], other[1:]))


@pytest.mark.parametrize("direction", ["bigger", "smaller", "both"])
@drawn(0.4)
@given(st.data())
def test_minimal_repairs(direction: Direction, data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    known = lexicon(vocabulary.lineage)
    rules = [attrs.evolve(data.draw(rulesets(vocabulary)), offers=data.draw(offers(vocabulary))) for _ in range(2)]
    positions = [Position(program([each], known), known) for each in rules]
    deal = data.draw(deals(vocabulary))
    assume(len(deal.provisions) < 4)
    near = Neighbourhood(deal, known, positions, direction)
    every = list(islice(choices(near.draft), MOST + 1))
    assume(len(every) <= MOST)

    def becomes(after: Settled) -> dict[str, tuple[str, int, int, int]]:
        clauses = {str(clause.id): clause for clause in after.clauses}
        return {str(name): change(deal, known, name, clauses.get(str(name))) for name in near.template.provisions}

    def signed(after: Settled) -> bool:
        judged = ((each.program, semantics.judge(each.program, after)) for each in positions)
        return all(semantics.outcome(each, judgment) != "rejected" for each, judgment in judged)

    after = [each for each in (settled(near.draft, choice) for choice in every) if signed(each)]
    changes = {tuple(becomes(each).values()): becomes(each) for each in after}

    def beats(one: dict[str, tuple[str, int, int, int]], other: dict[str, tuple[str, int, int, int]]) -> bool:
        return one != other and all(goes_further(deal, name, other[name], one[name]) for name in one)

    minimal = [each for each in changes.values() if not any(beats(other, each) for other in changes.values())]
    unchanged = becomes(settle(deal, known))
    found = Search(near, positions).repairs("", len(minimal) + 1)
    assert found.complete
    assert found.already_acceptable == (minimal == [unchanged])
    if not found.already_acceptable:
        mended = [becomes(settle(each.deal, known)) for each in found.repairs]
        assert sorted(map(repr, mended)) == sorted(map(repr, minimal))
        sizes = [len(each.changes) for each in found.repairs]
        assert sizes == sorted(sizes)
        assert sizes == [sum(each[name] != unchanged[name] for name in each) for each in mended]
