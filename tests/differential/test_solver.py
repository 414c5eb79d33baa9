"""The engine on clingo gives what going through the resolutions one by one gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.engines.claims import demands_of
from dealcheck.engines.solver import logic
from dealcheck.engines.solver.best import Best, example
from dealcheck.engines.solver.logic import Literal, Model
from dealcheck.engines.solver.space import Space
from dealcheck.language.drafts.draft import Choice
from tests.differential.cases import Case, cases, several
from tests.drawn import drawn


def chosen(space: Space, choice: Choice) -> Literal:
    """The literal of one choice."""
    options = [option[taken] for option, taken in zip(space.articles, choice.options) if taken is not None]
    for number, way in enumerate(choice.ways):
        options.append(~space.is_in[number] if way is None else space.is_in[number])
        fields = space.draft.clauses[number].fields
        options += [space.field_among(number, place, [fields[place].run_of(v)]) for place, v in enumerate(way or ())]
    return space.all_of(options)


def first_like(space: Space, choice: Choice) -> Choice:
    """The choice of the first value of each run for a choice of some value of it."""
    ways = []
    for clause, way in zip(space.draft.clauses, choice.ways):
        pairs = zip(clause.fields, way or ())
        ways.append(None if way is None else tuple(field.firsts[field.run_of(value)] for field, value in pairs))
    return Choice(choice.options, tuple(ways))


def check_every_resolution_is_judged_alike(case: Case) -> None:
    """One after the other is chosen; in the end nothing else is left to choose."""
    space = Space(case.draft, case.programs)
    lines = [[(name, meaning.kept(name)) for name in meaning.program.bottom_lines] for meaning in space.meanings]
    entries = [[(name, meaning.earned(name)) for name in meaning.program.worth] for meaning in space.meanings]
    signs = [space.all_of(meaning.demands()) for meaning in space.meanings]
    # Fields that nothing looks at are choices too, once somebody asks for them.
    literals = [chosen(space, choice) for choice, _ in case.judged]
    for (choice, judgments), literal in zip(case.judged, literals):
        model = space.logic.solve([literal])
        assert isinstance(model, Model)
        assert space.choice(model) == first_like(space, choice)
        for number, judgment in enumerate(judgments):
            assert {name for name, kept in lines[number] if not model.holds(kept)} == set(judgment.broken)
            assert {name for name, earned in entries[number] if model.holds(earned)} == judgment.earned
            assert model.holds(signs[number]) == case.signs(number, judgment)
    assert not space.logic.is_possible(~space.any_of(literals))


def check_the_best_resolutions(case: Case, generator: random.Random) -> None:
    """In the order of their cost, all acceptable resolutions and no others."""
    space = Space(case.draft, case.programs)
    pairs = zip(case.positions, space.meanings)
    demands = [demand for pair in pairs for demand in demands_of(*pair)]
    acceptable = case.acceptable()
    some = example(space, demands)
    assert some in acceptable if acceptable else some is None
    price = [[generator.randint(-3, 3) for _ in case.draft.clauses] for _ in range(2)]
    levels = [[(is_in, cost) for is_in, cost in zip(space.is_in, costs)] for costs in price]
    best = Best(space, demands, levels)

    def cost(choice: Choice) -> list[int]:
        return [sum(each for way, each in zip(choice.ways, costs) if way is not None) for costs in price]

    for expected in sorted(map(cost, acceptable))[:5]:
        choice = best.next()
        assert choice in acceptable
        assert cost(choice) == expected
        best.exclude(chosen(space, choice))


@several
@given(cases(), st.randoms(use_true_random=False))
def test_the_solver_holds_what_the_semantics_says(case: Case, generator: random.Random) -> None:
    check_every_resolution_is_judged_alike(case)
    check_the_best_resolutions(case, generator)


@drawn(0.3)
@given(cases())
def test_sums_that_clingo_cannot_count(case: Case) -> None:
    """What takes more than 32 bits is built as a diagram is: here everything that takes more than two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logic, "_LARGEST", 3)
        check_every_resolution_is_judged_alike(case)
