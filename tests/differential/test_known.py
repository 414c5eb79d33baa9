"""What is known of a draft without counting is what going through its resolutions gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given

from dealcheck.answers.exploration import Bracket, Exploration, Obstacle, Resolution
from dealcheck.answers.verdict import DraftVerification
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.engines.solver import known as solver
from dealcheck.engines.solver.known import Known
from dealcheck.errors import MemoryLimitError
from dealcheck.language import semantics
from dealcheck.language.program import Judgment
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.questions import counting
from dealcheck.questions.enumeration import enumerated
from dealcheck.questions.explore.explore import explored
from tests.differential.cases import Case, cases, several
from tests.differential.test_explore import one_by_one
from tests.drawn import drawn


@pytest.fixture(scope="module", autouse=True)
def plenty_of_time() -> Iterator[None]:
    """Let no answer depend on how busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "_BEST_SECONDS", 600.0)
        patch.setattr(counting, "_FIRST_SECONDS", 600.0)
        yield


def known(flags: Iterable[bool]) -> int | None:
    """None, all, or some of them."""
    every = list(flags)
    return 0 if not any(every) else len(every) if all(every) else None


def is_below(case: Case, number: int, judgment: Judgment) -> bool:
    least = case.programs[number].ruleset.reservation
    return least is not None and case.score(number, judgment) < least


def unmet(case: Case, judgments: tuple[Judgment, ...]) -> Iterator[tuple[str, str]]:
    """The demands that a resolution does not meet."""
    for number, judgment in enumerate(judgments):
        program = case.programs[number]
        if is_below(case, number, judgment):
            yield str(program.ruleset.id), ""
        for name in judgment.broken:
            if program.line(name).strength == "red-line":
                yield str(program.ruleset.id), str(name)


@several
@given(cases())
def test_what_is_known_without_counting(case: Case) -> None:
    judged = Known(case.deal, "", case.draft, case.positions, "too much")
    answer = explored(judged)
    check_that_nothing_is_looked_for_again(judged, answer)
    acceptable = case.acceptable()
    assert number_of_resolutions(case.draft) == answer.resolutions == len(case.judged)
    assert answer.uncounted == "too much"
    assert answer.acceptable == known(choice in acceptable for choice, _ in case.judged)
    outright = (
        all(not judgment.broken and not is_below(case, n, judgment) for n, judgment in enumerate(judgments))
        for _, judgments in case.judged
    )
    assert answer.without_reservations == known(outright)
    for number, verdict in enumerate(answer.verdicts):
        judged = [judgments[number] for _, judgments in case.judged]
        assert verdict.acceptable == known(case.signs(number, judgment) for judgment in judged)
        assert verdict.below_reservation == known(is_below(case, number, judgment) for judgment in judged)
        for name in case.programs[number].bottom_lines:
            assert verdict.broken.get(name, 0) == known(name in judgment.broken for judgment in judged)
    check_the_example(case, answer.example)
    check_brackets(case, answer.brackets)
    check_obstacles(case, answer.obstacles)


def check_that_nothing_is_looked_for_again(judged: Known, answer: Exploration) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judged.space, "logic", None)
        again = judged.verification()
    assert (again.acceptable, again.verdicts) == (answer.acceptable, answer.verdicts)


def check_the_example(case: Case, example: Resolution | None) -> None:
    fewest = min((sum(way is not None for way in choice.ways) for choice in case.acceptable()), default=None)
    if fewest is None:
        assert example is None
    else:
        shown = [resolution_of(case.deal, case.draft, choice) for choice in case.acceptable()]
        assert example in [each for each in shown if len(each.deal.provisions) == fewest]


def check_brackets(case: Case, brackets: Iterable[Bracket]) -> None:
    shown = [resolution_of(case.deal, case.draft, choice).choices for choice in case.acceptable()]
    for bracket in brackets:
        values = {choices.get(bracket.name) for choices in shown}
        for alternative in bracket.alternatives:
            assert (alternative.acceptable is None) == (not values.isdisjoint(one_by_one(alternative)))
            assert alternative.acceptable in (0, None)


def check_obstacles(case: Case, obstacles: Iterable[Obstacle]) -> None:
    broken = [frozenset(unmet(case, judgments)) for _, judgments in case.judged]
    found = {(each.ruleset, each.bottom_line): each for each in obstacles}
    assert set(found) == {demand for each in broken for demand in each}
    for demand, obstacle in found.items():
        assert obstacle.rules_out == known(demand in each for each in broken)
        assert (obstacle.alone is None) == ({demand} in broken)


class OneSideAtATime(counting.Zone):
    """A zone that is too large for more than one side."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if len(arguments[3]) > 1:
            raise MemoryLimitError("too large")
        super().__init__(*arguments, **options)


def verified(case: Case, **replaced: object) -> DraftVerification:
    """What is said of a draft that is not small, with some names of the module replaced."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"is_small": lambda *_: False, **replaced}.items():
            patch.setattr(counting, name, value)
        return counting.counted_or_known(
            case.deal,
            "",
            case.draft,
            case.positions,
            lambda judged: judged.verification(),
            timeout=6_000,
            memory=DEFAULT_MEMORY,
            sides_suffice=True,
        )


@drawn(0.3)
@given(cases())
def test_a_large_draft_is_counted_once_the_solver_was_asked(case: Case) -> None:
    judges = [(position, partial(semantics.judge, position.program)) for position in case.positions]
    counted = enumerated(case.deal, "", case.draft, judges)
    assert verified(case) == counted
    apart = verified(case, Zone=OneSideAtATime)
    assert apart.verdicts == counted.verdicts
    assert apart.without_reservations == known_of(counted.without_reservations, counted.resolutions)
    if counted.acceptable == 0:
        assert apart == counted
    else:
        assert apart.acceptable in (counted.acceptable, None)
        assert apart.uncounted.startswith("too large")


def known_of(number: int | None, every: int) -> int | None:
    """A number that is none or all, or else None."""
    return number if number in (0, every) else None
