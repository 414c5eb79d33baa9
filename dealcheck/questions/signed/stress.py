"""Whether a deal is safe to sign: what breaks if the others stop half way, with the deal's remedies and without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated

import attrs

from dealcheck.answers import head_of
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
from dealcheck.language.resolutions import is_draft
from dealcheck.language.resolutions import settle as settled_deal
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.courses import Stops, stepwise_contract
from dealcheck.language.wording import Wording, plain
from dealcheck.model.deal import Deal
from dealcheck.place import place_of
from dealcheck.questions.options import DealArgument, Memory, Option, RulesArgument, Settle, deadline_of
from dealcheck.questions.signed.counter_courses import counter_course
from dealcheck.questions.signed.safe_drafts import draft_stress, search_deadline
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
    settle: Settle = (),
    timeout: Annotated[
        float | None,
        Option("After how many seconds to give up counting, and say what is known without.", metavar="SECONDS", low=0),
    ] = DEFAULT_TIMEOUT,
    memory: Memory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Stress:
    """Return whether a deal is safe to sign: which red lines break if others stop half way.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `defaulters`: the parties that may stop; none: for each ruleset all parties but its own. `settle`: brackets of a
    draft to settle first, as `dealcheck.explore` takes them. `timeout`: after how many seconds to give up counting;
    None: never. `memory`: how many bytes the diagrams may take.

    A course lets each provision of the defaulters be performed up to some step. A deal is safe for a ruleset if no
    course breaks a red line that the deal as written keeps. The answer has for each ruleset the number of courses and
    the shortest of those that break one, with the deal's remedies and without. Where courses are not counted, its
    `uncounted` says why. Of a draft, `draft` has how many of the resolutions that all can sign are safe, and one.

    Raises what `dealcheck.verify` raises.
    """
    check(timeout=timeout, memory=memory)
    named = texts("defaulters", defaulters)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    after = settle_brackets(read.deal, texts("settle", settle))
    positions = scope.positions_for(after)
    answer = stress_of(
        after,
        scope.library.lexicon(after.vocabulary),
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
    """Return whether a deal that was read and checked is safe for some positions; of a draft, which resolutions are.

    `count`: whether to count courses; `deadline`: when to give up counting, on the clock of `time.monotonic`; what is
    known without may take some seconds more. Raises InputError for defaulters that the deal does not bind, and
    TimeLimitError when that time is up, too.
    """
    parties = bound_by(deal)
    _check_defaulters(defaulters, parties, lexicon)

    def stopping(position: Position) -> tuple[str, ...]:
        return tuple(defaulters) or tuple(sorted(parties - {str(position.ruleset.party)}))

    wording = Wording(lexicon)
    answer = Stress(
        **head_of(deal, ""),
        steps=tuple(str(step.id) for step in deal.steps),
        remedies=tuple(map(str, deal.remedies)),
        parties={name: wording.party(name) for name in sorted(parties)},
    )
    if is_draft(deal):
        draft, why = draft_stress(deal, lexicon, positions, stopping, count=count, deadline=deadline, memory=memory)
        return attrs.evolve(answer, draft=draft, uncounted=why)
    counting = _Counting(count, deadline, memory, f"`{shown(deal.id)}`")
    rulesets = tuple(_ruleset(deal, lexicon, position, stopping(position), counting) for position in positions)
    return attrs.evolve(answer, rulesets=rulesets, uncounted=counting.why)


def bound_by(deal: Deal) -> frozenset[str]:
    """Return every party that a provision of a deal binds, those that its remedies add among them."""
    provisions = (*deal.provisions.values(), *deal.added.values())
    return frozenset(str(party) for provision in provisions for party in provision.bound)


def _ruleset(
    deal: Deal, lexicon: Lexicon, position: Position, stopping: tuple[str, ...], counting: _Counting
) -> RulesetStress:
    """Return whether a deal is safe for one ruleset."""
    program = position.program
    judgment = semantics.judge(program, settled_deal(deal, lexicon))
    red = program.red_lines()
    at_risk = [name for name in red if name not in judgment.broken]

    def exposure(*, remedies: bool) -> Exposure:
        planned = plan(deal, lexicon, stopping, remedies=remedies)
        stepwise = stepwise_contract(deal, lexicon, remedies=remedies)
        name = f"{program.ruleset.id}{'' if remedies else '-without-remedies'}"
        return _exposure(_Asked(planned, stepwise, position, at_risk, name), counting)

    with_remedies = exposure(remedies=True)
    return RulesetStress(
        **position.head,
        defaulters=stopping,
        safe=with_remedies.safe,
        broken=tuple(name for name in red if name in judgment.broken),
        with_remedies=with_remedies,
        without_remedies=exposure(remedies=False) if deal.remedies else None,
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
    """A deal with its courses, and a ruleset with the red lines that are at risk; `name`: what it is called after."""

    plan: Plan
    stepwise: Contract
    position: Position
    at_risk: Sequence[str]
    name: str

    def counter_course(self, stops: Stops) -> CounterCourse:
        """Return what happens if some provisions are stopped."""
        return counter_course(self.stepwise, self.position, self.plan.defaulters, stops, self.at_risk, self.name)


def _exposure(asked: _Asked, counting: _Counting) -> Exposure:
    """Return what the courses of a deal do to the red lines that are at risk."""
    courses = asked.plan.number_of_courses
    solved = SolvedCourses(asked.plan, [asked.position.program], deadline=search_deadline(counting.deadline))
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
