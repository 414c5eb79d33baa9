"""What provisions depend on: `provided` as numbered conditions, each after those it is made of."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

import attrs

from dealcheck.errors import Mistakes, shown
from dealcheck.language import program as out
from dealcheck.language.circles import circle_text, dependencies_first, find_cycle
from dealcheck.model import conditions as written
from dealcheck.model.deal import Provision


class Dependencies:
    """The conditions that provisions depend on; the provisions are checked already.

    `of_provisions`: for each provision the number of its condition; None where it depends on nothing.
    """

    def __init__(self, provisions: Mapping[str, Provision]) -> None:
        self._provisions = provisions
        self._numbers = {str(name): number for number, name in enumerate(provisions)}
        self._conditions: dict[out.DependencyNode, int] = {}
        self._known: dict[str, int] = {}
        if any(provision.provided is not None for provision in provisions.values()):
            for name in in_order(provisions):
                condition = provisions[name].provided
                if condition is not None:
                    self._known[name] = self._number(condition)
        self.of_provisions = tuple(self._known.get(str(name)) for name in provisions)
        self.conditions = tuple(self._conditions)

    def _number(self, condition: written.Condition) -> int:
        return numbered(condition, lambda name: out.InForce(self._numbers[name], self._known.get(name)), self._add)

    def _add(self, node: out.DependencyNode) -> int:
        return self._conditions.setdefault(node, len(self._conditions))


def numbered(
    condition: written.Condition,
    in_force: Callable[[str], out.DependencyNode],
    add: Callable[[out.DependencyNode], int],
) -> int:
    """Return the number of a condition, checked already, after adding all those that it is made of.

    `in_force`: what stands for the name of a provision. `add`: gives a condition its number.
    """

    def number(part: written.Condition) -> int:
        match part:
            case written.Named(name):
                return add(in_force(str(name)))
            case written.All(of):
                return add(out.All(tuple(map(number, of))))
            case written.AnyOf(of):
                return add(out.AnyOf(tuple(map(number, of))))
            case written.Count(of):
                return add(out.Count(tuple(map(number, of)), tuple(written.given_tests(part))))
            case written.Not(of) | written.Once(of) | written.Earlier(of) | written.Throughout(of):
                return add(out.ONE_OPERAND[type(part)](number(of)))
        raise AssertionError("a pattern or a total was let through by the check of the deal")

    return number(condition)


def in_order(provisions: Mapping[str, Provision]) -> list[str]:
    """Return the provisions that others depend on before these; those that depend on themselves are missing."""
    names = {
        str(name): {str(each) for each in _names(provision.provided) if each in provisions}
        for name, provision in provisions.items()
    }
    return dependencies_first(names)


def check_dependencies(provisions: Mapping[str, Provision], mistakes: Mistakes) -> None:
    """Note unknown provisions, conditions of other kinds, and provisions that depend on themselves."""
    for provision in provisions.values():
        check_dependency(provision.provided, mistakes)
        for name in _names(provision.provided):
            if name and name not in provisions:
                mistakes.unknown("provision", name, provisions)
    order = set(in_order(provisions))
    left = {str(name): [str(each) for each in _names(provisions[name].provided)] for name in provisions}
    circular = {name: [each for each in left[name] if each in left and each not in order] for name in left}
    circular = {name: names for name, names in circular.items() if name not in order}
    if circular:
        circle = find_cycle(circular)
        message = f"provision `{shown(circle[0])}` depends on itself: {circle_text(circle, 'depends on')}"
        mistakes.add(message, provisions[circle[0]].id or provisions[circle[0]], "break the circle")


def check_dependency(dependency: written.Condition | None, mistakes: Mistakes) -> None:
    """Note conditions that nothing can depend on: patterns, totals, and counts without a test."""
    for condition in _parts(dependency):
        if isinstance(condition, (written.Pattern, written.Total)):
            what = "a pattern" if isinstance(condition, written.Pattern) else "`total`"
            message = f"{what} can't stand under `provided`"
            mistakes.add(message, condition, "name other provisions of this deal, joined by `all`, `any`, `not` …")
        elif isinstance(condition, written.Count) and not tuple(written.given_tests(condition)):
            mistakes.add("`count` has no test", condition, "add one, such as `at-least: 2`")


def forgetting(provisions: Mapping[str, Provision]) -> dict[str, Provision]:
    """Return provisions that depend on none that is left out: such a one is never in force."""
    kept: dict[str, Provision] = {}
    for name, provision in provisions.items():
        missing = provision.provided is not None and not names_of(provision.provided) <= provisions.keys()
        kept[name] = attrs.evolve(provision, provided=without(provision.provided, provisions)) if missing else provision
    return kept


def without(condition: Any, provisions: Container[str]) -> Any:
    """Return a condition in which a provision that is none of these, and never in force, is `any: []`."""
    if isinstance(condition, written.Named):
        return condition if condition.name in provisions else written.AnyOf(())
    if isinstance(condition, written.OneOperand):
        return attrs.evolve(condition, of=without(condition.of, provisions))
    return attrs.evolve(condition, of=tuple(without(part, provisions) for part in condition.of))


def names_of(condition: written.Condition | None) -> set[str]:
    """Return the provisions that a condition names."""
    return set(map(str, _names(condition)))


def _names(condition: written.Condition | None) -> Iterator[str]:
    return (each.name for each in _parts(condition) if isinstance(each, written.Named))


def _parts(condition: written.Condition | None) -> Iterator[written.Condition]:
    """Yield a condition and all that it is made of."""
    waiting = [] if condition is None else [condition]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, (written.All, written.AnyOf, written.Count)):
            waiting += each.of
        elif isinstance(each, written.OneOperand):
            waiting.append(each.of)
