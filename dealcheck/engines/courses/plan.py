"""A deal with its courses, as a draft: what each provision says, and for each that may be stopped, when that is.

Where a provision is stopped is written as a further provision of the draft, which nobody looks at: the steps up to
which the first is performed are its alternatives. So the choices of a course are written like those of a resolution,
and counted and decided by what counts and decides these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import attrs

from dealcheck.engines.diagrams.ordering import force, groups_of
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import TIMES, Choice, Draft, OpenClause
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import times_of
from dealcheck.language.resolutions import open_draft
from dealcheck.model.deal import Deal, Remedy

_NOTHING = ""
"""The object of what stands for a stop."""


@attrs.frozen(repr=False)
class PlannedRemedy:
    """A remedy, with the provisions that it answers, suspends, ends and adds by their numbers.

    `stands_for_it`: the number of the provision of the draft that is in where the remedy is; None: it always is.
    """

    answers: tuple[int, ...]
    suspends: frozenset[int]
    ends: frozenset[int]
    adds: frozenset[int]
    notice: int
    lapses: bool
    stands_for_it: int | None = None


@attrs.frozen(repr=False, slots=False)
class Plan:
    """A deal or draft with its courses.

    `draft`: the provisions of the deal, then those that remedies add, then one for each that may be stopped, which
    stands for its stop. `stops`: for the number of each provision that may be stopped that of its stop.
    """

    draft: Draft
    remedies: tuple[PlannedRemedy, ...]
    stops: Mapping[int, int]
    defaulters: frozenset[str]

    @cached_property
    def added(self) -> frozenset[int]:
        """The provisions that remedies add."""
        return frozenset().union(*(remedy.adds for remedy in self.remedies))

    @cached_property
    def parties(self) -> frozenset[str]:
        """Every party that some provision may bind."""
        return frozenset().union(*(clause.parties for clause in self.draft.clauses))

    @cached_property
    def number_of_courses(self) -> int:
        """How many courses a deal without brackets has."""
        number = 1
        for stop in self.stops.values():
            number *= len(self.draft.clauses[stop].times)
        return number

    def stopped_in(self, choice: Choice) -> dict[str, int]:
        """Return the provisions that are stopped in a course, each with the first step at which it is not performed."""
        stopped = {}
        for number, stop in self.stops.items():
            times, way = self.draft.clauses[stop].times, choice.ways[stop]
            assert way is not None
            performed = times[way[TIMES]]
            if performed != times[-1]:
                first = times[-1] & -times[-1]
                stopped[self.draft.clauses[number].id] = (performed or first >> 1).bit_length()
        return stopped

    def order(self, programs: Sequence[p.Program]) -> list[int]:
        """Return provisions and articles in the order in which their choices should stand in a diagram."""
        count = len(self.draft.clauses)
        reached = self._reached()
        groups = [
            frozenset().union(*(reached.get(each, (each,)) for each in group))
            for group in groups_of(self.draft, programs)
        ]
        settled = force(count + len(self.draft.articles), [*groups, *reached.values()])[0]
        stops = set(self.stops.values())
        order: list[int] = []
        for number in settled:
            if number not in stops:
                order += [number, self.stops[number]] if number in self.stops else [number]
        return order

    def _reached(self) -> dict[int, frozenset[int]]:
        """Return for each provision that a remedy touches itself and those whose breach the remedy answers."""
        reached: dict[int, set[int]] = {}
        for remedy in self.remedies:
            for number in remedy.suspends | remedy.ends | remedy.adds:
                reached.setdefault(number, {number}).update(remedy.answers)
        return {number: frozenset(by) for number, by in reached.items()}


def plan(deal: Deal, lexicon: Lexicon, defaulters: Collection[str], *, remedies: bool = True) -> Plan:
    """Return a deal or draft with its courses. `remedies`: whether it has its remedies."""
    if not remedies:
        deal = attrs.evolve(deal, remedies={})
    whole = _with_added(open_draft(deal, lexicon), deal, lexicon)
    clauses = list(whole.clauses)
    numbers = {clause.id: number for number, clause in enumerate(clauses)}
    defaulting = frozenset(defaulters)
    stops: dict[int, int] = {}
    for number, clause in enumerate(list(clauses)):
        if not defaulting.isdisjoint(clause.parties):
            stops[number] = len(clauses)
            clauses.append(_stop(clause, len(whole.steps)))
    return Plan(
        draft=attrs.evolve(whole, clauses=tuple(clauses)),
        remedies=tuple(_planned(remedy, numbers) for remedy in deal.remedies.values()),
        stops=stops,
        defaulters=defaulting,
    )


def plan_of_drafted(
    draft: Draft, deal: Deal, lexicon: Lexicon, choosable: Collection[str]
) -> tuple[Plan, dict[str, int]]:
    """Return a draft made of a deal with the remedies of the deal, some of which may be left out; it has no stops.

    Beside it, return for each remedy that may be left out the number of the provision that stands for it.
    """
    drafted = _with_added(draft, deal, lexicon)
    clauses = list(drafted.clauses)
    numbers = {clause.id: number for number, clause in enumerate(clauses)}
    stand_for = {name: len(clauses) + place for place, name in enumerate(choosable)}
    whole = (0, len(draft.steps))
    clauses += [_stands_for(name, whole, bracketed=True) for name in choosable]
    planned = (
        attrs.evolve(_planned(remedy, numbers), stands_for_it=stand_for.get(name))
        for name, remedy in deal.remedies.items()
    )
    drafted = attrs.evolve(drafted, clauses=tuple(clauses))
    return Plan(draft=drafted, remedies=tuple(planned), stops={}, defaulters=frozenset()), stand_for


def _with_added(draft: Draft, deal: Deal, lexicon: Lexicon) -> Draft:
    """Return a draft made of a deal with what its remedies add, as further provisions."""
    more = open_draft(attrs.evolve(deal, provisions=deal.added, alternatives={}, remedies={}), lexicon)
    leaves = {**draft.leaves, **more.leaves, _NOTHING: frozenset[str]()}
    return attrs.evolve(draft, clauses=(*draft.clauses, *more.clauses), leaves=leaves)


def _stop(clause: OpenClause, length: int) -> OpenClause:
    """Return what stands for the stop of a provision: its alternatives are the steps up to which that is performed.

    The steps of a draft may be in brackets; then it may be stopped at any step at which it may be in force.
    """
    every = 0
    for times in clause.times:
        every |= times
    start, stop = p.span_of(every) if every else (0, length)
    spans = [(start, end) for end in range(start, stop + 1)]
    return _stands_for(f"{clause.id} (stopped)", *spans)


def _stands_for(name: str, *spans: tuple[int, int], bracketed: bool = False) -> OpenClause:
    """Return a provision that nobody looks at: its steps, or whether it is in, stand for another choice."""
    return OpenClause(
        id=name,
        bound=(frozenset(),),
        bracketed=bracketed,
        verbs=("",),
        objects=(_NOTHING,),
        times=tuple(times_of(*span) for span in spans),
        attributes={},
    )


def _planned(remedy: Remedy, numbers: Mapping[str, int]) -> PlannedRemedy:
    return PlannedRemedy(
        answers=tuple(numbers[name] for name in remedy.when.breach),
        suspends=frozenset(numbers[name] for name in remedy.suspends),
        ends=frozenset(numbers[name] for name in remedy.ends),
        adds=frozenset(numbers[name] for name in remedy.adds),
        notice=remedy.notice_steps,
        lapses=remedy.lapses == "when-cured",
    )
