"""The adapter around durable-rules: what it relies on there, and that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from itertools import combinations
from typing import Any

import pytest

import dealcheck
from dealcheck.engines.durable import book, play
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.engines.durable.rulebook import hash_of, rulebook
from dealcheck.engines.native import load
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins
from tests.conftest import HANOI, ROOT


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Plugins(entry_points=False))


@pytest.fixture(scope="module")
def position(library: Library) -> Position:
    return library.position("us-hanoi")


@pytest.fixture(scope="module")
def deal(library: Library) -> Settled:
    document = dealcheck.read_document((HANOI / "dprk-offer-ri.yaml").read_bytes(), "deal.yaml").document
    assert isinstance(document, dealcheck.Deal)
    return settle(document, library.lexicon("korea"))


def test_no_thread_is_left_running(position: Position, deal: Settled) -> None:
    before = set(threading.enumerate())
    DurableEngine().compile(position.program)(deal)
    assert set(threading.enumerate()) == before


def test_one_compiled_ruleset_serves_many_deals_alike(position: Position, deal: Settled) -> None:
    judge = DurableEngine().compile(position.program)
    expected = semantics.judge(position.program, deal)
    assert all(judge(deal) == expected for _ in range(20))
    nothing = Settled(("only",), ())
    assert judge(nothing) == semantics.judge(position.program, nothing)
    assert judge(deal) == expected


def test_two_compiled_rulesets_do_not_disturb_each_other(library: Library, deal: Settled) -> None:
    programs = [library.position(name).program for name in ("us-hanoi", "dprk-ri", "dprk-trump")]
    judges = [DurableEngine().compile(each) for each in programs]
    for _ in range(3):
        for judge, each in zip(judges, programs):
            assert judge(deal) == semantics.judge(each, deal)


def test_a_failing_action_is_an_engine_error(
    position: Position, deal: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = DurableEngine().compile(position.program)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(play.Play, "_take", fail)
        with pytest.raises(dealcheck.EngineError, match="on purpose"):
            judge(deal)
    assert judge(deal) == semantics.judge(position.program, deal)


def test_a_session_in_which_no_rule_fires_ends_well() -> None:
    """In a process where fresh memory is never zero: durable-rules frees what it has not set."""
    script = """
import dealcheck
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language.program import Settled
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.engines.native import load
from dealcheck.language.program import Settled
library = dealcheck.Verifier("us-hanoi", plugins=dealcheck.Plugins(entry_points=False)).library
judge = DurableEngine().compile(library.position("us-hanoi").program)
for _ in range(3): judge(Settled(("only",), ()))
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "MALLOC_PERTURB_": "85"}, check=True)


