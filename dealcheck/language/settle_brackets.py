"""Brackets and what they are settled to: some of them by hand, or all of them by a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from dealcheck.answers.exploration import Resolution
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.files.arguments import check_is, texts
from dealcheck.files.values import parse_value
from dealcheck.language.drafts.articles import every_article
from dealcheck.language.drafts.dependencies import forgetting
from dealcheck.language.drafts.draft import Choice, Draft, Way
from dealcheck.language.drafts.fields import FIELDS, alternatives_of, fields_of, name_of, number_of, with_value
from dealcheck.language.resolutions import resolved
from dealcheck.language.signed.check import remedies_for
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Choices
from dealcheck.model.deal import Deal, Provision

Articles = Mapping[str, Mapping[str, Choices]]
_MOST_NAMED = 1_000


def settle_brackets(deal: Deal, choices: Iterable[str]) -> Deal:
    """Settle the brackets that the choices name, and return the draft.

    A choice is `provision.field=value`, where a field is `party`, `parties`, `action`, `object`, `from`, `until` or an
    attribute's name; `provision=in` or `provision=out`; or `article=option`.
    Raises InputError for a name that the draft does not have, or a value that is not in the brackets.
    """
    check_is(Deal, deal=deal)
    for choice in texts("choices", choices):
        name, equals, value = choice.partition("=")
        if not equals:
            raise _wrong(f"expected `provision.field=value`, found `{shown(choice)}`")
        name, _, field = name.strip().partition(".")
        deal = _with_field(deal, name, field, value.strip()) if field else _with_whole(deal, name, value.strip())
    return deal


def _with_whole(deal: Deal, name: str, value: str) -> Deal:
    if name in deal.alternatives and not (name in deal.provisions and value in ("in", "out")):
        return _with_option(deal, name, value)
    inner = {str(article) for article, _ in every_article(deal.alternatives)}
    if name in inner and name not in deal.provisions:
        raise _wrong(f"article `{name}` belongs to an option of another article", "take that option first")
    provision = _provision(deal, name, [*deal.provisions, *deal.alternatives])
    if value not in ("in", "out"):
        raise _wrong(f"`{name}` is a provision, and `{shown(value)}` neither `in` nor `out`")
    if value == "in":
        return attrs.evolve(deal, provisions={**deal.provisions, name: attrs.evolve(provision, bracketed=False)})
    if not provision.bracketed:
        raise _wrong(f"provision `{name}` is not bracketed, so it can't be left out")
    return _without(deal, {name})


def _with_option(deal: Deal, article: str, option: str) -> Deal:
    """Take an option: leave out what only the article's other options name, and settle and open what it says."""
    options = deal.alternatives[article]
    if option not in options:
        raise _wrong(f"article `{article}` has no option `{shown(option)}`", nearest(option, options))
    taken = options[option]
    others = {name for other in options.values() for name in other.named()} - set(taken.named())
    still_open = {name: options for name, options in deal.alternatives.items() if name != article}
    deal = _without(attrs.evolve(deal, alternatives={**still_open, **taken.alternatives}), others)
    for key, value in taken.settles.items():
        name, _, field = key.partition(".")
        if name not in others:
            deal = _with_chosen(deal, name, field, value)
    return deal


def _with_chosen(deal: Deal, name: str, field: str, value: Any) -> Deal:
    provision = deal.provisions[name]
    alternatives = alternatives_of(provision, field) or (None,)
    number = number_of(alternatives, value)
    if number is None:
        raise _wrong(f"`{name}.{field}` is settled otherwise already, and can't be `{shown(value_text(value))}`")
    settled = with_value(provision, field, alternatives[number])
    return attrs.evolve(deal, provisions={**deal.provisions, name: settled})


def _without(deal: Deal, names: set[str]) -> Deal:
    provisions = {name: provision for name, provision in deal.provisions.items() if name not in names}
    articles = _articles_without(deal.alternatives, names)
    remedies = remedies_for(deal, provisions)
    return attrs.evolve(deal, provisions=forgetting(provisions), alternatives=articles, remedies=remedies)


