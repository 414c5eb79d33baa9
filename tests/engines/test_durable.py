"""The adapter around durable-rules: what it relies on there, and that it leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest

import dealcheck
from dealcheck import semantics
from dealcheck.engines import durable
from dealcheck.engines.durable import DurableEngine
from dealcheck.engines.rulebook import rulebook
from dealcheck.library import Library, Position
from dealcheck.model import conditions as c
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.plugins import Plugins
from dealcheck.program import Settled
from dealcheck.resolve import program
from dealcheck.settle import settle
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


def host(rules: dict[str, Any]) -> Any:
    """A durable-rules host as its documentation has it, but for the threads."""
    engine = durable._load()

    class Quiet(engine.Host):  # type: ignore[misc, name-defined]
        def _run(self) -> None:
            pass

    made = Quiet()
    made.register_rulesets({"r": rules})
    return made


PHASE = {"ph": {"k": "s1"}}


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
    """durable-rules swallows what an action raises; the engine does not."""
    judge = DurableEngine().compile(position.program)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(durable._Play, "_take", fail)
        with pytest.raises(dealcheck.EngineError, match="on purpose"):
            judge(deal)
    assert judge(deal) == semantics.judge(position.program, deal)


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
    assert len(rulebook(big).books) > 3
    assert DurableEngine().compile(big)(deal) == semantics.judge(big, deal)


def test_a_long_chain_of_definitions(library: Library, deal: Settled) -> None:
    definitions: dict[str, Any] = {"d0": c.Pattern(party=("us",), action=("exempt",), part_of="sanctions")}
    for number in range(1, 1200):
        definitions[f"d{number}"] = c.Once(c.Named(f"d{number - 1}"))
    lines = {"last": BottomLine(id="last", forbid=c.Named("d1199"))}
    ruleset = Ruleset(id="chain", party="us", vocabulary="korea", definitions=definitions, bottom_lines=lines)
    resolved = program([ruleset], library.lexicon("korea"))
    assert DurableEngine().compile(resolved)(deal) == semantics.judge(resolved, deal)


# What the engine relies on in durable-rules 2.0.28. Should a later release differ, these say so first.


def test_a_fact_matches_several_patterns_of_a_rule_with_dist_0() -> None:
    seen: list[int] = []
    pattern = {"$and": [{"k": "x"}, {"t": {"ph": "t"}}]}
    rule = {"all": [PHASE, {"a": pattern}, {"b": pattern}], "run": lambda closure: seen.append(1)}
    for dist, matches in (({}, 0), ({"dist": 0}, 1)):
        seen.clear()
        made = host({"only": {**rule, **dist}})
        made.assert_fact("r", {"id": "1", "sid": "s", "k": "x", "t": 0})
        made.assert_fact("r", {"id": "2", "sid": "s", "k": "s1", "t": 0})
        assert len(seen) == matches


def test_a_fact_that_no_rule_looks_for_raises_and_a_repeated_one_too() -> None:
    engine = durable._load()
    made = host({"only": {"all": [PHASE], "run": lambda closure: None}})
    with pytest.raises(engine.MessageNotHandledException):
        made.assert_fact("r", {"id": "1", "sid": "s", "k": "unknown"})
    made.assert_fact("r", {"id": "2", "sid": "s", "k": "s1"})
    with pytest.raises(engine.MessageObservedException):
        made.assert_fact("r", {"id": "2", "sid": "s", "k": "s1"})


def test_what_an_action_raises_vanishes_into_the_state() -> None:
    def fail(_closure: object) -> None:
        raise ValueError("vanished")

    made = host({"only": {"all": [PHASE], "run": fail}})
    made.assert_fact("r", {"id": "1", "sid": "s", "k": "s1"})
    assert "vanished" in made.get_state("r", "s")["exception"]


def test_one_ruleset_takes_no_more_than_256_rules() -> None:
    """The reason for books."""
    rules = {f"r{n}": {"all": [PHASE, {"m": {"k": f"x{n}"}}], "run": lambda closure: None} for n in range(300)}
    with pytest.raises(Exception, match="Could not create ruleset"):
        host(rules)
