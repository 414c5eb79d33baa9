"""The meaning of the language, as an executable page.

A condition is the set of steps at which it holds, written as the bits of one int: bit t for step t, from 0.
`all` is `&`, `any` is `|`, `not` is `~`, `once` smears bits upward. Every engine must give these answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import reduce
from itertools import accumulate
from operator import and_, or_

from dealcheck.errors import assert_never
from dealcheck.language.program import (
    All,
    AnyOf,
    AttributeTest,
    Clause,
    Count,
    Earlier,
    Forbid,
    Judgment,
    Node,
    Not,
    NumberTest,
    Once,
    Program,
    Reaches,
    Require,
    ResolvedPattern,
    Settled,
    Throughout,
    Total,
)
from dealcheck.model.conditions import Scalar
from dealcheck.model.outcome import Outcome
from dealcheck.numbers import exact_sum

Steps = int
"""A set of steps: bit t is set when step number t, from 0, belongs to it."""


def judge(program: Program, deal: Settled) -> Judgment:
    """Return which bottom lines the deal breaks, at which steps, and what it earns on the score sheet."""
    holds = conditions(program, deal)
    length = len(deal.steps)
    broken = {name: breaches(line, holds, length) for name, line in program.bottom_lines.items()}
    return Judgment(
        broken={name: steps for name, steps in broken.items() if steps},
        earned=frozenset(name for name, number in program.worth.items() if holds[number] >> (length - 1) & 1),
    )


def outcome(program: Program, judgment: Judgment) -> Outcome:
    """Return the verdict that a judgment amounts to."""
    least = program.ruleset.reservation
    strengths = {program.line(name).strength for name in judgment.broken}
    if "red-line" in strengths or (least is not None and score(program, judgment) < least):
        return "rejected"
    return "accepted-with-reservations" if strengths else "accepted"


def score(program: Program, judgment: Judgment) -> Decimal:
    """Return the points that the party's score sheet gives."""
    return exact_sum(program.ruleset.worth[name].points for name in judgment.earned)


def referrals(program: Program, deal: Settled) -> tuple[str, ...] | None:
    """Return the provisions that bind the party and are beyond its mandate; None when it states no mandate."""
    if program.mandate is None:
        return None
    party, covers = str(program.ruleset.party), program.mandate

    def covered(clause: Clause) -> bool:
        return any(
            (leaves is None or clause.leaves <= leaves) and matches(program.patterns[pattern], clause)
            for pattern, leaves in covers
        )

    return tuple(str(clause.id) for clause in deal.clauses if party in clause.parties and not covered(clause))


def conditions(program: Program, deal: Settled, wanted: Collection[int] | None = None) -> list[Steps]:
    """Return the steps at which each of the program's conditions holds.

    `wanted`: conditions with all that they are made of; the others are left at no step. None: all.
    """
    holds: list[Steps] = []
    for number, node in enumerate(program.conditions):
        is_wanted = wanted is None or number in wanted
        holds.append(steps_of(node, holds, program.patterns, deal) if is_wanted else 0)
    return holds


def breaches(line: Forbid | Require, holds: Sequence[Steps], length: int) -> Steps:
    """Return the steps at which a bottom line is broken."""

    def at(number: int | None) -> Steps:
        return 0 if number is None else holds[number]

    every = all_steps(length)
    if isinstance(line, Forbid):
        released = once(at(line.until), length) | earlier(at(line.only_after), length) | at(line.unless)
        return holds[line.condition] & ~released & every
    if line.when is None:
        last = 1 << (length - 1)
        return last & ~holds[line.condition] & ~at(line.unless)
    in_time = or_all(holds[line.condition] >> delay for delay in range(min(line.within, length - 1) + 1))
    return at(line.when) & ~at(line.unless) & ~in_time & every


