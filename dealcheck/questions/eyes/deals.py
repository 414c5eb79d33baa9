"""What all could sign, for one viewer's eyes: repairs of a deal, and whether there is any deal at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import attrs

from dealcheck.answers.conflict import Claim, Reconciliation
from dealcheck.answers.repair import Direction, Repairs
from dealcheck.engines.universe.universe import MOST_STEPS, common_lexicon
from dealcheck.errors import InputError, Mistake
from dealcheck.files.arguments import check, check_steps, check_word
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.questions.eyes.asked import Asked
from dealcheck.questions.options import deadline_of
from dealcheck.questions.reconcile.including import included
from dealcheck.questions.reconcile.reconcile import Search as DealSearch
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.repair import in_directions, must_be_settled
from dealcheck.questions.repair.search import Search

_UNTRIED = "the rulesets look at more than can be tried"


def repairs(asked: Asked) -> tuple[Repairs, ...]:
    """Return the changes after which all can sign; of what keeps the sides from it, the viewer's own part alone.

    No offers are brought in but the viewer's own: what others could still put on the table is theirs to say.
    """
    direction, limit = asked.arguments["direction"], asked.arguments["limit"]
    deadline = deadline_of(asked.arguments["timeout"])
    safe = asked.arguments["safe"]
    check(limit=limit, safe=safe)
    if direction is not None:
        check_word("direction", direction, get_args(Direction))
    read = asked.read(asked.own_scope)
    must_be_settled(read.deal)
    own = asked.own_scope.positions_for(read.deal) if asked.viewer.party else []
    lexicon = asked.own_scope.library.lexicon(read.deal.vocabulary)

    def towards(way: Direction) -> Repairs:
        near = Neighbourhood(read.deal, lexicon, own, way, remedies=safe)
        positions = asked.session.scope(asked.arguments["rulesets"]).positions_for(read.deal)
        answer = Search(near, positions, deadline, in_order=True).repairs(read.file, limit)
        names = [str(each.ruleset.id) for each in own] if asked.viewer.party else sorted(answer.rulesets)

        def own_claims(claims: Sequence[Claim]) -> tuple[Claim, ...]:
            return tuple(claim for claim in claims if asked.viewer.party and claim.ruleset in names)

        return attrs.evolve(
            answer,
            rulesets=tuple(names),
            unmet=own_claims(answer.unmet),
            exposed=own_claims(answer.exposed),
            repairs=tuple(
                attrs.evolve(each, outcomes={name: each.outcomes[name] for name in names}) for each in answer.repairs
            ),
            seen_by=asked.viewer.name,
        )

    return asked.of_all(lambda: in_directions(towards, direction))


def repairs_in_one_direction(asked: Asked) -> Repairs:
    """Return the changes that `dealcheck.repair` would find, as above."""
    (answer,) = repairs(asked)
    return answer


def reconciliation(asked: Asked) -> Reconciliation:
    """Return whether any deal is acceptable to all, and what keeps the viewer's own rulesets from one.

    The deal itself is left out: it is made of what the others ask for.
    """
    arguments = asked.arguments
    steps, strict = arguments["steps"], arguments["strict"]
    check(strict=strict)
    check_steps(steps, MOST_STEPS)
    if arguments["best"] is not None:
        cure = "leave `--best` out"
        raise InputError([Mistake("a deal of the best scores is not shown for one side's eyes", None, cure)])
    deadline = deadline_of(arguments["timeout"])
    own = asked.own_scope.named()

    def positions() -> Sequence[Position]:
        return asked.session.scope(arguments["rulesets"]).named()

    names, lexicon = _named(own) if asked.viewer.party else asked.of_all(lambda: _named(positions()))
    extra = included(arguments["including"], own, lexicon)

    def of_all() -> tuple[bool, str]:
        search = DealSearch(positions(), extra, steps, strict=strict, deadline=deadline)
        is_there = search.least() is not None
        return is_there, _UNTRIED if search.universe.untried and not is_there else ""

    alone = DealSearch(own, extra, steps, strict=strict, deadline=deadline) if own else None
    if alone is not None and alone.least() is None:
        against, is_there, untried = alone.against(), False, alone.universe.untried
    else:
        against, (is_there, untried) = (), asked.of_all(of_all)
    return Reconciliation(
        rulesets=names,
        vocabulary=lexicon.id,
        steps=steps,
        including=() if extra is None else tuple(line.title for line in extra.ruleset.bottom_lines.values()),
        conflict=against,
        untried=untried,
        all_can_sign=is_there,
        seen_by=asked.viewer.name,
    )


def _named(positions: Sequence[Position]) -> tuple[tuple[str, ...], Lexicon]:
    """Return what may be known of the sides that are asked: the ids of their rulesets, and the words these are in."""
    return tuple(sorted(str(position.ruleset.id) for position in positions)), common_lexicon(positions)
