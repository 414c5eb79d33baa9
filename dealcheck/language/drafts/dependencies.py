"""What provisions depend on: `provided` as numbered conditions, each after those it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        match condition:
            case written.Named(name):
                return self._add(out.InForce(self._numbers[name], self._known.get(str(name))))
            case written.All(of):
                return self._add(out.All(tuple(map(self._number, of))))
            case written.AnyOf(of):
                return self._add(out.AnyOf(tuple(map(self._number, of))))
            case written.Count(of):
                return self._add(out.Count(tuple(map(self._number, of)), tuple(written.given_tests(condition))))
            case written.Not(of) | written.Once(of) | written.Earlier(of) | written.Throughout(of):
                return self._add(out.ONE_OPERAND[type(condition)](self._number(of)))
        raise AssertionError("a pattern or a total was let through by the check of the deal")

    def _add(self, node: out.DependencyNode) -> int:
        return self._conditions.setdefault(node, len(self._conditions))


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
        for condition in _parts(provision.provided):
            if isinstance(condition, written.Named):
                if condition.name and condition.name not in provisions:
                    mistakes.unknown("provision", condition.name, provisions)
            elif isinstance(condition, (written.Pattern, written.Total)):
                what = "a pattern" if isinstance(condition, written.Pattern) else "`total`"
                message = f"{what} can't stand under `provided`"
                mistakes.add(message, condition, "name other provisions of this deal, joined by `all`, `any`, `not` …")
            elif isinstance(condition, written.Count) and not tuple(written.given_tests(condition)):
                mistakes.add("`count` has no test", condition, "add one, such as `at-least: 2`")
    order = set(in_order(provisions))
    left = {str(name): [str(each) for each in _names(provisions[name].provided)] for name in provisions}
    circular = {name: [each for each in left[name] if each in left and each not in order] for name in left}
    circular = {name: names for name, names in circular.items() if name not in order}
    if circular:
        circle = find_cycle(circular)
        message = f"provision `{shown(circle[0])}` depends on itself: {circle_text(circle, 'depends on')}"
        mistakes.add(message, provisions[circle[0]].id or provisions[circle[0]], "break the circle")


def forgetting(provisions: Mapping[str, Provision]) -> dict[str, Provision]:
    """Return provisions that depend on none that is left out: such a one is never in force."""
    kept: dict[str, Provision] = {}
    for name, provision in provisions.items():
        missing = provision.provided is not None and any(n not in provisions for n in _names(provision.provided))
        kept[name] = (
            attrs.evolve(provision, provided=_without(provision.provided, provisions)) if missing else provision
        )
    return kept


def _without(condition: Any, provisions: Mapping[str, Provision]) -> Any:
    """Return a condition in which what is never in force is `any: []`."""
    if isinstance(condition, written.Named):
        return condition if condition.name in provisions else written.AnyOf(())
    if isinstance(condition, written.OneOperand):
        return attrs.evolve(condition, of=_without(condition.of, provisions))
    return attrs.evolve(condition, of=tuple(_without(part, provisions) for part in condition.of))


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
