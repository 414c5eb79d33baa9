"""Files of every construct, read and judged as users do it, answer what the page says (page.py), sentence by sentence.

The engines are tested against the semantics; this tests what all of them share: reading, names, rulesets that extend
others, entries that stand for several, the program and the semantics themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import attrs
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

import dealcheck
from dealcheck import DealVerification, DraftVerdict, DraftVerification, Verdict
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Choices
from dealcheck.model.fields import key_of
from dealcheck.session.plugins import Plugins
from tests.differential.page import Judged, Words, resolutions, steps_of, whole
from tests.differential.strategies import PARTIES, VERBS, deals, drafts, rulesets, words
from tests.drawn import drawn

PLUGINS = Plugins(entry_points=False)
MOST = 300
SEEN: Counter[str] = Counter()


# Models as the data of files


def plain(value: Any) -> Any:
    """A model object as a file has it."""
    match value:
        case c.Named(name):
            return name
        case c.All(of):
            return {"all": plain(of)}
        case c.AnyOf(of):
            return {"any": plain(of)}
        case c.Count() | c.Total():
            return {type(value).__name__.lower(): fields(value)}
        case Choices():
            return option(value)
        case Mapping():
            return {name: plain(each) for name, each in value.items()}
        case tuple():
            return [plain(each) for each in value]
    for key, form in c.ONE_OPERAND.items():
        if type(value) is form:
            return {key: plain(value.of)}
    return fields(value) if attrs.has(type(value)) else value


def fields(value: Any) -> dict[str, Any]:
    """The fields of a model object that say something."""
    given = [(each, getattr(value, each.name)) for each in attrs.fields(type(value)) if "doc" in each.metadata]
    return {key_of(each): plain(content) for each, content in given if says_something(each.default, content)}


def says_something(default: Any, value: Any) -> bool:
    if default is attrs.NOTHING:
        return True
    if default is None or value is None:
        return value is not None
    empty = default in ((), "") or isinstance(default, type(attrs.Factory(dict)))
    return bool(value) if empty else bool(value != default)


def option(choices: Choices) -> Any:
    """An option: one mapping for each bracket that it settles, then its articles, then the provisions."""
    settles = [{key: plain(value)} for key, value in choices.settles.items()]
    articles = [{"alternatives": plain(choices.alternatives)}] if choices.alternatives else []
    return [*settles, *articles, *choices.provisions]


class Dumper(yaml.SafeDumper):
    """Writes exact numbers, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


Dumper.add_representer(
    Decimal,
    lambda dumper, number: dumper.represent_scalar(
        f"tag:yaml.org,2002:{'float' if '.' in str(number) else 'int'}", str(number)
    ),
)


def text(data: Any) -> str:
    return yaml.dump(data, Dumper=Dumper, sort_keys=False)


# What the strategies do not draw


