"""All deals that a vocabulary can express: what is found in them holds for every deal there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.answers.conflict import Claim
from dealcheck.engines.claims import demands_of
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe.universe import Universe
from dealcheck.errors import InputError
from dealcheck.language import semantics
from dealcheck.language.lexicon import Lexicon, lexicon
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.model.vocabulary import Object, Party, Vocabulary
from dealcheck.questions.compare import compare
from dealcheck.questions.reconcile.reconcile import reconcile
from dealcheck.session.library import Position
from dealcheck.session.scope import Scope
from tests.differential.cases import SESSION, scope_of
from tests.differential.strategies import deals, rulesets, words
from tests.drawn import drawn

several = drawn(0.4)
Answer = TypeVar("Answer")


def answered(question: Callable[..., Answer], *scopes: Scope, steps: int) -> Answer:
    """The answer of `question`."""
    return question(*scopes, steps=steps, session=SESSION)


@attrs.frozen
class Case:
    """Two rulesets, and deals of the same number of steps."""

    positions: tuple[Position, Position]
    steps: int
    deals: tuple[Deal, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    # Sums may need amounts that are not looked at, so there are no totals.
    drawn = (draw(rulesets(vocabulary, totals=False, with_issues=False)) for _ in range(2))
    rules = [attrs.evolve(each, id=name) for each, name in zip(drawn, ("mine", "yours"))]
    positions = [position_of(each, known) for each in rules]
    steps = draw(st.integers(1, 3))
    return Case((positions[0], positions[1]), steps, tuple(draw(deals(vocabulary, length=steps)) for _ in range(4)))


def position_of(ruleset: Ruleset, known: Lexicon) -> Position:
    return Position(program([ruleset], known), known)


def outcome(position: Position, deal: Deal) -> str:
    return semantics.outcome(position.program, semantics.judge(position.program, settle(deal, position.lexicon)))


def without(positions: tuple[Position, ...], claim: Claim) -> list[Position]:
    """The rulesets with one demand dropped."""
    changed = []
    for position in positions:
        ruleset = position.ruleset
        if ruleset.id == claim.ruleset and claim.bottom_line:
            lines = {name: line for name, line in ruleset.bottom_lines.items() if name != claim.bottom_line}
            ruleset = attrs.evolve(ruleset, bottom_lines=lines)
        elif ruleset.id == claim.ruleset:
            ruleset = attrs.evolve(ruleset, reservation=None)
        changed.append(position_of(ruleset, position.lexicon))
    return changed


@several
@given(cases())
def test_reconcile(case: Case) -> None:
    found = answered(reconcile, scope_of(case.positions), steps=case.steps)
    signed = [deal for deal in case.deals if all(outcome(each, deal) != "rejected" for each in case.positions)]
    if found.deal is not None:
        assert all(outcome(each, found.deal) == found.outcomes[each.ruleset.id] for each in case.positions)
        assert "rejected" not in found.outcomes.values()
    assert found.reconcilable or not signed
    assert all(len(found.deal.provisions) <= len(deal.provisions) for deal in signed if found.deal)
    if not found.reconcilable:
        assert found.conflict
        for claim in found.conflict:
            assert not set(found.conflict) - {claim} or _possible_without(case, found.conflict, claim)


def _possible_without(case: Case, conflict: tuple[Claim, ...], claim: Claim) -> bool:
    """Whether the demands of a conflict can be met, all but one, when nothing else is demanded."""
    positions: tuple[Position, ...] = case.positions
    for each in _all_claims(case):
        if each not in conflict or each == claim:
            positions = tuple(without(positions, each))
    return answered(reconcile, scope_of(positions), steps=case.steps).reconcilable


def _all_claims(case: Case) -> Iterator[Claim]:
    programs = [each.program for each in case.positions]
    space = Space(Universe(programs, case.positions[0].lexicon, case.steps).draft, programs)
    for position, meaning in zip(case.positions, space.meanings):
        yield from (demand.claim for demand in demands_of(position, meaning))


@several
@given(cases())
def test_compare(case: Case) -> None:
    before, after = case.positions
    found = answered(compare, scope_of([before]), scope_of([after]), steps=case.steps)
    if found.newly_acceptable is not None:
        assert outcome(before, found.newly_acceptable.deal) == "rejected"
        assert outcome(after, found.newly_acceptable.deal) != "rejected"
    if found.newly_rejected is not None:
        assert outcome(before, found.newly_rejected.deal) != "rejected"
        assert outcome(after, found.newly_rejected.deal) == "rejected"
    for deal in case.deals:
        answers = (outcome(before, deal) == "rejected", outcome(after, deal) == "rejected")
        if answers == (True, False):
            assert found.newly_acceptable is not None
            assert len(found.newly_acceptable.deal.provisions) <= len(deal.provisions)
        if answers == (False, True):
            assert found.newly_rejected is not None
            assert len(found.newly_rejected.deal.provisions) <= len(deal.provisions)


@several
@given(cases())
def test_a_ruleset_does_not_differ_from_itself(case: Case) -> None:
    same = answered(compare, scope_of([case.positions[0]]), scope_of([case.positions[0]]), steps=case.steps)
    assert same.same
    assert same.lines == ()


@several
@given(cases(), st.data())
def test_no_deal_breaks_what_lint_says_none_can(case: Case, data: st.DataObject) -> None:
    """A bottom line is broken by some deal exactly when keeping it, and breaking it, are both to be had somewhere."""
    position = case.positions[0]
    name = data.draw(st.sampled_from(sorted(position.ruleset.bottom_lines)))
    line = position.ruleset.bottom_lines[name]
    only = position_of(
        Ruleset(
            id="only",
            party="p0",
            vocabulary="own",
            definitions=position.ruleset.definitions,
            bottom_lines={name: attrs.evolve(line, strength="red-line")},
        ),
        position.lexicon,
    )
    nothing = position_of(Ruleset(id="nothing", party="p0", vocabulary="own"), position.lexicon)
    can_break = answered(compare, scope_of([nothing]), scope_of([only]), steps=case.steps).newly_rejected is not None
    can_keep = answered(reconcile, scope_of([only]), steps=case.steps).reconcilable
    for deal in case.deals:
        broken = outcome(only, deal) == "rejected"
        assert can_break or not broken
        assert can_keep or broken


BASE = Vocabulary(
    id="v",
    parties={"a": Party(id="a")},
    actions={"ship": ("ship",)},
    objects={"x": Object(id="x"), "y": Object(id="y")},
)


def test_a_total_takes_amounts_that_meet_it() -> None:
    """A sum of exactly so much, and of others, from amounts that no rule names."""
    vocabulary = lexicon([BASE])
    tonnes = c.Total("tonnes", c.Pattern(party=("a",)), at_least=Decimal("10"), at_most=Decimal("12"))
    of_x = c.Total("tonnes", c.Pattern(party=("a",), object="x"), equals=Decimal("2.5"))
    rules = Ruleset(
        id="r",
        party="a",
        vocabulary="v",
        bottom_lines={
            "all": BottomLine(id="all", require=tonnes),
            "x": BottomLine(id="x", require=of_x),
            "few": BottomLine(id="few", forbid=c.Total("tonnes", c.Pattern(object="y"), more_than=Decimal("9"))),
        },
    )
    found = answered(reconcile, scope_of([position_of(rules, vocabulary)]), steps=1)
    assert found.deal is not None
    assert outcome(position_of(rules, vocabulary), found.deal) == "accepted"


def earned(position: Position, deal: Deal) -> frozenset[str]:
    """The entries of the score sheet that a deal has."""
    return semantics.judge(position.program, settle(deal, position.lexicon)).earned


def total(positions: Sequence[Position], deal: Deal) -> list[Decimal]:
    """What a deal is worth on each score sheet."""
    judged = [(each.program, semantics.judge(each.program, settle(deal, each.lexicon))) for each in positions]
    return [semantics.score(program, judgment) for program, judgment in judged]


@several
@given(cases())
def test_what_each_wish_takes(case: Case) -> None:
    found = answered(reconcile, scope_of(case.positions), steps=case.steps)
    signed = [deal for deal in case.deals if all(outcome(each, deal) != "rejected" for each in case.positions)]
    if found.deal is None:
        assert not found.wishes
        return
    wished = {(position.ruleset.id, name) for position in case.positions for name in worthwhile(position)}
    assert {(wish.ruleset, wish.entry) for wish in found.wishes} == wished
    for wish in found.wishes:
        (position,) = (each for each in case.positions if each.ruleset.id == wish.ruleset)
        having = [deal for deal in signed if wish.entry in earned(position, deal)]
        assert wish.possible or not having
        assert wish.had == (wish.entry in earned(position, found.deal))
        assert all(len(wish.terms) <= len(deal.provisions) for deal in having)


def worthwhile(position: Position) -> Iterator[str]:
    return (name for name, entry in position.ruleset.worth.items() if entry.points > 0)


@several
@given(cases(), st.sampled_from(["mine", "total", "nash"]))
def test_the_best_scores(case: Case, best: str) -> None:
    sheets = [each for each in case.positions if each.program.worth and best in (each.ruleset.id, "total", "nash")]
    try:
        found = reconcile(scope_of(case.positions), steps=case.steps, best=best, session=SESSION)
    except InputError as error:
        assert not sheets or "below 0" in str(error)
        return
    signed = [deal for deal in case.deals if all(outcome(each, deal) != "rejected" for each in case.positions)]
    if found.deal is None:
        assert not signed
        return
    assert list(found.scores.values()) == total([each for each in case.positions if each.program.worth], found.deal)

    def measure(deal: Deal) -> Decimal | None:
        gains = [
            score - ((sheet.ruleset.reservation or 0) if best == "nash" else 0)
            for sheet, score in zip(sheets, total(sheets, deal))
        ]
        if best == "nash":
            return prod(gains, start=Decimal(1)) if min(gains) >= 0 else None
        return sum(gains, start=Decimal(0))

    reached = measure(found.deal)
    assert reached is not None
    assert all(value <= reached for value in map(measure, signed) if value is not None)


def test_a_deal_that_includes_what_was_asked() -> None:
    asked = "{party: a, action: ship, object: y}"
    nothing = Ruleset(id="r", party="a", vocabulary="v")
    position = position_of(nothing, lexicon([BASE]))
    found = reconcile(scope_of([position]), including=[asked], session=SESSION)
    assert found.including == (asked,)
    assert found.terms == ("a: ship y",)
    against = attrs.evolve(
        nothing,
        definitions={"shipping": c.Pattern(object="y")},
        bottom_lines={"no": BottomLine(id="no", forbid=c.Named("shipping"))},
    )
    position = position_of(against, lexicon([BASE]))
    found = reconcile(scope_of([position]), including=["shipping"], session=SESSION)
    assert [(claim.party_title, claim.title) for claim in found.conflict] == [("a", "no"), ("You", "shipping")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{party: nobody, action: ship}", "nobody"),
        ("{party: a, action: [", "not proper YAML"),
        ("", "expected a condition"),
        ("3", "`3` is not an id"),
        ("shiping", "shiping"),
        ("{all: [{party: a}], any: []}", "any"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, message: str) -> None:
    position = position_of(Ruleset(id="r", party="a", vocabulary="v"), lexicon([BASE]))
    with pytest.raises(InputError, match=re.escape(message)):
        reconcile(scope_of([position]), including=[text], session=SESSION)


def test_sums_without_a_provision_in_common_do_not_multiply_amounts() -> None:
    """Amounts are tried together where one provision may count in two sums, and there alone."""
    vocabulary = lexicon([BASE])
    of_x = c.Total("tonnes", c.Pattern(party=("a",), object="x"), at_least=Decimal("10"))
    of_y = c.Total("tonnes", c.Pattern(party=("a",), object="y"), at_least=Decimal("25"))
    of_all = c.Total("tonnes", c.Pattern(party=("a",)), at_least=Decimal("31"))

    def amounts(*totals: c.Total) -> dict[str, set[object]]:
        lines = {f"l{number}": BottomLine(id=f"l{number}", require=total) for number, total in enumerate(totals)}
        rules = Ruleset(id="r", party="a", vocabulary="v", bottom_lines=lines)
        found: dict[str, set[object]] = {}
        for kind in Universe([position_of(rules, vocabulary).program], vocabulary, 1).kinds:
            found.setdefault(kind.thing, set()).add(kind.attributes["tonnes"])
        return found

    apart = amounts(of_x, of_y)
    assert apart == {"x": amounts(of_x)["x"], "y": amounts(of_y)["y"]}
    together = amounts(of_x, of_y, of_all)
    assert Decimal("6") in together["x"] & together["y"]
