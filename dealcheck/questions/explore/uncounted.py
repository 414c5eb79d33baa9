"""The zone of possible agreement where its resolutions are not counted: what is settled, ruled out, in the way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import attrs

from dealcheck.answers.exploration import Alternative, Bracket, Exploration, Obstacle
from dealcheck.engines.counter import ganak
from dealcheck.engines.solver.known import Known
from dealcheck.engines.solver.logic import Literal, Model
from dealcheck.errors import EngineError
from dealcheck.language.position import Position
from dealcheck.language.program import TIMES, Draft, span_of
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.language.wording import value_text
from dealcheck.model.deal import Deal, Provision
from dealcheck.place import place_of
from dealcheck.questions.options import deadline_of

COUNTER_SECONDS = 60.0
"""How long the model counter may take where no timeout is given."""
_LEAST_SECONDS = 10.0
"""The solver has at least so long for what is known without counting: it seldom takes one."""
Alternatives = list[tuple[str, Literal]]
"""The ways to settle a bracket, each with the resolutions that take it."""


def diagram_deadline(timeout: float | None) -> float | None:
    """Return when diagrams must be done: the model counter, if there is one, has half of the time."""
    return deadline_of(timeout / 2 if timeout is not None and ganak.is_installed() else timeout)


def known_without_diagrams(
    deal: Deal, file: str, draft: Draft, positions: Sequence[Position], error: EngineError, timeout: float | None
) -> Known:
    """Return what is known where diagrams ended in an error: by the solver, and the model counter if there is one."""
    now, seconds = time.monotonic(), COUNTER_SECONDS if timeout is None else timeout / 2
    deadline = now + max(seconds, _LEAST_SECONDS) + (seconds if ganak.is_installed() else 0)
    if ganak.is_installed():
        count = partial(ganak.count, draft, deadline=now + seconds)
        return Known(deal, file, draft, positions, str(error), count, deadline)
    why = f"{error}; a model counter may do better: pip install 'dealcheck[count]'"
    return Known(deal, file, draft, positions, why, deadline=deadline)


def uncounted(known: Known) -> Exploration:
    """Return what holds in all resolutions that all can sign, in some, or in none of them."""
    verification = known.verification()
    example = known.example
    return Exploration(
        deal=verification.deal,
        title=verification.title,
        file=known.file,
        resolutions=verification.resolutions,
        acceptable=verification.acceptable,
        without_reservations=verification.without_reservations,
        verdicts=verification.verdicts,
        brackets=tuple(_brackets(known)),
        obstacles=tuple(_obstacles(known)),
        uncounted=verification.uncounted,
        example=None if example is None else resolution_of(known.deal, known.draft, example),
        place=verification.place,
    )


@attrs.frozen
class _Open:
    """A bracket, as `answers.exploration.Bracket` has it, and its alternatives."""

    head: dict[str, Any]
    alternatives: Alternatives


def _brackets(known: Known) -> Iterator[Bracket]:
    """Yield every bracket, articles first, in the order of the draft."""
    brackets = list(_open_brackets(known))
    taken = _taken(known, [literal for bracket in brackets for _, literal in bracket.alternatives])
    for bracket in brackets:
        alternatives = [
            Alternative(value=value, acceptable=None if literal in taken else 0)
            for value, literal in bracket.alternatives
        ]
        is_open = any(alternative.acceptable is None for alternative in alternatives)
        yield Bracket(**bracket.head, open_in=None if is_open else 0, alternatives=tuple(alternatives))


def _taken(known: Known, literals: Sequence[Literal]) -> set[Literal]:
    """Return which of some literals hold in some acceptable resolution.

    Each search is for a resolution in which one of them holds that was not seen to hold yet.
    """
    logic, left = known.space.logic, set(literals)
    taken: set[Literal] = set()
    while left:
        model = logic.solve([known.acceptable, logic.any_of(left)], deadline=known.deadline)
        if not isinstance(model, Model):
            break
        seen = {literal for literal in left if model.holds(literal)}
        taken |= seen
        left -= seen
    return taken


def _open_brackets(known: Known) -> Iterator[_Open]:
    deal, draft, space = known.deal, known.draft, known.space
    places = {str(name): place_of(name) for name in deal.alternatives}
    for article, options in zip(draft.articles, space.articles):
        head = {"name": article.id, "kind": "article", "place": places[article.id]}
        yield _Open(head, list(zip(article.options, options)))
    for number, provision in enumerate(deal.provisions.values()):
        name, is_in = draft.clauses[number].id, space.is_in[number]
        place = place_of(provision.id) or provision.place
        if provision.bracketed:
            yield _Open({"name": name, "kind": "provision", "place": place}, [("in", is_in), ("out", ~is_in)])
        for field, alternatives in _fields(known, number, provision):
            head = {"name": f"{name}.{field}", "kind": "field", "place": place}
            yield _Open(head, [(value, is_in & literal) for value, literal in alternatives])


def _fields(known: Known, number: int, provision: Provision) -> Iterator[tuple[str, Alternatives]]:
    """Yield each bracketed field with its alternatives, and where each is taken if the provision is in."""
    for place, field in enumerate(known.draft.clauses[number].fields):
        literals = known.space.field(number, place)
        if place == TIMES:
            yield from _steps(known, provision, field.values, literals)
        elif len(field.values) > 1:
            yield field.name.removeprefix("attributes."), list(zip(map(value_text, field.values), literals))


def _steps(
    known: Known, provision: Provision, times: Sequence[int], literals: Sequence[Literal]
) -> Iterator[tuple[str, Alternatives]]:
    steps = (*known.draft.steps, "")
    for name, written, end in (("from", provision.from_, 0), ("until", provision.until, 1)):
        if len(written) > 1:
            ends = [steps[span_of(each)[end]] for each in times]
            yield (
                name,
                [
                    (str(step), known.space.any_of(literal for at, literal in zip(ends, literals) if at == step))
                    for step in written
                ],
            )


def _obstacles(known: Known) -> Iterator[Obstacle]:
    """Yield the demands that some resolution does not meet; first those that would help alone if they were dropped."""
    found = []
    for demand in known.demands:
        rules_out = known.number(~demand.met)
        others = [other.met for other in known.demands if other is not demand]
        if rules_out != 0:
            alone = None if known.is_possible(~demand.met, *others) else 0
            found.append((demand, rules_out, alone))
    for demand, rules_out, alone in sorted(found, key=lambda obstacle: obstacle[2] == 0):
        claim = demand.claim
        yield Obstacle(
            ruleset=demand.ruleset,
            bottom_line=demand.bottom_line,
            title=claim.title,
            rules_out=rules_out,
            alone=alone,
            place=claim.place,
        )
