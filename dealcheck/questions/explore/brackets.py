"""The brackets of a draft, and what each way to settle one leaves of the acceptable resolutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

import attrs

from dealcheck.answers.exploration import Alternative, Bracket
from dealcheck.engines.judged import JudgedDraft, Number, OpenBracket
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.articles import every_article
from dealcheck.language.drafts.draft import TIMES, Draft, Field
from dealcheck.language.drafts.fields import name_of
from dealcheck.language.program import span_of
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Deal, Provision
from dealcheck.place import Place, place_of


@attrs.frozen
class NamedBracket:
    """A bracket as answers have it, the names of the ways to settle it, and what these are to an engine.

    `ranges`: the field that it is, where there are ranges among its values and ways are runs of these.
    """

    name: str
    kind: Literal["article", "provision", "field"]
    place: Place | None
    values: Sequence[str]
    open: OpenBracket
    ranges: Field | None = None

    @property
    def texts(self) -> Sequence[str]:
        """The ways in words; of a range, run by run."""
        if self.ranges is None:
            return self.values
        values, firsts = self.ranges.values, self.ranges.firsts
        assert isinstance(values, Alternatives)
        runs = zip(firsts, (*firsts[1:], len(values)))
        return tuple(_Run(first, after, None).text(values) for first, after in runs)

    @property
    def widths(self) -> Sequence[int]:
        """How many values each way stands for."""
        if self.ranges is None:
            return (1,) * len(self.values)
        firsts = self.ranges.firsts
        return [after - first for first, after in zip(firsts, (*firsts[1:], len(self.ranges.values)))]

    @property
    def settles(self) -> Sequence[str]:
        """For each way a value that `settle_brackets` takes; of a run of numbers, the first."""
        if self.ranges is None:
            return self.values
        return tuple(value_text(self.ranges.values[first]) for first in self.ranges.firsts)


def brackets_of(judged: JudgedDraft) -> Iterator[Bracket]:
    """Yield every bracket, articles first, in the order of the draft, with what each alternative leaves."""
    named = list(named_brackets(judged.deal, judged.draft))
    for bracket, shares in zip(named, judged.shares([bracket.open for bracket in named])):
        counts = [share for share in shares if share is not None]
        yield Bracket(
            name=bracket.name,
            kind=bracket.kind,
            open_in=sum(counts) if len(counts) == len(shares) else None,  # each resolution settles it in one way
            alternatives=tuple(_alternatives(bracket, shares)),
            place=bracket.place,
        )


def _alternatives(bracket: NamedBracket, shares: Sequence[Number]) -> Iterator[Alternative]:
    """Yield the alternatives of a bracket; of a range, neighbouring values that leave as much as one another in one."""
    if bracket.ranges is None:
        for value, share in zip(bracket.values, shares):
            yield Alternative(value=value, acceptable=share)
        return
    values, ends = bracket.ranges.values, (*bracket.ranges.firsts, len(bracket.ranges.values))
    assert isinstance(values, Alternatives)
    runs: list[_Run] = []
    for share, first, after in zip(shares, ends, ends[1:]):
        run = _Run(first, after, share)
        if runs and runs[-1].leaves_as_much_as(run) and values.part_with(first) is values.part_with(runs[-1].first):
            runs[-1] = runs[-1].with_next(run)
        else:
            runs.append(run)
    for run in runs:
        yield Alternative(value=run.text(values), acceptable=run.share, values=run.width)


@attrs.frozen
class _Run:
    """Values of a range, by the number of the first and of the first after them, and what they leave all together."""

    first: int
    after: int
    share: Number

    @property
    def width(self) -> int:
        """How many values there are."""
        return self.after - self.first

    def leaves_as_much_as(self, other: _Run) -> bool:
        """Return whether each of its values leaves as many resolutions as each of the others."""
        if self.share is None or other.share is None:
            return self.share is other.share
        return self.share * other.width == other.share * self.width

    def with_next(self, following: _Run) -> _Run:
        """Return both as one."""
        both = None if self.share is None or following.share is None else self.share + following.share
        return _Run(self.first, following.after, both)

    def text(self, values: Alternatives) -> str:
        """Return them in words."""
        part, first, last = values.part_with(self.first), values[self.first], values[self.after - 1]
        if isinstance(part, Range) and isinstance(first, Decimal) and isinstance(last, Decimal) and self.width > 2:
            return value_text(Range(first, last, part.by))
        return value_text(first if self.width == 1 else (first, last))


def named_brackets(deal: Deal, draft: Draft) -> Iterator[NamedBracket]:
    """Yield every bracket of a draft, articles first; `draft`: with runs of values that no ruleset tells apart."""
    places = {str(name): place_of(name) for name, _ in every_article(deal.alternatives)}
    for number, article in enumerate(draft.articles):
        options = OpenBracket("article", number, 0, _each(len(article.options)))
        yield NamedBracket(article.id, "article", places[article.id], article.options, options)
    for number, provision in enumerate(deal.provisions.values()):
        name, place = draft.clauses[number].id, place_of(provision.id) or provision.place
        if provision.bracketed:
            is_in = OpenBracket("in", number, 0, ((1,), (0,)))
            yield NamedBracket(name, "provision", place, ("in", "out"), is_in)
        for bracket in _fields(draft, number, provision):
            yield attrs.evolve(bracket, name=f"{name}.{bracket.name}", place=place)


def _fields(draft: Draft, number: int, provision: Provision) -> Iterator[NamedBracket]:
    """Yield each bracketed field of a provision."""
    for place, field in enumerate(draft.clauses[number].fields):
        if place == TIMES:
            yield from _steps(draft, number, provision)
        elif len(field.values) > 1:
            name, bracket = _field_name(field, provision), OpenBracket("field", number, place, _each(len(field.firsts)))
            if isinstance(field.values, Alternatives):
                yield NamedBracket(name, "field", None, (), bracket, field)
            else:
                yield NamedBracket(name, "field", None, tuple(_texts(field, provision)), bracket)


def _steps(draft: Draft, number: int, provision: Provision) -> Iterator[NamedBracket]:
    steps = (*draft.steps, "")
    for name, written, end in (("from", provision.from_, 0), ("until", provision.until, 1)):
        if len(written) > 1:
            ends = [steps[span_of(times)[end]] for times in draft.clauses[number].times]
            ways = tuple(tuple(index for index, at in enumerate(ends) if at == step) for step in written)
            yield NamedBracket(name, "field", None, tuple(map(str, written)), OpenBracket("field", number, TIMES, ways))


def _field_name(field: Field, provision: Provision) -> str:
    if field.name == "bound":
        return "party" if provision.party else "parties"
    return name_of(field.name.removeprefix("attributes.")) if field.name.startswith("attributes.") else field.name


def _texts(field: Field, provision: Provision) -> Iterator[str]:
    """Yield the values of a field in words; of `bound` there is one alternative for each set of parties."""
    together = {frozenset(parties): parties for parties in provision.bound_together}
    yield from (value_text(together[value] if field.name == "bound" else value) for value in field.values)


def _each(count: int) -> tuple[tuple[int, ...], ...]:
    """Return the ways to settle a bracket of so many values, one of them in each."""
    return tuple((value,) for value in range(count))
