"""Cedar, by cedarpy: a policy for each bottom line and step; which atoms hold is worked out in Python beforehand.

Cedar looks into no lists of records and adds nothing up, so that provisions can't be given to it as they are.
"""

from __future__ import annotations

from typing import Any

import cedarpy

from dealcheck.language.position import Position
from dealcheck.language.program import Clause, Settled
from dealcheck.language.semantics import amount, matches, passes
from screening.unrolled import Expression, Judge, Met, Sum, unrolled


def compiled(position: Position, steps: int) -> Judge:
    """What judges deals of so many steps."""
    rules = unrolled(position.program, position.lexicon, steps)
    keys = list(rules.lines)
    policies = [
        f'@id("{number}") permit(principal, action, resource) when {{ {_expression(each)} }};'
        for number, each in enumerate(rules.lines.values())
    ]
    text = cedarpy.PolicySet.from_str("\n".join(policies))
    who = {"principal": 'Party::"government"', "action": 'Action::"break"', "resource": 'Deal::"deal"'}

    def judge(deal: Settled) -> set[tuple[str, int]]:
        met = [str(number) for number, atom in enumerate(rules.atoms) if _holds(atom, deal)]
        answer = cedarpy.is_authorized({**who, "context": {"met": met}}, text, [])
        return {keys[int(each.removeprefix("policy"))] for each in answer.diagnostics.reasons}

    return judge


def _holds(atom: Met | Sum, deal: Settled) -> bool:
    if isinstance(atom, Met):
        return any(_is_met(atom, clause) for clause in deal.clauses)
    total = sum(amount(clause, atom.attribute) for clause in deal.clauses if _is_met(atom.met, clause))
    return passes(atom.test[0], total, atom.test[1])  # type: ignore[arg-type]


def _is_met(met: Met, clause: Clause) -> bool:
    in_force = clause.start <= met.step < clause.stop
    return in_force and (met.objects is None or clause.object in met.objects) and matches(met.pattern, clause)


def _expression(expression: Expression) -> Any:
    match expression:
        case ("atom", number):
            return f'context.met.contains("{number}")'
        case ("and", [*parts]):
            return f"({' && '.join(map(_expression, parts))})" if parts else "true"
        case ("or", [*parts]):
            return f"({' || '.join(map(_expression, parts))})" if parts else "false"
        case ("not", part):
            return f"!{_expression(part)}"
        case ("at-least", number, [*parts]):
            return f"({' + '.join(f'(if {_expression(each)} then 1 else 0)' for each in parts)} >= {number})"
    raise TypeError(expression)
