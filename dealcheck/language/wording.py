"""Conditions and provisions in words that a person can read out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Provision, Remedy
from dealcheck.model.fields import key_of
from dealcheck.model.ruleset import Ruleset
from dealcheck.numbers import exact_sum, number_text, product
from dealcheck.place import FilledWord, Word

_TESTS = {
    "equals": "{}",
    "not": "other than {}",
    "in": "one of {}",
    "at-least": "at least {}",
    "at-most": "at most {}",
    "more-than": "more than {}",
    "less-than": "less than {}",
}


class Wording:
    """Puts conditions into words, with the titles that a vocabulary gives to its parties and objects."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def party(self, name: str) -> str:
        """Return a party by its title."""
        party = self.lexicon.parties.get(name)
        return (party and party.title) or name

    def thing(self, name: str) -> str:
        """Return an object by its title."""
        thing = self.lexicon.objects.get(name)
        return (thing and thing.title) or plain(name)

    def name(self, name: str) -> str:
        """Return a party, an object or a verb as a person would read it, and any other value as it stands."""
        if name in self.lexicon.parties:
            return self.party(name)
        return self.thing(name) if name in self.lexicon.objects or name in self.lexicon.scale_of else name

    def provision(self, provision: Provision) -> str:
        """Return what a provision says: who does what to what, from and until which step, with what attributes."""
        parties = either([" and ".join(map(self.party, together)) for together in provision.bound_together])
        verbs = either([plain(verb) for verb in provision.action])
        things = either([self.thing(name) for name in provision.object])
        words = [f"{parties}: {verbs} {things}"]
        words += [
            f"{plain(name)} {either([value_text(v) for v in values])}" for name, values in provision.attributes.items()
        ]
        for word, steps in (("from", provision.from_), ("until", provision.until)):
            if steps:
                words.append(f"{word} “{either([plain(step) for step in steps])}”")
        if provision.provided is not None:
            words.append(f"provided {self.condition(provision.provided)}")
        return ", ".join(words)

    def remedy(self, remedy: Remedy) -> str:
        """Return what a remedy says: which breach it answers, who may invoke it, and what it does."""
        answers = either([plain(name) for name in remedy.when.breach])
        lasting = f" for {remedy.when.for_}" if remedy.when.for_ else ""
        by = f"{either([self.party(party) for party in remedy.by])} may invoke it; " if remedy.by else ""
        effects = [
            f"{verb} {' and '.join(map(plain, names))}"
            for verb, names in (("suspends", remedy.suspends), ("ends", remedy.ends))
            if names
        ]
        effects += [f"adds {self.provision(provision)}" for provision in remedy.adds.values()]
        notice = f", after notice of {remedy.notice}" if remedy.notice else ""
        return f"once {answers} is in breach{lasting}: {by}it {', '.join(effects)}{notice}"

    def condition(self, condition: c.Condition) -> str:
        """Return a condition in words."""
        match condition:
            case c.Named(name):
                return f"“{plain(name)}”"
            case c.Pattern():
                return self.pattern(condition)
            case c.All(of):
                return self._joined(of, " and ", "nothing in particular")
            case c.AnyOf(of):
                return self._joined(of, " or ", "what can never be")
            case c.Not(of):
                return f"not ({self.condition(of)})"
            case c.Count(of):
                return f"{self._tests(condition)} of: " + "; ".join(self.condition(part) for part in of)
            case c.Total(of, over) if any(map(_has_sums, c.given_tests(condition))):
                return f"{plain(of)} in total, over {self.pattern(over)}: {self._tests(condition)}"
            case c.Total(of, over):
                return f"{plain(of)} in total {self._tests(condition)}, over {self.pattern(over)}"
            case c.Once(of):
                return f"{self.condition(of)}, then or before"
            case c.Earlier(of):
                return f"{self.condition(of)}, at an earlier step"
            case c.Throughout(of):
                return f"{self.condition(of)}, at every step so far"
            case _:
                assert_never(condition)

    def pattern(self, pattern: c.Pattern) -> str:
        """Return a pattern in words: who does what to what."""
        parties = either([self.party(name) for name in pattern.party]) or "somebody"
        verbs = either([self._verb(verb) for verb in pattern.action]) or "do anything to"
        if pattern.part_of:
            thing = f"any part of {self.thing(pattern.part_of)}"
        elif pattern.whole_of:
            thing = f"all of {self.thing(pattern.whole_of)}"
        else:
            thing = self.thing(pattern.object) if pattern.object else "anything"
        tests = [self.attribute_test(name, tests) for name, tests in pattern.where.items()]
        return f"{parties}: {verbs} {thing}" + (f", with {' and '.join(tests)}" if tests else "")

    def attribute_test(self, name: str, tests: c.Tests) -> str:
        """Return the tests on one attribute in words."""
        return f"{plain(name)} {self._tests(tests)}"

    def _verb(self, verb: str) -> str:
        return plain(verb) + (" (or more)" if len(self.lexicon.doing(verb)) > 1 else "")

    def _joined(self, of: Iterable[c.Condition], word: str, empty: str) -> str:
        return word.join(self._bracketed(part) for part in of) or empty

    def _bracketed(self, condition: c.Condition) -> str:
        text = self.condition(condition)
        return f"({text})" if isinstance(condition, (c.All, c.AnyOf)) and len(condition.of) > 1 else text

    def _amount(self, amount: Any) -> str:
        """Return what a test compares with in words; sums stand in brackets, as patterns hold commas."""
        if isinstance(amount, tuple):
            return " plus ".join(map(self._amount, amount))
        if isinstance(amount, c.Multiple):
            return f"{_multiple_text(amount.times)}the {plain(amount.of)} in total (over {self.pattern(amount.over)})"
        return value_text(amount)

    def _tests(self, tests: Any) -> str:
        words = []
        for attribute in attrs.fields(type(tests)):
            key, value = key_of(attribute), getattr(tests, attribute.name)
            if key in _TESTS and value is not None:
                shown = ", ".join(map(self._amount, value)) if key == "in" else self._amount(value)
                words.append(_TESTS[key].format(shown))
            elif key == "present" and value is not None:
                words.append("given" if value else "not given")
        return " and ".join(words)


