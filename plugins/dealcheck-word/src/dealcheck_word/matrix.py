"""The positions on each provision: who asks for it, accepts it, opposes it, and the bottom lines behind that.

A side opposes a provision when it breaks a bottom line of that side, or when some line breaks with it and not without.
It asks for a provision when a line breaks without it and not with it. Of a draft the question is whether any resolution
with the provision, or without it, can be signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import attrs

from dealcheck import (
    BottomLine,
    Deal,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Session,
    Source,
    Verdict,
    settle_brackets,
    verify,
)

Stance = Literal["asks", "accepts", "depends", "opposes"]
"""Of a draft, `depends`: with the provision some resolutions break a line that none breaks without it."""


@attrs.frozen
class Cell:
    """One side's position on one provision: the bottom lines behind it by id, and a note."""

    stance: Stance
    lines: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen
class Side:
    """A ruleset: its id, its party and its title."""

    ruleset: str
    party: str
    title: str


@attrs.frozen
class Statement:
    """A bottom line that is behind some position, and the sources it rests on."""

    side: Side
    line: BottomLine
    sources: tuple[Source, ...]


@attrs.frozen(kw_only=True)
class Positions:
    """The matrix: provisions down, sides across; and the statements behind it."""

    title: str
    answer: str
    sides: tuple[Side, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]
    statements: tuple[Statement, ...]


def matrix(deal: str, rules: Sequence[str] | None, *, party: str | None, session: Session) -> Positions:
    """Return the positions on each provision of a deal or draft; `party`: of one side alone."""
    from dealcheck import pages

    everybody = session.scope(rules)
    read = everybody.deal(deal).deal
    scope = everybody if party is None else everybody.only(party, read)
    verification = verify(read, scope, session=session)
    sides = tuple(Side(verdict.ruleset, verdict.party_title, verdict.title) for verdict in verification.verdicts)

    def asked(deals: Iterable[Deal]) -> list[DealVerification | DraftVerification]:
        return [verify(each, scope, session=session) for each in deals]

    rows = []
    for name, provision in read.provisions.items():
        without = asked(_without(read, str(name)))
        if isinstance(verification, DealVerification):
            cells = tuple(_of_deal(str(name), verification, without, at) for at in range(len(sides)))
        else:
            within = asked(_within(read, str(name)))
            cells = tuple(_of_draft(within, without, at) for at in range(len(sides)))
        rows.append((str(name), str(provision.text or provision.title), cells))
    (page,) = pages(verification)
    return Positions(
        title=str(read.title or read.id),
        answer=page.answer.text,
        sides=sides,
        rows=tuple(rows),
        statements=tuple(_statements(read, scope, sides, rows)),
    )


def _without(deal: Deal, name: str) -> list[Deal]:
    """Return a deal without a provision; of a draft in whose options it is, with each other option."""
    settled = [
        settle_brackets(deal, [f"{article}={option}"])
        for article, options in deal.alternatives.items()
        if any(name in names for names in options.values())
        for option, names in options.items()
        if name not in names
    ]
    if settled:
        return settled
    open_ = attrs.evolve(deal.provisions[name], bracketed=True)
    return [settle_brackets(attrs.evolve(deal, provisions={**deal.provisions, name: open_}), [f"{name}=out"])]


def _within(deal: Deal, name: str) -> list[Deal]:
    """Return a draft with a provision in it for sure; with each option that it is in."""
    taken = [
        settle_brackets(deal, [f"{article}={option}"])
        for article, options in deal.alternatives.items()
        for option, names in options.items()
        if name in names
    ]
    return [
        settle_brackets(each, [f"{name}=in"]) if each.provisions[name].bracketed else each for each in taken or [deal]
    ]


