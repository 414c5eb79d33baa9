"""The zone of possible agreement is what going through the resolutions gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod

from hypothesis import given

from dealcheck.answers.exploration import Alternative
from dealcheck.engines.claims import demands_of
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.solver.best import minimal_conflicts
from dealcheck.engines.solver.space import Space
from dealcheck.language import semantics
from dealcheck.language.program import Judgment
from dealcheck.language.resolutions import settle
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Range
from dealcheck.questions.enumeration import enumerated
from dealcheck.questions.explore.brackets import brackets_of
from dealcheck.questions.explore.explore import explored
from tests.differential.cases import Case, cases, several


def zone_of(case: Case) -> Zone:
    return Zone(case.deal, "", case.draft, case.positions)


def check_counts(case: Case) -> None:
    one_by_one = [(position, partial(semantics.judge, position.program)) for position in case.positions]
    assert zone_of(case).verification() == enumerated(case.deal, "", case.draft, one_by_one)


def one_by_one(alternative: Alternative) -> list[str]:
    """The values that an alternative names, each as resolutions show it."""
    if alternative.values == 1:
        return [alternative.value]
    if alternative.values == 2:
        return alternative.value.split(", ")
    first, _, last, *by = alternative.value.split()
    values = Range(Decimal(first), Decimal(last), Decimal(by[-1] if by else 1))
    assert len(values) == alternative.values
    return list(map(value_text, values))


def check_what_each_alternative_leaves(case: Case) -> None:
    """Counted by the choices that each acceptable resolution shows, which are read off its deal."""
    zone = zone_of(case)
    acceptable = case.acceptable()
    brackets = list(brackets_of(zone))
    shown = [resolution_of(case.deal, case.draft, choice) for choice in acceptable]
    taken = Counter(pair for each in shown for pair in each.choices.items())
    for bracket in brackets:
        assert bracket.open_in == sum(bracket.name in each.choices for each in shown)
        for alternative in bracket.alternatives:
            assert {taken[bracket.name, value] for value in one_by_one(alternative)} == {
                Fraction(alternative.acceptable, alternative.values)
            }
    assert {name for name, _ in taken} <= {bracket.name for bracket in brackets}
    for choice, resolution in zip(acceptable, shown):
        judgments = (semantics.judge(p.program, settle(resolution.deal, p.lexicon)) for p in case.positions)
        assert tuple(judgments) == acceptable[choice]


def unmet(case: Case, number: int, judgment: Judgment, *, strict: bool) -> Iterator[tuple[int, str]]:
    """The demands that a judgment does not meet."""
    program = case.programs[number]
    least = program.ruleset.reservation
    if least is not None and semantics.score(program, judgment) < least:
        yield number, ""
    for name in judgment.broken:
        if strict or program.line(name).strength == "red-line":
            yield number, name


def all_unmet(case: Case, *, strict: bool = False) -> list[frozenset[tuple[int, str]]]:
    """For each resolution the demands that it does not meet."""
    return [
        frozenset(
            demand
            for number, judgment in enumerate(judgments)
            for demand in unmet(case, number, judgment, strict=strict)
        )
        for _, judgments in case.judged
    ]


def check_what_stands_in_the_way(case: Case) -> None:
    found = {(each.ruleset, each.bottom_line): each for each in explored(zone_of(case)).obstacles}
    broken = all_unmet(case)
    names = [str(position.ruleset.id) for position in case.positions]
    expected = {demand for each in broken for demand in each}
    assert set(found) == {(names[number], name) for number, name in expected}
    for number, name in expected:
        obstacle = found[names[number], name]
        assert obstacle.rules_out == sum((number, name) in each for each in broken)
        assert obstacle.alone == sum(each == {(number, name)} for each in broken)


def check_all_minimal_conflicts(case: Case) -> None:
    """A set of demands can be met when some resolution breaks none of it; the minimal others are the conflicts."""
    space = Space(case.draft, case.programs)
    broken = all_unmet(case, strict=True)
    demands = [each for pair in zip(case.positions, space.meanings) for each in demands_of(*pair, strict=True)]
    keys = [(case.positions.index(each.position), each.bottom_line) for each in demands]
    found = {
        frozenset(keys[demands.index(each)] for each in conflict) for conflict in minimal_conflicts(space, demands)
    }
    if len(keys) > 10:
        return
    subsets = [frozenset(key for n, key in enumerate(keys) if bits >> n & 1) for bits in range(1 << len(keys))]
    impossible = [subset for subset in subsets if not any(subset.isdisjoint(each) for each in broken)]
    assert found == {subset for subset in impossible if not any(other < subset for other in impossible)}


def check_efficient_outcomes(case: Case) -> None:
    found = zone_of(case).efficient()
    sheets = [number for number, program in enumerate(case.programs) if program.keeps_score]
    acceptable = case.acceptable()
    totals = Counter(
        tuple(case.score(number, judgments[number]) for number in sheets) for judgments in acceptable.values()
    )
    if not sheets or not acceptable:
        assert found == []
        return

    def beaten(total: tuple[Decimal, ...]) -> bool:
        return any(other != total and all(a >= b for a, b in zip(other, total)) for other in totals)

    front = {total: count for total, count in totals.items() if not beaten(total)}
    assert {each.scores: each.resolutions for each in found} == front
    assert [each.scores for each in found] == sorted(front, reverse=True)
    for each in found:
        assert tuple(case.score(number, acceptable[each.example][number]) for number in sheets) == each.scores
    least = [Fraction(case.programs[number].ruleset.reservation or 0) for number in sheets]
    gains = {each: [Fraction(score) - floor for score, floor in zip(each, least)] for each in front}
    sound = {each: gain for each, gain in gains.items() if min(gain) >= 0}
    best = max(map(prod, sound.values()), default=None)
    assert {each.scores for each in found if each.is_nash} == {
        each for each, gain in sound.items() if prod(gain) == best
    }
    most = [max(column) for column in zip(*sound.values())]
    shares = {each: sorted(g / m for g, m in zip(gain, most) if m) for each, gain in sound.items()}
    fairest = max(shares.values(), default=None)
    marked = {each.scores for each in found if each.is_kalai_smorodinsky}
    assert marked == {each for each, share in shares.items() if share == fairest}


@several
@given(cases())
def test_the_zone_of_possible_agreement(case: Case) -> None:
    check_counts(case)
    check_what_each_alternative_leaves(case)
    check_what_stands_in_the_way(case)
    check_all_minimal_conflicts(case)
    check_efficient_outcomes(case)
