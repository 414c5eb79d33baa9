"""How a signed deal stands on a day: what engines answer about its provisions and remedies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import attrs

from dealcheck.language import semantics
from dealcheck.language.program import InForce, Settled
from dealcheck.language.signed.contract import Contract, Recourse
from dealcheck.language.signed.days import Day, text_of

State = Literal["not due", "due", "performed", "breach", "ended", "suspended", "waived"]
RemedyState = Literal["in effect", "notice", "available", "not available"]


@attrs.frozen
class Standing:
    """The state of a provision, since when, and the last day of its term where that is still of interest."""

    state: State
    since: Day
    due: Day | None = None


NOTHING_YET = Standing("not due", 0)
"""How a provision stands before anything happened."""


@attrs.frozen
class RemedyStanding:
    """The state of a remedy, since when, and the day on which it takes effect or its condition will be met.

    In effect: since that day. Notice: it runs since it was invoked or its condition was met, and `effect` is its end.
    Available: the condition is met, and nobody has invoked it. Not available: it is not met; `effect` is the day on
    which it will be if a breach goes on, None without a breach.
    """

    state: RemedyState
    since: Day | None = None
    effect: Day | None = None


@attrs.frozen
class Moment:
    """A day on which something changed, and the number of the step that had begun last."""

    day: Day
    step: int


@attrs.frozen(repr=True)
class Told:
    """What engines answer: the days on which steps began, how provisions and remedies stand, and the moments.

    `times`: for each provision the moments at which it was performed, as bits. `lacking`: the parties that it binds
    and that do not perform it.
    """

    begun: tuple[Day, ...]
    standings: Mapping[str, Standing]
    remedies: Mapping[str, RemedyStanding]
    moments: tuple[Moment, ...]
    times: Mapping[str, int]
    lacking: Mapping[str, tuple[str, ...]]

    def settled(self, contract: Contract) -> Settled:
        """Return what happened as a deal whose steps are the moments."""
        length = len(self.moments)
        clauses = (
            attrs.evolve(clause, start=_first(self.times[name], length), stop=length, times=self.times[name])
            for name, clause in contract.clauses.items()
        )
        return Settled(tuple(text_of(moment.day) for moment in self.moments), tuple(clauses))


def _first(times: int, length: int) -> int:
    return (times & -times).bit_length() - 1 if times else length


def standing_of(
    contract: Contract,
    recourse: Recourse,
    *,
    since: Day | None,
    effect: Day | None,
    grounds: Day | None,
    noticed: Day | None,
    breaches: Collection[Day],
) -> RemedyStanding:
    """Return how a remedy stands. `since`: the day on which it took effect, if it is in effect; `effect`: the day on
    which it does or will; `grounds`: the day on which its condition was met; `noticed`: since when its notice runs,
    which may go on after the condition is gone; `breaches`: the first days of the breaches that it answers.
    """
    if since is not None:
        return RemedyStanding("in effect", since, effect)
    if effect is not None:
        return RemedyStanding("notice", noticed, effect)
    if grounds is not None:
        return RemedyStanding("available", grounds)
    met = (contract.days.after(breach, recourse.lasting) for breach in breaches)
    return RemedyStanding("not available", None, min(met, default=None))


def depended_on(contract: Contract, times: Mapping[str, int], length: int) -> list[semantics.Steps]:
    """Return the moments at which each condition holds that provisions depend on: whether others were performed."""
    nodes = [attrs.evolve(node, depends_on=None) if isinstance(node, InForce) else node for node in contract.conditions]
    clauses: Sequence = [  # type: ignore[type-arg]
        attrs.evolve(contract.clauses[name], times=times[name]) for name in contract.numbers
    ]
    return semantics.in_force(nodes, clauses, length)
