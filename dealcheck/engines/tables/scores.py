"""Scores in whole numbers: what entries of score sheets add, and what issues do for the values of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables.columns import text
from dealcheck.engines.tables.rows import Rows
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language import program as p
from dealcheck.model.conditions import Scalar
from dealcheck.numbers import places_after_point, scaled

_MOST_PLACES = 18
_SEVERAL = "\n"
"""Stands for several parties that a row binds; no party is called so."""
_ = ibis._


def places(program: p.Program) -> int:
    """Return how many digits after the point the scores of a program have.

    Raises InputError for score sheets that a 64-bit integer can't hold.
    """
    worth = [entry.points for entry in program.ruleset.worth.values()]
    issues = [[points for _value, points in issue.points] for issue in program.issues.values()]
    digits = max(places_after_point([*worth, *(points for issue in issues for points in issue)]), 0)
    most = [*(abs(points) for points in worth), *(max(map(abs, points), default=Decimal(0)) for points in issues)]
    if digits > _MOST_PLACES or sum(scaled(points, digits) for points in most) >= 1 << 62:
        message = f"the points of ruleset `{program.ruleset.id}` are too many, or too finely divided, for tables"
        raise InputError([Mistake(message, program.ruleset.place, "use numbers of fewer digits")])
    return digits


def decimal_score(score: Any, digits: int) -> Any:
    """Return a score as an exact decimal, by way of its text: no two databases divide decimals alike."""
    if not digits:
        return score
    text = score.abs().cast("string").lpad(digits + 1, "0")
    whole, fraction = text.substr(0, text.length() - digits), text.right(digits)
    sign = (score < 0).ifelse("-", "")
    return (sign + whole + "." + fraction).cast(dt.Decimal(38, digits))


def attributes_of_issues(program: p.Program) -> set[str]:
    """Return the attributes for whose values a program gives points."""
    fields = (issue.field.partition(".") for issue in program.issues.values())
    return {name for kind, _dot, name in fields if kind == "attributes"}


@attrs.frozen
class _Sheet:
    """An issue of a program, both by number, with its points in whole numbers."""

    number: int
    program: int
    issue: p.Issue
    points: tuple[tuple[Scalar, int], ...]


class Issues:
    """The issues of the score sheets of some programs: first a column of each row, then a number for each deal."""

    def __init__(self, programs: Sequence[p.Program]) -> None:
        self._sheets = [
            _Sheet(number, place, issue, tuple((value, scaled(points, digits)) for value, points in issue.points))
            for number, (place, digits, issue) in enumerate(_issues(programs))
        ]

    def columns(self, rows: Rows) -> dict[str, Any]:
        """Return for each issue the points that a row earns; of parties, whom it binds. Null in rows of no concern."""
        provision = text(rows.table["provision"], rows.layout.untyped).cast("string")
        earned = {f"points_{sheet.number}": (sheet.issue.provision, _of_row(rows, sheet)) for sheet in self._sheets}
        return {
            column: ibis.cases((provision == name, value), else_=ibis.null(value.type()))
            for column, (name, value) in earned.items()
        }

    def differing(self, rows: Rows) -> list[Any]:
        """Return what rows of one provision may not differ in: all points but those for the party."""
        columns = self.columns(rows)
        return [columns[f"points_{sheet.number}"] for sheet in self._sheets if sheet.issue.field != "party"]

    def totals(self) -> Mapping[str, Any]:
        """Return what the issues of each program add to the score of a deal, made of the columns of its rows."""
        of_programs: dict[str, list[Any]] = {}
        for sheet in self._sheets:
            of_programs.setdefault(total_of(sheet.program), []).append(_of_deal(sheet))
        return {name: reduce(add, points) for name, points in of_programs.items()}


def total_of(program: int) -> str:
    """Return the name of the column that has what the issues of a program, by its number, add to a score."""
    return f"issues_{program}"


def _issues(programs: Sequence[p.Program]) -> Iterator[tuple[int, int, p.Issue]]:
    """Yield each issue with the number of its program and the digits that its score has after the point."""
    for number, program in enumerate(programs):
        for name, issue in program.issues.items():
            if issue.field in ("from", "until") and any(isinstance(value, str) for value, _points in issue.points):
                written = program.ruleset.issues[name]
                field = shown(f"{issue.provision}.{issue.field}")
                message = (
                    f"issue `{shown(name)}` gives points for steps by name (`{field}`), and tables have their numbers"
                )
                cure = "verify such deals one by one, or give points for an attribute"
                raise InputError([Mistake(message, written.place, cure)])
            yield number, places(program), issue


def _of_row(rows: Rows, sheet: _Sheet) -> Any:
    """Return what a row of the provision that an issue is about earns; for parties the one that it binds."""
    table, untyped, field = rows.table, rows.layout.untyped, sheet.issue.field
    if field == "party":
        return _party(table["party"], untyped)
    if field in ("from", "until"):
        return ibis.literal(0, type="int64")
    listed = []
    for value, points in sheet.points:
        if field.startswith("attributes."):
            name = field.removeprefix("attributes.")
            listed.append((rows.cells[name].passes(p.AttributeTest(name, "equals", value)), _points(points)))
        elif isinstance(value, str):
            listed.append((text(table[field], untyped) == str(value), _points(points)))
    return ibis.cases(*listed, else_=_points(0)) if listed else _points(0)


def _party(column: Any, untyped: bool) -> Any:
    if not column.type().is_array():
        return text(column, untyped)
    parties = column.unique()
    return ibis.cases((parties.length() == 1, parties[0]), else_=_SEVERAL)


def _of_deal(sheet: _Sheet) -> Any:
    """Return the points of an issue for a deal, made of the column of its rows."""
    column = _[f"points_{sheet.number}"]
    if sheet.issue.field != "party":
        return column.max().fill_null(0)
    alone = column.min() == column.max()
    listed = [(alone & (column.min() == str(value)), _points(n)) for value, n in sheet.points if isinstance(value, str)]
    return ibis.cases(*listed, else_=_points(0)) if listed else _points(0)


def _points(number: int) -> Any:
    return ibis.literal(number, type="int64")
