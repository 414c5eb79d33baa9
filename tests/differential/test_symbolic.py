"""The engine on decision diagrams gives what going through the resolutions one by one gives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dealcheck import semantics
from dealcheck.engines.diagram import Diagram
from dealcheck.engines.symbolic import Space
from dealcheck.engines.variables import Function, Variable
from dealcheck.lexicon import lexicon
from dealcheck.numbers import exact_sum
from dealcheck.program import Choice, Draft, Judgment, Program
from dealcheck.resolve import program
from dealcheck.settle import choices, open_draft, settled
from tests.differential.strategies import drafts, rulesets, words

MOST = 500
several = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@attrs.frozen
class Case:
    """A random draft with two programs, and every resolution with its judgments."""

    draft: Draft
    programs: tuple[Program, ...]
    judged: tuple[tuple[Choice, tuple[Judgment, ...]], ...]

    def score(self, number: int, judgment: Judgment) -> Decimal:
        """What a judgment of a program comes to on its score sheet."""
        worth = self.programs[number].ruleset.worth
        return exact_sum(worth[name].points for name in judgment.earned)

    def signs(self, number: int, judgment: Judgment) -> bool:
        """Whether a judgment of a program is no rejection."""
        ruleset = self.programs[number].ruleset
        red = any(ruleset.bottom_lines[name].strength == "red-line" for name in judgment.broken)
        return not red and (ruleset.reservation is None or self.score(number, judgment) >= ruleset.reservation)

    def acceptable(self) -> dict[Choice, tuple[Judgment, ...]]:
        """The resolutions that no program rejects."""
        return {
            choice: judgments
            for choice, judgments in self.judged
            if all(self.signs(number, judgment) for number, judgment in enumerate(judgments))
        }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    programs = tuple(program([draw(rulesets(vocabulary))], known) for _ in range(2))
    draft = open_draft(draw(drafts(vocabulary)), known)
    found = list(islice(choices(draft), MOST + 1))
    assume(len(found) <= MOST)
    judged = []
    for choice in found:
        deal = settled(draft, choice)
        judged.append((choice, tuple(semantics.judge(each, deal) for each in programs)))
    return Case(draft, programs, tuple(judged))


def all_acceptable(space: Space) -> Function:
    """What all the programs of a space can sign."""
    return space.join(demand for meaning in space.meanings for demand in meaning.demands())


def held(space: Space, function: Function) -> list[Choice]:
    """Every choice that a diagram holds, found by following all its branches."""
    diagram = Diagram(function & space.everything, space.variables.all)
    sizes = [each.size for each in space.variables.all]
    return [space.variables.choice(values) for values in _followed(diagram, diagram.root, 0, sizes)]


def _followed(diagram: Diagram, node: int, place: int, sizes: list[int]) -> Iterator[list[int]]:
    if node == 0 or place == len(sizes):
        yield from [[]] * node
        return
    branches = diagram.nodes[node] if diagram.at[node] == place else (node,) * sizes[place]
    for value, branch in enumerate(branches):
        for rest in _followed(diagram, branch, place + 1, sizes):
            yield [value, *rest]


@several
@given(cases())
def test_every_bottom_line_is_kept_in_the_same_resolutions(case: Case) -> None:
    space = Space(case.draft, case.programs)
    every = [choice for choice, _ in case.judged]
    assert Counter(held(space, space.true)) == Counter(every)
    assert space.count(space.true) == len(every)
    for number, meaning in enumerate(space.meanings):
        for name in meaning.program.bottom_lines:
            expected = [choice for choice, judgments in case.judged if name not in judgments[number].broken]
            assert set(held(space, meaning.kept(name))) == set(expected)
            assert space.count(meaning.kept(name)) == len(expected)
        for name in meaning.program.worth:
            expected = [choice for choice, judgments in case.judged if name in judgments[number].earned]
            assert set(held(space, meaning.earned(name))) == set(expected)


@several
@given(cases())
def test_what_all_can_sign_and_what_is_settled_in_it(case: Case) -> None:
    space = Space(case.draft, case.programs)
    expected = case.acceptable()
    found = all_acceptable(space)
    assert set(held(space, found)) == set(expected)
    for number, meaning in enumerate(space.meanings):
        signed = [judgments for _, judgments in case.judged if case.signs(number, judgments[number])]
        assert space.count(space.join(meaning.demands())) == len(signed)
    diagram = Diagram(found, space.variables.all)
    assert diagram.count() == len(expected)
    shares = diagram.shares()
    taken = Counter((place, value) for values in _value_lists(space, expected) for place, value in enumerate(values))
    for place, variable in enumerate(space.variables.all):
        assert shares[place] == [taken[place, value] for value in range(variable.size)]
    if expected:
        assert space.variables.choice(next(diagram.sample(random.Random(0)))) in expected


@several
@given(cases(), st.data())
def test_the_cheapest_resolution(case: Case, data: st.DataObject) -> None:
    space = Space(case.draft, case.programs)
    costs = [[data.draw(st.integers(-3, 3)) for _ in range(each.size)] for each in space.variables.all]
    found = Diagram(all_acceptable(space), space.variables.all).cheapest(costs)
    price = {
        space.variables.choice(values): sum(cost[value] for cost, value in zip(costs, values))
        for values in _value_lists(space, case.acceptable())
    }
    if found is None:
        assert not price
    else:
        total, values = found
        assert total == min(price.values())
        assert price[space.variables.choice(values)] == total


def _value_lists(space: Space, chosen: Iterable[Choice]) -> Iterator[list[int]]:
    """The values of all variables that make each choice; a field that is left out has the value number 0."""
    for choice in chosen:
        yield [_value(each, choice) for each in space.variables.all]


def _value(variable: Variable, choice: Choice) -> int:
    if variable.kind == "article":
        return choice.options[variable.of]
    way = choice.ways[variable.of]
    if variable.kind == "in":
        return int(way is not None)
    return 0 if way is None else way[variable.place]
