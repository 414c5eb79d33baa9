"""Brackets and what they are settled to: some of them by hand, or all of them by a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from dealcheck.answers.exploration import Resolution
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.files.values import parse_value
from dealcheck.language.program import Choice, Draft, Way
from dealcheck.language.resolutions import resolved
from dealcheck.language.semantics import same
from dealcheck.language.wording import value_text
from dealcheck.model.deal import Deal, Provision

_FIELDS = {"action": "action", "object": "object", "from": "from_", "until": "until"}


def settle_brackets(deal: Deal, choices: Iterable[str]) -> Deal:
    """Settle the brackets that the choices name, and return the draft.

    A choice is `provision.field=value`, where a field is `action`, `object`, `from`, `until` or an attribute's name;
    `provision=in` or `provision=out`; or `article=option`.
    Raises InputError for a name that the draft does not have, or a value that is not in the brackets.
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
    """Take an option: leave out the provisions that only the article's other options name."""
    options = deal.alternatives[article]
    if option not in options:
        raise _wrong(f"article `{article}` has no option `{shown(option)}`", nearest(option, options))
    taken = set(options[option])
    others = {name for names in options.values() for name in names} - taken
    still_open = {name: options for name, options in deal.alternatives.items() if name != article}
    return _without(attrs.evolve(deal, alternatives=still_open), others)


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
    """Return the value in the brackets that a text spells."""
    try:
        parsed = parse_value(value)
    except InputError:
        parsed = value
    for candidate in values:
        if value_text(candidate) == value or same(candidate, parsed):
            return candidate
    known = [value_text(candidate) for candidate in values]
    raise _wrong(f"`{shown(value)}` does not stand in the brackets of `{name}.{field}`", nearest(value, known))


def _provision(deal: Deal, name: str, known: Iterable[str]) -> Provision:
    if name not in deal.provisions:
        raise _wrong(f"the draft has no provision `{shown(name)}`", nearest(name, known))
    return deal.provisions[name]


def _wrong(message: str, cure: str = "") -> InputError:
    return InputError([Mistake(message, None, cure)])


def resolution_of(
    deal: Deal, draft: Draft, choice: Choice, known: dict[tuple[str, Way], Provision] | None = None
) -> Resolution:
    """Return a resolution with what each bracket was settled to; `known`: as `resolved` takes it."""
    after = resolved(deal, draft, choice, known)
    choices = {article.id: article.options[option] for article, option in zip(draft.articles, choice.options)}
    for provision in deal.provisions.values():
        settled = after.provisions.get(provision.id)
        if provision.bracketed:
            choices[provision.id] = "in" if settled else "out"
        if settled:
            choices.update(_settled_fields(provision, settled))
    return Resolution(choices={str(name): str(value) for name, value in choices.items()}, deal=after)


def _settled_fields(provision: Provision, settled: Provision) -> Iterator[tuple[str, str]]:
    pairs = [
        ("action", provision.action, settled.action),
        ("object", provision.object, settled.object),
        ("from", provision.from_, settled.from_),
        ("until", provision.until, settled.until),
        *((name, values, settled.attributes[name]) for name, values in provision.attributes.items()),
    ]
    for name, values, chosen in pairs:
        if len(values) > 1:
            yield f"{provision.id}.{name}", value_text(chosen[0])
