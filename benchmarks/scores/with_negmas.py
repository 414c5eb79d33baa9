"""The Pareto set and the Nash point of a domain as NegMAS finds them: outcome by outcome, in floats."""

from __future__ import annotations

from domains import Domain
from negmas import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction, nash_points, pareto_frontier
from negmas.preferences.value_fun import TableFun

SCALE = 10**7


def with_negmas(domain: Domain) -> tuple[set[tuple[int, ...]], set[tuple[int, ...]]]:
    """Return the Pareto set of what all would sign, and the Nash points, in whole numbers, 10^7 to a point."""
    issues = [make_issue(list(range(size)), name=f"issue-{number}") for number, size in enumerate(domain.sizes)]
    space = make_os(issues)
    ufuns = [
        LinearAdditiveUtilityFunction(
            values=[TableFun({value: float(each) for value, each in enumerate(points)}) for points in own],
            weights=[1.0] * len(own),
            outcome_space=space,
            reserved_value=float(least),
        )
        for own, least in zip(domain.points, domain.least)
    ]
    front, _ = pareto_frontier(ufuns, issues=issues)
    nash = nash_points(ufuns, front, outcome_space=space)
    return {_whole(point) for point in front}, {_whole(point) for point, _ in nash}


def _whole(point: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(each * SCALE) for each in point)
