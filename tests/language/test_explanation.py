"""Explanations are proofs: take out what is said to break a line, or add what is said to be missing, and it changes."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from dealcheck.answers.verdict import Breach, Finding
from dealcheck.language import program as p
from dealcheck.language import semantics
from dealcheck.language.explanation import explain
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.language.wording import Wording, plain
from dealcheck.model import conditions as written
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from tests.differential.strategies import Words, bottom_lines, deals, rulesets, words

several = settings(deadline=None, suppress_health_check=list(HealthCheck))
_Proved = tuple[Position, Deal, p.Settled, Breach]


@st.composite
def simple_rulesets(draw: st.DrawFn, vocabulary: Words) -> Ruleset:
    """Rulesets of conditions that more provisions only help to hold, which is what proofs are about most often."""
    wide = st.builds(
        lambda name, kind: written.Pattern(**{kind: name}),
        st.sampled_from(vocabulary.wholes),
        st.sampled_from(["part_of", "whole_of"]),
    )
    deeper = st.one_of(
        st.builds(written.All, st.tuples(wide, wide)),
        st.builds(written.AnyOf, st.tuples(wide, wide)),
        st.builds(written.Once, wide),
        st.builds(written.Earlier, wide),
        st.builds(written.Throughout, wide),
    )
    lines = {name: draw(bottom_lines(name, st.one_of(wide, deeper))) for name in ("b0", "b1", "b2")}
    return Ruleset(id="mine", party="p0", vocabulary="own", bottom_lines=lines)


@st.composite
def breaches(draw: st.DrawFn) -> list[_Proved]:
    """A random deal, and every broken bottom line of a random ruleset, explained."""
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    position = Position(program([draw(st.one_of(rulesets(vocabulary), simple_rulesets(vocabulary)))], known), known)
    deal = draw(deals(vocabulary))
    settled = settle(deal, known)
    judgment = semantics.judge(position.program, settled)
    found = explain(position, deal, settled, judgment.broken) if judgment.broken else ()
    return [(position, deal, settled, breach) for breach in found]


def broken(position: Position, settled: p.Settled, name: str) -> set[str]:
    """The steps at which a bottom line is broken."""
    steps = semantics.judge(position.program, settled).broken.get(name, 0)
    return {step for number, step in enumerate(settled.steps) if steps >> number & 1}


def is_positive(position: Position, number: int) -> bool:
    """Whether more provisions can only make a condition hold, never keep it from holding."""
    node = position.program.conditions[number]
    if isinstance(node, (p.Not, p.Count, p.Total)) or node == p.All(()):
        return False
    return all(is_positive(position, part) for part in p.parts_of(node))


def is_plain(position: Position, number: int) -> bool:
    """Whether a condition is made of patterns without tests, `all` and `any` alone."""
    node = position.program.conditions[number]
    if isinstance(node, p.Reaches):
        return not position.program.patterns[node.pattern].tests
    return isinstance(node, (p.All, p.AnyOf)) and all(is_plain(position, n) for n in p.parts_of(node))


@several
@given(breaches())
def test_without_the_provisions_named_a_forbidden_thing_is_not_done(found: list[_Proved]) -> None:
    for position, _deal, settled, breach in found:
        line = position.program.bottom_lines[breach.bottom_line]
        if isinstance(line, p.Forbid) and is_positive(position, line.condition):
            left = tuple(clause for clause in settled.clauses if clause.id not in breach.provisions)
            event("a forbid was put to the proof")
            after = broken(position, attrs.evolve(settled, clauses=left), breach.bottom_line)
            assert after.isdisjoint(breach.steps) or not breach.provisions


@several
@given(breaches())
def test_with_what_is_named_as_missing_the_line_holds(found: list[_Proved]) -> None:
    for position, _deal, settled, breach in found:
        line = position.program.bottom_lines[breach.bottom_line]
        cures = [(breach.finding, line.condition)] if isinstance(line, p.Require) else []
        cures += [(each.finding, _of_release(line, each.kind)) for each in breach.releases if _can_come(each, breach)]
        for finding, number in cures:
            if is_plain(position, number) and _can_hold(position, number):
                event("what was missing was added")
                added = tuple(_provisions(position, settled, finding))
                after = broken(position, attrs.evolve(settled, clauses=(*settled.clauses, *added)), breach.bottom_line)
                assert breach.at not in after


def _can_come(release: object, breach: Breach) -> bool:
    """Whether a release can still come in time: `only-after` can't at the first step."""
    return getattr(release, "kind", "") != "only-after" or release.finding.step != breach.at  # type: ignore[attr-defined]


def _of_release(line: p.Forbid | p.Require, kind: str) -> int:
    number = getattr(line, kind.replace("-", "_"))
    assert isinstance(number, int)
    return number


def _can_hold(position: Position, number: int) -> bool:
    """Whether anything at all makes a condition hold: `any: []` and what nobody's verb does not."""
    node = position.program.conditions[number]
    if isinstance(node, p.AnyOf):
        return any(_can_hold(position, each) for each in node.of)
    if isinstance(node, p.All):
        return all(_can_hold(position, each) for each in node.of)
    return bool(isinstance(node, p.Reaches) and node.leaves)


def _provisions(position: Position, settled: p.Settled, finding: Finding) -> Iterator[p.Clause]:
    """For each pattern that is named as missing a provision that does it, at the step that is named."""
    if finding.holds:
        return
    for part in finding.parts:
        yield from _provisions(position, settled, part)
    node = _node_of(position, finding)
    if node is None:
        return
    pattern, step = position.program.patterns[node.pattern], settled.steps.index(finding.step)
    for leaf in finding.missing if node.whole else sorted(node.leaves)[:1]:
        yield p.Clause(
            id="added",
            parties=frozenset(sorted(pattern.parties or ["p0"])[:1]),
            verb=sorted(pattern.verbs or ["x0"])[0],
            object=leaf,
            leaves=frozenset([leaf]),
            start=step,
            stop=step + 1,
            attributes={},
        )


def _node_of(position: Position, finding: Finding) -> p.Reaches | None:
    """The pattern that a finding tells of in words, under the name of its definition or without one."""
    wording = Wording(position.lexicon)
    for number, node in enumerate(position.program.conditions):
        condition = position.program.written[number]
        if isinstance(node, p.Reaches) and isinstance(condition, written.Pattern):
            text = wording.condition(condition)
            name = position.program.names.get(number)
            if finding.condition in (text, f"“{plain(str(name))}” ({text})"):
                return node
    return None


@several
@given(breaches())
def test_every_word_that_is_named_is_one_of_the_deals_or_the_rulesets(found: list[_Proved]) -> None:
    for position, deal, settled, breach in found:
        assert set(breach.provisions) <= set(deal.provisions)
        assert {*breach.steps, breach.at} <= set(settled.steps)
        assert breach.bottom_line in position.ruleset.bottom_lines
        known = {**position.lexicon.sources, **position.ruleset.sources}
        assert all(source in known.values() for source in breach.sources)
        for finding in (breach.finding, breach.trigger, *(each.finding for each in breach.releases)):
            if finding is not None:
                _check_words(position, deal, settled, finding)


def _check_words(position: Position, deal: Deal, settled: p.Settled, finding: Finding) -> None:
    assert finding.step in settled.steps
    assert set(finding.provisions) <= set(deal.provisions)
    assert set(finding.missing) <= set(position.lexicon.objects)
    assert {each.provision for each in finding.shortfalls} <= set(deal.provisions)
    for part in finding.parts:
        _check_words(position, deal, settled, part)
