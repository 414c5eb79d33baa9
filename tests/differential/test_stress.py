"""Is it safe to sign? The solver and the diagrams give what going through every course gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import dealcheck
from dealcheck.answers.signed.stress import CounterCourse, Exposure
from dealcheck.engines.courses.counted import CountedCourses
from dealcheck.engines.courses.plan import plan
from dealcheck.engines.ledger.ledger import told_on
from dealcheck.files.writer import deal_text
from dealcheck.language import semantics
from dealcheck.language.lexicon import Lexicon, lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Program
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.courses import (
    FIRST,
    Course,
    Stops,
    course,
    courses,
    may_stop,
    stepwise_contract,
)
from dealcheck.language.signed.days import text_of
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal, Grounds, Provision, Remedy
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.questions.signed.stress import stress_of
from tests.differential.cases import SESSION
from tests.differential.strategies import PARTIES, VERBS, Words, deals, rulesets, some, words
from tests.drawn import drawn

MOST = 64
"""So many courses are gone through."""
SEEN: Counter[str] = Counter()


@attrs.frozen
class Case:
    """A random signed deal with a ruleset, and the parties that may stop."""

    deal: Deal
    vocabulary: Words
    ruleset: Ruleset
    defaulters: tuple[str, ...]
    lexicon: Lexicon = attrs.field(init=False)
    program: Program = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "lexicon", lexicon(self.vocabulary.lineage))
        object.__setattr__(self, "program", program([self.ruleset], self.lexicon))

    @property
    def position(self) -> Position:
        """The ruleset as it is asked."""
        return Position(self.program, self.lexicon)

    def at_risk(self) -> list[str]:
        """The red lines that the deal as written keeps."""
        kept = semantics.judge(self.program, settle(self.deal, self.lexicon)).broken
        lines = self.program.bottom_lines
        return [name for name in lines if self.program.line(name).strength == "red-line" and name not in kept]


@st.composite
def remedies(
    draw: st.DrawFn, vocabulary: Words, known: tuple[str, ...], stopping: tuple[str, ...], number: int
) -> Remedy:
    """A remedy of any sort; `known`: the provisions of the deal, and what remedies before this one add.

    `stopping`: those that may be stopped.
    """
    added = f"a{number}"
    adds = {}
    if draw(st.booleans()):
        adds[added] = Provision(
            id=added,
            parties=tuple(draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True))),
            action=(draw(st.sampled_from(VERBS)),),
            object=(draw(st.sampled_from(vocabulary.objects)),),
        )
    names = (*known, *adds)
    others = tuple(name for name in known if name.startswith("a"))
    answered = st.one_of(st.sampled_from(stopping), st.sampled_from(others or names))
    answers = draw(st.lists(answered, min_size=1, max_size=2, unique=True).map(tuple))
    return Remedy(
        id=f"r{number}",
        when=Grounds(breach=answers),
        by=draw(some(PARTIES)),
        notice_steps=draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5])),
        suspends=draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True).map(tuple)),
        ends=draw(some(known, 1)) if draw(st.booleans()) else (),
        adds=adds,
        lapses=draw(st.sampled_from(["when-cured", "when-cured", "never"])),
    )


def pattern(provision: Provision) -> c.Pattern:
    """What matches a provision."""
    return c.Pattern(party=provision.bound[:1], action=provision.action, part_of=provision.object[0])


@st.composite
def aimed(draw: st.DrawFn, deal: Deal, stopping: tuple[str, ...]) -> dict[str, BottomLine]:
    """Bottom lines about what the provisions of a deal do, so that the deal as written keeps many of them.

    `stopping`: those that may be stopped.
    """
    patterns = [pattern(provision) for provision in (*deal.provisions.values(), *deal.added.values())]
    theirs = tuple(pattern(deal.provisions[name]) for name in stopping)
    done: st.SearchStrategy[Any] = st.sampled_from(patterns)
    condition = st.one_of(
        done,
        st.builds(c.Once, done),
        st.builds(c.Earlier, done),
        st.builds(c.Not, done),
        st.builds(lambda of: c.Count(of, at_least=Decimal(2)), st.lists(done, min_size=2, max_size=3).map(tuple)),
    )
    lines: list[BottomLine] = []
    for number in range(draw(st.integers(1, 3))):
        first, second = draw(done), draw(condition)
        clauses: dict[str, Any] = draw(
            st.sampled_from(
                [
                    {"forbid": first, "until": second},
                    {"forbid": first, "only_after": second},
                    {"forbid": c.Not(first), "unless": second},
                    {"require": first},
                    {"require": c.AnyOf(theirs)},
                    {"forbid": first, "unless": c.AnyOf(theirs)},
                    {"require": second, "when": first, "within": draw(st.integers(0, 2))},
                ]
            )
        )
        lines.append(BottomLine(id=f"b{number}", strength="red-line", **clauses))
    return {str(line.id): line for line in lines}


@st.composite
def cases(draw: st.DrawFn, most: int = MOST) -> Case:
    """A deal whose courses are few enough to go through."""
    vocabulary = draw(words())
    deal = draw(deals(vocabulary, length=draw(st.sampled_from([1, 2, 3, 3, 4]))))
    assume(deal.provisions)
    names: tuple[str, ...] = tuple(map(str, deal.provisions))
    bound = sorted({str(party) for each in deal.provisions.values() for party in each.bound})
    defaulters = draw(st.lists(st.sampled_from(bound), min_size=1, max_size=2, unique=True).map(tuple))
    stopping = tuple(name for name in names if {*deal.provisions[name].bound} & {*defaulters})
    answers: dict[str, Remedy] = {}
    for number in range(draw(st.integers(0, 3))):
        answers[f"r{number}"] = remedy = draw(remedies(vocabulary, names, stopping, number))
        names = (*names, *map(str, remedy.adds))
    deal = attrs.evolve(deal, remedies=answers)
    ruleset = Ruleset(id="mine", party="p0", vocabulary="own")
    if draw(st.integers(0, 3)) == 0:
        ruleset = draw(rulesets(vocabulary))
        red = {name: attrs.evolve(line, strength="red-line") for name, line in ruleset.bottom_lines.items()}
        ruleset = attrs.evolve(ruleset, bottom_lines=red)
    else:
        ruleset = attrs.evolve(ruleset, bottom_lines=draw(aimed(deal, stopping)))
    case = Case(deal, vocabulary, ruleset, defaulters)
    assume(prod(map(len, may_stop(stepwise_contract(deal, case.lexicon), defaulters).values())) <= most)
    return case


def gone_through(case: Case, stepwise: Contract) -> Iterator[tuple[Course, set[str]]]:
    """Every course of a deal, with the red lines at risk that it breaks."""
    at_risk = set(case.at_risk())
    for each in courses(stepwise, case.defaulters):
        broken = semantics.judge(case.program, each.told.settled(stepwise)).broken
        yield each, at_risk & set(broken)


def latest(case: Case, stepwise: Contract, stops: Stops) -> tuple[object, ...]:
    """What makes one course shorter than another."""
    steps = may_stop(stepwise, case.defaulters)
    lost = [steps[name][-1] - stops.get(name, steps[name][-1]) for name in steps]
    return len(stops), sum(lost), lost


@drawn(1)
@given(cases())
def test_formulas_say_of_each_step_what_is_performed(case: Case) -> None:
    stepwise = stepwise_contract(case.deal, case.lexicon)
    counted = CountedCourses(plan(case.deal, case.lexicon, case.defaulters), [])
    numbers = {clause.id: number for number, clause in enumerate(counted.space.draft.clauses)}
    performed: Counter[tuple[str, int]] = Counter()
    for each in courses(stepwise, case.defaulters):
        assert each == course(stepwise, case.defaulters, each.stops, told_on)  # as counter-courses are shown
        assert len(each.told.moments) == len(stepwise.stages)
        for name, times in each.told.times.items():
            performed.update((name, step) for step in range(len(stepwise.stages)) if times >> step & 1)
    for name in stepwise.obligations:
        for step in range(len(stepwise.stages)):
            formula = counted.space.timing.in_force(numbers[name], step)
            assert counted.count(formula) == performed[name, step]


@drawn(4)
@given(cases())
def test_answers_are_those_of_going_through_every_course(case: Case) -> None:
    answer = stress_of(case.deal, case.lexicon, [case.position], defaulters=case.defaulters)
    assert answer.uncounted == ""
    (ruleset,) = answer.rulesets
    assert ruleset.safe is ruleset.with_remedies.safe
    assert (ruleset.without_remedies is None) is (not case.deal.remedies)
    for with_remedies, exposure in ((True, ruleset.with_remedies), (False, ruleset.without_remedies)):
        if exposure is not None:
            check_exposure(case, exposure, with_remedies=with_remedies)


def check_exposure(case: Case, exposure: Exposure, *, with_remedies: bool) -> None:
    """Compare what is answered with what going through every course finds."""
    stepwise = stepwise_contract(case.deal, case.lexicon, remedies=with_remedies)
    every = list(gone_through(case, stepwise))
    exposed = [(each, broken) for each, broken in every if broken]
    assert exposure.courses == len(every)
    assert exposure.exposed == len(exposed)
    by_line = Counter(name for _, broken in exposed for name in broken)
    assert {line.bottom_line: line.courses for line in exposure.lines} == by_line
    assert exposure.safe is (not exposed)
    SEEN.update(["safe" if exposure.safe else "exposed"])
    note(case, stepwise, [each for each, _ in every])
    if exposure.shortest is not None:
        wanted, broken = min(exposed, key=lambda pair: latest(case, stepwise, pair[0].stops))
        numbers = stepwise.step_numbers
        assert {stop.provision: numbers[stop.step] for stop in exposure.shortest.stopped} == wanted.stops
        assert {breach.bottom_line for breach in exposure.shortest.broken} == broken
        SEEN.update([f"{len(wanted.stops)} stopped"])
        replay(case, exposure.shortest)


def note(case: Case, stepwise: Contract, every: list[Course]) -> None:
    """Count the constructs of a deal whose courses were gone through, and what happened in some of them."""
    happened = [each for each in every if each.stops]
    remedies = [name for each in happened for name, remedy in each.told.remedies.items() if remedy.state == "in effect"]
    for name in {*remedies}:
        recourse, written = stepwise.recourses[name], case.deal.remedies[name]
        parts = {"suspends": recourse.suspends, "ends": recourse.ends, "adds": written.adds, "power": recourse.holders}
        answered = {stepwise.obligations[one].remedy for one in recourse.answers}
        SEEN.update(f"in effect: {part}" for part, names in parts.items() if names)
        SEEN.update([f"in effect: lapses {written.lapses}", f"in effect: notice {written.notice_steps}"])
        SEEN.update(["in effect: answers what another adds"] if answered - {None, name} else [])
        SEEN.update(["in effect: a defaulter's power"] if {*recourse.holders} & {*case.defaulters} else [])
    for each in happened:
        SEEN.update(standing.state for standing in each.told.standings.values())
        SEEN.update(f"remedy {remedy.state}" for remedy in each.told.remedies.values())
        SEEN.update(f"event {event.kind}" for event in each.events)
    for name in may_stop(stepwise, case.defaulters):
        obligation = stepwise.obligations[name]
        SEEN.update(["may stop: joint"] if len(obligation.parties) > 1 else [])
        SEEN.update(["may stop: until"] if obligation.stop is not None else [])
        SEEN.update(["may stop: added"] if obligation.remedy else [])
        SEEN.update(["may stop: depends"] if obligation.depends_on is not None else [])
    SEEN.update(f"depends {type(node).__name__}" for node in stepwise.conditions)


def replay(case: Case, shortest: CounterCourse) -> None:
    """Record what happened in a log, and ask `status`: it finds the same bottom lines broken."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        log.write_text(shortest.log, encoding="utf-8")
        rules = [*case.vocabulary.lineage, case.ruleset]
        day = text_of(FIRST + len(case.deal.steps))
        status = dealcheck.status(deal_text(shortest.deal), rules, log=log, as_of=day, session=SESSION)
    (ruleset,) = status.rulesets
    broken = {line.bottom_line for line in ruleset.lines if line.state == "broken" and line.strength == "red-line"}
    assert {breach.bottom_line for breach in shortest.broken} == broken & set(case.at_risk())


def test_every_construct_was_drawn() -> None:
    if not SEEN:
        return  # this test was picked by itself
    expected = [
        *("safe", "exposed", "1 stopped", "2 stopped"),
        *("not due", "performed", "breach", "ended", "suspended"),
        *(f"remedy {each}" for each in ("in effect", "notice", "not available")),
        *(f"in effect: {each}" for each in ("suspends", "ends", "adds", "power", "a defaulter's power")),
        *(f"in effect: lapses {each}" for each in ("when-cured", "never")),
        *(f"in effect: notice {each}" for each in (0, 1)),
        "in effect: answers what another adds",
        *(f"may stop: {each}" for each in ("joint", "until", "added", "depends")),
        *(f"event {each}" for each in ("performed", "stopped", "invoked")),
        *(f"depends {each}" for each in ("InForce", "Not", "Once", "Earlier", "Throughout", "All", "AnyOf", "Count")),
    ]
    assert [each for each in expected if not SEEN[each]] == []
