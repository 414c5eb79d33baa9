"""A signed deal, ready to be carried out: who owes what, from when, for how long, and what follows from a breach."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language.drafts.dependencies import Dependencies
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import Clause, DependencyNode
from dealcheck.language.resolutions import is_draft, settle
from dealcheck.language.signed.days import Day, Days, day_of
from dealcheck.language.wording import Wording
from dealcheck.model.calendar import Duration
from dealcheck.model.deal import Deal, Provision


@attrs.frozen(repr=False)
class Stage:
    """A step: the day on which it begins at the latest, or the step before it from which its term is counted."""

    id: str
    date: Day | None
    after: int | None
    within: Duration | None


@attrs.frozen(repr=False)
class Obligation:
    """A provision: owed from step number `start`, or while its `remedy` is in effect, until step number `stop`.

    `depends_on`: the number of the condition under which alone it is owed; None where it depends on nothing.
    """

    id: str
    parties: tuple[str, ...]
    start: int
    stop: int | None
    within: Duration | None
    remedy: str | None = None
    depends_on: int | None = None


@attrs.frozen(repr=False)
class Recourse:
    """A remedy: what it answers, who may invoke it (nobody: it takes effect by itself), and what it does.

    `notice_steps`: its notice where time is counted in steps.
    """

    id: str
    answers: tuple[str, ...]
    lasting: Duration | None
    holders: tuple[str, ...]
    notice: Duration | None
    suspends: tuple[str, ...]
    ends: tuple[str, ...]
    lapses: bool
    notice_steps: int = 0

    @property
    def is_power(self) -> bool:
        """Whether somebody must invoke it."""
        return bool(self.holders)


@attrs.frozen(repr=False)
class Contract:
    """A signed deal with all names resolved.

    `parties`: the names of all parties of its vocabulary, by their ids. `clauses`: what its provisions say, those that
    remedies add among them. `conditions`: what provisions depend on, each after those it is made of; `numbers`: for
    each of the deal's provisions its number in them.
    """

    deal: Deal
    parties: Mapping[str, str]
    days: Days
    stages: tuple[Stage, ...]
    obligations: Mapping[str, Obligation]
    recourses: Mapping[str, Recourse]
    clauses: Mapping[str, Clause]
    conditions: tuple[DependencyNode, ...]
    numbers: tuple[str, ...]
    step_numbers: Mapping[str, int] = attrs.field(init=False)

    @step_numbers.default
    def _step_numbers(self) -> dict[str, int]:
        return {stage.id: number for number, stage in enumerate(self.stages)}


def contract(deal: Deal, lexicon: Lexicon) -> Contract:
    """Return a signed deal, ready to be carried out; it was checked. Raises InputError for one with brackets."""
    if is_draft(deal):
        message = f"`{shown(deal.id)}` has brackets: a deal is signed once it has none"
        raise InputError([Mistake(message, deal.place, "settle them first")])
    steps = tuple(str(step.id) for step in deal.steps)
    settled = settle(deal, lexicon)
    clauses = {clause.id: clause for clause in settled.clauses}
    if deal.added:
        more = settle(attrs.evolve(deal, provisions=deal.added, alternatives={}, remedies={}), lexicon)
        clauses |= {clause.id: clause for clause in more.clauses}
    dependencies, wording = Dependencies(deal.provisions), Wording(lexicon)
    obligations = {
        str(name): _obligation(each, steps, depends_on=on)
        for (name, each), on in zip(deal.provisions.items(), dependencies.of_provisions)
    }
    for name, remedy in deal.remedies.items():
        obligations |= {str(key): _obligation(each, steps, remedy=str(name)) for key, each in remedy.adds.items()}
    return Contract(
        deal=deal,
        parties={str(name): wording.party(str(name)) for name in lexicon.parties},
        days=Days(deal.calendar),
        stages=tuple(
            Stage(
                id=str(step.id),
                date=day_of(step.date) if step.date else None,
                after=steps.index(step.after) if step.after else None,
                within=step.within,
            )
            for step in deal.steps
        ),
        obligations=obligations,
        recourses={
            str(name): Recourse(
                id=str(name),
                answers=tuple(map(str, remedy.when.breach)),
                lasting=remedy.when.for_,
                holders=tuple(map(str, remedy.by)),
                notice=remedy.notice,
                suspends=tuple(map(str, remedy.suspends)),
                ends=tuple(map(str, remedy.ends)),
                lapses=remedy.lapses == "when-cured",
                notice_steps=remedy.notice_steps,
            )
            for name, remedy in deal.remedies.items()
        },
        clauses=clauses,
        conditions=dependencies.conditions,
        numbers=tuple(map(str, deal.provisions)),
    )


def _obligation(
    provision: Provision, steps: tuple[str, ...], *, remedy: str | None = None, depends_on: int | None = None
) -> Obligation:
    return Obligation(
        id=str(provision.id),
        parties=tuple(map(str, provision.bound)),
        start=steps.index(provision.from_[0]) if provision.from_ else 0,
        stop=steps.index(provision.until[0]) if provision.until else None,
        within=provision.perform_within,
        remedy=remedy,
        depends_on=depends_on,
    )
