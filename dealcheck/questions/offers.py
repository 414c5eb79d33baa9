"""What the parties could still put on the table: the offers in their rulesets, brought into a deal."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from dealcheck.errors import Mistakes
from dealcheck.language.check import check_provision
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.model.deal import Deal, Provision, Remedy
from dealcheck.model.vocabulary import Source
from dealcheck.place import Word, place_of

Offers = Mapping[str, tuple[Provision, tuple[str, ...]]]
"""Offers, and the rulesets that make each, by ids that are free in the deal."""


def offers_for(deal: Deal, positions: Sequence[Position], lexicon: Lexicon) -> Offers:
    """Return the offers that the deal does not hold yet, with their rulesets, by ids free in the deal.

    Several rulesets of one party offer the same thing once. An offer that names a step the deal does not have is left
    out, and so is one with words that the deal's vocabulary does not know.
    """
    offers: dict[str, tuple[Provision, tuple[str, ...]]] = {}
    for position in positions:
        for name, offer in position.ruleset.offered_provisions.items():
            bound = offer if offer.bound else attrs.evolve(offer, party=(str(position.ruleset.party),))
            known = next((each for each, (other, _) in offers.items() if _same(bound, other)), None)
            if known is not None:
                offers[known] = (offers[known][0], (*offers[known][1], str(position.ruleset.id)))
            elif _fits(bound, deal, lexicon):
                free = free_id(name, position, {*deal.provisions, *offers})
                offers[free] = (attrs.evolve(bound, id=Word(free, place_of(name))), (str(position.ruleset.id),))
    return offers


def with_offers(deal: Deal, offers: Offers, positions: Sequence[Position], lexicon: Lexicon) -> Deal:
    """Return the deal with the offers in it, and the sources that they cite."""
    taken_in = {name: provision for name, (provision, _) in offers.items()}
    sources = sources_cited(taken_in.values(), positions, lexicon)
    return attrs.evolve(deal, provisions={**deal.provisions, **taken_in}, sources={**sources, **deal.sources})


def sources_cited(
    offers: Iterable[Provision | Remedy], positions: Sequence[Position], lexicon: Lexicon
) -> dict[str, Source]:
    """Return the sources of rulesets that offers cite, but for those that every deal knows."""
    cited = {name for each in offers for name in each.sources} - set(lexicon.sources)
    return {
        name: source for position in positions for name, source in position.ruleset.sources.items() if name in cited
    }


def _same(left: Provision, right: Provision) -> bool:
    """Return whether two provisions are the same but for their names."""
    return attrs.evolve(left, id="", parties=left.bound_together, party=()) == attrs.evolve(
        right, id="", parties=right.bound_together, party=()
    )


def _fits(offer: Provision, deal: Deal, lexicon: Lexicon) -> bool:
    """Return whether an offer can be brought into a deal that does not hold it yet."""
    mistakes = Mistakes()
    check_provision(offer, lexicon, mistakes)
    steps = {str(step.id) for step in deal.steps}
    if mistakes.found or not steps.issuperset((*offer.from_, *offer.until)):
        return False
    return not any(_is_held(offer, provision, lexicon) for provision in deal.provisions.values())


def _is_held(offer: Provision, provision: Provision, lexicon: Lexicon) -> bool:
    """Return whether a provision is the offer already, if with another verb of the scale or at another step."""
    scales = ({lexicon.scale_of[verb] for verb in each.action} for each in (offer, provision))
    return (
        set(map(frozenset, offer.bound_together)) == set(map(frozenset, provision.bound_together))
        and offer.object == provision.object
        and offer.attributes == provision.attributes
        and len(set(map(frozenset, scales))) == 1
    )


def free_id(name: str, position: Position, taken: Collection[str]) -> str:
    """Return an id for an offer that is not taken: its own if it can be."""
    return next(each for each in _ids(name, position) if each not in taken)


def _ids(name: str, position: Position) -> Iterator[str]:
    """Yield candidate ids for an offer: its own, then prefixed with party or ruleset, then numbered."""
    own = str(name).replace(".", "-")  # one of several offers that were written as one
    yield own
    yield f"{position.ruleset.party}-{own}"
    yield f"{position.ruleset.id}-{own}"
    yield from (f"{position.ruleset.id}-{own}-{number}" for number in itertools.count(2))
