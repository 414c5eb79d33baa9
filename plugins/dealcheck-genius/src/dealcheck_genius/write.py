"""Drafts and their score sheets as XML, for Genius and NegMAS.

A domain and its profiles are written together: whether an issue can be an integer one depends on all of them, since the
evaluator of an integer issue is a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from xml.sax.saxutils import quoteattr

from dealcheck import Deal, InputError, Mistake, Place, Provision, Range, Ruleset
from dealcheck_genius.exact import text_of
from dealcheck_genius.names import id_of
from dealcheck_genius.notes import Notes
from dealcheck_genius.sheets import Column, Line, Sheet, sheet_of
from dealcheck_genius.space import ATTRIBUTE

_FILE_NAME = re.compile(r"[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]*")

_FIELDS = ("action", "object", "from", "until")


@dataclass
class DraftIssue:
    """An attribute of a provision as an issue. `path`: how score sheets name it."""

    name: str
    path: str
    values: tuple[str | bool | Decimal, ...]
    place: Place

    @property
    def is_consecutive(self) -> bool:
        """Whether its values are consecutive whole numbers, in order."""
        first = self.values[0]
        if not isinstance(first, Decimal) or first != int(first):
            return False
        return all(isinstance(value, Decimal) and value == first + number for number, value in enumerate(self.values))

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return all(isinstance(value, Decimal) and value == int(value) for value in self.values)


def xml_files(deal: Deal, rulesets: Sequence[Ruleset]) -> dict[str, str]:
    """Return a draft as a domain, and each ruleset as a profile, by the names of their files; the domain comes first.

    Utilities keep their order and their relation to the reservation value exactly. Raises InputError for all that has
    no place in such files: bottom lines, provisions that may be left out, brackets around anything but attributes.
    """
    notes = Notes()
    issues = _issues(deal, notes)
    sheets = [sheet_of(ruleset, issues, notes) for ruleset in rulesets] if issues else []
    if notes.mistakes:
        raise InputError(notes.mistakes)
    lines = [
        [column.line if issue.is_consecutive else None for issue, column in zip(issues, sheet.columns)]
        for sheet in sheets
    ]
    integer = [issue.is_consecutive and all(row[number] for row in lines) for number, issue in enumerate(issues)]
    files = {f"{deal.id}.xml": "".join(_domain(deal, issues, integer))}
    for sheet, row in zip(sheets, lines):
        chosen = [line if is_integer else None for line, is_integer in zip(row, integer)]
        name = f"{_file_name(sheet.ruleset)}.xml"
        if name in files:
            place = sheet.ruleset.place
            raise InputError([Mistake(f"two files would be called `{name}`", place, "give the ruleset another id")])
        files[name] = "".join(_profile(deal, issues, sheet, chosen))
    return files


def _issues(deal: Deal, notes: Notes) -> list[DraftIssue]:
    place = deal.place or Place("", 1, 1)
    if deal.alternatives:
        notes.add("the draft has alternatives", place, "a domain has issues alone, each with values of its own")
    issues = [issue for provision in deal.provisions.values() for issue in _issues_of(provision, place, notes)]
    names: dict[str, DraftIssue] = {}
    for issue in issues:
        if issue.name in names:
            cure = "give one of the provisions another title"
            notes.add(f"`{names[issue.name].path}` and `{issue.path}` have one name", issue.place, cure)
        names[issue.name] = issue
    if not deal.provisions:
        notes.add("the draft has no provision", place, "each attribute of a provision becomes an issue")
    return issues


def _issues_of(provision: Provision, place: Place, notes: Notes) -> Iterator[DraftIssue]:
    place, id_ = provision.place or place, provision.id
    if provision.bracketed:
        notes.add(
            f"provision `{id_}` may be left out", place, "write it without `bracketed`: an issue has a value always"
        )
    if provision.provided is not None:
        notes.add(f"provision `{id_}` depends on others", place, "write it without `provided`")
    fields = {name: getattr(provision, f"{name}_" if name == "from" else name) for name in _FIELDS}
    for field, alternatives in {**fields, "parties": provision.bound_together}.items():
        if len(alternatives) > 1:
            cure = "write one alternative; what is open must be in an attribute"
            notes.add(f"`{id_}.{field}` is in brackets", place, cure)
    if not provision.attributes:
        notes.add(f"provision `{id_}` has no attribute that could be an issue", place, "give it one, or take it out")
    name = provision.title or id_
    for attribute, values in provision.attributes.items():
        if None in values:
            notes.add(f"`{id_}.{attribute}` may be absent", place, "an issue has a value always")
        is_alone = len(provision.attributes) == 1 and attribute == ATTRIBUTE
        yield DraftIssue(
            name if is_alone else f"{name}: {attribute}", f"{id_}.attributes.{attribute}", _each(values), place
        )


def _each(alternatives: Sequence[str | bool | Decimal | Range | None]) -> tuple[str | bool | Decimal, ...]:
    """Return the values of an attribute, those of ranges one by one."""
    values: list[str | bool | Decimal] = []
    for alternative in alternatives:
        if isinstance(alternative, Range):
            values += alternative
        elif alternative is not None:
            values.append(alternative)
    return tuple(values)


def _file_name(ruleset: Ruleset) -> str:
    """Return the name from which reading makes the ruleset's id again: its title, where that is fit."""
    title = str(ruleset.title)
    is_fit = _FILE_NAME.fullmatch(title) is not None and id_of(title, "profile") == ruleset.id
    return title if is_fit else str(ruleset.id)


