"""Deals to what engines judge: words checked, brackets resolved, every provision with its steps as numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from math import prod
from operator import or_

from dealcheck.errors import InputError, Mistake, Mistakes, shown
from dealcheck.lexicon import Lexicon
from dealcheck.model.deal import Deal, Provision
from dealcheck.program import Clause, Settled

RESOLUTION_LIMIT = 10_000
"""A draft with more resolutions than this is not enumerated."""
MOST_CLAUSES = 5_000_000
"""Nor is one whose resolutions have more provisions than this, all counted together."""
MOST_STEPS = 1_000
"""A deal may have this many steps."""


def is_draft(deal: Deal) -> bool:
    """Whether anything in the deal still stands in brackets."""
    return bool(deal.alternatives) or any(_is_bracketed(provision) for provision in deal.provisions.values())


def settle(deal: Deal, lexicon: Lexicon) -> Settled:
    """A deal without brackets, ready for engines.

    Raises InputError when the deal is a draft, uses an unknown word or refers to a step it does not have.
    """
    if is_draft(deal):
        raise InputError([Mistake(f"deal `{shown(deal.id)}` is a draft: something stands in brackets", deal.place)])
    return next(resolutions(deal, lexicon))


def resolutions(deal: Deal, lexicon: Lexicon) -> Iterator[Settled]:
    """Every well-formed resolution of a draft; of a deal without brackets, the deal itself.

    A resolution takes one option of each article, and of each provision that stays in one value for every
    bracketed field. One whose `until` does not come after its `from` is passed over.
    Raises InputError as `settle` does, before the first resolution, and when there are too many to try.
    """
    check_deal(deal, lexicon)
    _check_size(deal)
    return _resolve(deal, lexicon)


def _resolve(deal: Deal, lexicon: Lexicon) -> Iterator[Settled]:
    steps = tuple(str(step.id) for step in deal.steps)
    clauses = {name: _clauses(provision, steps, lexicon) for name, provision in deal.provisions.items()}
    for left_out in _left_out_by_options(deal):
        kept = [choices for number, choices in enumerate(clauses.values()) if not left_out >> number & 1]
        for chosen in itertools.product(*kept):
            yield Settled(steps, tuple(clause for clause in chosen if clause is not None))


def _check_size(deal: Deal) -> None:
    """Refuse a draft with too many combinations to try, without trying them."""
    options = prod(len(options) for options in deal.alternatives.values())
    named = {name for options in deal.alternatives.values() for names in options.values() for name in names}
    sizes = {name: _choices(provision) for name, provision in deal.provisions.items()}
    most = options * prod(size for name, size in sizes.items() if name not in named)
    limit = max(min(RESOLUTION_LIMIT, MOST_CLAUSES // max(len(sizes), 1)), 1)
    if options <= limit >= most:
        outs = _left_out_by_options(deal)
        most = sum(prod(size for n, size in enumerate(sizes.values()) if not out >> n & 1) for out in outs)
    if most > limit:
        message = f"draft `{shown(deal.id)}` has more than {limit:,} resolutions to try ({_size_text(most)})"
        raise InputError([Mistake(message, deal.place, "settle some of its brackets first")])


def _size_text(size: int) -> str:
    return f"{size:,}" if size < 10**15 else f"about 10^{len(str(size)) - 1}" if size < 10**4000 else "beyond count"


def _choices(provision: Provision) -> int:
    brackets = (provision.action, provision.object, *provision.attributes.values())
    steps = len(provision.from_ or "-") * len(provision.until or "-")
    return prod(len(values) for values in brackets) * steps + provision.bracketed


def _left_out_by_options(deal: Deal) -> Iterator[int]:
    """For every choice of options the provisions that it leaves out, as bits by their numbers in the deal.

    An article leaves out the provisions that are named only under options of it that are not taken.
    """
    bits = {name: 1 << number for number, name in enumerate(deal.provisions)}
    articles: list[list[int]] = []
    for options in deal.alternatives.values():
        masks = [reduce(or_, (bits[name] for name in names), 0) for names in options.values()]
        named = reduce(or_, masks, 0)
        articles.append([named & ~mask for mask in masks])
    for left_out in itertools.product(*articles):
        yield reduce(or_, left_out, 0)


def _clauses(provision: Provision, steps: Sequence[str], lexicon: Lexicon) -> list[Clause | None]:
    """The ways in which a provision may stand in the deal; None stands for being left out."""
    ways: list[Clause | None] = [None] if provision.bracketed else []
    parties = frozenset(map(str, provision.bound))
    starts = [steps.index(step) for step in provision.from_] or [0]
    stops = [steps.index(step) for step in provision.until] or [len(steps)]
    names = tuple(provision.attributes)
    spans = [(start, stop) for start in starts for stop in stops if start < stop]
    for verb, thing, (start, stop) in itertools.product(provision.action, provision.object, spans):
        for values in itertools.product(*provision.attributes.values()):
            attributes = dict(zip(names, values))
            leaves = lexicon.leaves[thing]
            ways.append(Clause(provision.id, parties, str(verb), str(thing), leaves, start, stop, attributes))
    return ways


def _is_bracketed(provision: Provision) -> bool:
    brackets = (provision.action, provision.object, provision.from_, provision.until, *provision.attributes.values())
    return provision.bracketed or any(len(values) > 1 for values in brackets)


def check_deal(deal: Deal, lexicon: Lexicon) -> None:
    """Raise InputError with every unknown word and every wrong reference of a deal."""
    mistakes = Mistakes()
    steps = _check_steps(deal, mistakes)
    for provision in deal.provisions.values():
        check_provision(provision, lexicon, mistakes)
        _check_span(provision, steps, mistakes)
        check_sources(provision.sources, deal.sources, lexicon, mistakes)
    _check_articles(deal, mistakes)
    mistakes.raise_if_any()


def check_provision(provision: Provision, lexicon: Lexicon, mistakes: Mistakes, *, need_party: bool = True) -> None:
    """Note what is wrong with the words of a provision."""
    if provision.party and provision.parties:
        mistakes.add(
            f"provision `{shown(provision.id)}` has both `party` and `parties`", provision.party, "keep one of the two"
        )
    elif need_party and provision.party is None and not provision.parties:
        mistakes.add(f"provision `{shown(provision.id)}` binds nobody", provision.id or provision, "add `party`")
    check_words("party", provision.bound, lexicon.parties, mistakes)
    check_verbs(provision.action, lexicon, mistakes)
    check_words("object", provision.object, lexicon.objects, mistakes)


def check_verbs(verbs: Sequence[str], lexicon: Lexicon, mistakes: Mistakes) -> None:
    """Note verbs that the vocabulary does not know; who names a scale is told its verbs."""
    scale_of = lexicon.scale_of
    for verb in verbs:
        if verb not in scale_of and verb in lexicon.scales:
            verbs_of_it = ", ".join(f"`{shown(each)}`" for each in lexicon.scales[verb][:8])
            mistakes.add(f"`{shown(verb)}` is a scale, not an action", verb, f"name one of its verbs: {verbs_of_it}")
        elif verb and verb not in scale_of:
            mistakes.unknown("action", verb, scale_of)


def check_words(kind: str, words: Sequence[str], known: Mapping[str, object], mistakes: Mistakes) -> None:
    """Note every word that is not known; a blank one stands for a mistake that was noted already."""
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
        return  # a bracket: combinations out of order are no resolutions, and others may stand
    (until,) = provision.until
    start = steps.get(provision.from_[0]) if provision.from_ else 0
    if start is not None and until in steps and steps[until] <= start:
        first = provision.from_[0] if provision.from_ else next(iter(steps))
        message = f"`until: {shown(until)}` does not come after `from: {shown(first)}`"
        mistakes.add(message, until, "name a later step, or leave `until` out if the provision stays")


def _check_articles(deal: Deal, mistakes: Mistakes) -> None:
    for article, options in deal.alternatives.items():
        if not options:
            mistakes.add(f"article `{shown(article)}` has no options", article, "name the provisions of each option")
        for names in options.values():
            check_words("provision", names, deal.provisions, mistakes)


def bound_parties(deal: Deal) -> set[str]:
    """Every party that some provision of the deal binds."""
    return {str(party) for provision in deal.provisions.values() for party in provision.bound}