def _of_deal(name: str, verification: DealVerification, without: Sequence[object], at: int) -> Cell:
    verdict = verification.verdicts[at]
    (other,) = without
    if not isinstance(other, DealVerification):
        return Cell("accepts")
    bare: Verdict = other.verdicts[at]
    with_it = {breach.bottom_line for breach in verdict.breaches}
    without_it = {breach.bottom_line for breach in bare.breaches}
    by_it = {breach.bottom_line for breach in verdict.breaches if name in breach.provisions}
    opposing = tuple(line for line in _ids(verdict) if line in by_it or line not in without_it)
    asking = tuple(line for line in _ids(bare) if line not in with_it)
    note = ""
    if verdict.score is not None and bare.score is not None and verdict.score != bare.score:
        note = f"{verdict.score - bare.score:+f} points"
    if opposing:
        return Cell("opposes", opposing, note)
    return Cell("asks", asking, note) if asking else Cell("accepts", (), note)


def _ids(verdict: Verdict) -> list[str]:
    return [breach.bottom_line for breach in verdict.breaches]


def _of_draft(within: Sequence[object], without: Sequence[object], at: int) -> Cell:
    ins, outs = _verdicts(within, at), _verdicts(without, at)
    can_in, can_out = any(each.can_sign for each in ins), any(each.can_sign for each in outs)
    note = f"{_count(ins)} with it, {_count(outs)} without"
    if can_out and not can_in:
        return Cell("opposes", _always(ins, outs), note)
    if can_in and not can_out:
        return Cell("asks", _always(outs, ins), note)
    only_with_it = tuple(line for line in _broken(ins) if line not in _broken(outs))
    return Cell("depends" if only_with_it else "accepts", only_with_it, note)


def _verdicts(verifications: Sequence[object], at: int) -> list[DraftVerdict | Verdict]:
    kinds = (DealVerification, DraftVerification)
    return [each.verdicts[at] for each in verifications if isinstance(each, kinds)]


def _count(verdicts: Sequence[DraftVerdict | Verdict]) -> str:
    """Return in how many resolutions a side can sign."""
    counts = [
        (each.acceptable, each.resolutions) if isinstance(each, DraftVerdict) else (int(each.can_sign), 1)
        for each in verdicts
    ]
    known = [acceptable for acceptable, _ in counts if acceptable is not None]
    signed = f"{sum(known):,}" if len(known) == len(counts) else "some"
    return f"{signed} of {sum(total for _, total in counts):,}"


def _always(verdicts: Sequence[DraftVerdict | Verdict], others: Sequence[DraftVerdict | Verdict]) -> tuple[str, ...]:
    """Return the bottom lines that break in all resolutions of some verdicts, and not in all of others."""
    broken, elsewhere = _broken_in_all(verdicts), _broken_in_all(others)
    return tuple(line for line in broken if line not in elsewhere)


def _broken(verdicts: Sequence[DraftVerdict | Verdict]) -> list[str]:
    """Return the bottom lines that break in some resolution."""
    lines = (each.broken if isinstance(each, DraftVerdict) else _ids(each) for each in verdicts)
    return list(dict.fromkeys(line for each in lines for line in each))


def _broken_in_all(verdicts: Sequence[DraftVerdict | Verdict]) -> list[str]:
    sets = [
        [line for line, count in each.broken.items() if count == each.resolutions]
        if isinstance(each, DraftVerdict)
        else _ids(each)
        for each in verdicts
    ]
    return [line for line in (sets[0] if sets else []) if all(line in each for each in sets)]


def _statements(
    deal: Deal, scope: object, sides: Sequence[Side], rows: Sequence[tuple[str, str, tuple[Cell, ...]]]
) -> Iterable[Statement]:
    positions = {str(each.ruleset.id): each for each in scope.positions_for(deal)}  # type: ignore[attr-defined]
    for at, side in enumerate(sides):
        position = positions[side.ruleset]
        sources = {**position.lexicon.sources, **position.ruleset.sources}
        for name in dict.fromkeys(line for _, _, cells in rows for line in cells[at].lines):
            line = position.ruleset.bottom_lines[name]
            yield Statement(side, line, tuple(sources[source] for source in line.sources))
