"""Broken and hostile files: every mistake in one run, with its place; never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from xml.sax.saxutils import quoteattr

import pytest
from conftest import BUYER, Discrete, Profile, mistakes_of
from dealcheck_genius import read_xml
from dealcheck_genius.elements import MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS
from dealcheck_genius.space import MOST_VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

import dealcheck

PROFILE = """\
<utility_space>
<objective index="0" name="Test">
<issue index="1" type="discrete" name="a">
<item value="x" evaluation="1"/>
<item value="y" evaluation="2"/>
</issue>
<issue index="2" type="integer" name="b" lowerbound="1" upperbound="3">
<evaluator ftype="linear" offset="0" slope="0.5"/>
</issue>
<weight index="1" value="0.5"/>
<weight index="2" value="0.5"/>
</objective>
<reservation value="0.25"/>
</utility_space>
"""
OUT_OF_RANGE = "a number may have 60 digits before the point and 60 after it"
LINEAR = "only linear ones can be read: a weight for each issue, and an evaluation for each value"

CHANGED: dict[str, tuple[str, str, list[str]]] = {
    "no evaluation": (' evaluation="1"', "", ["4:1: `evaluation` of `x`, issue `a` is missing"]),
    "evaluation of a domain": (
        'evaluation="1"',
        'evaluation="null"',
        ["4:1: `evaluation` of `x`, issue `a`: expected a number, found `null`; write a decimal, as 0.25"],
    ),
    "evaluation that is no number": (
        'evaluation="1"',
        'evaluation="NaN"',
        ["4:1: `evaluation` of `x`, issue `a`: expected a number, found `NaN`; write a decimal, as 0.25"],
    ),
    "huge evaluation": (
        'evaluation="1"',
        'evaluation="1e999"',
        [f"4:1: `evaluation` of `x`, issue `a`: the number `1e999` is out of range; {OUT_OF_RANGE}"],
    ),
    "evaluation of many digits": (
        'evaluation="1"',
        f'evaluation="{"9" * 100_000}"',
        [f"4:1: `evaluation` of `x`, issue `a`: the number `{'9' * 30}…` is out of range; {OUT_OF_RANGE}"],
    ),
    "exponent of many digits": (
        'evaluation="1"',
        'evaluation="1e999999999"',
        ["4:1: `evaluation` of `x`, issue `a`: expected a number, found `1e999999999`; write a decimal, as 0.25"],
    ),
    "no value": ('value="x" ', "", ['4:1: the item has no value; write `value="…"`']),
    "value twice": ('value="y"', 'value="x"', ["5:1: value `x` of issue `a` is there twice; keep one"]),
    "no item": (
        '<item value="x" evaluation="1"/>\n<item value="y" evaluation="2"/>',
        "",
        ['3:1: issue `a` has no value; write `<item value="…"/>` for each'],
    ),
    "name twice": ('name="b"', 'name="a"', [
        "7:1: issue `a` is there twice; the other is in line 3; give one of them another name",
    ]),
    "no name": ('name="b"', "", [
        '7:1: the issue has no name; write `name="…"`',
    ]),
    "control character": (
        'name="b"',
        'name="b&#x202E;"',
        ["7:1: U+202E (right-to-left override) may not stand in a name or value; take it out"],
    ),
    "real issue": ('type="integer"', 'type="real"', [
        "7:1: issue `b` is real, with endlessly many values; make it discrete or integer: a deal is checked against "
        "the values it may take, one by one",
        "8:1: issue `b` is discrete, and has an evaluator; an integer issue has one; write an evaluation for each item",
    ]),
    "unknown type": ('type="discrete"', 'type="discret"', [
        "3:1: unknown type of issue `a`: `discret`; did you mean `discrete`?"
    ]),
    "no bound": ('lowerbound="1" ', "", ["7:1: `lowerbound` of issue `b` is missing"]),
    "bound that is no number": ('lowerbound="1"', 'lowerbound="1.5"', [
        "7:1: `lowerbound` of issue `b`: expected a whole number, found `1.5`; it may have 15 digits, and no point"
    ]),
    "bounds exchanged": ('lowerbound="1"', 'lowerbound="5"', [
        "7:1: issue `b` has no value between 5 and 3; exchange its bounds"
    ]),
    "bounds far apart": ('upperbound="3"', f'upperbound="{10**15 - 1}"', [
        f"7:1: issue `b` has 999,999,999,999,999 values; an issue may have {MOST_VALUES:,}"
    ]),
    "no evaluator": ('<evaluator ftype="linear" offset="0" slope="0.5"/>', "", [
        '7:1: issue `b` is integer, and has no evaluator; write `<evaluator ftype="linear" slope="…" offset="…"/>`'
    ]),
    "evaluator of another type": ('ftype="linear"', 'ftype="triangular"', [
        "8:1: unknown `ftype` `triangular`; known: `constant`, `linear`"
    ]),
    "no slope": (' slope="0.5"', "", ["8:1: `slope` of the evaluator is missing"]),
    "item misspelt": ('<item value="x"', '<itme value="x"', ["4:1: unknown element `itme`; did you mean `item`?"]),
    "weight misspelt": ('<weight index="1"', '<wieght index="1"', [
        "3:1: issue `a` has no weight, and others have one; write `<weight index=\"1\" value=\"…\"/>`",
        "10:1: unknown element `wieght`; did you mean `weight`?",
    ]),
    "a missing weight": ('<weight index="1" value="0.5"/>', "", [
        '3:1: issue `a` has no weight, and others have one; write `<weight index="1" value="…"/>`'
    ]),
    "weight that is no number": ('<weight index="1" value="0.5"/>', '<weight index="1" value="half"/>', [
        "10:1: `value` of the weight: expected a number, found `half`; write a decimal, as 0.25",
    ]),
    "two weights": ('<weight index="1" value="0.5"/>', '<weight index="2" value="0.5"/>', [
        '3:1: issue `a` has no weight, and others have one; write `<weight index="1" value="…"/>`',
        "11:1: there are two weights with index 2; the other is in line 10; keep one of them",
    ]),
    "weight of no issue": ('<weight index="1"', '<weight index="9" value="1"/><weight index="1"', [
        "10:1: no issue has the index 9 of this weight; there are 1, 2"
    ]),
    "two issues of one index": ('issue index="2"', 'issue index="1"', [
        "7:1: issues `a` and `b` both have index 1; weights are told apart by it: give one of them another",
    ]),
    "no index": ('issue index="2"', "issue", [
        "7:1: `index` of issue `b` is missing",
    ]),
    "reservation that is no number": ('value="0.25"', 'value=""', [
        "13:1: `value` of the reservation: expected a number, found ``; write a decimal, as 0.25"
    ]),
    "two reservations": ("<reservation ", '<reservation value="1"/><reservation ', [
        "13:25: there are two reservation values; the other is in line 13"
    ]),
    "hypercubes": ("</objective>", '<utility_function maxutility="1"><ufun/></utility_function></objective>', [
        f"12:1: `utility_function` belongs to a utility space that is not linear; {LINEAR}"
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "messages"), CHANGED.values(), ids=CHANGED)
def test_each_mistake_is_named_with_its_place(before: str, after: str, messages: list[str]) -> None:
    assert PROFILE.count(before) == 1
    data = PROFILE.replace(before, after).encode()
    assert mistakes_of(lambda: sort(read_xml(data, "p"))) == [f"p:{message}" for message in messages]


def sort(reading: dealcheck.Reading) -> dealcheck.Reading:
    """Put the mistakes into the order in which they are reported."""
    if reading.mistakes:
        raise dealcheck.InputError(reading.mistakes)
    return reading


def test_the_file_that_is_changed_is_right() -> None:
    assert mistakes_of(lambda: read_xml(PROFILE.encode(), "p")) == []


def test_many_mistakes_in_one_run() -> None:
    data = (
        PROFILE.replace('evaluation="1"', "").replace('slope="0.5"', 'slope="x"').replace('value="0.25"', "").encode()
    )
    assert [message.split(": ")[0] for message in mistakes_of(lambda: sort(read_xml(data, "p")))] == [
        "p:4:1",
        "p:8:1",
        "p:13:1",
    ]


def test_weights_that_no_scale_makes_exact() -> None:
    prime = "0.999999999999999999999999999989"  # its numerator shares no factor with the others
    issues = [Discrete(name, {"x": value}) for name, value in zip("abc", (prime, prime[:-2] + "7", prime[:-2] + "1"))]
    expected = (
        "p:2:1: no scale makes all weights exact with 60 digits before the point and 60 after it; round the "
        "evaluations, or divide those of each issue by the highest of them"
    )
    assert mistakes_of(lambda: sort(read_xml(Profile(issues, ["0.1"] * 3).xml(), "p"))) == [expected]


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<negotiation_template>&b;</negotiation_template>"""
NO_DOCTYPE = (
    "a document type is not allowed; take out the line with `<!DOCTYPE`: Genius and NegMAS write none, and entities in "
    "it can do harm"
)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "p:1:1: the file is empty; expected a domain or a preference profile in XML"),
    "space": (b" \n ", "p:1:1: the file is empty; expected a domain or a preference profile in XML"),
    "no XML": (b"deal: x\n", "p:1:1: not proper XML: syntax error; mend it, or export it again"),
    "an archive": (
        b"PK\x03\x04\x00",
        "p:1:3: not proper XML: not well-formed (invalid token); mend it, or export it again",
    ),
    "entities": (BOMB, f"p:2:16: {NO_DOCTYPE}"),
    "a file of the machine": (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><utility_space>&f;</utility_space>',
        f"p:1:13: {NO_DOCTYPE}",
    ),
    "a document type elsewhere": (b'<!DOCTYPE x SYSTEM "http://example.com/x.dtd"><x/>', f"p:1:46: {NO_DOCTYPE}"),
    "unknown entity": (
        b"<utility_space>&f;</utility_space>",
        "p:1:16: not proper XML: undefined entity; mend it, or export it again",
    ),
    "cut off": (BUYER.xml()[:-4], "p:11:1: not proper XML: unclosed token; mend it, or export it again"),
    "tags that cross": (
        b"<utility_space><objective></utility_space></objective>",
        "p:1:29: not proper XML: mismatched tag; mend it, or export it again",
    ),
    "a control character": (
        b'<utility_space><issue name="a&#x1;"/></utility_space>',
        "p:1:30: not proper XML: reference to invalid character number; mend it, or export it again",
    ),
    "not UTF-8": (
        b'<utility_space name="\xff"/>',
        "p:1:22: not proper XML: not well-formed (invalid token); mend it, or export it again",
    ),
    "unknown encoding": (
        b'<?xml version="1.0" encoding="klingon"?><utility_space/>',
        "p:1:1: not proper XML: unknown encoding: klingon; save it as UTF-8",
    ),
    "too large": (
        b"<utility_space>" + b" " * MOST_BYTES,
        f"p:1:1: the file is larger than {MOST_BYTES:,} bytes; a negotiation domain needs no more",
    ),
    "too deep": (
        b"<utility_space>" + b"<objective>" * 100_000,
        f"p:1:{16 + 11 * (MOST_DEPTH - 1)}: elements are nested more than {MOST_DEPTH} deep; objectives need no more",
    ),
    "too many elements": (
        b"<utility_space>\n" + b"<x/>\n" * MOST_ELEMENTS,
        f"p:{MOST_ELEMENTS + 1}:1: the file has more than {MOST_ELEMENTS:,} elements; take out what is not needed",
    ),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_one_message(data: bytes, message: str) -> None:
    assert mistakes_of(lambda: read_xml(data, "p")) == [message]