def _domain(deal: Deal, issues: Sequence[DraftIssue], integer: Sequence[bool]) -> Iterator[str]:
    yield "<negotiation_template>\n"
    yield f'<utility_space number_of_issues="{len(issues)}">\n'
    yield _objective(deal)
    for number, (issue, is_integer) in enumerate(zip(issues, integer), start=1):
        if is_integer:
            yield f"{_head(issue, number, 'integer')}{_bounds(issue)}/>\n"
            continue
        yield f"{_head(issue, number, 'discrete')}>\n"
        for position, value in enumerate(issue.values, start=1):
            yield f'  <item index="{position}" value={quoteattr(_value_text(value))}/>\n'
        yield "</issue>\n"
    yield "</objective>\n</utility_space>\n</negotiation_template>\n"


def _profile(deal: Deal, issues: Sequence[DraftIssue], sheet: Sheet, lines: Sequence[Line | None]) -> Iterator[str]:
    scale = sheet.scale(lines)
    yield f'<utility_space type="any" number_of_issues="{len(issues)}">\n'
    yield _objective(deal)
    weights = []
    for number, (issue, column, line) in enumerate(zip(issues, sheet.columns, lines), start=1):
        if line:
            yield f"{_head(issue, number, 'integer')}{_bounds(issue)}>\n"
            yield f'  <evaluator ftype="linear" offset="{text_of(line.offset)}" slope="{text_of(line.slope)}"/>\n'
            weights.append(line.weight)
        else:
            yield f"{_head(issue, number, 'discrete')}>\n"
            yield from _items(issue, column)
            weights.append(column.most)
        yield "</issue>\n"
    if sheet.constant:
        weights.append(sheet.constant)  # as NegMAS does; Genius passes over it
    for number, weight in enumerate(weights, start=1):
        yield f'<weight index="{number}" value="{text_of(weight / scale)}"/>\n'
    yield "</objective>\n"
    if sheet.reservation is not None:
        yield f'<reservation value="{text_of(sheet.reservation / scale)}"/>\n'
    yield "</utility_space>\n"


def _objective(deal: Deal) -> str:
    name = quoteattr(deal.title or deal.id)
    return f'<objective index="0" etype="objective" type="objective" description="" name={name}>\n'


def _head(issue: DraftIssue, number: int, kind: str) -> str:
    # A discrete issue of whole numbers is marked as NegMAS marks it, so that they are read as numbers again.
    vtype = "integer" if issue.is_whole else kind
    return f'<issue index="{number}" etype="{kind}" type="{kind}" vtype="{vtype}" name={quoteattr(issue.name)}'


def _bounds(issue: DraftIssue) -> str:
    return f' lowerbound="{_value_text(issue.values[0])}" upperbound="{_value_text(issue.values[-1])}"'


def _items(issue: DraftIssue, column: Column) -> Iterator[str]:
    for position, (value, points) in enumerate(zip(issue.values, column.points), start=1):
        text = quoteattr(_value_text(value))
        yield f'  <item index="{position}" value={text} evaluation="{text_of(points)}"/>\n'


def _value_text(value: str | bool | Decimal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return text_of(Fraction(value)) if isinstance(value, Decimal) else value
