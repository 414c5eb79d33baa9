"""The engine on decision diagrams gives what going through the resolutions one by one gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hypothesis import given

from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.symbolic import Space
from dealcheck.engines.diagrams.variables import Function
from dealcheck.engines.zones.choices import Variable
from dealcheck.language.drafts.draft import Choice
from tests.differential.cases import MOST, Case, cases, several


def all_acceptable(space: Space) -> Function:
    """What all the programs of a space can sign."""
    return space.join(demand for meaning in space.meanings for demand in meaning.demands())


def held(space: Space, function: Function) -> list[Choice]:
    """Every choice that a diagram holds, found by following all its branches."""
    diagram = Diagram(function & space.everything, space.variables.all)
    return [space.variables.choice(values) for values in _followed(diagram, diagram.root, 0)]


def _followed(diagram: Diagram, node: int, place: int) -> Iterator[list[int]]:
    if node == 0 or place == len(diagram.variables):
        yield from [[]] * node
        return
    variable = diagram.variables[place]
    branches = diagram.nodes[node] if diagram.at[node] == place else (node,) * len(variable.firsts)
    for first, width, branch in zip(variable.firsts, variable.widths, branches):
        for rest in _followed(diagram, branch, place + 1):
            yield from ([value, *rest] for value in range(first, first + width))


def check_every_bottom_line_is_kept_in_the_same_resolutions(case: Case) -> None:
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


def check_what_all_can_sign_and_what_is_settled_in_it(case: Case) -> None:
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
        runs = zip(variable.firsts, variable.widths)
        expected_shares = [sum(taken[place, first + n] for n in range(width)) for first, width in runs]
        assert shares[place] == expected_shares
    drawn = [space.variables.choice(values) for values in diagram.drawn(MOST, seed=0)]
    assert Counter(drawn) == Counter(list(expected))


@several
@given(cases())
def test_the_diagrams_hold_what_the_semantics_says(case: Case) -> None:
    check_every_bottom_line_is_kept_in_the_same_resolutions(case)
    check_what_all_can_sign_and_what_is_settled_in_it(case)


def _value_lists(space: Space, chosen: Iterable[Choice]) -> Iterator[list[int]]:
    """The values of all variables that make each choice; a field that is left out has the value number 0."""
    for choice in chosen:
        yield [_value(each, choice) for each in space.variables.all]


def _value(variable: Variable, choice: Choice) -> int:
    if variable.kind == "article":
        return choice.options[variable.of] or 0
    way = choice.ways[variable.of]
    if variable.kind == "in":
        return int(way is not None)
    return 0 if way is None else way[variable.place]
