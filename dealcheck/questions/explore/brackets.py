"""The brackets of a draft, and what each way to settle one leaves of the acceptable resolutions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from dealcheck.answers.exploration import Alternative, Bracket
from dealcheck.engines.judged import JudgedDraft, OpenBracket
from dealcheck.language.drafts.articles import every_article
from dealcheck.language.program import TIMES, Draft, Field, span_of
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Deal, Provision
from dealcheck.numbers import exact_sum
from dealcheck.place import Place, place_of


@attrs.frozen
class _Named:
    """A bracket as answers have it, the names of the ways to settle it, and what these are to an engine."""

    name: str
    kind: Literal["article", "provision", "field"]
    place: Place | None
    values: tuple[str, ...]
    open: OpenBracket


def brackets_of(judged: JudgedDraft) -> Iterator[Bracket]:
    """Yield every bracket, articles first, in the order of the draft, with what each alternative leaves."""
    named = list(_brackets(judged.deal, judged.draft))
    for bracket, shares in zip(named, judged.shares([bracket.open for bracket in named])):
        counts = [share for share in shares if share is not None]
        yield Bracket(
            name=bracket.name,
            kind=bracket.kind,
            open_in=sum(counts) if len(counts) == len(shares) else None,  # each resolution settles it in one way
            alternatives=tuple(
                Alternative(value=value, acceptable=share) for value, share in zip(bracket.values, shares)
            ),
            place=bracket.place,
        )


def _brackets(deal: Deal, draft: Draft) -> Iterator[_Named]:
    places = {str(name): place_of(name) for name, _ in every_article(deal.alternatives)}
    for number, article in enumerate(draft.articles):
        options = OpenBracket("article", number, 0, _each(len(article.options)))
        yield _Named(article.id, "article", places[article.id], article.options, options)
    for number, provision in enumerate(deal.provisions.values()):
        name, place = draft.clauses[number].id, place_of(provision.id) or provision.place
        if provision.bracketed:
            is_in = OpenBracket("in", number, 0, ((1,), (0,)))
            yield _Named(name, "provision", place, ("in", "out"), is_in)
        for field, values, bracket in _fields(draft, number, provision):
            yield _Named(f"{name}.{field}", "field", place, values, bracket)


def _fields(draft: Draft, number: int, provision: Provision) -> Iterator[tuple[str, tuple[str, ...], OpenBracket]]:
    """Yield each bracketed field of a provision: its name, and its values as words and as numbers."""
    for place, field in enumerate(draft.clauses[number].fields):
        if place == TIMES:
            yield from _steps(draft, number, provision)
        elif len(field.values) > 1:
            values = tuple(_run_texts(field, provision))
            yield _field_name(field, provision), values, OpenBracket("field", number, place, _each(len(values)))


def _steps(draft: Draft, number: int, provision: Provision) -> Iterator[tuple[str, tuple[str, ...], OpenBracket]]:
    steps = (*draft.steps, "")
    for name, written, end in (("from", provision.from_, 0), ("until", provision.until, 1)):
        if len(written) > 1:
            ends = [steps[span_of(times)[end]] for times in draft.clauses[number].times]
            ways = tuple(tuple(index for index, at in enumerate(ends) if at == step) for step in written)
            yield name, tuple(map(str, written)), OpenBracket("field", number, TIMES, ways)


def _field_name(field: Field, provision: Provision) -> str:
    if field.name == "bound":
        return "party" if provision.party else "parties"
    return field.name.removeprefix("attributes.")


def _run_texts(field: Field, provision: Provision) -> Iterator[str]:
    """Yield the values of each run in words; of `bound` there is one alternative for each set of parties."""
    if field.name == "bound":
        together = {frozenset(parties): parties for parties in provision.bound_together}
        yield from (value_text(together[parties]) for parties in field.values)
        return
    for first, width in zip(field.firsts, field.widths):
        value = field.values[first]
        if width > 1:
            by = exact_sum((field.values[first + 1], -value))
            value = Range(value, field.values[first + width - 1], by)
        yield value_text(value)


def _each(count: int) -> tuple[tuple[int, ...], ...]:
    """Return the ways to settle a bracket of so many values, one of them in each."""
    return tuple((value,) for value in range(count))
