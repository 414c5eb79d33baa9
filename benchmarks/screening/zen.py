"""zen-engine: one expression says which atoms hold, another which bottom lines are broken then; steps are unrolled."""

from __future__ import annotations

import json

import zen

from dealcheck.language.position import Position
from dealcheck.language.program import AttributeTest, Settled
from screening.unrolled import Expression, Judge, Met, Sum, facts_of, tenths, unrolled

_SIGNS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}


def compiled(position: Position, steps: int) -> Judge:
    """What judges deals of so many steps."""
    rules = unrolled(position.program, position.lexicon, steps)
    atoms = zen.compile_expression(f"[{', '.join(map(_atom, rules.atoms))}]")
    lines = zen.compile_expression(f"[{', '.join(map(_expression, rules.lines.values()))}]")

    def judge(deal: Settled) -> set[tuple[str, int]]:
        return rules.broken(lines.evaluate({"met": atoms.evaluate({"acts": facts_of(deal)})}))

    return judge


def _atom(atom: Met | Sum) -> str:
    if isinstance(atom, Met):
        return f"some(acts, {_matches(atom)})"
    check, value = atom.test
    given = f"filter(acts, {_matches(atom.met)} and #.{atom.attribute} != null)"
    return f"sum(map({given}, #.{atom.attribute})) {_SIGNS[check]} {tenths(value)}"


def _matches(met: Met) -> str:
    pattern = met.pattern
    words = (("party", pattern.parties), ("action", pattern.verbs), ("object", met.objects))
    tests = [f"#.{name} in {json.dumps(sorted(each))}" for name, each in words if each is not None]
    tests += map(_test, pattern.tests)
    return " and ".join([*tests, f"#.first <= {met.step}", f"#.last >= {met.step}"])


def _test(test: AttributeTest) -> str:
    name, value = f"#.{test.attribute}", test.value
    if test.check == "in":
        return f"{name} in {json.dumps(list(value))}"  # type: ignore[arg-type]
    if test.check == "equals":
        return f"{name} == {json.dumps(value)}"
    return f"{name} != null and {name} {_SIGNS[test.check]} {tenths(value)}"  # type: ignore[arg-type]


def _expression(expression: Expression) -> str:
    match expression:
        case ("atom", number):
            return f"met[{number}]"
        case ("and" | "or" as operator, [*parts]):
            return f"({f' {operator} '.join(map(_expression, parts))})" if parts else str(operator == "and").lower()
        case ("not", part):
            return f"(not {_expression(part)})"
        case ("at-least", number, [*parts]):
            return f"({' + '.join(f'({_expression(each)} ? 1 : 0)' for each in parts)} >= {number})"
    raise TypeError(expression)
