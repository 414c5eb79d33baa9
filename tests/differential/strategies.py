"""Random vocabularies, rulesets and deals, with every construct of the language."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import attrs
from hypothesis import strategies as st

from dealcheck.language.drafts.fields import fields_of
from dealcheck.model import conditions as c
from dealcheck.model.brackets import Choices, Range
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.model.ruleset import BottomLine, Issue, Mandate, Ruleset, Worth
from dealcheck.model.vocabulary import Object, Party, Vocabulary

NUMBERS = [Decimal(text) for text in ("0", "1", "2", "2.0", "0.1", "0.2", "0.3", "-1", "1000000000000000001")]
VALUES = [*NUMBERS, True, False, "yes", "one", "1"]
ATTRIBUTES = ("size", "kind")
PARTIES = ("p0", "p1", "p2")
SCALES = {"scale0": ("v0", "v1", "v2"), "scale1": ("w0", "w1"), "scale2": ("x0",)}
VERBS = tuple(verb for verbs in SCALES.values() for verb in verbs)
LEAVES = tuple(f"l{n}" for n in range(5))
BASE = Vocabulary(
    id="base",
    parties={name: Party(id=name) for name in PARTIES[:2]},
    actions={"scale0": SCALES["scale0"]},
)


@attrs.frozen
class Words:
    """A vocabulary that was drawn, with the base it extends, and which of its objects have parts."""

    lineage: tuple[Vocabulary, ...]
    wholes: tuple[str, ...]

    @property
    def objects(self) -> tuple[str, ...]:
        return (*LEAVES, *self.wholes)


@st.composite
def words(draw: st.DrawFn) -> Words:
    """A vocabulary whose wholes share parts, one above the other."""
    objects = {leaf: Object(id=leaf) for leaf in LEAVES}
    wholes: list[str] = []
    for name in ("o0", "o1", "o2")[: draw(st.integers(1, 3))]:
        parts = draw(st.lists(st.sampled_from([*LEAVES, *wholes]), min_size=1, max_size=4, unique=True))
        objects[name] = Object(id=name)
        for part in parts:
            objects[part] = attrs.evolve(objects[part], part_of=(*objects[part].part_of, name))
        wholes.append(name)
    own = Vocabulary(
        id="own",
        extends="base",
        parties={"p2": Party(id="p2")},
        actions={name: verbs for name, verbs in SCALES.items() if name != "scale0"},
        objects=objects,
    )
    return Words((BASE, own), tuple(wholes))


def some(values: Any, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """None, one or more of the values, all different."""
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True).map(tuple)


numbers = st.sampled_from(NUMBERS)
values = st.sampled_from(VALUES)
some_parties, some_verbs = some(PARTIES), some(VERBS)


def some_tests(checks: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """One or two tests, each kind of test as likely as any other."""
    names = st.lists(st.sampled_from(sorted(checks)), min_size=1, max_size=2, unique=True)
    return names.flatmap(lambda given: st.fixed_dictionaries({name: checks[name] for name in given}))


sizes = dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), numbers)
number_tests = some_tests(
    {"equals": numbers, "not_": numbers, "in_": st.lists(numbers, max_size=3).map(tuple), **sizes}
)
value_tests = some_tests(
    {
        "equals": values,
        "not_": values,
        "in_": st.lists(values, max_size=3).map(tuple),
        "present": st.booleans(),
        **sizes,
    }
).map(lambda tests: c.Tests(**tests))
wheres = st.one_of(st.just({}), st.dictionaries(st.sampled_from(ATTRIBUTES), value_tests, max_size=2))


@st.composite
def patterns(draw: st.DrawFn, objects: tuple[str, ...], *, needs_object: bool = True) -> c.Pattern:
    """A pattern with any of its keys. It takes names alone: Hypothesis writes out what a strategy takes, many times."""
    kinds = ["object", "part_of", "whole_of", *([] if needs_object else ["none"])]
    kind = draw(st.sampled_from(kinds))
    names = LEAVES if kind == "object" else objects
    named = {} if kind == "none" else {kind: draw(st.sampled_from(names))}
    return c.Pattern(party=draw(some_parties), action=draw(some_verbs), where=draw(wheres), **named)


def amounts(objects: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Amounts: numbers, multiples of sums, and lists of these."""
    multiples = st.builds(
        c.Multiple, st.sampled_from(ATTRIBUTES), patterns(objects, needs_object=False), st.sampled_from(NUMBERS)
    )
    return st.one_of(multiples, st.lists(st.one_of(numbers, multiples), min_size=1, max_size=2).map(tuple))


