"""Articles with options: what each option leaves out, settles and opens, by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.draft import ACTION, BOUND, Article, OpenClause, Settlement, as_written
from dealcheck.language.drafts.fields import alternatives_of, attribute_of, fields_of, is_same, number_of
from dealcheck.model.brackets import Choices
from dealcheck.model.deal import Deal
from dealcheck.place import place_of


def articles_of(deal: Deal, clauses: Sequence[OpenClause]) -> Iterator[Article]:
    """Yield each article, those that an option opens after the one that it belongs to."""
    numbers = {clause.id: number for number, clause in enumerate(clauses)}
    steps = [str(step.id) for step in deal.steps]
    for name, options, within in _in_order(deal.alternatives):
        named = [frozenset(numbers[each] for each in option.named()) for option in options.values()]
        every = frozenset().union(*named)
        yield Article(
            id=name,
            options=tuple(map(str, options)),
            leaves_out=tuple(every - taken for taken in named),
            settles=tuple(
                tuple(_settlement(key, value, numbers, clauses, steps) for key, value in option.settles.items())
                for option in options.values()
            ),
            within=within,
        )


def every_article(alternatives: Mapping[str, Mapping[str, Choices]]) -> Iterator[tuple[str, Mapping[str, Choices]]]:
    """Yield each article by its name with its options, those that an option opens after the one it belongs to."""
    for name, options, _ in _in_order(alternatives):
        yield name, options


def _in_order(
    alternatives: Mapping[str, Mapping[str, Choices]],
) -> Iterator[tuple[Any, Mapping[str, Choices], tuple[int, int] | None]]:
    waiting: list[tuple[Any, Mapping[str, Choices], tuple[int, int] | None]]
    waiting = [(name, options, None) for name, options in reversed(list(alternatives.items()))]
    number = 0
    while waiting:
        name, options, within = waiting.pop()
        yield name, options, within
        for place, option in reversed(list(enumerate(options.values()))):
            inner = reversed(list(option.alternatives.items()))
            waiting += [(name, options, (number, place)) for name, options in inner]
        number += 1


def check_articles(deal: Deal, mistakes: Mistakes) -> None:
    """Note articles without options or with the same name, and what options name that does not exist."""
    seen: set[str] = set()
    for name, options in every_article(deal.alternatives):
        if not options:
            mistakes.add(f"article `{shown(name)}` has no options", name, "name the provisions of each option")
        if name in seen:
            mistakes.add(f"article `{shown(name)}` is named twice", name, "give one of them another name")
        seen.add(name)
        for option in options.values():
            for provision in option.provisions:
                if provision and provision not in deal.provisions:
                    mistakes.unknown("provision", provision, deal.provisions)
            for key, value in option.settles.items():
                _check_settled(deal, key, value, mistakes)
            _check_settled_once(deal, option, mistakes)


def _check_settled_once(deal: Deal, option: Choices, mistakes: Mistakes) -> None:
    """Note fields that one option settles twice, as an attribute has two names: `days` and `attributes.days`."""
    settled: dict[tuple[str, str], str] = {}
    for key in option.settles:
        name, _, field = key.partition(".")
        attribute = attribute_of(deal.provisions[name], field) if name in deal.provisions else None
        first = settled.setdefault((name, field if attribute is None else f"attributes.{attribute}"), key)
        if first is not key:
            mistakes.add(f"`{shown(key)}` settles the same field as `{shown(first)}`", key, "keep one of them")


def _check_settled(deal: Deal, key: str, value: Any, mistakes: Mistakes) -> None:
    """Note a bracket that a draft does not have, or a value that does not stand in it."""
    name, _, field = key.partition(".")
    if name not in deal.provisions:
        mistakes.add(f"unknown provision `{shown(name)}`", key, nearest(name, deal.provisions))
        return
    known = alternatives_of(deal.provisions[name], field)
    if known is None:
        fields = fields_of(deal.provisions[name])
        mistakes.add(f"provision `{shown(name)}` has no field `{shown(field)}`", key, nearest(field, fields))
    elif value != "" and number_of(known, value) is None:
        texts = [each for each in known if isinstance(each, str) and each]  # a mistake leaves an empty one
        cure = nearest(str(value), texts) if texts else "name one of its alternatives"
        text = shown(str(value)) if value is not None else "null"
        mistakes.add(f"`{text}` does not stand in the brackets of `{shown(key)}`", place_of(value) or key, cure)


def _settlement(
    key: str, value: Any, numbers: Mapping[str, int], clauses: Sequence[OpenClause], steps: Sequence[str]
) -> Settlement:
    name, _, field = key.partition(".")
    number = numbers[name]
    clause = clauses[number]
    if clause.place_of(field) is None:
        field = f"attributes.{field}"
    place = clause.place_of(field)
    if place is None:  # an attribute that was settled to be absent: it can be settled so again, and not otherwise
        return Settlement(number, ACTION, frozenset(range(len(clause.verbs)) if value is None else ()))
    values = clause.fields[place].values
    if isinstance(values, Alternatives):
        return Settlement(number, place, frozenset(() if (found := values.find(value)) is None else (found,)))
    wanted = frozenset(value) if place == BOUND and isinstance(value, tuple) else value
    left = (number for number, each in enumerate(values) if _is_settled(as_written(field, each, steps), wanted))
    return Settlement(number, place, frozenset(left))


def _is_settled(value: Any, wanted: Any) -> bool:
    return value == wanted if isinstance(wanted, frozenset) or isinstance(value, frozenset) else is_same(value, wanted)
