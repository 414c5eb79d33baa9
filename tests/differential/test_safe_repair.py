"""Repairs that are safe for all are those that going through all the changes, and all their courses, gives."""

from __future__ import annotations

import itertools
from collections import Counter
from itertools import islice, product

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.answers.repair import Direction
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.resolutions import choices, resolved, settle
from dealcheck.language.resolve import program
from dealcheck.language.signed.check import remedies_for
from dealcheck.language.signed.courses import courses, stepwise_contract
from dealcheck.model.deal import Deal, Remedy
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.repair import Search
from dealcheck.session.library import Position
from tests.differential.strategies import Words, deals, rulesets, words
from tests.differential.test_repair import change, goes_further, offers
from tests.differential.test_stress import remedies
from tests.drawn import drawn

MOST = 150
"""So many deals are gone through."""
MOST_COURSES = 2_000
"""So many courses of them, all together."""
Becomes = dict[str, tuple[str, int, int, int]]
SEEN: Counter[str] = Counter()
"""What came out, and what was changed."""


@st.composite
def remedied(draw: st.DrawFn, vocabulary: Words) -> Deal:
    """A small deal, perhaps with a remedy."""
    deal = draw(deals(vocabulary))
    assume(1 <= len(deal.provisions) <= 3 and 2 <= len(deal.steps) <= 3)
    if draw(st.booleans()):
        deal = attrs.evolve(deal, remedies={"r0": draw(remedies(vocabulary, tuple(deal.provisions), 0))})
    return deal


@st.composite
def offered(draw: st.DrawFn, vocabulary: Words, deal: Deal) -> dict[str, Remedy]:
    """Remedies that a party could put on the table."""
    names = tuple(map(str, deal.provisions))
    made = (draw(remedies(vocabulary, names, number)) for number in range(4, 4 + draw(st.integers(0, 2))))
    return {str(each.id): each for each in made}


@pytest.mark.parametrize("direction", ["bigger", "smaller", "both"])
@drawn(0.2)
@given(st.data())
def test_minimal_safe_repairs(direction: Direction, data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    known = lexicon(vocabulary.lineage)
    deal = data.draw(remedied(vocabulary))
    rules = [
        attrs.evolve(
            data.draw(rulesets(vocabulary)),
            offers={**data.draw(offers(vocabulary)), **data.draw(offered(vocabulary, deal))} if not number else {},
        )
        for number in range(2)
    ]
    positions = [Position(program([each], known), known) for each in rules]
    plain = Neighbourhood(deal, known, positions, direction)
    near = Neighbourhood(deal, known, positions, direction, remedies=True)
    every = list(islice(choices(plain.draft), MOST + 1))
    assume(len(every) * 2 ** len(near.remedies) <= MOST)

    left = MOST_COURSES

    def is_safe(after: Deal) -> bool:
        nonlocal left
        stepwise = stepwise_contract(after, known)
        bound = {party for each in stepwise.obligations.values() for party in each.parties}
        for position in positions:
            for course in courses(stepwise, bound - {str(position.ruleset.party)}):
                left -= 1
                assume(left > 0)
                broken = semantics.judge(position.program, course.told.settled(stepwise)).broken
                if any(position.program.line(name).strength == "red-line" for name in broken):
                    return False
        return True

    def signed(after: Deal) -> bool:
        judged = ((each.program, semantics.judge(each.program, settle(after, known))) for each in positions)
        return all(semantics.outcome(each, judgment) != "rejected" for each, judgment in judged)

    def becomes(after: Deal, brought_in: set[str]) -> Becomes:
        clauses = {str(clause.id): clause for clause in settle(after, known).clauses}
        changed = {str(name): change(deal, known, name, clauses.get(str(name))) for name in near.template.provisions}
        return {
            **changed,
            **{f"remedy {name}": ("in" if name in brought_in else "out", 0, 0, 0) for name in near.remedies},
        }

    safe: list[Becomes] = []
    for choice, chosen in product(every, powerset(near.remedies)):
        taken = {name: near.remedies[name][0] for name in chosen}
        template = attrs.evolve(plain.template, remedies={**deal.remedies, **taken})
        after = resolved(template, plain.draft, choice)
        assert after.remedies == remedies_for(template, after.provisions)
        if signed(after) and is_safe(after):
            safe.append(becomes(after, set(chosen)))

    def beats(one: Becomes, other: Becomes) -> bool:
        return one != other and all(goes_further(deal, name, other[name], one[name]) for name in one)

    minimal = [each for each in safe if not any(beats(other, each) for other in safe)]
    unchanged = becomes(deal, set())
    found = Search(near, positions).repairs("", len(minimal) + 1)
    assert found.complete
    assert found.safe
    assert found.already_acceptable == (minimal == [unchanged])
    SEEN["nothing to mend" if found.already_acceptable else "mended" if minimal else "no change helps"] += 1
    SEEN.update(f"a {each.what} {each.kind}" for repair in found.repairs for each in repair.changes)
    if not found.already_acceptable:
        mended = [becomes(each.deal, set(each.deal.remedies)) for each in found.repairs]
        assert sorted(map(repr, mended)) == sorted(map(repr, minimal))
        sizes = [len(each.changes) for each in found.repairs]
        assert sizes == sorted(sizes)


def powerset(names: object) -> list[tuple[str, ...]]:
    """All sets of some names."""
    of = list(names)  # type: ignore[call-overload]
    return [each for size in range(len(of) + 1) for each in itertools.combinations(of, size)]


def test_random_deals_show_every_way_to_be_mended() -> None:
    """Fail when the drawn deals no longer try something; the test above must have run before."""
    if SEEN:
        print(SEEN)
        wanted = {"nothing to mend", "mended", "no change helps", "a provision changed", "a provision left-out"}
        assert wanted | {"a provision brought-in", "a remedy brought-in"} <= SEEN.keys(), SEEN
