"""The engine on durable-rules gives the answers of the semantics, on everything the language can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from unittest import mock

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.engines.durable import play, provisions, rulebook, signs
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.resolutions import settle
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal
from dealcheck.model.fields import key_of
from dealcheck.model.ruleset import Ruleset
from tests.differential.strategies import Words, deals, rulesets, words
from tests.drawn import drawn

SEEN: Counter[str] = Counter()

CONSTRUCTS = {
    *("named", "pattern", "all", "any", "not", "count", "total", "once", "earlier", "throughout"),
    *("all: []", "any: []", "object", "part-of", "whole-of", "no object", "where", "no party", "no action"),
    *("several parties", "several actions"),
    *(f"where {test}" for test in ("equals", "not", "in", "at-least", "at-most", "more-than", "less-than", "present")),
    *(f"count {test}" for test in ("equals", "not", "in", "at-least", "at-most", "more-than", "less-than")),
    *(f"total {test}" for test in ("equals", "not", "in", "at-least", "at-most", "more-than", "less-than")),
    *("forbid", "until", "only-after", "require", "when", "within", "unless", "worth"),
    *("joint provision", "from", "until of a provision", "several steps", "text", "boolean", "number"),
    *("shared part", "part of a part", "extends", "stronger verb"),
    *("broken", "kept", "earned"),
}


# Rules that fit in one book, and rules that pass facts from one to another, look for little at a time and forget soon.
AMPLE: dict[Any, dict[str, int]] = {}
NARROW = {
    rulebook: {"_MOST_RULES": 4},
    signs: {"_WIDEST": 2},
    provisions: {"_MOST_REACHES": 2},
    play: {"_MOST_ACTS": 1, "_MOST_KEPT": 8},
}


@pytest.mark.parametrize("limits", [AMPLE, NARROW], ids=["ample", "narrow"])
@drawn(1.5)
@given(st.data())
def test_durable_equals_semantics(limits: dict[Any, dict[str, int]], data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    ruleset = data.draw(rulesets(vocabulary))
    known = lexicon(vocabulary.lineage)
    resolved = program([ruleset], known)
    with ExitStack() as patched:
        for module, values in limits.items():
            patched.enter_context(mock.patch.multiple(module, **values))
        judge = DurableEngine().compile(resolved)
        drawn = [data.draw(deals(vocabulary)) for _ in range(3)]  # one compiled ruleset serves many deals
        judged = [(deal, settle(deal, known)) for deal in drawn]
        answers = [judge(settled) for _, settled in judged]
    for (deal, settled), answer in zip(judged, answers):
        expected = semantics.judge(resolved, settled)
        assert answer == expected
        SEEN.update(_in_vocabulary(vocabulary))
        SEEN.update(_in_ruleset(ruleset))
        SEEN.update(_in_deal(deal))
        SEEN.update(["broken"] * bool(expected.broken) + ["earned"] * bool(expected.earned))
        SEEN.update(["kept"] * (len(expected.broken) < len(ruleset.bottom_lines)))


def test_every_construct_was_compared() -> None:
    if not SEEN:
        pytest.skip("the comparison did not run")
    assert not {name for name in CONSTRUCTS if not SEEN[name]}
    assert not set(SEEN) - CONSTRUCTS


def _in_vocabulary(vocabulary: Words) -> Iterator[str]:
    _, own = vocabulary.lineage
    yield "extends"
    yield "stronger verb"
    for thing in own.objects.values():
        if len(thing.part_of) > 1:
            yield "shared part"
        if thing.id in vocabulary.wholes and thing.part_of:
            yield "part of a part"


def _in_deal(deal: Deal) -> Iterator[str]:
    if len(deal.steps) > 1:
        yield "several steps"
    for provision in deal.provisions.values():
        if len(provision.parties) > 1:
            yield "joint provision"
        if provision.from_:
            yield "from"
        if provision.until:
            yield "until of a provision"
        for (value,) in provision.attributes.values():
            yield "boolean" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _in_ruleset(ruleset: Ruleset) -> Iterator[str]:
    for body in ruleset.definitions.values():
        yield from _in_condition(body)
    for entry in ruleset.worth.values():
        yield "worth"
        yield from _in_condition(entry.when)
    for line in ruleset.bottom_lines.values():
        for clause in ("forbid", "until", "only_after", "require", "when", "unless"):
            if getattr(line, clause) is not None:
                yield clause.replace("_", "-")
                yield from _in_condition(getattr(line, clause))
        if line.within is not None:
            yield "within"


def _in_condition(condition: Any) -> Iterator[str]:
    name = {c.AnyOf: "any"}.get(type(condition), type(condition).__name__.lower())
    yield name
    if isinstance(condition, c.Pattern):
        yield from _in_pattern(condition)
    elif isinstance(condition, (c.All, c.AnyOf, c.Count)):
        if not condition.of and not isinstance(condition, c.Count):
            yield f"{name}: []"
        for each in condition.of:
            yield from _in_condition(each)
    elif not isinstance(condition, (c.Named, c.Total)):
        yield from _in_condition(condition.of)
    if isinstance(condition, c.Total):
        yield from _in_pattern(condition.over)
    if isinstance(condition, (c.Count, c.Total)):
        yield from _given(name, condition)


def _in_pattern(pattern: c.Pattern) -> Iterator[str]:
    named = [key for key in ("object", "part_of", "whole_of") if getattr(pattern, key)]
    yield named[0].replace("_", "-") if named else "no object"
    for key, values in (("party", pattern.party), ("action", pattern.action)):
        plural = {"party": "parties", "action": "actions"}[key]
        yield from [f"no {key}"] * (not values) + [f"several {plural}"] * (len(values) > 1)
    for tests in pattern.where.values():
        yield "where"
        yield from _given("where", tests)


def _given(kind: str, tests: Any) -> Iterator[str]:
    for attribute in attrs.fields(type(tests)):
        if attribute.name not in ("of", "over", "place") and getattr(tests, attribute.name) is not None:
            yield f"{kind} {key_of(attribute)}"
