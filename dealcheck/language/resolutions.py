"""Deals to what engines take: brackets as choices, every provision with its steps as numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import Article, Choice, Clause, Draft, OpenClause, Settled, Way, span_of, times_of
from dealcheck.model.deal import Deal, Provision
from dealcheck.model.fields import Id

RESOLUTION_LIMIT = 10_000
"""A draft with more resolutions than this is not enumerated."""
MOST_CLAUSES = 5_000_000
"""Nor is one whose resolutions have more provisions than this, all counted together."""


def is_draft(deal: Deal) -> bool:
    """Return whether anything in the deal is still in brackets."""
    return bool(deal.alternatives) or any(_is_bracketed(provision) for provision in deal.provisions.values())


def open_draft(deal: Deal, lexicon: Lexicon) -> Draft:
    """Return a deal or draft, checked already, with the values that each of its fields leaves open."""
    steps = tuple(str(step.id) for step in deal.steps)
    clauses = tuple(_open_clause(provision, steps) for provision in deal.provisions.values())
    leaves = {thing: lexicon.leaves[thing] for clause in clauses for thing in clause.objects}
    numbers = {name: number for number, name in enumerate(deal.provisions)}
    return Draft(steps, clauses, tuple(_articles(deal, numbers)), leaves)


def settle(deal: Deal, lexicon: Lexicon) -> Settled:
    """Return a deal without brackets, ready for engines.

    Raises InputError when the deal is a draft.
    """
    if is_draft(deal):
        raise InputError([Mistake(f"deal `{shown(deal.id)}` is a draft: something is in brackets", deal.place)])
    steps = tuple(str(step.id) for step in deal.steps)
    return Settled(steps, tuple(_clause(provision, steps, lexicon) for provision in deal.provisions.values()))


def resolutions(draft: Draft) -> Iterator[Settled]:
    """Yield every well-formed resolution of a draft, one by one; of a deal without brackets, the deal itself.

    Those that have a provision in common share the object for it.
    """
    known: dict[tuple[int, Way], Clause] = {}
    for choice in choices(draft):
        ways = [(number, way) for number, way in enumerate(choice.ways) if way is not None]
        for number, way in ways:
            if (number, way) not in known:
                known[number, way] = clause_for(draft, number, way)
        yield Settled(draft.steps, tuple(known[way] for way in ways))


def choices(draft: Draft) -> Iterator[Choice]:
    """Yield every choice that makes a well-formed resolution.

    A resolution takes one option of each article and, for each provision that stays in, one value of every bracketed
    field. Values whose `until` does not come after their `from` are passed over.
    """
    ways = [_ways(clause) for clause in draft.clauses]
    absent: list[Way | None] = [None]
    for options in itertools.product(*(range(len(article.options)) for article in draft.articles)):
        out = left_out(draft, options)
        allowed = [absent if number in out else clause_ways for number, clause_ways in enumerate(ways)]
        for chosen in itertools.product(*allowed):
            yield Choice(options, chosen)


def left_out(draft: Draft, options: Sequence[int]) -> frozenset[int]:
    """Return the provisions that are left out because of the options taken."""
    taken = (article.leaves_out[option] for article, option in zip(draft.articles, options))
    return frozenset().union(*taken)


def settled(draft: Draft, choice: Choice) -> Settled:
    """Return the resolution that a choice makes."""
    ways = enumerate(choice.ways)
    return Settled(draft.steps, tuple(clause_for(draft, number, way) for number, way in ways if way is not None))


def clause_for(draft: Draft, number: int, way: Way) -> Clause:
    """Return a provision of a draft with one value for each of its fields."""
    clause = draft.clauses[number]
    verb, thing, times, *values = (field.values[index] for field, index in zip(clause.fields, way))
    attributes = dict(zip(clause.attributes, values))
    return Clause(clause.id, clause.parties, verb, thing, draft.leaves[thing], *span_of(times), attributes)


def resolved(deal: Deal, draft: Draft, choice: Choice, known: dict[tuple[str, Way], Provision] | None = None) -> Deal:
    """Return the deal that a draft becomes by a choice: nothing in it is in brackets any more.

    `known` keeps settled provisions from one call to the next, where many resolutions are shown.
    """
    known = {} if known is None else known
    provisions = {}
    for (name, provision), clause, way in zip(deal.provisions.items(), draft.clauses, choice.ways):
        if way is not None:
            if (name, way) not in known:
                values = [field.values[index] for field, index in zip(clause.fields, way)]
                known[name, way] = _resolved(provision, values, deal)
            provisions[name] = known[name, way]
    return attrs.evolve(deal, provisions=provisions, alternatives={})


def _resolved(provision: Provision, values: Sequence[Any], deal: Deal) -> Provision:
    verb, thing, times, *attributes = values
    start, stop = span_of(times)
    steps = [step.id for step in deal.steps]
    return attrs.evolve(
        provision,
        action=(verb,),
        object=(thing,),
        from_=(steps[start],) if start or provision.from_ else (),
        until=(steps[stop],) if stop < len(steps) else (),
        attributes={name: (value,) for name, value in zip(provision.attributes, attributes)},
        bracketed=False,
    )


def check_size(deal: Deal, draft: Draft) -> None:
    """Refuse a draft with too many resolutions to try one by one, without trying them.

    Raises InputError.
    """
    options = prod(len(article.options) for article in draft.articles)
    in_articles = frozenset().union(*(out for article in draft.articles for out in article.leaves_out))
    sizes = [clause.size for clause in draft.clauses]
    most = options * prod(size for number, size in enumerate(sizes) if number not in in_articles)
    limit = max(min(RESOLUTION_LIMIT, MOST_CLAUSES // max(len(sizes), 1)), 1)
    if options <= limit >= most:
        taken = itertools.product(*(range(len(article.options)) for article in draft.articles))
        outs = (left_out(draft, options) for options in taken)
        most = sum(prod(size for number, size in enumerate(sizes) if number not in out) for out in outs)
    if most > limit:
        message = f"draft `{shown(deal.id)}` has more than {limit:,} resolutions to try ({_size_text(most)})"
        raise InputError([Mistake(message, deal.place, "settle some of its brackets first")])


def _size_text(size: int) -> str:
    return f"{size:,}" if size < 10**15 else f"about 10^{len(str(size)) - 1}" if size < 10**4000 else "beyond count"


def _clause(provision: Provision, steps: Sequence[str], lexicon: Lexicon) -> Clause:
    """Return a provision without brackets as `resolutions` would; going by choices would take five times as long."""
    verb, thing = str(provision.action[0]), str(provision.object[0])
    return Clause(
        id=str(provision.id),
        parties=frozenset(map(str, provision.bound)),
        verb=verb,
        object=thing,
        leaves=lexicon.leaves[thing],
        start=steps.index(provision.from_[0]) if provision.from_ else 0,
        stop=steps.index(provision.until[0]) if provision.until else len(steps),
        attributes={name: values[0] for name, values in provision.attributes.items()},
    )


def _open_clause(provision: Provision, steps: Sequence[str]) -> OpenClause:
    starts = [steps.index(step) for step in provision.from_] or [0]
    stops = [steps.index(step) for step in provision.until] or [len(steps)]
    return OpenClause(
        id=str(provision.id),
        parties=frozenset(map(str, provision.bound)),
        bracketed=provision.bracketed,
        verbs=tuple(map(str, provision.action)),
        objects=tuple(map(str, provision.object)),
        times=tuple(times_of(start, stop) for start in starts for stop in stops if start < stop),
        attributes={name: tuple(values) for name, values in provision.attributes.items()},
    )


def _articles(deal: Deal, numbers: dict[Id, int]) -> Iterator[Article]:
    """Yield each article with what its options leave out: the provisions that only its other options name."""
    for name, options in deal.alternatives.items():
        named = [frozenset(numbers[provision] for provision in names) for names in options.values()]
        every = frozenset().union(*named)
        yield Article(str(name), tuple(map(str, options)), tuple(every - taken for taken in named))


def _ways(clause: OpenClause) -> list[Way | None]:
    """Return the ways to settle a provision; None leaves it out."""
    ways: list[Way | None] = [None] if clause.bracketed else []
    return ways + list(itertools.product(*(range(len(field.values)) for field in clause.fields)))


def _is_bracketed(provision: Provision) -> bool:
    return (
        provision.bracketed
        or len(provision.action) > 1
        or len(provision.object) > 1
        or len(provision.from_) > 1
        or len(provision.until) > 1
        or any(len(values) > 1 for values in provision.attributes.values())
    )


def bound_parties(deal: Deal) -> set[str]:
    """Return every party that some provision of the deal binds."""
    return {str(party) for provision in deal.provisions.values() for party in provision.bound}
