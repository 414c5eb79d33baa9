"""Deals to what engines take: brackets as choices, every provision with its steps as numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language.drafts.alternatives import listed
from dealcheck.language.drafts.articles import articles_of
from dealcheck.language.drafts.dependencies import Dependencies, forgetting
from dealcheck.language.drafts.draft import Choice, Draft, OpenClause, Settlement, Way
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import Clause, Settled, span_of, times_of
from dealcheck.language.semantics import in_force
from dealcheck.language.signed.check import remedies_for
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Deal, Provision

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
    dependencies = Dependencies(deal.provisions)
    clauses = tuple(
        _open_clause(provision, steps, depends_on)
        for provision, depends_on in zip(deal.provisions.values(), dependencies.of_provisions)
    )
    leaves = {thing: lexicon.leaves[thing] for clause in clauses for thing in clause.objects}
    return Draft(steps, clauses, tuple(articles_of(deal, clauses)), leaves, dependencies.conditions)


def settle(deal: Deal, lexicon: Lexicon) -> Settled:
    """Return a deal without brackets, ready for engines.

    Raises InputError when the deal is a draft.
    """
    if is_draft(deal):
        raise InputError([Mistake(f"deal `{shown(deal.id)}` is a draft: something is in brackets", deal.place)])
    steps = tuple(str(step.id) for step in deal.steps)
    clauses = tuple(_clause(provision, steps, lexicon) for provision in deal.provisions.values())
    if any(provision.provided is not None for provision in deal.provisions.values()):
        dependencies = Dependencies(deal.provisions)
        holds = in_force(dependencies.conditions, clauses, len(steps))
        clauses = tuple(
            clause if depends_on is None else attrs.evolve(clause, times=clause.times & holds[depends_on])
            for clause, depends_on in zip(clauses, dependencies.of_provisions)
        )
    return Settled(steps, clauses)


def resolutions(draft: Draft) -> Iterator[Settled]:
    """Yield every well-formed resolution of a draft, one by one; of a deal without brackets, the deal itself.

    Those that have a provision in common share the object for it.
    """
    known: dict[tuple[int, Way], Clause] = {}
    shortened: dict[tuple[int, Way, int], Clause] = {}
    for choice in choices(draft):
        yield settled(draft, choice, known, shortened)


def choices(draft: Draft) -> Iterator[Choice]:
    """Yield every choice that makes a well-formed resolution.

    A resolution takes one option of each article and, for each provision that stays in, one value of every bracketed
    field. Values whose `until` does not come after their `from` are passed over, and so are those that an option which
    is taken settles otherwise.
    """
    ways = [_ways(clause) for clause in draft.clauses]
    absent: list[Way | None] = [None]
    for options in options_taken(draft):
        out = left_out(draft, options)
        allowed = [absent if number in out else clause_ways for number, clause_ways in enumerate(ways)]
        for settlement in settlements(draft, options):
            number, place = settlement.provision, settlement.place
            kept = (way for way in allowed[number] if way is None or way[place] in settlement.values)
            allowed[number] = list(kept)
        for chosen in itertools.product(*allowed):
            yield Choice(options, chosen)


def options_taken(draft: Draft) -> Iterator[tuple[int | None, ...]]:
    """Yield every way to take an option of each article that is to be decided."""
    waiting: list[tuple[int | None, ...]] = [()]
    while waiting:
        taken = waiting.pop()
        if len(taken) == len(draft.articles):
            yield taken
            continue
        article = draft.articles[len(taken)]
        is_open = article.within is None or taken[article.within[0]] == article.within[1]
        options: Sequence[int | None] = range(len(article.options)) if is_open else (None,)
        waiting += [(*taken, option) for option in reversed(options)]


def left_out(draft: Draft, options: Sequence[int | None]) -> frozenset[int]:
    """Return the provisions that are left out because of the options taken."""
    pairs = zip(draft.articles, options)
    return frozenset().union(*(article.leaves_out[option] for article, option in pairs if option is not None))


def settlements(draft: Draft, options: Sequence[int | None]) -> Iterator[Settlement]:
    """Yield the brackets that the options taken settle."""
    for article, option in zip(draft.articles, options):
        if option is not None:
            yield from article.settles[option]


def settled(
    draft: Draft,
    choice: Choice,
    known: dict[tuple[int, Way], Clause] | None = None,
    shortened: dict[tuple[int, Way, int], Clause] | None = None,
) -> Settled:
    """Return the resolution that a choice makes.

    `known` and `shortened` keep provisions from one call to the next: as they are written, and those that depend on
    others with the steps at which they are in force.
    """
    known = {} if known is None else known
    shortened = {} if shortened is None else shortened
    clauses: list[Clause | None] = []
    for number, way in enumerate(choice.ways):
        if way is not None and (number, way) not in known:
            known[number, way] = clause_for(draft, number, way)
        clauses.append(None if way is None else known[number, way])
    if draft.dependencies:
        holds = in_force(draft.dependencies, clauses, len(draft.steps))
        for number, (clause, way) in enumerate(zip(clauses, choice.ways)):
            depends_on = draft.clauses[number].depends_on
            if clause is not None and way is not None and depends_on is not None:
                times = clause.times & holds[depends_on]
                if (number, way, times) not in shortened:
                    shortened[number, way, times] = attrs.evolve(clause, times=times)
                clauses[number] = shortened[number, way, times]
    return Settled(draft.steps, tuple(clause for clause in clauses if clause is not None))


def clause_for(draft: Draft, number: int, way: Way) -> Clause:
    """Return a provision of a draft with one value for each of its fields, as if it depended on no other."""
    clause = draft.clauses[number]
    verb, thing, times, bound, *values = (field.values[index] for field, index in zip(clause.fields, way))
    attributes = {name: value for name, value in zip(clause.attributes, values) if value is not None}
    return Clause(clause.id, bound, verb, thing, draft.leaves[thing], *span_of(times), attributes)


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
    return attrs.evolve(
        deal, provisions=forgetting(provisions), alternatives={}, remedies=remedies_for(deal, provisions)
    )


def _resolved(provision: Provision, values: Sequence[Any], deal: Deal) -> Provision:
    verb, thing, times, bound, *attributes = values
    start, stop = span_of(times)
    steps = [step.id for step in deal.steps]
    together = next(each for each in provision.bound_together if frozenset(each) == bound)
    return attrs.evolve(
        provision,
        party=together if provision.party else (),
        parties=together if provision.parties else (),
        action=(verb,),
        object=(thing,),
        from_=(steps[start],) if start or provision.from_ else (),
        until=(steps[stop],) if stop < len(steps) else (),
        attributes={name: (value,) for name, value in zip(provision.attributes, attributes) if value is not None},
        bracketed=False,
    )


def check_size(deal: Deal, draft: Draft) -> None:
    """Refuse a draft with too many resolutions to try one by one, without trying them.

    Raises InputError.
    """
    options = prod(len(article.options) for article in draft.articles)
    decided = frozenset().union(*(article.decides for article in draft.articles))
    sizes = [clause.size for clause in draft.clauses]
    most = options * prod(size for number, size in enumerate(sizes) if number not in decided)
    limit = max(min(RESOLUTION_LIMIT, MOST_CLAUSES // max(len(sizes), 1)), 1)
    if options <= limit >= most:
        most = sum(number_of_ways(draft, options) for options in options_taken(draft))
    if most > limit:
        message = f"draft `{shown(deal.id)}` has more than {limit:,} resolutions to try ({_size_text(most)})"
        raise InputError([Mistake(message, deal.place, "settle some of its brackets first")])


def number_of_ways(draft: Draft, options: Sequence[int | None]) -> int:
    """Return how many resolutions take these options."""
    left: dict[tuple[int, int], set[int]] = {}
    for each in settlements(draft, options):
        key = (each.provision, each.place)
        left[key] = left[key] & each.values if key in left else set(each.values)
    out, ways = left_out(draft, options), 1
    for number, clause in enumerate(draft.clauses):
        if number not in out:
            sizes = (
                len(left[number, place]) if (number, place) in left else len(field.values)
                for place, field in enumerate(clause.fields)
            )
            ways *= prod(sizes) + clause.bracketed
    return ways


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
        attributes={name: _single(values) for name, values in provision.attributes.items()},
    )


def _single(values: Sequence[Any]) -> Any:
    """Return the value of an attribute that has one; a range may be of one number."""
    return values[0][0] if isinstance(values[0], Range) else values[0]


def _open_clause(provision: Provision, steps: Sequence[str], depends_on: int | None) -> OpenClause:
    starts = [steps.index(step) for step in provision.from_] or [0]
    stops = [steps.index(step) for step in provision.until] or [len(steps)]
    return OpenClause(
        id=str(provision.id),
        bound=tuple(dict.fromkeys(frozenset(map(str, together)) for together in provision.bound_together)),
        bracketed=provision.bracketed,
        verbs=tuple(map(str, provision.action)),
        objects=tuple(map(str, provision.object)),
        times=tuple(times_of(start, stop) for start in starts for stop in stops if start < stop),
        attributes={name: listed(values) for name, values in provision.attributes.items()},
        depends_on=depends_on,
    )


def _ways(clause: OpenClause) -> list[Way | None]:
    """Return the ways to settle a provision; None leaves it out."""
    ways: list[Way | None] = [None] if clause.bracketed else []
    return ways + list(itertools.product(*(range(len(field.values)) for field in clause.fields)))


def _is_bracketed(provision: Provision) -> bool:
    return (
        provision.bracketed
        or len(provision.bound_together) > 1
        or len(provision.action) > 1
        or len(provision.object) > 1
        or len(provision.from_) > 1
        or len(provision.until) > 1
        or any(len(listed(values)) > 1 for values in provision.attributes.values())
    )


def bound_parties(deal: Deal) -> set[str]:
    """Return every party that some provision of the deal binds."""
    return {str(party) for provision in deal.provisions.values() for party in provision.bound}
