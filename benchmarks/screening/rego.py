"""Rego, by regopy: each condition is the set of the steps at which it holds, as one would write it by hand.

regopy adds binary floats, so money is given in whole tenths; nothing else is prepared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from regopy import Interpreter

from dealcheck.language import program as p
from dealcheck.language.position import Position
from dealcheck.language.program import AttributeTest, Settled
from screening.unrolled import Judge, facts_of, tenths

_SIGNS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}


def compiled(position: Position, steps: int) -> Judge:
    """What judges deals of so many steps."""
    text = "\n".join(_module(position, steps))
    interpreter = Interpreter()
    interpreter.add_module("ceasefire", text)
    bundle = interpreter.build("data.ceasefire.broken")

    def judge(deal: Settled) -> set[tuple[str, int]]:
        interpreter.set_input({"acts": facts_of(deal)})
        answer = json.loads(str(interpreter.query_bundle(bundle)))
        (found,) = answer["result"][0]["expressions"] if "result" in answer else answer["expressions"]
        return {(name, int(step)) for name, step in found}

    return judge


def _module(position: Position, steps: int) -> Iterator[str]:
    program = position.program
    yield "package ceasefire"
    yield "import rego.v1"
    yield f"steps := {{{', '.join(map(str, range(steps)))}}}"
    yield f"last := {steps - 1}"
    for number, node in enumerate(program.conditions):
        yield from _condition(position, number, node)
    for name, line in program.bottom_lines.items():
        yield f'broken contains ["{name}", t] if {{ some t in steps; {"; ".join(_broken(line))} }}'


def _condition(position: Position, number: int, node: p.Node) -> Iterator[str]:
    head = f"c{number} contains t if {{ some t in steps;"
    match node:
        case p.Reaches(pattern, leaves, whole):
            each = [frozenset([leaf]) for leaf in sorted(leaves)] if whole else [leaves]
            parts = []
            for place, reached in enumerate(each):
                matching = f"some a in input.acts; {_matches(position, pattern, reached)}"
                yield f"c{number}_{place} contains t if {{ {matching} }}"
                parts.append(f"t in c{number}_{place}")
            yield f"{head} {'; '.join(parts)} }}"
        case p.Total((p.Term(attribute, pattern, leaves),), ((check, value),)):
            matching = f"some a in input.acts; {_matches(position, pattern, leaves, every=False)}"
            amounts = f"[a.{attribute} | {matching}; a.{attribute} != null]"
            yield f"{head} sum({amounts}) {_SIGNS[check]} {tenths(value)} }}"
        case p.All(of):
            yield f"{head} {'; '.join(f't in c{each}' for each in of)} }}"
        case p.AnyOf(of):
            for each in of:
                yield f"{head} t in c{each} }}"
        case p.Not(of):
            yield f"{head} not t in c{of} }}"
        case p.Count(of, ((check, value),)):
            holding = f"[1 | some c in [{', '.join(f'c{each}' for each in of)}]; t in c]"
            yield f"{head} count({holding}) {_SIGNS[check]} {value} }}"
        case p.Earlier(of):
            yield f"{head} some s in c{of}; s < t }}"
        case _:
            raise TypeError(f"the benchmark has no {node!r}")


def _matches(position: Position, pattern: int, leaves: frozenset[str] | None, *, every: bool = True) -> str:
    """That `a` matches and is in force at `t`; `every`: for every such `t`."""
    asked = position.program.patterns[pattern]
    objects = position.lexicon.leaves.items()
    reaching = None if leaves is None else {name for name, each in objects if each & leaves}
    words = (("party", asked.parties), ("action", asked.verbs), ("object", reaching))
    tests = [f"a.{name} in {{{', '.join(map(json.dumps, sorted(each)))}}}" for name, each in words if each is not None]
    tests += map(_test, asked.tests)
    times = ["some t in steps"] if every else []
    return "; ".join([*tests, *times, "a.first <= t", "t <= a.last"])


def _test(test: AttributeTest) -> str:
    name, value = f"a.{test.attribute}", test.value
    if test.check == "in":
        return f"{name} in {json.dumps(list(value))}"  # type: ignore[arg-type]
    if test.check == "equals":
        return f"{name} == {json.dumps(value)}"
    return f"{name} != null; {name} {_SIGNS[test.check]} {tenths(value)}"  # type: ignore[arg-type]


def _broken(line: p.Forbid | p.Require) -> Iterator[str]:
    if isinstance(line, p.Forbid):
        yield f"t in c{line.condition}"
        if line.until is not None:
            yield f"count([s | some s in c{line.until}; s <= t]) == 0"
        if line.only_after is not None:
            yield f"count([s | some s in c{line.only_after}; s < t]) == 0"
    else:
        yield "t == last" if line.when is None else f"t in c{line.when}"
        yield f"count([s | some s in c{line.condition}; s >= t; s <= t + {line.within}]) == 0"
    if line.unless is not None:
        yield f"not t in c{line.unless}"
