"""What is known of a draft without counting is what going through its resolutions gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import given

from dealcheck.answers.exploration import Bracket, Obstacle, Resolution
from dealcheck.engines.diagrams.symbolic import number_of_resolutions
from dealcheck.engines.solver.known import Known
from dealcheck.language.program import Judgment
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.questions.explore.explore import explored
from tests.differential.cases import Case, cases, several


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
    answer = explored(Known(case.deal, "", case.draft, case.positions, "too much"))
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
            assert (alternative.acceptable is None) == (alternative.value in values)
            assert alternative.acceptable in (0, None)


def check_obstacles(case: Case, obstacles: Iterable[Obstacle]) -> None:
    broken = [frozenset(unmet(case, judgments)) for _, judgments in case.judged]
    found = {(each.ruleset, each.bottom_line): each for each in obstacles}
    assert set(found) == {demand for each in broken for demand in each}
    for demand, obstacle in found.items():
        assert obstacle.rules_out == known(demand in each for each in broken)
        assert (obstacle.alone is None) == ({demand} in broken)
