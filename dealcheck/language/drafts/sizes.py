"""Sizes that are written as text: `30 days` where rules compare numbers, which no text passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dealcheck.errors import Mistake, shown
from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon
from dealcheck.model.deal import Deal, Provision
from dealcheck.numbers import MOST_DIGITS
from dealcheck.place import place_of

_COMPARISONS = ("at-least", "at-most", "more-than", "less-than")
_NUMBER = r"[-+]?(?:\d{1,3}(?:[,_' ]\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+"
_BEGINS = re.compile(rf"[\s\[(<>=~≤≥≈±$€£¥]*({_NUMBER})")
_FROM_TO = re.compile(rf"[\s\[(]*({_NUMBER})\s*(?:\.\.+|…|–|-|to)\s*({_NUMBER})(?![-/.\d])")


def sizes_as_text(deal: Deal, lexicon: Lexicon, programs: Iterable[p.Program]) -> Iterator[Mistake]:
    """Yield each text in a deal that begins like a number, and whose size a rule compares; the deal is checked."""
    texts = [
        (provision, str(name), value)
        for provision in deal.provisions.values()
        for name, values in provision.attributes.items()
        for value in values
        if isinstance(value, str) and _BEGINS.match(value)
    ]
    if not texts:
        return
    comparisons = {each for program in programs for each in _compared(program)}
    for provision, name, value in texts:
        looked_at = ((pattern, leaves) for attribute, pattern, leaves in comparisons if attribute == name)
        if any(_may_match(provision, lexicon, pattern, leaves) for pattern, leaves in looked_at):
            message = (
                f"`{shown(value)}` is text: where rules compare `{shown(name)}` of `{shown(provision.id)}` with "
                "numbers, it counts for nothing"
            )
            yield Mistake(message, place_of(value) or provision.place, _cure(value))


def _compared(program: p.Program) -> Iterator[tuple[str, p.ResolvedPattern, frozenset[str] | None]]:
    """Yield the attributes whose size a program compares or adds up, each with the provisions that it looks at."""
    looked_at = {what for node in program.conditions for what in p.looks_at(node)}
    for number, leaves in looked_at.union(program.mandate or ()):
        pattern = program.patterns[number]
        yield from ((test.attribute, pattern, leaves) for test in pattern.tests if test.check in _COMPARISONS)
    for node in program.conditions:
        for term in node.terms if isinstance(node, p.Total) else ():
            yield term.attribute, program.patterns[term.pattern], term.leaves


def _may_match(
    provision: Provision, lexicon: Lexicon, pattern: p.ResolvedPattern, leaves: frozenset[str] | None
) -> bool:
    """Return whether a pattern may match a provision, whatever its attributes are."""
    return (
        (pattern.parties is None or not pattern.parties.isdisjoint(provision.bound))
        and (pattern.verbs is None or not pattern.verbs.isdisjoint(provision.action))
        and (leaves is None or any(leaves & lexicon.leaves[thing] for thing in provision.object))
    )


def _cure(text: str) -> str:
    """Return how the number, or the numbers from one to another, that a text begins with would be written."""
    span = _FROM_TO.match(text)
    if span and float(_bare(span[1])) < float(_bare(span[2])):
        return f"write `{{from: {_bare(span[1])}, to: {_bare(span[2])}}}` in brackets"
    match = _BEGINS.match(text)
    number = _bare(match[1]) if match else ""
    return f"write `{number}`" if len(number) <= MOST_DIGITS else "write a number"


def _bare(number: str) -> str:
    """Return a number as files have it."""
    bare = re.sub(r"[,_' +]", "", number)
    return f"0{bare}" if bare.startswith(".") else bare.replace("-.", "-0.")
