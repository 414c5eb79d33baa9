"""Is it safe to sign? The solver and the diagrams give what going through every course gives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import dealcheck
from dealcheck.answers.signed.stress import CounterCourse, Exposure
from dealcheck.engines.courses.counted import CountedCourses
from dealcheck.engines.courses.plan import plan
from dealcheck.files.logs.events import columns_of
from dealcheck.language import semantics
from dealcheck.language.history import history
from dealcheck.language.lexicon import Lexicon, lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Program
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.courses import (
    FIRST,
    RECORDED,
    Course,
    Stops,
    courses,
    first_day_after,
    may_stop,
    stepwise_contract,
    stepwise_deal,
)
from dealcheck.language.signed.days import text_of
from dealcheck.model.deal import Deal, Grounds, Provision, Remedy
from dealcheck.model.events import Event
from dealcheck.model.ruleset import Ruleset
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
def remedies(draw: st.DrawFn, vocabulary: Words, known: tuple[str, ...], number: int) -> Remedy:
    """A remedy of any sort; `known`: the provisions of the deal, and what remedies before this one add."""
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
    answers = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple))
    return Remedy(
        id=f"r{number}",
        when=Grounds(breach=answers),
        by=draw(some(PARTIES)),
        notice_steps=draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5])),
        suspends=draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True).map(tuple)),
        ends=draw(some(known, 1)) if draw(st.integers(0, 2)) == 0 else (),
        adds=adds,
        lapses=draw(st.sampled_from(["when-cured", "when-cured", "never"])),
    )


@st.composite
def cases(draw: st.DrawFn, most: int = MOST) -> Case:
    """A deal whose courses are few enough to go through."""
    vocabulary = draw(words())
    deal = draw(deals(vocabulary))
    assume(deal.provisions)
    names: tuple[str, ...] = tuple(map(str, deal.provisions))
    answers = {}
    for number in range(draw(st.integers(0, 3))):
        answers[f"r{number}"] = remedy = draw(remedies(vocabulary, names, number))
        names = (*names, *map(str, remedy.adds))
    if names[-1].startswith("a") and draw(st.booleans()):
        deal = attrs.evolve(
            deal, remedies={**answers, "r9": attrs.evolve(draw(remedies(vocabulary, names, 9)), id="r9")}
        )
    else:
        deal = attrs.evolve(deal, remedies=answers)
    bound = sorted({str(party) for each in deal.provisions.values() for party in each.bound})
    defaulters = draw(st.lists(st.sampled_from(bound), min_size=1, max_size=2, unique=True).map(tuple))
    case = Case(deal, vocabulary, draw(rulesets(vocabulary)), defaulters)
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
        assert len(each.told.moments) == len(stepwise.stages)
        for name, times in each.told.times.items():
            performed.update((name, step) for step in range(len(stepwise.stages)) if times >> step & 1)
    for name in stepwise.obligations:
        for step in range(len(stepwise.stages)):
            formula = counted.space.timing.in_force(numbers[name], step)
            assert counted.count(formula) == performed[name, step]


@drawn(1)
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
    for each, broken in every:
        note(each, stepwise)
    if exposure.shortest is not None:
        wanted, broken = min(exposed, key=lambda pair: latest(case, stepwise, pair[0].stops))
        numbers = stepwise.step_numbers
        assert {stop.provision: numbers[stop.step] for stop in exposure.shortest.stopped} == wanted.stops
        assert {breach.bottom_line for breach in exposure.shortest.broken} == broken
        SEEN.update([f"{len(wanted.stops)} stopped"])
        replay(case, exposure.shortest, with_remedies=with_remedies)


def note(each: Course, stepwise: Contract) -> None:
    """Count what a course shows."""
    for step in range(len(stepwise.stages)):
        told = history(stepwise, each.events, FIRST + step) if step < len(stepwise.stages) - 1 else each.told
        SEEN.update(standing.state for standing in told.standings.values())
        SEEN.update(f"remedy {standing.state}" for standing in told.remedies.values())
        if len(SEEN) > 40:
            return
    SEEN.update(event.kind for event in each.events)


def replay(case: Case, shortest: CounterCourse, *, with_remedies: bool) -> None:
    """Record what happened in a log, and ask `status`: it finds the same bottom lines broken."""
    deal = stepwise_deal(case.deal if with_remedies else attrs.evolve(case.deal, remedies={}))
    stepwise = stepwise_contract(case.deal, case.lexicon, remedies=with_remedies)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        events = [
            Event(f"e{number}", event.kind, event.of, event.on, RECORDED, by=event.by)
            for number, event in enumerate(shortest.events)
        ]
        log.write_text("".join(json.dumps(columns_of(event)) + "\n" for event in events), encoding="utf-8")
        rules = [*case.vocabulary.lineage, case.ruleset]
        day = text_of(first_day_after(stepwise))
        status = dealcheck.status(deal, rules, log=log, as_of=day, session=SESSION)
    (ruleset,) = status.rulesets
    broken = {line.bottom_line for line in ruleset.lines if line.state == "broken" and line.strength == "red-line"}
    assert {breach.bottom_line for breach in shortest.broken} == broken & set(case.at_risk())