def read_or_refuse(data: bytes) -> None:
    with suppress(dealcheck.InputError):
        reading = read_xml(data, "p")
        assert reading.document is not None
        assert all(mistake.place for mistake in reading.mistakes)


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


_BASES: list[Callable[[], bytes]] = [BUYER.xml, BUYER.domain_xml, PROFILE.encode]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_BASES), st.lists(st.tuples(st.integers(0, 1000), st.binary(max_size=6)), max_size=3))
def test_any_damage_is_read_or_refused(base: Callable[[], bytes], patches: list[tuple[int, bytes]]) -> None:
    data = base()
    for position, patch in patches:
        at = position % len(data)
        data = data[:at] + patch + data[at + len(patch) :]
    read_or_refuse(data)


_VALUES = st.one_of(
    st.sampled_from(["", "1", "-1", "0.5", "1e9", "integer", "real", "a", "9" * 70]), st.text(max_size=5)
)
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "index",
            "name",
            "value",
            "type",
            "vtype",
            "evaluation",
            "ftype",
            "slope",
            "offset",
            "lowerbound",
            "upperbound",
        ]
    ),
    _VALUES,
    max_size=5,
)
_TAGS = st.sampled_from(["issue", "item", "weight", "objective", "evaluator", "range", "reservation", "ufun", "x"])


@st.composite
def elements(draw: st.DrawFn, depth: int = 2) -> str:
    tag, attributes = draw(_TAGS), draw(_ATTRIBUTES)
    inner = "".join(draw(st.lists(elements(depth - 1), max_size=3))) if depth else ""
    return f"<{tag} {' '.join(f'{name}={quoteattr(value)}' for name, value in attributes.items())}>{inner}</{tag}>"


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["utility_space", "negotiation_template"]), st.lists(elements(), max_size=5))
def test_any_elements_are_read_or_refused(root: str, inner: list[str]) -> None:
    data = f"<{root}>{''.join(inner)}</{root}>".encode("utf-8", "surrogatepass")
    read_or_refuse(data)
