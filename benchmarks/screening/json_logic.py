"""JsonLogic: one rule says which atoms hold, another which bottom lines are broken then; steps are unrolled."""

from __future__ import annotations

import json
from typing import Any

from datalogic_py import Engine

from dealcheck.language.position import Position
from dealcheck.language.program import AttributeTest, Settled
from screening.unrolled import Expression, Judge, Met, Sum, facts_of, tenths, unrolled

_SIGNS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}


def compiled(position: Position, steps: int) -> Judge:
    """What judges deals of so many steps."""
    rules = unrolled(position.program, position.lexicon, steps)
    engine = Engine()
    atoms = engine.compile(json.dumps([_atom(each) for each in rules.atoms]))
    lines = engine.compile(json.dumps([_expression(each) for each in rules.lines.values()]))

    def judge(deal: Settled) -> set[tuple[str, int]]:
        met = atoms.evaluate_str(json.dumps({"acts": facts_of(deal)}))
        return rules.broken(json.loads(lines.evaluate_str(f'{{"met": {met}}}')))

    return judge


def _atom(atom: Met | Sum) -> Any:
    if isinstance(atom, Met):
        return {"some": [{"var": "acts"}, _matches(atom)]}
    check, value = atom.test
    amounts = {"filter": [{"var": "acts"}, {"and": [_matches(atom.met), {"!=": [{"var": atom.attribute}, None]}]}]}
    total = {"reduce": [amounts, {"+": [{"var": "accumulator"}, {"var": f"current.{atom.attribute}"}]}, 0]}
    return {_SIGNS[check]: [total, tenths(value)]}


def _matches(met: Met) -> Any:
    pattern = met.pattern
    words = (("party", pattern.parties), ("action", pattern.verbs), ("object", met.objects))
    tests = [{"in": [{"var": name}, sorted(each)]} for name, each in words if each is not None]
    tests += [_test(each) for each in pattern.tests]
    return {"and": [*tests, {"<=": [{"var": "first"}, met.step]}, {">=": [{"var": "last"}, met.step]}]}


def _test(test: AttributeTest) -> Any:
    name: Any = {"var": test.attribute}
    if test.check == "in":
        return {"in": [name, list(test.value)]}  # type: ignore[arg-type]
    if test.check == "equals":
        return {"===": [name, test.value]}
    return {"and": [{"!=": [name, None]}, {_SIGNS[test.check]: [name, tenths(test.value)]}]}  # type: ignore[arg-type]


def _expression(expression: Expression) -> Any:
    match expression:
        case ("atom", number):
            return {"var": f"met.{number}"}
        case ("and" | "or" as operator, [*parts]):
            return {operator: [_expression(each) for each in parts]} if parts else operator == "and"
        case ("not", part):
            return {"!": [_expression(part)]}
        case ("at-least", number, [*parts]):
            return {">=": [{"+": [{"if": [_expression(each), 1, 0]} for each in parts]}, number]}
    raise TypeError(expression)
