"""The efficient outcomes of a zone of agreement, read off a diagram along whose branches scores add up.

Points for the value of a field belong to the variable of that field. Other entries of a score sheet get variables of
their own, one for all that exclude each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial, reduce
from operator import and_

from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.frontier import Frontier
from dealcheck.engines.diagrams.symbolic import DrawnMeaning, Space, first_level
from dealcheck.engines.diagrams.variables import Function, Point
from dealcheck.engines.zones.bargaining import EfficientOutcome, Vector, marked, places_of_scores
from dealcheck.language.program import Program
from dealcheck.numbers import scaled, unscaled

Key = tuple[str, int, int]
"""A variable, by its kind, what it is of, and its place."""
Ways = Callable[[Space], list[Function]]
"""Where each of some things holds that exclude each other, in the diagrams of a space."""


def efficient_outcomes(space: Space, memory: int) -> list[EfficientOutcome]:
    """Return the efficient outcomes over the score sheets that there are, in descending order of the scores.

    `space`: the draft and its rulesets. Raises MemoryError when the diagrams outgrow the memory, in bytes, and
    TimeLimitError.
    """
    sheets = [meaning.program for meaning in space.meanings if meaning.program.keeps_score]
    if not sheets:
        return []
    gains = _Gains(space, sheets)
    programs = [meaning.program for meaning in space.meanings]
    with_points = Space(
        space.draft,
        programs,
        memory=memory,
        points=gains.points(space),
        order=space.order,
        cache=space.cache,
        deadline=space.deadline,
    )
    diagram = Diagram(gains.told(with_points), with_points.variables.all, space.check_time)
    numbers: dict[Key, int] = {(each.kind, each.of, each.place): n for n, each in enumerate(diagram.variables)}
    by_number = {numbers[key]: vectors for key, vectors in gains.by_key.items()}
    front = Frontier(diagram, by_number, len(sheets), space.check_time).outcomes()
    outcomes = [
        EfficientOutcome(gains.scores(total), resolutions, with_points.variables.choice(values))
        for total, resolutions, values in front
    ]
    return marked([each for each in outcomes if _reaches(each.scores, sheets)], sheets)


def _reaches(scores: Sequence[Decimal], sheets: Sequence[Program]) -> bool:
    """Return whether nobody has less than the reservation value. Who has not is beaten by nobody who has."""
    least = [program.ruleset.reservation for program in sheets]
    return all(floor is None or score >= floor for score, floor in zip(scores, least))


class _Gains:
    """What each value of a variable adds to each score, in whole numbers."""

    def __init__(self, space: Space, sheets: Sequence[Program]) -> None:
        self.width = len(sheets)
        self.by_key: dict[Key, list[Vector]] = {}
        self._always = self._vector(0, 0)
        self._ways: list[Ways] = []
        self._is_in: dict[int, Key] = {}
        meanings = [meaning for meaning in space.meanings if meaning.program.keeps_score]
        self.places = places_of_scores(sheets)
        for number, meaning in enumerate(meanings):
            self._add_worth(space.meanings.index(meaning), number, meaning)
            for name in meaning.program.issues:
                self._add_issue(space, number, meaning, name)

    def points(self, space: Space) -> list[Point]:
        """Return the variables to add to a space like this one, each after the last choice that decides it."""
        return [Point(_deciding(space, ways(space)), len(ways(space)) + 1) for ways in self._ways]

    def told(self, space: Space) -> Function:
        """Return what all can sign, as far as that does not depend on scores, with the variables that were added."""
        demands = [demand for meaning in space.meanings for demand in _demands(meaning)]
        told = [self._says(space, number, ways(space)) for number, ways in enumerate(self._ways)]
        return reduce(and_, sorted(told, key=first_level, reverse=True), space.join(demands))

    def scores(self, total: Vector) -> tuple[Decimal, ...]:
        """Return the scores that a sum of gains means."""
        return tuple(unscaled(a + b, self.places) for a, b in zip(total, self._always))

    def _says(self, space: Space, number: int, ways: Sequence[Function]) -> Function:
        values = [space.variables.among("point", number, 0, (value,)) for value in range(len(ways) + 1)]
        holding = [value & way for value, way in zip(values[1:], ways)]
        return space.any_of([values[0] & ~space.any_of(ways), *holding])

    def _add_worth(self, place: int, sheet: int, meaning: DrawnMeaning) -> None:
        worth = meaning.program.ruleset.worth
        for names in meaning.exclusive:
            key = self._variable(partial(_earned, place, names))
            self._add(key, sheet, [Decimal(0), *(worth[name].points for name in names)])

    def _add_issue(self, space: Space, sheet: int, meaning: DrawnMeaning, name: str) -> None:
        """Add the points for a field; of those for its value number 0, which it has too when its provision is out."""
        scored = meaning.field_scored(name)
        if scored is None:
            return
        number, place, points = scored
        first = points[0]
        if len(points) > 1:
            self._add(("field", number, place), sheet, [each - first for each in points])
        if space.is_in[number] == space.true:
            self._always = _plus(self._always, self._vector(sheet, scaled(first, self.places)))
        elif first:
            if number not in self._is_in:
                self._is_in[number] = self._variable(lambda space: [space.is_in[number]])
            self._add(self._is_in[number], sheet, [Decimal(0), first])

    def _variable(self, ways: Ways) -> Key:
        self._ways.append(ways)
        return ("point", len(self._ways) - 1, 0)

    def _add(self, key: Key, sheet: int, points: Sequence[Decimal]) -> None:
        vectors = [self._vector(sheet, scaled(number, self.places)) for number in points]
        known = self.by_key.get(key, [self._vector(0, 0)] * len(vectors))
        self.by_key[key] = list(map(_plus, known, vectors))

    def _vector(self, sheet: int, number: int) -> Vector:
        return tuple(number if each == sheet else 0 for each in range(self.width))


def _earned(place: int, names: Sequence[str], space: Space) -> list[Function]:
    return [space.meanings[place].earned(name) for name in names]


def _demands(meaning: DrawnMeaning) -> list[Function]:
    return (
        [meaning.kept(name) for name in meaning.program.red_lines()]
        if meaning.program.keeps_score
        else meaning.demands()
    )


def _deciding(space: Space, ways: Sequence[Function]) -> int:
    """Return how many choices, in their order, decide where some things hold."""
    diagrams = [Diagram(each, space.variables.all) for each in ways]
    return max((at + 1 for diagram in diagrams for at in diagram.at[2:]), default=0)


def _plus(left: Vector, right: Vector) -> Vector:
    return tuple(a + b for a, b in zip(left, right))
