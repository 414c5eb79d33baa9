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
from dealcheck.language.drafts.dependencies import forgetting
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import choices, resolved, settle
from dealcheck.language.resolve import program
from dealcheck.language.signed.check import remedies_for
from dealcheck.language.signed.courses import courses, stepwise_contract
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal, Grounds, Provision, Remedy, Step
from dealcheck.model.ruleset import BottomLine, Offer, Ruleset
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.search import Search
from tests.differential.strategies import PARTIES, VERBS, Words, deals, rulesets, words
from tests.differential.test_repair import change, goes_further, offers
from tests.differential.test_stress import aimed, pattern, remedies
from tests.drawn import drawn

MOST = 120
"""So many deals are gone through."""
MOST_COURSES = 1_500
"""So many courses of them, all together."""
Becomes = dict[str, tuple[str, int, int, int]]
SEEN: Counter[str] = Counter()
"""What came out, and what was changed."""


@st.composite
def remedied(draw: st.DrawFn, vocabulary: Words) -> Deal:
    """A small deal, perhaps with a remedy."""
    deal = draw(deals(vocabulary, length=draw(st.integers(2, 3))))
    kept = dict(islice(deal.provisions.items(), draw(st.integers(1, 3))))
    assume(kept)
    deal = attrs.evolve(deal, provisions=forgetting(kept))
    if draw(st.booleans()):
        names = tuple(map(str, deal.provisions))
        deal = attrs.evolve(deal, remedies={"r0": draw(remedies(vocabulary, names, names, 0))})
    return deal


def answerable(deal: Deal, own: str, theirs: str) -> Ruleset:
    """A red line that a remedy can keep: what one does for something ends a step after that something does."""
    done, for_it = (pattern(deal.provisions[name]) for name in (own, theirs))
    line = BottomLine(id="b0", require=c.Not(done), when=c.All((done, c.Not(for_it))), within=1)
    party = deal.provisions[own].bound[0]
    return Ruleset(id=f"r-{own}", party=party, vocabulary="own", bottom_lines={"b0": line})


@st.composite
def sides(draw: st.DrawFn, vocabulary: Words, deal: Deal) -> list[Ruleset]:
    """Two rulesets, the first of which offers something; many have red lines about what others do."""
    made = []
    for number in range(2):
        ruleset = draw(rulesets(vocabulary))
        if draw(st.booleans()):
            others = tuple(name for name in deal.provisions if {*deal.provisions[name].bound} - {ruleset.party})
            lines = draw(aimed(deal, others))
            ruleset = Ruleset(id=f"r{number}", party=ruleset.party, vocabulary="own", bottom_lines=lines)
        made.append(ruleset)
    offer: dict[str, Offer] = {**draw(offers(vocabulary)), **draw(offered(vocabulary, deal))}
    return [attrs.evolve(made[0], offers=offer), made[1]]


@st.composite
def exchange(draw: st.DrawFn, vocabulary: Words) -> Deal:
    """A deal in which two do something at the same steps, so that a remedy may help the one whom the other leaves."""
    steps = [f"s{number}" for number in range(3)]
    provisions = {
        f"c{number}": Provision(
            id=f"c{number}",
            party=(party,),
            action=(draw(st.sampled_from(VERBS)),),
            object=(draw(st.sampled_from(vocabulary.objects)),),
            until=(steps[-1],),
        )
        for number, party in enumerate(PARTIES[:2])
    }
    return Deal(id="deal", vocabulary="own", steps=tuple(Step(id=each) for each in steps), provisions=provisions)


@st.composite
def offered(draw: st.DrawFn, vocabulary: Words, deal: Deal) -> dict[str, Remedy]:
    """Remedies that a party could put on the table."""
    names = tuple(map(str, deal.provisions))
    made = [draw(remedies(vocabulary, names, names, number)) for number in range(4, 4 + draw(st.integers(0, 2)))]
    return {str(each.id): each for each in made}


@pytest.mark.parametrize("direction", ["bigger", "smaller", "both"])
@drawn(0.15)
@given(st.data())
def test_minimal_safe_repairs(direction: Direction, data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    deal = data.draw(remedied(vocabulary))
    check_repairs(vocabulary, deal, data.draw(sides(vocabulary, deal)), direction)


@drawn(0.3)
@given(st.data())
def test_minimal_safe_repairs_of_exchanges(data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    deal = data.draw(exchange(vocabulary))
    keep = {"keep": Remedy(id="keep", when=Grounds(breach=("c1",)), suspends=("c0",))}
    offer: dict[str, Offer] = {**data.draw(offers(vocabulary)), **data.draw(offered(vocabulary, deal)), **keep}
    other = answerable(deal, "c1", "c0") if data.draw(st.booleans()) else data.draw(rulesets(vocabulary))
    first = attrs.evolve(answerable(deal, "c0", "c1"), offers=offer)
    check_repairs(vocabulary, deal, [first, other], "bigger")


def check_repairs(vocabulary: Words, deal: Deal, rules: list[Ruleset], direction: Direction) -> None:
    """Compare what is found with what going through all changes finds, and through all courses of each."""
    known = lexicon(vocabulary.lineage)
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

    safe: dict[str, Becomes] = {}
    for choice, chosen in product(every, powerset(near.remedies)):
        taken = {name: near.remedies[name][0] for name in chosen}
        template = attrs.evolve(plain.template, remedies={**deal.remedies, **taken})
        after = resolved(template, plain.draft, choice)
        assert after.remedies == remedies_for(template, after.provisions)
        if signed(after) and is_safe(after):
            found_safe = becomes(after, set(chosen))
            safe[repr(found_safe)] = found_safe

    def beats(one: Becomes, other: Becomes) -> bool:
        return one != other and all(goes_further(deal, name, other[name], one[name]) for name in one)

    minimal = [each for each in safe.values() if not any(beats(other, each) for other in safe.values())]
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
    """Fail when the drawn deals no longer try something; the tests above must have run before."""
    if SEEN:
        assert {"mended", "no change helps", "a remedy brought-in"} <= SEEN.keys(), SEEN
