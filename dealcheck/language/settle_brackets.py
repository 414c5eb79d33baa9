"""Brackets settled by hand: a draft with some of its choices made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.files.values import parse_value
from dealcheck.language.semantics import same
from dealcheck.language.wording import value_text
from dealcheck.model.deal import Deal, Provision

_FIELDS = {"action": "action", "object": "object", "from": "from_", "until": "until"}


def settle_brackets(deal: Deal, choices: Iterable[str]) -> Deal:
    """Return the draft with the brackets that are named settled.

    A choice is `provision.field=value`, where a field is `action`, `object`, `from`, `until` or an attribute's name;
    `provision=in` or `provision=out`; or `article=option`.
    Raises InputError for a name that the draft does not have, or a value that does not stand in the brackets.
    """
    for choice in choices:
        name, equals, value = choice.partition("=")
        if not equals:
            raise _wrong(f"expected `provision.field=value`, found `{shown(choice)}`")
        name, _, field = name.strip().partition(".")
        deal = _with_field(deal, name, field, value.strip()) if field else _with_whole(deal, name, value.strip())
    return deal


def _with_whole(deal: Deal, name: str, value: str) -> Deal:
    if name in deal.alternatives and not (name in deal.provisions and value in ("in", "out")):
        return _with_option(deal, name, value)
    provision = _provision(deal, name, [*deal.provisions, *deal.alternatives])
    if value not in ("in", "out"):
        raise _wrong(f"`{name}` is a provision, and `{shown(value)}` neither `in` nor `out`")
    if value == "in":
        return attrs.evolve(deal, provisions={**deal.provisions, name: attrs.evolve(provision, bracketed=False)})
    if not provision.bracketed:
        raise _wrong(f"provision `{name}` is not bracketed, so it can't be left out")
    return _without(deal, {name})


def _with_option(deal: Deal, article: str, option: str) -> Deal:
    """Return the draft with an option taken: the provisions that only others of the article name are left out."""
    options = deal.alternatives[article]
    if option not in options:
        raise _wrong(f"article `{article}` has no option `{shown(option)}`", nearest(option, options))
    taken = set(options[option])
    others = {name for names in options.values() for name in names} - taken
    rest = {name: option for name, option in deal.alternatives.items() if name != article}
    return _without(attrs.evolve(deal, alternatives=rest), others)


def _without(deal: Deal, names: set[str]) -> Deal:
    articles = {
        article: {option: tuple(name for name in named if name not in names) for option, named in options.items()}
        for article, options in deal.alternatives.items()
    }
    provisions = {name: provision for name, provision in deal.provisions.items() if name not in names}
    return attrs.evolve(deal, provisions=provisions, alternatives=articles)


def _with_field(deal: Deal, name: str, field: str, value: str) -> Deal:
    provision = _provision(deal, name, deal.provisions)
    attribute = field.removeprefix("attributes.")
    if field in _FIELDS:
        key = _FIELDS[field]
        settled: dict[str, Any] = {key: (_chosen(name, field, value, getattr(provision, key)),)}
        changed = attrs.evolve(provision, **settled)
    elif attribute in provision.attributes:
        chosen = _chosen(name, attribute, value, provision.attributes[attribute])
        changed = attrs.evolve(provision, attributes={**provision.attributes, attribute: (chosen,)})
    else:
        message = f"provision `{name}` has no field `{shown(field)}`"
        raise _wrong(message, nearest(field, [*_FIELDS, *provision.attributes]))
    return attrs.evolve(deal, provisions={**deal.provisions, name: changed})


def _chosen(name: str, field: str, value: str, values: Sequence[Any]) -> Any:
    """Return the value among those in the brackets that is written so."""
    try:
        parsed = parse_value(value)
    except InputError:
        parsed = value
    for each in values:
        if value_text(each) == value or same(each, parsed):
            return each
    known = [value_text(value) for value in values]
    raise _wrong(f"`{shown(value)}` does not stand in the brackets of `{name}.{field}`", nearest(value, known))


def _provision(deal: Deal, name: str, known: Iterable[str]) -> Provision:
    if name not in deal.provisions:
        raise _wrong(f"the draft has no provision `{shown(name)}`", nearest(name, known))
    return deal.provisions[name]


def _wrong(message: str, cure: str = "") -> InputError:
    return InputError([Mistake(message, None, cure)])
