"""What is wrong with a deal's calendar, the terms of its steps and its remedies, noted with their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import attrs

from dealcheck.errors import InputError, Mistakes, shown
from dealcheck.files.values import is_date
from dealcheck.language.signed.days import Days
from dealcheck.model.calendar import Calendar
from dealcheck.model.deal import Deal, Grounds, Provision, Remedy, Step
from dealcheck.place import place_of

_WEEK = 7
MOST_REMEDIES = 1_000
"""A deal may have this many remedies."""

CheckProvision = Callable[[Provision], None]


def check_terms(deal: Deal, mistakes: Mistakes) -> None:
    """Note what is wrong with a deal's calendar and with the dates and terms of its steps."""
    if deal.calendar is not None:
        _check_calendar(deal.calendar, mistakes)
    numbers = {str(step.id): number for number, step in enumerate(deal.steps)}
    latest: Step | None = None
    for number, step in enumerate(deal.steps):
        _check_step(step, number, numbers, mistakes)
        if step.date and not is_date(step.date):
            continue  # as was noted when it was read
        if step.date and latest is not None and latest.date and step.date < latest.date:
            message = f"step `{shown(step.id)}` begins on {shown(step.date)}, before step `{shown(latest.id)}`"
            mistakes.add(message, step.date, f"steps begin in their order: name {shown(latest.date)} or a later day")
        latest = step if step.date else latest


def _check_calendar(calendar: Calendar, mistakes: Mistakes) -> None:
    if len(calendar.weekend) == _WEEK:
        mistakes.add("the weekend has all days of the week", calendar, "leave out those on which work goes on")
    looked_up = find_spec("holidays") is not None
    try:
        Days(attrs.evolve(calendar, holidays=(), country=calendar.country if looked_up else ""))
    except InputError as error:
        mistakes.found += [attrs.evolve(each, place=each.place or calendar.place) for each in error.mistakes]


def _check_step(step: Step, number: int, numbers: Mapping[str, int], mistakes: Mistakes) -> None:
    if step.after is None:
        if step.within is not None:
            message = f"step `{shown(step.id)}` has `within` and no `after`"
            mistakes.add(message, step.id, "add `after`, the step from which the term is counted")
        return
    if step.date is not None:
        message = f"step `{shown(step.id)}` has both `date` and `after`"
        mistakes.add(message, step.after, "keep the fixed day or the term")
    if step.within is None:
        mistakes.add(
            f"step `{shown(step.id)}` has `after` and no `within`", step.after, "add a term, as `within: 60 days`"
        )
    if step.after and step.after not in numbers:
        mistakes.unknown("step", step.after, [name for name in numbers if name != step.id])
    elif step.after and numbers[step.after] >= number:
        message = f"step `{shown(step.id)}` is counted from `{shown(step.after)}`, which is no earlier step"
        mistakes.add(message, step.after, "name a step before it")


def check_remedies(deal: Deal, parties: Mapping[str, object], mistakes: Mistakes, check: CheckProvision) -> None:
    """Note what is wrong with the words of remedies; `check`: what looks at the words of a provision that one adds."""
    if len(deal.remedies) > MOST_REMEDIES:
        message = f"deal `{shown(deal.id)}` has {len(deal.remedies):,} remedies, and may have {MOST_REMEDIES:,}"
        mistakes.add(message, next(iter(deal.remedies)), "leave some out")
        return
    known: dict[str, Provision] = dict(deal.provisions)
    for remedy in deal.remedies.values():
        for name, provision in remedy.adds.items():
            if name in known:
                message = f"provision `{shown(name)}` is there already"
                mistakes.add(message, name, "give the one that the remedy adds another id")
            known[name] = provision
    for remedy in deal.remedies.values():
        _check_remedy(remedy, known, parties, mistakes)
        for provision in remedy.adds.values():
            check(provision)
            check_added(provision, mistakes)


def _check_remedy(
    remedy: Remedy, known: Mapping[str, Provision], parties: Mapping[str, object], mistakes: Mistakes
) -> None:
    for name in (*remedy.when.breach, *remedy.suspends, *remedy.ends):
        if name and name not in known:
            mistakes.unknown("provision", name, known)
    for party in remedy.by:
        if party and party not in parties:
            mistakes.unknown("party", party, parties)
    check_effects(remedy, mistakes)


def check_effects(remedy: Remedy, mistakes: Mistakes) -> None:
    """Note that a remedy does nothing."""
    if not (remedy.suspends or remedy.ends or remedy.adds):
        message = f"remedy `{shown(remedy.id)}` does nothing"
        mistakes.add(message, remedy.id or remedy, "add `suspends`, `ends` or `adds`")


def check_added(provision: Provision, mistakes: Mistakes) -> None:
    """Note what a provision that a remedy adds can't have."""
    name = shown(provision.id)
    if provision.from_:
        message = f"provision `{name}` comes into force with its remedy"
        mistakes.add(message, provision.from_[0], "leave `from` out")
    if provision.provided is not None:
        cure = "leave `provided` out: what it depends on is its remedy"
        mistakes.add(f"provision `{name}` is added by a remedy", place_of(provision.id) or provision, cure)
    several: Sequence[tuple[str, int]] = (
        ("party", len(provision.bound_together)),
        ("action", len(provision.action)),
        ("object", len(provision.object)),
        ("until", len(provision.until)),
        *((str(key), len(values)) for key, values in provision.attributes.items()),
    )
    if provision.bracketed or any(number > 1 for _, number in several):
        mistakes.add(f"provision `{name}` of a remedy has brackets", provision.id or provision, "settle them")


def remedies_for(deal: Deal, provisions: Mapping[str, Provision]) -> dict[str, Remedy]:
    """Return the remedies of a deal for what is left of its provisions: those that answer nothing more are left out."""
    kept = dict(deal.remedies)
    while True:
        known = {*provisions, *(name for remedy in kept.values() for name in remedy.adds)}
        left = {name: after for name, remedy in kept.items() if (after := _narrowed(remedy, known)) is not None}
        if left == kept:
            return kept
        kept = left


def _narrowed(remedy: Remedy, known: set[str]) -> Remedy | None:
    breach = tuple(name for name in remedy.when.breach if name in known)
    suspends = tuple(name for name in remedy.suspends if name in known)
    ends = tuple(name for name in remedy.ends if name in known)
    if not breach or not (suspends or ends or remedy.adds):
        return None
    grounds: Grounds = attrs.evolve(remedy.when, breach=breach)
    return attrs.evolve(remedy, when=grounds, suspends=suspends, ends=ends)
