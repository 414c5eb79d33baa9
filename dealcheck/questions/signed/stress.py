"""Whether a deal is safe to sign: what breaks if the others stop half way, with the deal's remedies and without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated

import attrs

from dealcheck.answers.signed.stress import CounterCourse, ExposedLine, Exposure, RulesetStress, Stress
from dealcheck.engines import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from dealcheck.engines.courses.counted import CountedCourses
from dealcheck.engines.courses.plan import Plan, plan
from dealcheck.engines.courses.shortest import SolvedCourses, broken
from dealcheck.engines.spaces import Formula
from dealcheck.errors import InputError, MemoryLimitError, Mistake, TimeLimitError, nearest, shown, within_memory
from dealcheck.files.arguments import check, texts
from dealcheck.language import semantics
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import settle
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.courses import Stops, stepwise_contract
from dealcheck.language.wording import plain
from dealcheck.model.deal import Deal
from dealcheck.place import place_of
from dealcheck.questions.options import CountTimeout, DealArgument, Memory, Option, RulesArgument, deadline_of
from dealcheck.questions.signed.counter_courses import counter_course
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

Defaulters = Annotated[
    Iterable[str],
    Option(
        "A party that may stop; may be given more than once. Default: for each ruleset all parties but its own.",
        kind="names",
        metavar="PARTY",
    ),
]


def stress(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    defaulters: Defaulters = (),
    timeout: CountTimeout = DEFAULT_TIMEOUT,
    memory: Memory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Stress:
    """Return whether a deal is safe to sign: which red lines break if others stop half way.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them; a deal with brackets is not signed.
    `defaulters`: the parties that may stop; none: for each ruleset all parties but its own. `timeout`: after how many
    seconds to give up counting courses; None: never. `memory`: how many bytes the diagrams may take.

    A course lets each provision of the defaulters be performed up to some step. A deal is safe for a ruleset if no
    course breaks a red line that the deal as written keeps. The answer has for each ruleset the number of courses and
    the shortest of those that break one, with the deal's remedies and without. Where courses are not counted, its
    `uncounted` says why.

    Raises what `dealcheck.verify` raises.
    """
    check(timeout=timeout, memory=memory)
    named = texts("defaulters", defaulters)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    positions = scope.positions_for(read.deal)
    answer = stress_of(
        read.deal,
        scope.library.lexicon(read.deal.vocabulary),
        positions,
        defaulters=named,
        deadline=deadline_of(timeout),
        memory=memory,
    )
    return attrs.evolve(answer, file=read.file)


def stress_of(
    deal: Deal,
    lexicon: Lexicon,
    positions: Sequence[Position],
    *,
    defaulters: Collection[str] = (),
    count: bool = True,
    deadline: float | None = None,
    memory: int = DEFAULT_MEMORY,
) -> Stress:
    """Return whether a deal that was read and checked is safe for some positions.

    `count`: whether to count courses; `deadline`: when to give up counting, on the clock of `time.monotonic`.
    Raises InputError for a deal with brackets, and for defaulters that it does not bind.
    """
    contracts = [stepwise_contract(deal, lexicon)]
    if deal.remedies:
        contracts.append(stepwise_contract(deal, lexicon, remedies=False))
    parties = {party for each in contracts[0].obligations.values() for party in each.parties}
    _check_defaulters(defaulters, parties, lexicon)
    counting = _Counting(count, deadline, memory, f"`{shown(deal.id)}`")
    settled = settle(deal, lexicon)
    rulesets = []
    for position in positions:
        stopping = tuple(defaulters) or tuple(sorted(parties - {str(position.ruleset.party)}))
        judgment = semantics.judge(position.program, settled)
        red = [name for name in position.program.bottom_lines if position.program.line(name).strength == "red-line"]
        at_risk = [name for name in red if name not in judgment.broken]
        exposures = [
            _exposure(_Asked(plan(deal, lexicon, stopping, remedies=not number), each, position, at_risk), counting)
            for number, each in enumerate(contracts)
        ]
        rulesets.append(
            RulesetStress(
                **position.head,
                defaulters=stopping,
                safe=exposures[0].safe,
                broken=tuple(name for name in red if name in judgment.broken),
                with_remedies=exposures[0],
                without_remedies=exposures[1] if len(exposures) > 1 else None,
            )
        )
    return Stress(
        deal=str(deal.id),
        title=str(deal.title),
        file="",
        steps=tuple(str(step.id) for step in deal.steps),
        remedies=tuple(map(str, deal.remedies)),
        rulesets=tuple(rulesets),
        uncounted=counting.why,
        place=deal.place,
    )


def _check_defaulters(defaulters: Iterable[str], bound: Collection[str], lexicon: Lexicon) -> None:
    mistakes = []
    for party in defaulters:
        if party not in lexicon.parties:
            mistakes.append(Mistake(f"`defaulters`: unknown party `{shown(party)}`", None, nearest(party, bound)))
        elif party not in bound:
            message = f"`defaulters`: no provision of this deal binds `{shown(party)}`"
            mistakes.append(Mistake(message, None, nearest(party, bound)))
    if mistakes:
        raise InputError(mistakes)


@attrs.define
class _Counting:
    """Whether courses are counted, within which bounds, and why they were not."""

    is_on: bool
    deadline: float | None
    memory: int
    what: str
    why: str = ""

    def numbers(self, plan: Plan, position: Position, lines: Sequence[Sequence[str]]) -> list[int | None]:
        """Return for each set of bottom lines how many courses break some of it; None where that is not counted."""
        uncounted: list[int | None] = [None] * len(lines)
        if not self.is_on or self.why:
            return uncounted
        try:
            with within_memory(self.what, self.memory):
                counted = CountedCourses(plan, [position.program], memory=self.memory, deadline=self.deadline)
                return [counted.count(broken(counted.meanings[0], names)) for names in lines]
        except (MemoryLimitError, TimeLimitError) as error:
            self.why = str(error)
            return uncounted


@attrs.frozen(repr=False)
class _Asked:
    """A deal with its courses, and a ruleset with the red lines that are at risk."""

    plan: Plan
    stepwise: Contract
    position: Position
    at_risk: Sequence[str]

    def counter_course(self, stops: Stops) -> CounterCourse:
        """Return what happens if some provisions are stopped."""
        ruleset = str(self.position.ruleset.id)
        name = ruleset if self.stepwise.recourses else f"{ruleset}-without-remedies"
        return counter_course(self.stepwise, self.position, self.plan.defaulters, stops, self.at_risk, name)


def _exposure(asked: _Asked, counting: _Counting) -> Exposure:
    """Return what the courses of a deal do to the red lines that are at risk."""
    courses = asked.plan.number_of_courses
    solved = SolvedCourses(asked.plan, [asked.position.program])
    (meaning,) = solved.meanings
    formulas: dict[str, Formula] = {name: broken(meaning, [name]) for name in asked.at_risk}
    exposed = [name for name, formula in formulas.items() if solved.is_possible(formula)]
    if not exposed:
        return Exposure(courses=courses, exposed=0)
    stops = solved.shortest(solved.space.any_of(formulas[name] for name in exposed))
    assert stops is not None  # one of them breaks in some course
    number, *numbers = counting.numbers(asked.plan, asked.position, [exposed, *([name] for name in exposed)])
    return Exposure(
        courses=courses,
        exposed=number,
        lines=tuple(_lines(asked.position, exposed, numbers)),
        shortest=asked.counter_course(stops),
    )


def _lines(position: Position, names: Sequence[str], numbers: Sequence[int | None]) -> Iterator[ExposedLine]:
    for name, number in zip(names, numbers):
        written = position.program.line(name)
        yield ExposedLine(
            bottom_line=str(written.id or name),
            title=str(written.title) or plain(name),
            strength=written.strength,
            status=written.status,
            courses=number,
            place=place_of(written.id) or written.place,
        )
