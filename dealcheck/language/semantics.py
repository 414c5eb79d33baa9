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
from dealcheck.language.drafts.draft import as_written
from dealcheck.language.program import (
    All,
    AnyOf,
    AttributeTest,
    Clause,
    Combination,
    Count,
    DependencyNode,
    Earlier,
    Forbid,
    InForce,
    Issue,
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
    Term,
    Throughout,
    Total,
    times_of,
)
from dealcheck.model.conditions import Scalar
from dealcheck.model.outcome import Outcome
from dealcheck.numbers import exact_sum, product

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
        points=points_of_issues(program, deal),
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
    worth = program.ruleset.worth
    return exact_sum((*(worth[name].points for name in judgment.earned), *judgment.points.values()))


def points_of_issues(program: Program, deal: Settled) -> dict[str, Decimal]:
    """Return what each issue of the score sheet adds, those that add nothing left out."""
    if not program.issues:
        return {}
    clauses = {clause.id: clause for clause in deal.clauses}
    points = ((name, _points(issue, clauses.get(issue.provision), deal)) for name, issue in program.issues.items())
    return {name: number for name, number in points if number}


def _points(issue: Issue, clause: Clause | None, deal: Settled) -> Decimal:
    value = None if clause is None else value_of(clause, issue.field, deal.steps)
    return next((number for listed, number in issue.points if value is not None and same(listed, value)), Decimal(0))


def value_of(clause: Clause, field: str, steps: Sequence[str]) -> Scalar | None:
    """Return the value of a field of a provision, as files name it; None where it has none."""
    match field:
        case "action":
            return clause.verb
        case "object":
            return clause.object
        case "from" | "until":
            written: Scalar | None = as_written(field, times_of(clause.start, clause.stop), steps)
            return written
        case "party":
            return next(iter(clause.parties)) if len(clause.parties) == 1 else None
    return clause.attributes.get(field.removeprefix("attributes."))


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
    match node:
        case Reaches(pattern, leaves, whole):
            clauses = [c for c in deal.clauses if not leaves.isdisjoint(c.leaves) and matches(patterns[pattern], c)]
            if not whole:
                return or_all(clause.times for clause in clauses)
            reached = (or_all(c.times for c in clauses if leaf in c.leaves) for leaf in leaves)
            return reduce(and_, reached, all_steps(length))
        case Total(terms, tests):
            numbers = sums(terms, patterns, deal)
            return steps_where([passes_all(tests, number) for number in numbers])
    return combined(node, holds, length)


def combined(node: Combination, holds: Sequence[Steps], length: int) -> Steps:
    """Return the steps at which a condition holds that is made of others, given theirs."""
    every = all_steps(length)
    match node:
        case All(of):
            return reduce(and_, (holds[part] for part in of), every)
        case AnyOf(of):
            return or_all(holds[part] for part in of)
        case Not(of):
            return every & ~holds[of]
        case Count(of, tests):
            passing = [passes_all(tests, Decimal(number)) for number in range(len(of) + 1)]
            return steps_where([passing[sum(holds[part] >> t & 1 for part in of)] for t in range(length)])
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


def in_force(dependencies: Sequence[DependencyNode], clauses: Sequence[Clause | None], length: int) -> list[Steps]:
    """Return for each condition that provisions depend on the steps at which it holds.

    `clauses`: the provisions as they would be if they depended on nothing; None where one is left out.
    """
    holds: list[Steps] = []
    for node in dependencies:
        if isinstance(node, InForce):
            clause = clauses[node.provision]
            own = 0 if clause is None else clause.times
            holds.append(own if node.depends_on is None else own & holds[node.depends_on])
        else:
            holds.append(combined(node, holds, length))
    return holds


def matches(pattern: ResolvedPattern, clause: Clause) -> bool:
    """Return whether a provision is done by a named party, with a strong enough verb, and passes the tests."""
    return (
        (pattern.parties is None or not pattern.parties.isdisjoint(clause.parties))
        and (pattern.verbs is None or clause.verb in pattern.verbs)
        and (not pattern.tests or all(passes_test(test, clause) for test in pattern.tests))
    )


def passes_test(test: AttributeTest, clause: Clause) -> bool:
    """Return whether a provision's attribute passes; a missing one fails all but `present: false`."""
    return passes_if_there(test, clause.attributes.get(test.attribute))


def passes_if_there(test: AttributeTest, value: Scalar | None) -> bool:
    """Return whether a value passes; None, which is none, fails all but `present: false`."""
    if test.check == "present":
        return (value is not None) is test.value
    return value is not None and passes(test.check, value, test.value)


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


def sums(terms: Sequence[Term], patterns: Sequence[ResolvedPattern], deal: Settled) -> list[Decimal]:
    """Return what some terms add up to at each step, as a running total of what begins and ends there."""
    length = len(deal.steps)
    changes: list[list[Decimal]] = [[] for _ in range(length + 1)]
    for term in terms:
        for clause in deal.clauses:
            if (term.leaves is None or term.leaves & clause.leaves) and matches(patterns[term.pattern], clause):
                added = product(term.times, amount(clause, term.attribute))
                for step, begins in boundaries(clause.times):
                    changes[step].append(added if begins else added.copy_negate())
    running = list(accumulate(changes, lambda so_far, changed: exact_sum([so_far, *changed]), initial=Decimal(0)))
    return running[1 : length + 1]


def boundaries(steps: Steps) -> list[tuple[int, bool]]:
    """Return where runs of steps begin (True), and the first step after each (False)."""
    changed = steps ^ (steps << 1)
    found = []
    while changed:
        step = (changed & -changed).bit_length() - 1
        found.append((step, bool(steps >> step & 1)))
        changed &= changed - 1
    return found


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
