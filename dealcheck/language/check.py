"""What is wrong with the words of a deal or a provision, noted with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealcheck.errors import Mistakes, shown
from dealcheck.language.drafts.articles import check_articles
from dealcheck.language.drafts.dependencies import check_dependencies
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.signed.check import check_added, check_effects, check_remedies, check_terms
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Deal, Provision, Remedy
from dealcheck.numbers import as_number

MOST_STEPS = 1_000
"""A deal may have this many steps."""


def check_deal(deal: Deal, lexicon: Lexicon) -> None:
    """Raise InputError with every unknown word and every wrong reference of a deal."""
    mistakes = Mistakes()
    steps = _check_steps(deal, mistakes)
    for provision in deal.provisions.values():
        check_provision(provision, lexicon, mistakes)
        _check_span(provision, steps, mistakes)
        _check_wordings(provision, steps, lexicon, mistakes)
        check_sources(provision.sources, deal.sources, lexicon, mistakes)
    check_dependencies(deal.provisions, mistakes)
    check_articles(deal, mistakes)
    check_terms(deal, mistakes)

    def check_words_of(provision: Provision) -> None:
        check_provision(provision, lexicon, mistakes)
        _check_span(provision, steps, mistakes)
        check_sources(provision.sources, deal.sources, lexicon, mistakes)

    check_remedies(deal, lexicon.parties, mistakes, check_words_of)
    for remedy in deal.remedies.values():
        check_sources(remedy.sources, deal.sources, lexicon, mistakes)
    mistakes.raise_if_any()


def check_provision(provision: Provision, lexicon: Lexicon, mistakes: Mistakes, *, need_party: bool = True) -> None:
    """Note what is wrong with the words of a provision."""
    if provision.party and provision.parties:
        message = f"provision `{shown(provision.id)}` has both `party` and `parties`"
        mistakes.add(message, provision.party[0], "keep one of the two")
    elif need_party and not provision.bound_together:
        mistakes.add(f"provision `{shown(provision.id)}` binds nobody", provision.id or provision, "add `party`")
    check_words("party", provision.bound, lexicon.parties, mistakes)
    check_verbs(provision.action, lexicon, mistakes)
    check_words("object", provision.object, lexicon.objects, mistakes)


def check_offered_remedy(remedy: Remedy, lexicon: Lexicon, mistakes: Mistakes) -> None:
    """Note what is wrong with a remedy that a party offers; which provisions it names, only a deal knows."""
    check_words("party", remedy.by, lexicon.parties, mistakes)
    check_effects(remedy, mistakes)
    for provision in remedy.adds.values():
        check_provision(provision, lexicon, mistakes, need_party=False)
        check_added(provision, mistakes)


def _check_wordings(provision: Provision, steps: Mapping[str, int], lexicon: Lexicon, mistakes: Mistakes) -> None:
    """Note wordings of what no bracket can hold: neither a word, a step nor a value of the provision."""
    if not provision.words:
        return
    alternatives = [value for values in provision.attributes.values() for value in values]
    ranges = [value for value in alternatives if isinstance(value, Range)]
    values = {value_text(value).strip('"'): 0 for value in alternatives}
    known = {**lexicon.scale_of, **lexicon.objects, **lexicon.parties, **steps, **values}
    words = [word for word in provision.words if not any(as_number(word) in numbers for numbers in ranges)]
    check_words("alternative", words, known, mistakes)


def check_verbs(verbs: Sequence[str], lexicon: Lexicon, mistakes: Mistakes) -> None:
    """Note verbs that the vocabulary does not know; a scale named instead gets its verbs listed."""
    scale_of = lexicon.scale_of
    for verb in verbs:
        if verb not in scale_of and verb in lexicon.scales:
            verbs_of_it = ", ".join(f"`{shown(scale)}`" for scale in lexicon.scales[verb][:8])
            mistakes.add(f"`{shown(verb)}` is a scale, not an action", verb, f"name one of its verbs: {verbs_of_it}")
        elif verb and verb not in scale_of:
            mistakes.unknown("action", verb, scale_of)


def check_words(kind: str, words: Sequence[str], known: Mapping[str, object], mistakes: Mistakes) -> None:
    """Note every unknown word; a blank one is a mistake that was noted already."""
    for word in words:
        if word and word not in known:
            mistakes.unknown(kind, word, known)


def check_sources(cited: Sequence[str], own: Mapping[str, object], lexicon: Lexicon, mistakes: Mistakes) -> None:
    """Note citations of sources that neither the file nor its vocabulary lists."""
    if not all(word in own or word in lexicon.sources for word in cited):
        check_words("source", cited, {**lexicon.sources, **own}, mistakes)


def _check_steps(deal: Deal, mistakes: Mistakes) -> dict[str, int]:
    numbers: dict[str, int] = {}
    if not deal.steps:
        mistakes.add(f"deal `{shown(deal.id)}` has no steps", deal, "name at least one, or leave `steps` out")
    if len(deal.steps) > MOST_STEPS:
        message = f"deal `{shown(deal.id)}` has {len(deal.steps):,} steps, and {MOST_STEPS:,} are the most it may have"
        mistakes.add(message, deal.steps[MOST_STEPS].id, "split it")
    for number, step in enumerate(deal.steps):
        if numbers.setdefault(str(step.id), number) != number and step.id:
            mistakes.add(f"step `{shown(step.id)}` is named twice", step.id, "step ids must differ")
    return numbers


def _check_span(provision: Provision, steps: Mapping[str, int], mistakes: Mistakes) -> None:
    for step in (*provision.from_, *provision.until):
        if step and step not in steps and "" not in steps:  # a blank is a step whose id could not be read
            mistakes.unknown("step", step, steps)
    if len(provision.until) != 1 or len(provision.from_) > 1:
        return  # a bracket: combinations out of order are no resolutions, and there may be others
    if "" in (*provision.until, *provision.from_):
        return  # what could not be read is noted already
    (until,) = provision.until
    start = steps.get(provision.from_[0]) if provision.from_ else 0
    if start is not None and until in steps and steps[until] <= start:
        first = provision.from_[0] if provision.from_ else next(iter(steps))
        message = f"`until: {shown(until)}` does not come after `from: {shown(first)}`"
        mistakes.add(message, until, "name a later step, or leave `until` out if the provision stays")
