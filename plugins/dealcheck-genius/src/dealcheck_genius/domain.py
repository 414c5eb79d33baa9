"""A domain as a draft: one provision for each issue, with its values in square brackets."""

from __future__ import annotations

from decimal import Decimal

from dealcheck import Deal, Place, Provision, Range, Reading, Word
from dealcheck_genius.elements import Element
from dealcheck_genius.names import id_of, stem_of
from dealcheck_genius.notes import Notes
from dealcheck_genius.space import ATTRIBUTE, EVERYBODY, VERB, Issue, space_of

_NAMELESS = ("", "root", "any")
"""What NegMAS calls an objective that has no name."""


def read_domain(root: Element, file: str) -> Reading:
    """Return the draft that a domain is, and the vocabulary it is written in."""
    notes = Notes()
    space = space_of(next(root.named("utility_space"), root), notes)
    name = Word(stem_of(file), space.place)
    vocabulary = space.vocabulary
    deal = Deal(
        id=Word(id_of(name, "domain"), space.place),
        title=name if space.title in _NAMELESS else space.title,
        vocabulary=Word(vocabulary.id, space.place),
        provisions={issue.id: _provision(issue) for issue in space.issues},
        place=Place(file, 1, 1),
    )
    also = () if notes.mistakes else (vocabulary,)  # one that is incomplete would clash with those of the profiles
    return Reading(deal, tuple(notes.mistakes), also=also, warnings=tuple(notes.warnings))


def _provision(issue: Issue) -> Provision:
    return Provision(
        id=issue.id,
        title=issue.name,
        party=(EVERYBODY,),
        action=(VERB,),
        object=(issue.id,),
        attributes={ATTRIBUTE: _alternatives(issue)},
        place=issue.place,
    )


def _alternatives(issue: Issue) -> tuple[Word | Decimal | Range, ...]:
    if issue.bounds is None:
        return issue.values
    low, high = map(Decimal, issue.bounds)
    return (Range(low, high),)
