"""Rulesets with one thing changed: a clause dropped, another verb, a part for the whole, an arm or a test left out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.language.lexicon import Lexicon
from dealcheck.language.wording import plain, value_text
from dealcheck.model import conditions as c
from dealcheck.model.fields import key_of
from dealcheck.model.ruleset import BottomLine, Issue, Ruleset
from dealcheck.numbers import product

_CLAUSES = ("until", "only_after", "unless", "when")
_CONDITIONS = ("forbid", "require", *_CLAUSES)
_STRICTER = {"at_least": "more_than", "at_most": "less_than", "more_than": "at_least", "less_than": "at_most"}


@attrs.frozen
class Mutation:
    """A ruleset with one thing changed: in which entry, and what, in words."""

    entry: str
    text: str
    ruleset: Ruleset
    at: Any


def changes(ruleset: Ruleset, lexicon: Lexicon) -> Iterator[Mutation]:
    """Yield the ruleset with each of its rules changed in turn, in every way that there is."""
    for name, line in ruleset.bottom_lines.items():
        for text, changed in _changed_lines(line, lexicon):
            lines = {**ruleset.bottom_lines, name: changed}
            yield Mutation(str(name), text, attrs.evolve(ruleset, bottom_lines=lines), line.id or line)
    for name, body in ruleset.definitions.items():
        for text, condition in _changed(body, lexicon):
            definitions = {**ruleset.definitions, name: condition}
            yield Mutation(str(name), text, attrs.evolve(ruleset, definitions=definitions), name)
    for name, issue in ruleset.issues.items():
        for text, changed_issue in _changed_issues(issue):
            issues = {**ruleset.issues, name: changed_issue}
            yield Mutation(str(name), text, attrs.evolve(ruleset, issues=issues), issue.id or issue)


def _changed_issues(issue: Issue) -> Iterator[tuple[str, Issue]]:
    if issue.weight:
        yield "with half its weight", attrs.evolve(issue, weight=product(issue.weight, Decimal("0.5")))
    for value, points in issue.points.items():
        if points:
            others = {listed: number for listed, number in issue.points.items() if listed != value}
            yield f"without points for {value_text(value)}", attrs.evolve(issue, points=others)


def _changed_lines(line: BottomLine, lexicon: Lexicon) -> Iterator[tuple[str, BottomLine]]:
    for key in _CLAUSES:
        if getattr(line, key) is not None:
            dropped: dict[str, Any] = {key: None, **({"within": None} if key == "when" else {})}
            yield f"without its `{key.replace('_', '-')}`", attrs.evolve(line, **dropped)
    for key in _CONDITIONS:
        condition = getattr(line, key)
        for text, changed in _changed(condition, lexicon) if condition is not None else ():
            new: dict[str, Any] = {key: changed}
            yield f"`{key.replace('_', '-')}` {text}", attrs.evolve(line, **new)
    if line.within:
        yield "`within` 0 steps", attrs.evolve(line, within=0)
    if line.strength == "red-line":
        yield "as a priority", attrs.evolve(line, strength="priority")


def _changed(condition: Any, lexicon: Lexicon) -> Iterator[tuple[str, Any]]:
    """Yield a condition with one thing in it changed, in every way that there is."""
    match condition:
        case c.Pattern():
            yield from _changed_patterns(condition, lexicon)
        case c.All(of) | c.AnyOf(of) | c.Count(of):
            yield from _changed_parts(condition, of, lexicon)
        case c.Not(of) | c.Once(of) | c.Earlier(of) | c.Throughout(of):
            yield f"without `{type(condition).__name__.lower()}`", of
            for text, inner in _changed(of, lexicon):
                yield text, type(condition)(inner)
        case c.Total(over=over):
            for text, pattern in _changed_patterns(over, lexicon):
                yield text, attrs.evolve(condition, over=pattern)
    if isinstance(condition, (c.Count, c.Total)):
        yield from _changed_tests(condition, lexicon)


def _changed_parts(condition: Any, of: tuple[Any, ...], lexicon: Lexicon) -> Iterator[tuple[str, Any]]:
    for place, part in enumerate(of):
        others = (*of[:place], *of[place + 1 :])
        if others:
            yield f"without part {place + 1} of `{_word(condition)}`", attrs.evolve(condition, of=others)
        for text, changed in _changed(part, lexicon):
            yield text, attrs.evolve(condition, of=(*of[:place], changed, *of[place + 1 :]))


def _word(condition: Any) -> str:
    return {c.All: "all", c.AnyOf: "any", c.Count: "count"}[type(condition)]


def _changed_patterns(pattern: c.Pattern, lexicon: Lexicon) -> Iterator[tuple[str, c.Pattern]]:
    for verb in pattern.action:
        for word, other in _neighbours(verb, lexicon):
            actions = tuple(dict.fromkeys(other if each == verb else each for each in pattern.action))
            yield f"with the {word} verb {plain(other)} for {plain(verb)}", attrs.evolve(pattern, action=actions)
    for key, other_key in (("part_of", "whole_of"), ("whole_of", "part_of")):
        named = getattr(pattern, key)
        if named is not None and len(lexicon.leaves[named]) > 1:
            swapped: dict[str, Any] = {key: None, other_key: named}
            text = f"with `{other_key.replace('_', '-')}` for `{key.replace('_', '-')}: {named}`"
            yield text, attrs.evolve(pattern, **swapped)
    for name in pattern.where:
        others = {attribute: tests for attribute, tests in pattern.where.items() if attribute != name}
        yield f"without the test on {plain(name)}", attrs.evolve(pattern, where=others)


def _neighbours(verb: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    verbs = lexicon.scales[lexicon.scale_of[verb]]
    rank = verbs.index(verb)
    if rank:
        yield "weaker", verbs[rank - 1]
    if rank + 1 < len(verbs):
        yield "stronger", verbs[rank + 1]


def _changed_tests(condition: c.Count | c.Total, lexicon: Lexicon) -> Iterator[tuple[str, Any]]:
    for attribute in attrs.fields(type(condition)):
        key, other, value = key_of(attribute), _STRICTER.get(attribute.name), getattr(condition, attribute.name)
        if other is None or value is None:
            continue
        if getattr(condition, other) is None:
            shown = f"{key}: {value_text(value)}" if isinstance(value, Decimal) else key
            changed: dict[str, Any] = {attribute.name: None, other: value}
            yield f"with `{other.replace('_', '-')}` for `{shown}`", attrs.evolve(condition, **changed)
        for text, amount in _changed_amounts(value, lexicon):
            yield f"`{key}` {text}", attrs.evolve(condition, **{attribute.name: amount})


def _changed_amounts(amount: Any, lexicon: Lexicon) -> Iterator[tuple[str, Any]]:
    if isinstance(amount, tuple):
        for place, addend in enumerate(amount):
            others = (*amount[:place], *amount[place + 1 :])
            if others:
                yield f"without addend {place + 1}", others
            for text, changed in _changed_amounts(addend, lexicon):
                yield text, (*amount[:place], changed, *amount[place + 1 :])
    elif isinstance(amount, c.Multiple):
        if amount.times != 1:
            yield f"once for {value_text(amount.times)} times", attrs.evolve(amount, times=Decimal(1))
        for text, pattern in _changed_patterns(amount.over, lexicon):
            yield text, attrs.evolve(amount, over=pattern)
