"""A preference profile as a ruleset: a score sheet with a weight for each issue, and the reservation value.

Genius computes the utility of an outcome as the sum, over the issues, of weight × evaluation ÷ highest evaluation of
the issue. The quotient may have no finite decimal. So the evaluations stay as they are, as points; each weight is
divided by the highest of them; and all weights, and the reservation value, are multiplied by the least whole number by
which they become finite.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dealcheck import Issue as ScoredIssue
from dealcheck import Party, Place, Reading, Ruleset, Vocabulary, Word, Worth, conditions
from dealcheck_genius.elements import Element
from dealcheck_genius.exact import MOST_DIGITS, decimal, fits, number, scale_for, whole
from dealcheck_genius.names import id_of, stem_of
from dealcheck_genius.notes import Notes, shown
from dealcheck_genius.space import EVERYBODY, Issue, Space, space_of, value_of

CONSTANT = "constant"
"""The entry of the score sheet for what NegMAS adds to each utility."""
UNSCALED = "Scores are utilities."
SCALED = "Scores are utilities times {}."
"""How the description of a ruleset says by what its numbers were multiplied; writing reads it."""

_LEAST_HIGHEST = Fraction(1, 100_000)
"""Genius counts an issue as worth nothing when its highest evaluation is below this."""


@dataclass
class _Preference:
    """An issue, what its values are worth, and its weight for each of these points."""

    issue: Issue
    weight: Fraction
    points: dict[str | Decimal, Fraction]


def read_profile(root: Element, file: str) -> Reading:
    """Return the ruleset that a profile is, and the vocabularies it is written in."""
    notes = Notes()
    space = space_of(root, notes)
    name = Word(stem_of(file), root.place)
    base, own = _vocabularies(space, name)
    weights, constant = _weights(space, notes)
    preferences = [_preference(issue, weights.get(issue.id, Fraction(0)), notes) for issue in space.issues]
    reservation = _reservation(root, notes)
    _warn_of_discount(root, notes)
    scale = scale_for(each.weight for each in preferences)
    ruleset = Ruleset(
        id=Word(id_of(name, "profile"), root.place),
        title=name,
        description=SCALED.format(scale) if scale > 1 else UNSCALED,
        party=next(iter(own.parties)),
        vocabulary=Word(own.id, root.place),
        worth=_worth(constant, scale, root.place),
        issues={each.issue.id: _scored(each, _scaled(each.weight, scale, space.place, notes)) for each in preferences},
        reservation=None if reservation is None else _scaled(reservation, scale, space.place, notes),
        place=Place(file, 1, 1),
    )
    return Reading(ruleset, tuple(notes.mistakes), also=(base, own), warnings=tuple(notes.warnings))


def _vocabularies(space: Space, name: Word) -> tuple[Vocabulary, Vocabulary]:
    """Return the words of the domain, and those with the party whose profile it is."""
    base = space.vocabulary
    party = id_of(name, "profile")
    party = f"{party}-profile" if party == EVERYBODY else party
    own = Vocabulary(
        id=f"{base.id}-{party}",
        title=name,
        extends=base.id,
        parties={party: Party(id=party, title=name, place=space.place)},
        place=space.place,
    )
    return base, own


def _weights(space: Space, notes: Notes) -> tuple[dict[str, Fraction], Fraction]:
    """Return the weight of each issue by its id, and the constant that NegMAS writes as one weight more."""
    constant = Fraction(0)
    if not space.weights:
        if len(space.issues) > 1:
            notes.warn("the profile has no weights", space.place, "all issues are taken to weigh the same")
        return {issue.id: Fraction(1, len(space.issues)) for issue in space.issues}, constant
    by_index = _by_index(space, notes)
    weights: dict[str, Fraction] = {}
    seen: dict[int, Element] = {}
    for element in space.weights:
        index = _index(element, "`index` of the weight", notes)
        if index is not None:
            seen.setdefault(index, element)
        weight = number(element.get("value"), "`value` of the weight", element.place, notes)
        if index is None or weight is None:
            continue
        if seen[index] is not element:
            cure = f"the other is in line {seen[index].place.line}; keep one of them"
            notes.add(f"there are two weights with index {index}", element.place, cure)
        if index in by_index:
            weights[by_index[index].id] = weight
        elif index == len(by_index) + 1 and sorted(by_index) == list(range(1, index)):
            constant = weight
        elif str(index) not in space.objectives:  # Genius writes weights of objectives, and does not use them
            known = ", ".join(map(str, sorted(by_index)))
            notes.add(f"no issue has the index {index} of this weight", element.place, f"there are {known}")
    for index, issue in by_index.items():
        if index not in seen:
            cure = f'write `<weight index="{index}" value="…"/>`'
            notes.add(f"issue `{shown(issue.name)}` has no weight, and others have one", issue.place, cure)
    return weights, constant


def _by_index(space: Space, notes: Notes) -> dict[int, Issue]:
    by_index: dict[int, Issue] = {}
    for issue in space.issues:
        index = _index(issue.element, f"`index` of issue `{shown(issue.name)}`", notes)
        if index is None:
            continue
        if index in by_index:
            message = f"issues `{shown(by_index[index].name)}` and `{shown(issue.name)}` both have index {index}"
            notes.add(message, issue.place, "weights are told apart by it: give one of them another")
        by_index[index] = issue
    return by_index


def _index(element: Element, what: str, notes: Notes) -> int | None:
    return whole(element.get("index"), what, element.place, notes)


def _preference(issue: Issue, weight: Fraction, notes: Notes) -> _Preference:
    if issue.bounds or issue.element.get("type", "etype", "vtype") == "integer":
        return _Preference(issue, weight, _linear(issue, notes))
    points = _listed(issue, notes)
    highest = max(points.values(), default=Fraction(0))
    if highest < _LEAST_HIGHEST:
        return _Preference(issue, weight, dict.fromkeys(points, Fraction(0)))
    return _Preference(issue, weight / highest, points)


def _listed(issue: Issue, notes: Notes) -> dict[str | Decimal, Fraction]:
    """Return the evaluation of each value of a discrete issue."""
    points: dict[str | Decimal, Fraction] = {}
    for element in issue.element.named("evaluator"):
        cure = "an integer issue has one; write an evaluation for each item"
        notes.add(f"issue `{shown(issue.name)}` is discrete, and has an evaluator", element.place, cure)
    quiet = Notes()  # what is wrong with the values was noted when they were read
    for item in issue.element.named("item"):
        value = value_of(item, issue.element, quiet)
        if value is None:
            continue
        what = f"`evaluation` of `{shown(str(value))}`, issue `{shown(issue.name)}`"
        evaluation = number(item.get("evaluation"), what, item.place, notes)
        points[value] = Fraction(0) if evaluation is None else evaluation
    return points


def _linear(issue: Issue, notes: Notes) -> dict[str | Decimal, Fraction]:
    """Return what each value of an integer issue is worth: offset + slope × (value - lowest), from 0 to 1."""
    evaluator = next(issue.element.named("evaluator"), None)
    if evaluator is None:
        cure = 'write `<evaluator ftype="linear" slope="…" offset="…"/>`'
        notes.add(f"issue `{shown(issue.name)}` is integer, and has no evaluator", issue.place, cure)
        return {}
    ftype = evaluator.get("ftype", "etype") or "linear"
    if ftype not in ("linear", "constant"):
        notes.unknown("`ftype`", ftype, ("constant", "linear"), evaluator.place)
        return {}
    offset = number(evaluator.get("offset", "parameter0"), "`offset` of the evaluator", evaluator.place, notes)
    slope: Fraction | None = Fraction(0)
    if ftype == "linear":
        slope = number(evaluator.get("slope", "parameter1"), "`slope` of the evaluator", evaluator.place, notes)
    if offset is None or slope is None or issue.bounds is None:
        return {}
    low, _ = issue.bounds
    return {value: min(max(offset + slope * (int(value) - low), Fraction(0)), Fraction(1)) for value in issue.values}


def _reservation(root: Element, notes: Notes) -> Fraction | None:
    elements = list(root.named("reservation"))
    for element in elements[1:]:
        notes.add("there are two reservation values", element.place, f"the other is in line {elements[0].place.line}")
    if not elements:
        return None
    return number(elements[0].get("value"), "`value` of the reservation", elements[0].place, notes)


def _warn_of_discount(root: Element, notes: Notes) -> None:
    for element in root.named("discount_factor"):
        factor = element.get("value") or ""
        if factor not in ("1", "1.0", "1."):
            cure = "an outcome is worth the same whenever it is agreed"
            notes.warn(f"the discount factor `{shown(factor, 30)}` is ignored", element.place, cure)


def _worth(constant: Fraction, scale: int, place: Place) -> dict[str, Worth]:
    if not constant:
        return {}
    points = decimal(constant * scale)
    always = conditions.All(())
    return {CONSTANT: Worth(id=CONSTANT, title="Whatever is agreed", when=always, points=points, place=place)}


def _scored(preference: _Preference, weight: Decimal) -> ScoredIssue:
    issue = preference.issue
    return ScoredIssue(
        id=issue.id,
        title=issue.name,
        of=Word(issue.path, issue.place),
        weight=weight,
        points={value: decimal(points) for value, points in preference.points.items()},
        place=issue.place,
    )


def _scaled(fraction: Fraction, scale: int, place: Place, notes: Notes) -> Decimal:
    value = decimal(fraction * scale)
    if fits(value):
        return value
    cure = "round the evaluations, or divide those of each issue by the highest of them"
    message = f"no scale makes all weights exact with {MOST_DIGITS} digits before the point and {MOST_DIGITS} after it"
    notes.add(message, place, cure)
    return Decimal(0)
