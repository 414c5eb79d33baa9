"""Remedies that the parties offer, brought into a deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from dealcheck.errors import Mistakes
from dealcheck.language.check import check_provision
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.model.deal import Deal, Provision, Remedy
from dealcheck.place import Word, place_of
from dealcheck.questions.offers import free_id

RemedyOffers = Mapping[str, tuple[Remedy, tuple[str, ...]]]
"""Remedies on offer, and the rulesets that offer each, by ids that are free in the deal."""


def remedies_on_offer(deal: Deal, positions: Sequence[Position], lexicon: Lexicon) -> RemedyOffers:
    """Return the remedies that the deal does not have yet, with the rulesets that offer them, by ids free in the deal.

    Several rulesets may offer the same; it counts once. A remedy is left out that names what the deal does not have, or
    that adds a provision under an id that is taken.
    """
    offers: dict[str, tuple[Remedy, tuple[str, ...]]] = {}
    for position in positions:
        for name, offered in position.ruleset.offered_remedies.items():
            remedy = _bound(offered, str(position.ruleset.party))
            known = next((each for each, (other, _) in offers.items() if _same(remedy, other)), None)
            if known is not None:
                offers[known] = (offers[known][0], (*offers[known][1], str(position.ruleset.id)))
            elif _fits(remedy, deal, [each for each, _ in offers.values()], lexicon):
                free = free_id(name, position, {*deal.remedies, *offers})
                offers[free] = (attrs.evolve(remedy, id=Word(free, place_of(name))), (str(position.ruleset.id),))
    return offers


def _bound(remedy: Remedy, party: str) -> Remedy:
    """Return a remedy in which what it adds binds somebody: by default, the party that offers it."""
    adds = {name: each if each.bound else attrs.evolve(each, party=(party,)) for name, each in remedy.adds.items()}
    return attrs.evolve(remedy, adds=adds)


def _same(left: Remedy, right: Remedy) -> bool:
    """Return whether two remedies are the same but for their names."""
    bare = [attrs.evolve(each, id="", title="", description="", sources=()) for each in (left, right)]
    return bare[0] == bare[1]


def _fits(remedy: Remedy, deal: Deal, others: Sequence[Remedy], lexicon: Lexicon) -> bool:
    """Return whether a remedy can be brought into a deal that does not have it yet, beside others."""
    taken: dict[str, Provision] = dict(deal.provisions)
    for other in (*deal.remedies.values(), *others):
        taken |= other.adds
    mistakes = Mistakes()
    for provision in remedy.adds.values():
        check_provision(provision, lexicon, mistakes)
    steps = {str(step.id) for step in deal.steps}
    named = {*remedy.when.breach, *remedy.suspends, *remedy.ends}
    return (
        not mistakes.found
        and named <= {*taken, *remedy.adds}
        and taken.keys().isdisjoint(remedy.adds)
        and all(steps.issuperset(provision.until) for provision in remedy.adds.values())
        and all(party in lexicon.parties for party in remedy.by)
        and not any(_same(remedy, held) for held in deal.remedies.values())
    )
