"""Score sheets as Genius has them: a weight for each issue, and an evaluation for each of its values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from dealcheck import Ruleset, conditions
from dealcheck_genius.exact import is_finite
from dealcheck_genius.notes import Notes, shown
from dealcheck_genius.profile import SCALED, UNSCALED

if TYPE_CHECKING:
    from dealcheck_genius.write import DraftIssue

_SCALED = re.compile(f"{re.escape(UNSCALED)}|{re.escape(SCALED).replace(re.escape('{}'), '([1-9][0-9]{0,59})')}")
_LEAST = Fraction(1, 100_000)


@dataclass
class Line:
    """An integer issue: weight × (offset + slope × (value - lowest)), the bracket no less than 0 and no more than 1."""

    weight: Fraction
    offset: Fraction
    slope: Fraction


@dataclass
class Column:
    """What an issue is worth to a party: the weight, and the points of each value, in their order."""

    weight: Fraction
    points: list[Fraction]

    @property
    def most(self) -> Fraction:
        """The most that the issue can add to the score, or take from it."""
        return self.weight * max(self.points) if any(self.points) else self.weight

    @property
    def line(self) -> Line | None:
        """The line on which the points of consecutive numbers lie, cut off at 0 and at 1; None when there is none."""
        if not any(self.points):
            return Line(self.weight, Fraction(0), Fraction(0))
        unit = max(*self.points, Fraction(1))
        points = [number / unit for number in self.points]
        steps = [after - before for before, after in pairwise(points)]
        start = max(range(len(steps)), key=lambda number: abs(steps[number]), default=0)
        slope = steps[start] if steps else Fraction(0)
        offset = points[start] - slope * start
        clipped = [min(max(offset + slope * number, Fraction(0)), Fraction(1)) for number in range(len(points))]
        if clipped != points or not is_finite(slope) or not is_finite(offset):
            return None
        return Line(self.weight * unit, offset, slope)


@dataclass
class Sheet:
    """A ruleset's score sheet, with a column for each issue of the draft."""

    ruleset: Ruleset
    columns: list[Column]
    constant: Fraction
    reservation: Fraction | None

    def scale(self, lines: Sequence[Line | None]) -> Fraction:
        """Return how many points are one utility, so that all numbers of the profile become finite.

        That is what the description says, or all there are to have, or a power of ten. `lines`: for each column how it
        will be written as an integer issue, None for a discrete one.
        """
        weights = [line.weight if line else column.most for line, column in zip(lines, self.columns)]
        numbers = [self.constant, self.reservation or Fraction(0), *weights]
        said = _SCALED.search(self.ruleset.description)
        factor = Fraction(int(said[1] or 1)) if said else None
        if factor and all(is_finite(number / factor) for number in numbers):
            return factor
        total = self.constant + sum(column.most for column in self.columns)
        if total <= 1:
            return Fraction(1)
        if all(is_finite(number / total) for number in numbers):
            return total
        power = Fraction(1)
        while power < total:
            power *= 10
        return power


def sheet_of(ruleset: Ruleset, issues: Sequence[DraftIssue], notes: Notes) -> Sheet:
    """Return the score sheet of a ruleset, and note what Genius has no word for."""
    place = ruleset.place or issues[0].place
    if ruleset.extends:
        notes.add(f"ruleset `{ruleset.id}` extends `{ruleset.extends}`", place, "write out what it takes from there")
    for name, line in ruleset.bottom_lines.items():
        cure = "a profile is a score sheet and a reservation value, without bottom lines"
        notes.add(f"bottom line `{name}` can't stand in a profile", line.place or place, cure)
    constant = Fraction(0)
    for name, entry in ruleset.worth.items():
        if entry.when == conditions.All(()):
            constant += Fraction(entry.points)
        else:
            cure = "a profile has points for the values of issues alone: put it under `issues`"
            notes.add(f"entry `{name}` of `worth` can't stand in a profile", entry.place or place, cure)
    paths = {issue.path: issue for issue in issues}
    worth: dict[str, list[tuple[Fraction, Mapping[str | bool | Decimal, Fraction]]]] = {path: [] for path in paths}
    for name, scored in ruleset.issues.items():
        points = {value: Fraction(number) for value, number in scored.points.items()}
        if scored.of not in paths:
            known = ", ".join(f"`{path}`" for path in paths)
            notes.add(f"issue `{name}` is about `{shown(scored.of)}`", scored.place or place, f"the draft has {known}")
            continue
        for value in points:
            if value not in paths[scored.of].values:
                cure = "take it out, or put it into the draft"
                message = f"issue `{name}` has points for `{shown(str(value))}`, which the draft has not"
                notes.add(message, scored.place or place, cure)
        worth[str(scored.of)].append((Fraction(scored.weight), points))
    columns = [_column(issue, worth[issue.path], notes) for issue in issues]
    reservation = None if ruleset.reservation is None else Fraction(ruleset.reservation)
    return Sheet(ruleset, columns, constant, reservation)


def _column(
    issue: DraftIssue, worth: list[tuple[Fraction, Mapping[str | bool | Decimal, Fraction]]], notes: Notes
) -> Column:
    weight = Fraction(1)
    if len(worth) == 1:  # then the points can stay as they are
        weight, given = worth[0]
        points = [given.get(value, Fraction(0)) for value in issue.values]
    else:
        points = [
            sum((factor * given.get(value, Fraction(0)) for factor, given in worth), Fraction(0))
            for value in issue.values
        ]
    highest = max(points)
    if highest <= 0 and any(points) and weight:
        cure = "Genius divides by the highest evaluation: add the same to all points, and to the reservation"
        notes.add(f"no value of `{issue.path}` has more than 0 points", issue.place, cure)
    while 0 < highest < _LEAST:  # Genius takes so little for nothing
        points, highest, weight = [number * 10 for number in points], highest * 10, weight / 10
    return Column(weight, points)