def _articles_without(articles: Articles, names: set[str]) -> Articles:
    return {
        article: {option: _option_without(choices, names) for option, choices in options.items()}
        for article, options in articles.items()
    }


def _option_without(option: Choices, names: set[str]) -> Choices:
    return attrs.evolve(
        option,
        provisions=tuple(name for name in option.provisions if name not in names),
        settles={key: value for key, value in option.settles.items() if key.partition(".")[0] not in names},
        alternatives=_articles_without(option.alternatives, names),
    )


def _with_field(deal: Deal, name: str, field: str, value: str) -> Deal:
    provision = _provision(deal, name, deal.provisions)
    alternatives = alternatives_of(provision, field)
    if alternatives is None:
        known = [*FIELDS, *map(name_of, provision.attributes)]
        raise _wrong(f"provision `{name}` has no field `{shown(field)}`", nearest(field, known))
    chosen = _chosen(name, field, value, alternatives)
    return attrs.evolve(deal, provisions={**deal.provisions, name: with_value(provision, field, chosen)})


def _chosen(name: str, field: str, value: str, values: Sequence[Any]) -> Any:
    """Return the value in the brackets that a text spells."""
    absent = value in ("null", value_text(None))  # as files say it, and as reports do
    try:
        parsed = None if absent else parse_value(value)
    except InputError:
        parsed = value
    known = [value_text(candidate) for candidate in values[:_MOST_NAMED]]
    numbers = [number_of(values, parsed), known.index(value) if value in known else None]
    spelt = [number for number in numbers if number is not None]
    if spelt:
        return values[min(spelt)]
    raise _wrong(f"`{shown(value)}` does not stand in the brackets of `{name}.{field}`", nearest(value, known))


def _provision(deal: Deal, name: str, known: Iterable[str]) -> Provision:
    if name not in deal.provisions:
        raise _wrong(f"the draft has no provision `{shown(name)}`", nearest(name, known))
    return deal.provisions[name]


def _wrong(message: str, cure: str = "") -> InputError:
    return InputError([Mistake(message, None, cure)])


def resolution_of(deal: Deal, draft: Draft, choice: Choice) -> Resolution:
    """Return a resolution with what each bracket was settled to."""
    return Shown(deal, draft).resolution(choice)


class Shown:
    """Shows resolutions of a draft. A provision that several have in common is settled, and put into words, once."""

    def __init__(self, deal: Deal, draft: Draft) -> None:
        self.deal = deal
        self.draft = draft
        self._known: dict[tuple[str, Way], Provision] = {}
        self._texts: dict[tuple[str, Way], dict[str, str]] = {}
        self._open = {
            str(name): [field for field, alternatives in fields_of(provision).items() if len(alternatives) > 1]
            for name, provision in deal.provisions.items()
        }

    def resolution(self, choice: Choice) -> Resolution:
        """Return a resolution with what each bracket was settled to."""
        after = resolved(self.deal, self.draft, choice, self._known)
        choices = {
            article.id: article.options[option]
            for article, option in zip(self.draft.articles, choice.options)
            if option is not None
        }
        for provision, way in zip(self.deal.provisions.values(), choice.ways):
            if provision.bracketed:
                choices[str(provision.id)] = "out" if way is None else "in"
            if way is not None:
                choices.update(self._settled_fields(str(provision.id), way))
        return Resolution(choices=choices, deal=after)

    def _settled_fields(self, name: str, way: Way) -> dict[str, str]:
        if (name, way) not in self._texts:
            after = fields_of(self._known[name, way])
            values = ((field, after[field][0] if field in after else None) for field in self._open[name])
            self._texts[name, way] = {f"{name}.{field}": value_text(value) for field, value in values}
        return self._texts[name, way]