def _has_sums(test: tuple[str, Any]) -> bool:
    """Return whether a test compares with a sum, not with numbers alone."""
    check, value = test
    amounts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(each, c.Multiple) or (check == "in" and _has_sums(("", each))) for each in amounts)


def plain(name: str) -> str:
    """Return an id as words; a day, which may stand for a step, as it is."""
    return name if name[:1].isdigit() else name.replace("-", " ")


def either(names: list[str]) -> str:
    """Return names joined as alternatives."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" or {names[-1]}" if names else ""


_READS_OTHERWISE = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|true|false", re.ASCII)


def value_text(value: Any) -> str:
    """Return an attribute's value as a person would write it, quoted where bare text would read otherwise."""
    if isinstance(value, tuple):
        return ", ".join(value_text(item) for item in value)
    if value is None:
        return "none"
    if isinstance(value, Range):
        by = "" if value.by == 1 else f" by {number_text(value.by)}"
        return f"{number_text(value.from_)} to {number_text(value.to)}{by}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    return f'"{value}"' if value == "none" or _READS_OTHERWISE.fullmatch(value) else str(value)


def steps_text(steps: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return steps by their titles, as a list."""
    return ", ".join(titles.get(step) or plain(step) for step in steps)


def total_text(total: p.Total, sums: Sequence[Decimal]) -> str:
    """Return what a total comes to in words; of one that is compared with others, by how much it differs.

    `sums`: what each term is the multiple of.
    """
    first, *others = total.terms
    if not others:
        return f"the total is {number_text(sums[0])}"
    constant = next(value for _, value in total.tests if isinstance(value, Decimal))  # a comparison has one test
    counted = [(term, number) for term, number in zip(others, sums[1:]) if number or not constant]
    taken = [
        f"{_multiple_text(term.times.copy_negate())}{number_text(number)} {plain(term.attribute)}"
        for term, number in counted
    ]
    difference = exact_sum(product(term.times, number) for term, number in zip(total.terms, sums))
    compared = exact_sum((difference, constant.copy_negate()))
    constants = [number_text(constant)] if constant else []
    wanted = " plus ".join((*taken, *constants))
    head = f"{number_text(sums[0])} {plain(first.attribute)}"
    if not compared:
        return f"{head}, exactly {wanted}"
    return f"{head}, {number_text(abs(compared))} {'more' if compared > 0 else 'fewer'} than {wanted}"


def _multiple_text(times: Decimal) -> str:
    """Return what stands before an amount that is taken several times, or in part."""
    if times == 1:
        return ""
    return f"{number_text(times)} {'for each of' if times > 1 and times == times.to_integral_value() else 'times'} "


def with_titles(ruleset: Ruleset, lexicon: Lexicon) -> Ruleset:
    """Return a ruleset in which titles written for several entries name parties and objects by their own titles."""
    wording = Wording(lexicon)
    changed: dict[str, Any] = {
        section: {name: _titled(entry, wording) for name, entry in entries.items()}
        for section in ("bottom_lines", "worth", "offers")
        for entries in [getattr(ruleset, section)]
        if any(isinstance(entry.title, FilledWord) for entry in entries.values())
    }
    return attrs.evolve(ruleset, **changed) if changed else ruleset


def _titled(entry: Any, wording: Wording) -> Any:
    if not isinstance(entry.title, FilledWord):
        return entry
    return attrs.evolve(entry, title=Word(entry.title.shown_with(wording.name), entry.title.place))