def steps_of(node: Node, holds: Sequence[Steps], patterns: Sequence[ResolvedPattern], deal: Settled) -> Steps:
    """Return the steps at which a condition holds, given those of the conditions it is made of."""
    length = len(deal.steps)
    every = all_steps(length)
    match node:
        case Reaches(pattern, leaves, whole):
            clauses = [c for c in deal.clauses if not leaves.isdisjoint(c.leaves) and matches(patterns[pattern], c)]
            if not whole:
                return or_all(map(in_force, clauses))
            return reduce(and_, (or_all(in_force(c) for c in clauses if leaf in c.leaves) for leaf in leaves), every)
        case All(of):
            return reduce(and_, (holds[part] for part in of), every)
        case AnyOf(of):
            return or_all(holds[part] for part in of)
        case Not(of):
            return every & ~holds[of]
        case Count(of, tests):
            numbers = [Decimal(sum(holds[part] >> t & 1 for part in of)) for t in range(length)]
            return steps_where([passes_all(tests, number) for number in numbers])
        case Total(attribute, pattern, leaves, tests):
            clauses = [c for c in deal.clauses if leaves is None or leaves & c.leaves]
            summed = [clause for clause in clauses if matches(patterns[pattern], clause)]
            return steps_where([passes_all(tests, number) for number in sums(summed, attribute, length)])
        case Once(of):
            return once(holds[of], length)
        case Earlier(of):
            return earlier(holds[of], length)
        case Throughout(of):
            return every & ~once(every & ~holds[of], length)
        case _:
            assert_never(node)


def all_steps(length: int) -> Steps:
    """Return every step of a deal that has `length` of them."""
    return (1 << length) - 1


def once(steps: Steps, length: int) -> Steps:
    """Return all steps from the first of `steps` on."""
    first = steps & -steps
    return all_steps(length) & ~(first - 1) if steps else 0


def earlier(steps: Steps, length: int) -> Steps:
    """Return all steps after the first of `steps`."""
    return (once(steps, length) << 1) & all_steps(length)


def in_force(clause: Clause) -> Steps:
    """Return the steps at which a provision is in force."""
    return (1 << clause.stop) - (1 << clause.start)


def matches(pattern: ResolvedPattern, clause: Clause) -> bool:
    """Return whether a provision is done by a named party, with a strong enough verb, and passes the tests."""
    return (
        (pattern.parties is None or not pattern.parties.isdisjoint(clause.parties))
        and (pattern.verbs is None or clause.verb in pattern.verbs)
        and (not pattern.tests or all(passes_test(test, clause) for test in pattern.tests))
    )


def passes_test(test: AttributeTest, clause: Clause) -> bool:
    """Return whether a provision's attribute passes; a missing one fails all but `present: false`."""
    there = test.attribute in clause.attributes
    if test.check == "present":
        return there is test.value
    return there and passes(test.check, clause.attributes[test.attribute], test.value)


def passes_all(tests: Iterable[NumberTest], number: Decimal) -> bool:
    """Return whether a number passes every one of the tests."""
    return all(passes(check, number, value) for check, value in tests)


def passes(check: str, value: Scalar, wanted: Scalar | tuple[Scalar, ...]) -> bool:
    """Return whether a value passes a test; text and booleans fail every comparison of size."""
    match check, value, wanted:
        case "equals", _, str() | bool() | Decimal():
            return same(value, wanted)
        case "not", _, str() | bool() | Decimal():
            return not same(value, wanted)
        case "in", _, tuple():
            return any(same(value, option) for option in wanted)
        case "at-least", Decimal(), Decimal():
            return value >= wanted
        case "at-most", Decimal(), Decimal():
            return value <= wanted
        case "more-than", Decimal(), Decimal():
            return value > wanted
        case "less-than", Decimal(), Decimal():
            return value < wanted
    return False


def same(left: Scalar, right: Scalar) -> bool:
    """Return whether two values are equal: numbers by size (2 is 2.0), and `true` is not 1."""
    kinds = [bool if isinstance(v, bool) else Decimal if isinstance(v, Decimal) else str for v in (left, right)]
    return kinds[0] is kinds[1] and left == right


def sums(clauses: Iterable[Clause], attribute: str, length: int) -> list[Decimal]:
    """Return the sum of an attribute at each step, as a running total of what begins and ends there."""
    changes: list[list[Decimal]] = [[] for _ in range(length + 1)]
    for clause in clauses:
        added = amount(clause, attribute)
        changes[clause.start].append(added)
        changes[clause.stop].append(added.copy_negate())
    running = list(accumulate(changes, lambda so_far, changed: exact_sum([so_far, *changed]), initial=Decimal(0)))
    return running[1 : length + 1]


def amount(clause: Clause, attribute: str) -> Decimal:
    """Return what a provision adds to a total: its number, or 0 where it has none (text and booleans are none)."""
    value = clause.attributes.get(attribute)
    return value if isinstance(value, Decimal) else Decimal(0)


def or_all(masks: Iterable[Steps]) -> Steps:
    """Return the union of sets of steps."""
    return reduce(or_, masks, 0)


def steps_where(flags: Sequence[bool]) -> Steps:
    """Return the set of the steps whose flag is true."""
    return or_all(1 << t for t, flag in enumerate(flags) if flag)