def test_memory_stays_flat_over_many_deals() -> None:
    """In a fresh process: what 1,500 deals after the first 500 add to it is next to nothing."""
    script = """
import resource, sys
sys.path.insert(0, ".")
import dealcheck
verifier = dealcheck.Verifier("us-hanoi", plugins=dealcheck.Plugins(entry_points=False))
text = open("examples/hanoi/dprk-offer-ri.yaml").read()
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(500): verifier.verify(text)
before = peak()
for _ in range(1500): verifier.verify(text)
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 3_000  # KiB on Linux


def test_programs_beyond_the_limits_of_one_ruleset_are_bound_in_books(library: Library, deal: Settled) -> None:
    lexicon = library.lexicon("korea")
    things = [name for name, parts in lexicon.parts.items() if not parts]
    verbs = [verb for scale in lexicon.scales.values() for verb in scale]
    patterns = [c.Pattern(party=("us",), action=(verb,), object=thing) for verb in verbs for thing in things]
    lines = {f"line-{n}": BottomLine(id=f"line-{n}", forbid=pattern) for n, pattern in enumerate(patterns[:600])}
    big = program([Ruleset(id="big", party="us", vocabulary="korea", bottom_lines=lines)], lexicon)
    bound = rulebook(big)
    assert len(bound.books) > 2
    assert len(bound.matchers) > 10
    assert DurableEngine().compile(big)(deal) == semantics.judge(big, deal)


def test_a_long_chain_of_definitions(library: Library, deal: Settled) -> None:
    definitions: dict[str, Any] = {"d0": c.Pattern(party=("us",), action=("exempt",), part_of="sanctions")}
    for number in range(1, 1200):
        definitions[f"d{number}"] = c.Once(c.Named(f"d{number - 1}"))
    lines = {"last": BottomLine(id="last", forbid=c.Named("d1199"))}
    ruleset = Ruleset(id="chain", party="us", vocabulary="korea", definitions=definitions, bottom_lines=lines)
    resolved = program([ruleset], library.lexicon("korea"))
    assert DurableEngine().compile(resolved)(deal) == semantics.judge(resolved, deal)


def test_every_pattern_that_compares_facts_ends_with_an_or(library: Library) -> None:
    """See `dealcheck.engines.durable.facts`: durable-rules reads past the end of one that does not."""
    for name in library.rulesets():
        for rule in (rule for rules in rulebook(library.position(name).program).books for rule in rules):
            for pattern in rule.patterns.values():
                assert set(pattern) in ({"$ex"}, {"$and"})
                assert "$or" in pattern.get("$and", [{"$or": []}])[-1]


# What the engine relies on in durable-rules 2.0.28. Should a later release differ, these say so first.

OPEN = {"ph": {"$ex": {"open": 1}}}


def fired(rules: dict[str, list[dict[str, Any]]], *batches: list[dict[str, Any]], **options: int) -> list[str]:
    """The rules that fire, once for each match, when facts are asserted batch by batch."""
    native = load()
    definition = {name: {"all": patterns, "cap": 1000, "dist": 0, **options} for name, patterns in rules.items()}
    handle = native.create_ruleset("tested", json.dumps(definition))
    found: list[str] = []
    for batch in batches:
        _, session = native.assert_facts(handle, json.dumps(batch))
        started = native.start_action_for_state(handle, session)
        following = started and started[1]
        while following:
            ((name, matches),) = json.loads(following).items()
            found += [name] * len(matches)
            following = native.complete_and_start_action(handle, session)
    return found


def test_a_fact_matches_several_patterns_of_a_rule_with_dist_0() -> None:
    pattern = {"$and": [{"$ex": {"x": 1}}, {"x": {"ph": "t"}}]}
    rules = {"both": [OPEN, {"a": pattern}, {"b": pattern}]}
    facts = [{"id": 1, "x": 0}, {"id": 2, "open": 1, "t": 0}]
    assert fired(rules, facts) == ["both"]
    assert fired(rules, facts, dist=1) == []


@pytest.mark.parametrize("begun", [0, 2, 3])
def test_what_is_not_there_can_be_told_by_comparison(begun: int) -> None:
    rules = {
        "never": [OPEN, {"m$not": {"$and": [{"p": 1}, {"$lte": {"a": {"ph": "t"}}}]}}],
        "not-in-force": [
            OPEN,
            {"m$not": {"$and": [{"p": 1}, {"$lte": {"a": {"ph": "t"}}}, {"$gt": {"b": {"ph": "t"}}}]}},
        ],
        "not-the-step-before": [OPEN, {"m$not": {"a": {"$sub": {"$l": {"ph": "t"}, "$r": 1}}}}],
    }
    steps = [[{"id": 10 + t, "open": 1, "t": t}] for t in range(6)]
    found = fired(rules, [{"id": 1, "p": 1, "a": begun, "b": 5}], *steps)
    assert found.count("never") == begun
    assert found.count("not-in-force") == begun + 1
    assert found.count("not-the-step-before") == 5


def test_comparisons_after_an_or_are_overlooked_and_those_before_it_are_not() -> None:
    either = {"$or": [{"v": 1}, {"v": 2}]}
    later = {"$gt": {"a": {"ph": "t"}}}
    rules = {
        "before": [OPEN, {"m": {"$and": [later, either]}}],
        "after": [OPEN, {"m": {"$and": [either, later]}}],
    }
    assert fired(rules, [{"id": 1, "v": 1, "a": 0}, {"id": 2, "open": 1, "t": 5}]) == ["after"]
    assert fired(rules, [{"id": 1, "v": 3, "a": 9}, {"id": 2, "open": 1, "t": 5}]) == []


def test_a_fact_that_was_told_is_known_by_its_id() -> None:
    native = load()
    handle = native.create_ruleset("tested", json.dumps({"only": {"all": [OPEN]}}))
    assert [native.assert_fact(handle, '{"id":1,"open":1}')[0] for _ in range(2)] == [0, book._OBSERVED]


def test_keys_are_known_by_their_hashes_alone() -> None:
    one, other = "costarring", "liquid"
    assert hash_of(one) == hash_of(other)
    assert fired({"rule": [{"m": {"$ex": {one: 1}}}]}, [{"id": 1, other: 1}]) == ["rule"]


def test_keys_with_the_same_hash_are_kept_in_different_books(
    position: Position, deal: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = [frozenset(rule.looks_for) for rules in rulebook(position.program).books for rule in rules]
    kinds = sorted(frozenset().union(*rules))
    one, other = next(pair for pair in combinations(kinds, 2) if not any(set(pair) <= rule for rule in rules))
    monkeypatch.setattr("dealcheck.engines.durable.rulebook.hash_of", lambda key: one if key == other else key)
    books = [{kind for rule in rules for kind in rule.looks_for} for rules in rulebook(position.program).books]
    assert {one, other} <= set().union(*books)
    assert not any({one, other} <= book for book in books)
    assert DurableEngine().compile(position.program)(deal) == semantics.judge(position.program, deal)


def test_the_facts_of_a_session_have_hashes_of_their_own() -> None:
    """They are known by the hashes of their ids, and there are no more of them than what a deal may take of work."""
    ids = {"sid-0", *map(str, range(1, play._MOST_WORK + 1))}
    assert len({hash_of.__wrapped__(each) for each in ids}) == len(ids)


def test_the_limits_for_which_there_are_books() -> None:
    native = load()

    def ruleset(patterns: list[dict[str, Any]]) -> Any:
        rules = {f"r{number}": {"all": [OPEN, {"m": pattern}]} for number, pattern in enumerate(patterns)}
        return native.create_ruleset("tested", json.dumps(rules))

    with pytest.raises(native.error):
        ruleset([{"$ex": {f"x{number}": 1}} for number in range(300)])
    crowd = ruleset([{"$and": [{"p": 1}, {"$gt": {"a": {"ph": "t"}}}]} for _ in range(70)])
    with pytest.raises(native.error):
        native.assert_fact(crowd, '{"id":1,"p":1,"a":1}')
    flags = {f"l{number}": 1 for number in range(256)}
    with pytest.raises(native.error):
        native.assert_fact(ruleset([{"$ex": {"l1": 1}}]), json.dumps({"id": 1, **flags}))