@st.composite
def several(draw: st.DrawFn, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry that stands for several: some of its values become variables."""
    each: dict[str, Any] = {}
    lists = {
        "party": draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3, unique=True)),
        "action": draw(st.lists(st.sampled_from(VERBS), min_size=1, max_size=2, unique=True)),
        "equals": draw(st.sampled_from([[Decimal(1), Decimal("0.2")], [True, "yes"]])),
    }

    def varied(data: Any, key: str) -> Any:
        if isinstance(data, dict):
            return {name: varied(value, name) for name, value in data.items()}
        if isinstance(data, list) and key not in ("party", "action"):
            return [varied(value, "") for value in data]
        if key not in lists or isinstance(data, dict) or (key == "equals" and is_of_numbers(data)):
            return data
        if not draw(st.booleans()):
            return data
        each[key] = lists[key]
        return [f"${key}"] if isinstance(data, list) else f"${key}"

    body = varied(entry, "")
    return {"each": each, **body} if each else body


def is_of_numbers(value: Any) -> bool:
    """Whether `equals` may be the test of a count or a total, which take numbers alone."""
    return isinstance(value, (Decimal, list)) and not isinstance(value, bool)


@st.composite
def chains(draw: st.DrawFn, vocabulary: Any) -> list[dict[str, Any]]:
    """A ruleset as data, with one that it extends or without."""
    found = []
    for name in ("older", "mine")[draw(st.integers(0, 1)) :]:
        data = plain(attrs.evolve(draw(rulesets(vocabulary)), id=name))
        lines, definitions = data["bottom-lines"], data.get("definitions", {})
        for entries in (lines, definitions):
            for key in entries:
                if draw(st.integers(0, 2)) == 0 and isinstance(entries[key], dict):
                    entries[key] = draw(several(entries[key]))
        found.append(data)
    if len(found) == 2:
        found[1]["extends"] = "older"
        for key in ("party", "vocabulary"):
            if draw(st.booleans()):
                del found[1][key]
    return found


def renamed(data: Any, called: str) -> Any:
    """Data in which the attribute `kind` has another name; as a field of a provision it is named in full."""

    def word(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        provision, dot, field = text.partition(".")
        return called if text == "kind" else f"{provision}.attributes.{called}" if dot and field == "kind" else text

    if isinstance(data, dict):
        return {word(key): renamed(value, called) for key, value in data.items()}
    return [renamed(each, called) for each in data] if isinstance(data, list) else word(data)


def has_circle(definitions: Mapping[str, Any]) -> bool:
    """Whether definitions, joined, name one another in a circle; those of one ruleset name earlier ones alone."""

    def names(data: Any) -> set[str]:
        if isinstance(data, str):
            return {data} & set(definitions)
        parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
        return set().union(*map(names, parts))

    left = {name: names(body) for name, body in definitions.items()}
    while ready := [name for name, others in left.items() if not others & set(left)]:
        for name in ready:
            del left[name]
    return bool(left)


def asked(data: st.DataObject, deal: Any, vocabulary: Any) -> tuple[Any, list[Judged], Any, dict[str, Any]]:
    """A deal or draft and rules as data: all resolutions, judged; what is answered; and the rules."""
    called = data.draw(st.sampled_from(["kind", "kind", "object", "until", "parties"]))
    chain = renamed(data.draw(chains(vocabulary)), called)
    rules = whole(chain)
    assume(not has_circle(rules["definitions"]))
    written = renamed(plain(deal), called)
    words = [plain(each) for each in vocabulary.lineage]
    every = list(islice(resolutions(written), MOST + 1))
    assume(len(every) <= MOST)
    judged = [Judged(Words(words), rules, steps_of(written), each) for each in every]
    engine = data.draw(st.sampled_from([None, "reference"]))
    answer = dealcheck.verify(text(written), [*map(text, (*words, *chain))], engine=engine, plugins=PLUGINS)
    SEEN.update(["extends"] * (len(chain) == 2))
    SEEN.update("each" for each in chain for line in each["bottom-lines"].values() if "each" in line)
    return judged, answer, next(each for each in answer.verdicts if each.ruleset == "mine"), rules


@drawn(1)
@given(st.data(), words())
def test_a_deal_is_judged_as_the_page_says(data: st.DataObject, vocabulary: Any) -> None:
    deal = data.draw(deals(vocabulary))
    (judged,), answer, verdict, _ = asked(data, deal, vocabulary)
    assert isinstance(answer, DealVerification)
    assert isinstance(verdict, Verdict)
    assert {each.bottom_line: list(each.steps) for each in verdict.breaches} == judged.broken()
    assert (verdict.outcome, Fraction(verdict.score or 0)) == (judged.verdict(), judged.score())
    assert (None if verdict.referrals is None else list(verdict.referrals)) == judged.referrals()
    SEEN.update([verdict.outcome, *(["referred"] * bool(verdict.referrals))])


@drawn(0.7)
@given(st.data(), words())
def test_a_draft_is_judged_as_the_page_says(data: st.DataObject, vocabulary: Any) -> None:
    judged, answer, verdict, rules = asked(data, data.draw(drafts(vocabulary)), vocabulary)
    if isinstance(answer, DealVerification):
        assert verdict.outcome == judged[0].verdict()
        return
    assert isinstance(answer, DraftVerification)
    assert isinstance(verdict, DraftVerdict)
    outcomes = Counter(each.verdict() for each in judged)
    broken = Counter(name for each in judged for name in each.broken())
    assert answer.resolutions == verdict.resolutions == len(judged)
    assert verdict.acceptable == len(judged) - outcomes["rejected"]
    assert verdict.without_reservations == outcomes["accepted"]
    assert verdict.broken == dict(broken)
    least = rules.get("reservation")
    assert verdict.below_reservation == sum(least is not None and each.score() < least for each in judged)
    SEEN.update([f"draft: {verdict.answer}"])


def test_most_answers_were_seen() -> None:
    if SEEN:
        assert {"accepted", "rejected", "referred", "draft: all", "draft: none", "extends", "each"} <= set(SEEN)