def amount_tests(objects: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Tests that compare with amounts."""
    drawn = amounts(objects)
    checks = dict.fromkeys(("equals", "not_", "at_least", "at_most", "more_than", "less_than"), drawn)
    return some_tests({**checks, "in_": st.lists(st.one_of(numbers, drawn), min_size=1, max_size=2).map(tuple)})


def conditions(
    vocabulary: Words, names: tuple[str, ...], *, totals: bool = True, compared: bool = True
) -> st.SearchStrategy[Any]:
    """Conditions of every form; `names` are the definitions they may use. `compared`: sums with other sums too."""
    return _conditions(vocabulary.objects, names, totals, compared)


@cache  # Hypothesis checks each strategy before it draws from it, which takes longer than to draw
def _conditions(objects: tuple[str, ...], names: tuple[str, ...], totals: bool, compared: bool) -> Any:
    leaf: st.SearchStrategy[Any] = patterns(objects)
    if names:
        leaf = st.one_of(leaf, st.sampled_from(names).map(c.Named))
    sums = st.builds(
        lambda of, over, tests: c.Total(of, over, **tests),
        st.sampled_from(ATTRIBUTES),
        patterns(objects, needs_object=False),
        st.one_of(number_tests, amount_tests(objects)) if compared else number_tests,
    )

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(
            st.builds(c.All, several),
            st.builds(c.AnyOf, several),
            st.builds(c.Not, inner),
            st.builds(c.Once, inner),
            st.builds(c.Earlier, inner),
            st.builds(c.Throughout, inner),
            st.builds(lambda of, tests: c.Count(of, **tests), several, number_tests),
        )

    return st.recursive(st.one_of(leaf, sums) if totals else leaf, deeper, max_leaves=5)


@st.composite
def bottom_lines(draw: st.DrawFn, name: str, condition: st.SearchStrategy[Any]) -> BottomLine:
    """A bottom line with any combination of clauses that the language allows."""
    maybe = st.one_of(st.none(), condition)
    strength = draw(st.sampled_from(["red-line", "priority", "preference"]))
    status = draw(st.sampled_from(["stated", "stated", "inferred", "disputed"]))
    if draw(st.booleans()):
        clauses = {"forbid": draw(condition), "until": draw(maybe), "only_after": draw(maybe), "unless": draw(maybe)}
    elif draw(st.booleans()):
        clauses = {"require": draw(condition), "unless": draw(maybe)}
    else:
        within = draw(st.sampled_from([None, 0, 1, 2, 999_999_999]))
        clauses = {"require": draw(condition), "when": draw(condition), "unless": draw(maybe), "within": within}
    return BottomLine(id=name, strength=strength, status=status, **clauses)


@st.composite
def issues(draw: st.DrawFn, name: str) -> Issue:
    """Points for the values of a field of a provision that a deal may have."""
    field, listed = draw(
        st.sampled_from(
            [
                ("attributes.size", VALUES),
                ("kind", VALUES),
                ("action", VERBS),
                ("object", LEAVES),
                ("from", ("s0", "s1", "s2")),
                ("until", ("s1", "s2")),
                ("party", PARTIES),
            ]
        )
    )
    values = draw(st.lists(st.sampled_from(list(listed)), min_size=1, max_size=3, unique=True))
    return Issue(
        id=name,
        of=f"{draw(st.sampled_from(('c0', 'c1')))}.{field}",
        weight=draw(numbers),
        points={value: draw(numbers) for value in values},
    )


@st.composite
def rulesets(
    draw: st.DrawFn, vocabulary: Words, *, totals: bool = True, compared: bool = True, with_issues: bool = True
) -> Ruleset:
    """A ruleset whose definitions build on one another."""
    definitions: dict[str, Any] = {}
    for name in ("d0", "d1", "d2")[: draw(st.integers(0, 3))]:
        definitions[name] = draw(conditions(vocabulary, tuple(definitions), totals=totals, compared=compared))
    condition = conditions(vocabulary, tuple(definitions), totals=totals, compared=compared)
    lines = {f"b{n}": draw(bottom_lines(f"b{n}", condition)) for n in range(draw(st.integers(1, 3)))}
    worth = {
        f"e{n}": Worth(id=f"e{n}", when=draw(condition), points=draw(numbers)) for n in range(draw(st.integers(0, 2)))
    }
    if worth and draw(st.booleans()):
        worth |= draw(exclusive_worth())
    covers = st.lists(_covers(vocabulary.objects), max_size=2).map(tuple)
    return Ruleset(
        id="mine",
        party="p0",
        vocabulary="own",
        definitions=definitions,
        bottom_lines=lines,
        worth=worth,
        issues={f"i{n}": draw(issues(f"i{n}")) for n in range(draw(st.integers(0, 2)) if with_issues else 0)},
        reservation=draw(st.one_of(st.none(), numbers)),
        mandate=draw(st.one_of(st.none(), st.builds(Mandate, covers=covers))),
    )


@cache
def _covers(objects: tuple[str, ...]) -> st.SearchStrategy[c.Pattern]:
    return patterns(objects, needs_object=False)


@st.composite
def exclusive_worth(draw: st.DrawFn) -> dict[str, Worth]:
    """Entries of a score sheet of which one provision earns one: its attribute has one value."""
    attribute, thing = draw(st.sampled_from(ATTRIBUTES)), draw(st.sampled_from(LEAVES))
    listed = draw(st.sampled_from([(Decimal(1), Decimal(2)), (True, "yes", Decimal(3)), (Decimal(-3), Decimal(4))]))
    return {
        f"x{n}": Worth(
            id=f"x{n}",
            when=c.Pattern(part_of=thing, where={attribute: c.Tests(equals=value)}),
            points=draw(numbers),
        )
        for n, value in enumerate(listed)
    }


@st.composite
def depending(draw: st.DrawFn, provisions: dict[str, Provision]) -> dict[str, Provision]:
    """Provisions some of which depend on others that come before them in some order."""
    order = draw(st.permutations(sorted(provisions)))
    depending: dict[str, Provision] = {}
    for place, name in enumerate(order):
        if place and draw(st.booleans()):
            condition = draw(dependencies(tuple(order[:place])))
            depending[name] = attrs.evolve(provisions[name], provided=condition)
    return {name: depending.get(name, provision) for name, provision in provisions.items()}


def dependencies(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """What a provision may depend on."""

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, max_size=2).map(tuple)
        return st.one_of(
            *(st.builds(form, several) for form in (c.All, c.AnyOf)),
            *(st.builds(form, inner) for form in (c.Not, c.Once, c.Earlier, c.Throughout)),
            st.builds(lambda of, tests: c.Count(of, **tests), several, number_tests),
        )

    named = st.sampled_from(names).map(c.Named)
    return st.one_of(named, deeper(named), deeper(st.one_of(named, deeper(named))))


@st.composite
def deals(draw: st.DrawFn, vocabulary: Words, *, length: int | None = None, provided: bool = True) -> Deal:
    """A deal without brackets, joint provisions among the rest; `length` says how many steps it has."""
    steps = [f"s{n}" for n in range(length or draw(st.integers(1, 4)))]
    provisions = {}
    for name in [f"c{n}" for n in range(draw(st.integers(0, 6)))]:
        start = draw(st.integers(0, len(steps) - 1))
        stop = draw(st.integers(start + 1, len(steps)))
        attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), values.map(lambda value: (value,)), max_size=2))
        provisions[name] = Provision(
            id=name,
            parties=tuple(draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True))),
            action=(draw(st.sampled_from(VERBS)),),
            object=(draw(st.sampled_from(vocabulary.objects)),),
            from_=(steps[start],) if start or draw(st.booleans()) else (),
            until=(steps[stop],) if stop < len(steps) else (),
            attributes=attributes,
        )
    if provided:
        provisions = draw(depending(provisions))
    return Deal(id="deal", vocabulary="own", steps=tuple(Step(id=step) for step in steps), provisions=provisions)


def bracket(values: Any, most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """One value, or several in brackets."""
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def drafts(draw: st.DrawFn, vocabulary: Words, *, most_provisions: int = 4) -> Deal:
    """A draft with brackets around whatever can stand in them, and articles with options."""
    steps = [f"s{n}" for n in range(draw(st.integers(1, 3)))]
    provisions = {}
    for name in [f"c{n}" for n in range(draw(st.integers(0, most_provisions)))]:
        attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), alternatives, max_size=2))
        start = draw(st.one_of(st.just(()), bracket(steps, 2)))
        stop = draw(st.one_of(st.just(()), st.just(()), bracket(steps, 2)))
        if len(stop) == 1 and len(start) < 2 and stop[0] <= (*start, "s0")[0]:
            stop = ()  # settled and out of order: no draft at all
        provisions[name] = Provision(
            id=name,
            bracketed=draw(st.booleans()),
            **draw(bound),
            action=draw(bracket(VERBS, 3)),
            object=draw(bracket(vocabulary.objects, 2)),
            from_=start,
            until=stop,
            attributes=attributes,
        )
    articles = {}
    for name in ("a0", "a1")[: draw(st.integers(0, 2))]:
        articles[name] = {f"o{n}": draw(options(provisions, f"{name}-{n}")) for n in range(draw(st.integers(1, 3)))}
    provisions = draw(depending(provisions))
    return Deal(
        id="draft",
        vocabulary="own",
        steps=tuple(Step(id=step) for step in steps),
        provisions=provisions,
        alternatives=articles,
    )


@st.composite
def options(draw: st.DrawFn, provisions: dict[str, Provision], name: str, *, depth: int = 0) -> Choices:
    """An option that keeps provisions, settles brackets and opens articles of its own."""
    if not provisions:
        return Choices()
    named = st.lists(st.sampled_from(sorted(provisions)), max_size=2, unique=True)
    settles = {}
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        provision = provisions[draw(st.sampled_from(sorted(provisions)))]
        field = draw(st.sampled_from(sorted(fields_of(provision))))
        values = fields_of(provision)[field]
        settles[f"{provision.id}.{field}"] = values[draw(st.integers(0, len(values) - 1))]
    inner = {}
    if depth < 2 and draw(st.integers(0, 3)) == 0:
        inner[name] = {
            f"o{n}": draw(options(provisions, f"{name}-{n}", depth=depth + 1)) for n in range(draw(st.integers(1, 2)))
        }
    return Choices(provisions=tuple(draw(named)), settles=settles, alternatives=inner)


bound = st.one_of(
    st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True).map(lambda names: {"party": tuple(names)}),
    st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True).map(
        lambda names: {"parties": tuple(names)}
    ),
    st.just({"parties": (PARTIES[:2], PARTIES[:1])}),
)
"""Who is bound: one of some parties, some parties together, or one of two sets of parties."""
unique_values = st.lists(values, min_size=1, max_size=2, unique_by=lambda each: (type(each), each)).map(tuple)
ranges = st.sampled_from(
    [
        (Range(Decimal(3), Decimal(5)),),
        (Range(Decimal(3), Decimal(4)), Decimal(1)),
        (Decimal("0.5"), Range(Decimal(-3), Decimal(-1), Decimal(2)), None),
        (Range(Decimal("0.1"), Decimal("0.3"), Decimal("0.1")),),
    ]
)
alternatives = st.one_of(
    unique_values,
    unique_values,
    st.one_of(ranges, st.lists(values, min_size=1, max_size=1).map(lambda one: (*one, None))),
)
"""What an attribute may be: values in brackets, ranges of numbers, and nothing."""
