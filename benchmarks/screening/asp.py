"""clingo: the rules as a logic program over the steps, ground and solved anew with the facts of each deal.

Money is given in whole tenths; nothing else is prepared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import clingo

from dealcheck.language import program as p
from dealcheck.language.position import Position
from dealcheck.language.program import AttributeTest, Settled
from screening.unrolled import Judge, facts_of, tenths

_SIGNS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}


def compiled(position: Position, steps: int) -> Judge:
    """What judges deals of so many steps."""
    rules = "\n".join(_rules(position, steps))
    names = list(position.program.bottom_lines)

    def judge(deal: Settled) -> set[tuple[str, int]]:
        control = clingo.Control(["--warn=none"])
        control.add("base", [], rules + "\n".join(_facts(deal)))
        control.ground([("base", [])])
        with control.solve(yield_=True) as found:
            (broken,) = ([symbol.arguments for symbol in model.symbols(shown=True)] for model in found)
        return {(names[line.number], step.number) for line, step in broken}

    return judge


def _facts(deal: Settled) -> Iterator[str]:
    for number, act in enumerate(facts_of(deal)):
        yield f'act({number},"{act["party"]}","{act["action"]}","{act["object"]}",{act["first"]}..{act["last"]}).'
        for name in ("staff", "consent", "purpose", "excludes", "active", "age", "millions"):
            if act[name] is not None:
                yield f'has({number},"{name}",{_term(act[name])}).'


def _term(value: Any) -> str:
    return f'"{value}"' if isinstance(value, (str, bool)) else str(value)


def _pool(words: Iterable[str]) -> str:
    return f"({';'.join(map(_term, sorted(words)))})"


def _rules(position: Position, steps: int) -> Iterator[str]:
    program = position.program
    yield f"step(0..{steps - 1}). last({steps - 1}). #show broken/2."
    for name, leaves in position.lexicon.leaves.items():
        yield from (f'part("{name}","{leaf}").' for leaf in sorted(leaves))
    for number, node in enumerate(program.conditions):
        yield from _condition(program, number, node)
    for number, line in enumerate(program.bottom_lines.values()):
        yield f"broken({number},T) :- step(T), {', '.join(_broken(line))}."
    yield "since(C,T) :- holds(C,S), step(T), S <= T. before(C,T) :- holds(C,S), step(T), S < T."


def _condition(program: p.Program, number: int, node: p.Node) -> Iterator[str]:
    head = f"holds({number},T) :-"
    match node:
        case p.Reaches(pattern, leaves, whole):
            matching = _matches(program.patterns[pattern])
            for leaf in sorted(leaves):
                yield f'reached({number},"{leaf}",T) :- {matching}, part(O,"{leaf}").'
            each = [f'reached({number},"{leaf}",T)' for leaf in sorted(leaves)]
            yield from [f"{head} {', '.join(each)}."] if whole else [f"{head} {one}." for one in each]
        case p.Total((p.Term(attribute, pattern, leaves),), ((check, value),)):
            within = [] if leaves is None else [f"part(O,{_pool(leaves)})"]
            found = ", ".join([_matches(program.patterns[pattern]), *within, f'has(A,"{attribute}",N)'])
            yield f"{head} step(T), #sum {{ N,A : {found} }} {_SIGNS[check]} {tenths(value)}."
        case p.All(of):
            yield f"{head} step(T), {', '.join(f'holds({each},T)' for each in of)}."
        case p.AnyOf(of):
            yield from (f"{head} holds({each},T)." for each in of)
        case p.Not(of):
            yield f"{head} step(T), not holds({of},T)."
        case p.Count(of, ((check, value),)):
            holding = f"C : holds(C,T), C = ({';'.join(map(str, of))})"
            yield f"{head} step(T), #count {{ {holding} }} {_SIGNS[check]} {value}."
        case p.Earlier(of):
            yield f"{head} before({of},T)."
        case _:
            raise TypeError(f"the benchmark has no {node!r}")


def _matches(pattern: p.ResolvedPattern) -> str:
    """That act `A` with object `O` matches and is in force at step `T`."""
    parts = ["act(A,P,V,O,T)"]
    if pattern.parties is not None:
        parts.append(f"P = {_pool(pattern.parties)}")
    if pattern.verbs is not None:
        parts.append(f"V = {_pool(pattern.verbs)}")
    parts += (_test(number, test) for number, test in enumerate(pattern.tests))
    return ", ".join(parts)


def _test(number: int, test: AttributeTest) -> str:
    value: Any = test.value
    if test.check == "in":
        return f'has(A,"{test.attribute}",({";".join(map(_term, value))}))'
    if test.check == "equals":
        return f'has(A,"{test.attribute}",{_term(value)})'
    return f'has(A,"{test.attribute}",X{number}), X{number} {_SIGNS[test.check]} {tenths(value)}'


def _broken(line: p.Forbid | p.Require) -> Iterator[str]:
    if isinstance(line, p.Forbid):
        yield f"holds({line.condition},T)"
        if line.until is not None:
            yield f"not since({line.until},T)"
        if line.only_after is not None:
            yield f"not before({line.only_after},T)"
    else:
        yield "last(T)" if line.when is None else f"holds({line.when},T)"
        yield from (f"not holds({line.condition},T+{delay})" for delay in range(line.within + 1))
    if line.unless is not None:
        yield f"not holds({line.unless},T)"
