"""The engine on durable-rules gives the answers of the semantics on programs and deals far larger than any there are.

What is beyond it is refused, and says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest

from dealcheck import EngineError
from dealcheck.engines.durable import play
from dealcheck.engines.durable.engine import DurableEngine
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.program import Clause, Judgment, Program, Settled
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.ruleset import BottomLine, Ruleset, Worth
from dealcheck.model.vocabulary import Object, Party, Vocabulary

PARTIES = [f"p{n}" for n in range(60)]
SCALE = [f"v{n}" for n in range(1_000)]
SINGLES = [f"w{n}" for n in range(100)]
LEAVES = [f"l{n}" for n in range(2_000)]
GROUPS = [f"g{n}" for n in range(60)]
"""Object g7 has every leaf but those whose number is divisible by 9."""
TRIOS = [f"t{n}" for n in range(40)]
"""Object t7 has leaves l7, l8 and l9."""


def groups_of(leaf: int) -> list[str]:
    return [*(group for n, group in enumerate(GROUPS) if leaf % (n + 2)), *TRIOS[max(0, leaf - 2) : leaf + 1]]


WORDS = lexicon(
    [
        Vocabulary(
            id="large",
            parties={name: Party(id=name) for name in PARTIES},
            actions={"scale": tuple(SCALE), **{f"of-{verb}": (verb,) for verb in SINGLES}},
            objects={
                "all": Object(id="all"),
                **{name: Object(id=name, part_of=("all",)) for name in (*GROUPS, *TRIOS)},
                **{name: Object(id=name, part_of=("all", *groups_of(n))) for n, name in enumerate(LEAVES)},
            },
        )
    ]
)


def does(*verbs: str, **keys: Any) -> c.Pattern:
    """A pattern for the first leaf, unless another object is named."""
    if not {"object", "part_of", "whole_of"} & set(keys):
        keys["object"] = LEAVES[0]
    return c.Pattern(action=verbs, **keys)


def forbid(condition: Any, **more: Any) -> dict[str, Any]:
    return {"forbid": condition, **more}


def resolved(lines: Iterable[dict[str, Any]], definitions: dict[str, Any] | None = None) -> Program:
    """A program of bottom lines, and a score sheet with the first of what they forbid."""
    made = [BottomLine(id=f"line-{n}", **clauses) for n, clauses in enumerate(lines)]
    worth = {f"worth-{n}": Worth(id=f"worth-{n}", when=line.forbid, points=1) for n, line in enumerate(made[:20])}
    ruleset = Ruleset(
        id="large",
        party=PARTIES[0],
        vocabulary="large",
        definitions=definitions or {},
        bottom_lines={str(line.id): line for line in made},
        worth={name: entry for name, entry in worth.items() if entry.when is not None},
    )
    return program([ruleset], WORDS)


def clause(
    number: int,
    verb: str = SCALE[0],
    thing: str = LEAVES[0],
    start: int = 0,
    stop: int = 1,
    parties: Iterable[str] = PARTIES[:1],
    **attributes: Any,
) -> Clause:
    return Clause(f"c{number}", frozenset(parties), verb, thing, WORDS.leaves[thing], start, stop, attributes)


def deal(clauses: Iterable[Clause], steps: int = 1) -> Settled:
    return Settled(tuple(f"s{n}" for n in range(steps)), tuple(clauses))


def judged(rules: Program, *deals: Settled) -> list[Judgment]:
    """The judgments, which are those of the semantics."""
    judge = DurableEngine().compile(rules)
    answers = [judge(each) for each in deals]
    assert answers == [semantics.judge(rules, each) for each in deals]
    return answers


def test_every_verb_of_a_long_scale_is_named() -> None:
    rules = resolved(forbid(does(verb)) for verb in SCALE)
    weak, strong, _ = judged(
        rules,
        deal([clause(0, SCALE[500])]),
        deal(clause(n, verb) for n, verb in enumerate(SCALE)),
        deal(clause(n, verb, stop=2) for n, verb in enumerate(SINGLES)),
    )
    assert (len(weak.broken), len(strong.broken)) == (501, 1_000)


def test_lists_of_verbs_that_no_order_puts_together() -> None:
    drawn = random.Random(1)
    rules = resolved(forbid(does(*drawn.sample(SINGLES, 40))) for _ in range(300))
    (answer,) = judged(rules, deal(clause(n, verb) for n, verb in enumerate(SINGLES[:2])))
    assert 100 < len(answer.broken) < 300


def test_a_provision_that_all_rules_look_for_in_other_words() -> None:
    """Other parties, verbs, objects and tests each: what it is told with takes as many keys as can be."""
    drawn = random.Random(2)
    rules = resolved(
        forbid(
            does(
                SINGLES[0],
                *drawn.sample(SINGLES, 40),
                party=(PARTIES[0], *drawn.sample(PARTIES, 20)),
                part_of=group,
                where={"size": c.Tests(at_least=Decimal(n))},
            )
        )
        for n, group in enumerate(GROUPS)
    )
    (answer,) = judged(rules, deal([clause(0, SINGLES[0], "all", size=Decimal(100))]))
    assert len(answer.broken) == len(GROUPS)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_whole_of_very_many_parts(missing: int) -> None:
    rules = resolved([forbid(does(whole_of="all")), forbid(does(part_of="all"))])
    (answer,) = judged(rules, deal(clause(n, thing=leaf) for n, leaf in enumerate(LEAVES[missing:])))
    assert len(answer.broken) == 2 - missing


@pytest.mark.parametrize("form", [c.All, c.AnyOf, lambda of: c.Count(of, at_least=Decimal(250))])
def test_conditions_of_very_many_parts(form: Callable[[Any], Any]) -> None:
    parts = [does(SCALE[n % 7], object=LEAVES[n]) for n in range(500)]
    parts[1::3] = [c.Not(part) for part in parts[1::3]]
    rules = resolved(
        [forbid(form(tuple(parts))), forbid(c.Once(form(tuple(parts)))), forbid(c.Not(form(tuple(parts))))]
    )
    held = [clause(n, SCALE[6], LEAVES[n], n % 2, 2) for n in range(500) if n % 3 != 1]
    judged(rules, deal(held, 2), deal(held[::2], 2), deal([], 2))


def test_definitions_that_deny_each_other_in_a_long_chain() -> None:
    definitions: dict[str, Any] = {"d0": does()}
    for n in range(1, 400):
        definitions[f"d{n}"] = c.AnyOf((c.Not(c.Named(f"d{n - 1}")), does(object=LEAVES[1])))
    rules = resolved([forbid(c.Named("d398")), forbid(c.Named("d399"))], definitions)
    judged(rules, deal([clause(0, stop=2), clause(1, thing=LEAVES[1], start=1, stop=2)], 3))


def test_very_many_provisions_at_many_steps() -> None:
    drawn = random.Random(3)
    rules = resolved(
        forbid(
            does(SCALE[n], part_of=drawn.choice(GROUPS)),
            only_after=does(party=(PARTIES[1],), object=LEAVES[n]),
            unless=c.Total("tonnes", does(part_of="all"), less_than=Decimal(n)),
        )
        for n in range(25)
    )
    judged(rules, deal((drawn_clause(drawn, n, 200) for n in range(5_000)), 200))


def test_every_construct_at_very_many_steps() -> None:
    """At each of 1,000 steps something begins or ends; the books begin new sessions now and then."""
    own, other = (does(party=(party,)) for party in PARTIES[:2])
    rules = resolved(
        [
            forbid(own, until=other),
            forbid(own, only_after=c.All((own, other))),
            forbid(c.Earlier(c.Once(other)), unless=own),
            forbid(c.Throughout(c.Not(other))),
            forbid(c.Not(c.Throughout(c.Not(c.Total("tonnes", own, more_than=Decimal("0.2")))))),
            forbid(c.Not(c.Earlier(c.Count((own, other), equals=Decimal(2))))),
            {"require": other, "when": own, "within": 7},
            {"require": c.All((own, other)), "when": own, "within": 30},
            {"require": c.All((own, other)), "when": c.Not(own), "unless": other, "within": 999_999_999},
            {"require": c.Not(c.Total("tonnes", own, more_than=Decimal("0.2"))), "when": own, "within": 1},
        ]
    )
    ours = [clause(n, start=n, stop=n + 1, tonnes=Decimal("0.1") * (n % 5)) for n in range(0, 1_000, 2)]
    theirs = [clause(n, start=n, stop=n + 9, parties=PARTIES[1:2]) for n in range(301, 900, 60)]
    judged(rules, deal(ours + theirs, 1_000), deal(theirs, 1_000), deal(ours, 1_000))


@pytest.mark.parametrize("seed", range(6))
def test_large_programs_at_random(seed: int) -> None:
    drawn = random.Random(seed)
    definitions: dict[str, Any] = {}
    for n in range(60):
        definitions[f"d{n}"] = drawn_condition(drawn, list(definitions), 3)
    rules = resolved([drawn_line(drawn, list(definitions)) for _ in range(120)], definitions)
    judged(rules, *(deal((drawn_clause(drawn, n, steps) for n in range(150)), steps) for steps in (1, 12, 60)))


def drawn_clause(drawn: random.Random, number: int, steps: int) -> Clause:
    start = drawn.randrange(steps)
    return clause(
        number,
        drawn.choice(SCALE[:12]),
        drawn.choice([*LEAVES[:40], *TRIOS, *GROUPS[:2]]),
        start,
        drawn.randint(start + 1, steps),
        drawn.sample(PARTIES[:4], drawn.randint(1, 2)),
        tonnes=Decimal(drawn.randint(0, 30)) / 10,
    )


def drawn_condition(drawn: random.Random, names: list[str], depth: int) -> Any:
    """A condition of any form, in which others lie up to so many deep."""
    kind = drawn.choice(["pattern", "named", "total", "all", "any", "count", "not", "once", "earlier", "throughout"])
    tests = {drawn.choice(["at_least", "at_most", "equals"]): Decimal(drawn.randint(0, 30)) / 10}
    pattern = does(
        *drawn.sample(SCALE[:12], drawn.randint(0, 2)),
        party=tuple(drawn.sample(PARTIES[:4], drawn.randint(0, 2))),
        where={"tonnes": c.Tests(**tests)} if drawn.random() < 0.3 else {},
        **{drawn.choice(["part_of", "whole_of"]): drawn.choice([*LEAVES[:40], *TRIOS])},
    )
    if kind == "named" and names:
        return c.Named(drawn.choice(names))
    if kind == "total":
        return c.Total("tonnes", pattern, **tests)
    if depth == 0 or kind in ("named", "pattern"):
        return pattern
    several = [drawn_condition(drawn, names, depth - 1) for _ in range(drawn.randint(1, 4))]
    forms: dict[str, Callable[[], Any]] = {
        "all": lambda: c.All(tuple(several)),
        "any": lambda: c.AnyOf(tuple(several)),
        "count": lambda: c.Count(tuple(several), at_least=Decimal(drawn.randint(0, 3))),
        "not": lambda: c.Not(several[0]),
        "once": lambda: c.Once(several[0]),
        "earlier": lambda: c.Earlier(several[0]),
        "throughout": lambda: c.Throughout(several[0]),
    }
    return forms[kind]()


def drawn_line(drawn: random.Random, names: list[str]) -> dict[str, Any]:
    def some() -> Any:
        return drawn_condition(drawn, names, 2)

    unless = {"unless": some()} if drawn.random() < 0.3 else {}
    form = drawn.choice(["forbid", "require", "when"])
    if form == "forbid":
        return {"forbid": some(), **unless, **{key: some() for key in drawn.sample(["until", "only_after"], 1)}}
    if form == "require":
        return {"require": some(), **unless}
    return {"require": some(), "when": some(), "within": drawn.choice([None, 0, 1, 5, 999]), **unless}


# Refusals


def refusal(rules: Program, *deals: Settled) -> str:
    with pytest.raises(EngineError) as refused:
        judge = DurableEngine().compile(rules)
        for each in deals:
            judge(each)
    return str(refused.value)


CURE = "; use the engine `reference` (`--engine reference`)"


def test_a_program_of_too_many_rules_is_refused() -> None:
    rules = resolved(forbid(does(verb, object=leaf)) for verb in SCALE[:6] for leaf in LEAVES[:1_000])
    expected = "ruleset `large` comes to more than 10,000 rules, which is beyond the engine on durable-rules"
    assert refusal(rules) == expected + CURE


def test_wholes_of_too_many_parts_are_refused() -> None:
    rules = resolved(forbid(does(verb, whole_of="all")) for verb in SCALE[:51])
    expected = (
        "ruleset `large` asks for more than 100,000 parts of objects, which is beyond the engine on durable-rules"
    )
    assert refusal(rules) == expected + CURE


def test_a_deal_that_would_take_minutes_is_refused_before_it_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = resolved(forbid(does(verb)) for verb in SCALE[:600])
    judged(rules, deal([clause(0, SCALE[7], stop=10)], 10))
    monkeypatch.setattr(play.Play, "_met", lambda *_: pytest.fail("it was played"))
    expected = (
        "to judge a deal of 1,000 steps and 0 provisions by ruleset `large` takes the engine on durable-rules more "
        "than 500,000 facts and rules"
    )
    assert refusal(rules, deal([], 1_000)) == expected + CURE
    many = deal((clause(n) for n in range(10_000)), 1)
    assert "1 step and 10,000 provisions" in refusal(rules, many)


def test_a_deal_of_which_more_follows_than_was_to_be_expected_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = resolved(forbid(does(verb)) for verb in SCALE[:10])
    playing = deal((clause(n, SCALE[9], start=n, stop=n + 1) for n in range(0, 40, 2)), 40)
    judged(rules, playing)
    monkeypatch.setattr(play, "_MOST_WORK", 500)
    assert "takes the engine on durable-rules more than 500 facts and rules" in refusal(rules, playing)
