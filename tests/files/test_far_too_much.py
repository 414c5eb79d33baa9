"""What the second edition could be made to grow into ends in one clear message, before memory or time do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import dealcheck
from dealcheck.model.brackets import MOST_DEPTH, MOST_RANGES, Choices, Range
from tests.hostile import PLUGINS, RULES, judged, messages

HEAD = "ruleset: r\nparty: island\nvocabulary: waters\n"
DEAL = "deal: d\nvocabulary: waters\n"


def mistakes(text: str) -> list[str]:
    return [mistake.message for mistake in dealcheck.read_document(text, "test.yaml").mistakes]


def test_many_entries_that_each_stand_for_many() -> None:
    values = ", ".join(f"a{n}" for n in range(100))
    each = f"each: {{a: [{values}], b: [{values}]}}"
    lines = "".join(f"  l{n}: {{{each}, require: {{object: grain, where: {{x: $a, y: $b}}}}}}\n" for n in range(300))
    found = mistakes(HEAD + "bottom-lines:\n" + lines)
    assert 290 < len(found) < 300  # a few there may be
    assert set(found) == {"written out for each combination, these entries have more than 500,000 values"}


def test_combinations_beyond_count() -> None:
    names = ", ".join(f"v{n}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for n in range(500))
    assert mistakes(f"{HEAD}bottom-lines: {{l: {{each: {{{names}}}, require: {{object: grain}}}}}}\n") == [
        "these are more than 10,000 combinations"
    ]


def test_titles_and_names_that_would_grow() -> None:
    long = "x" * 1_000_000
    found = mistakes(
        f"{HEAD}bottom-lines:\n  a: {{each: {{v: [{long}, y]}}, require: {{object: grain}}}}\n"
        f"  b: {{each: {{v: [y]}}, title: '{'$v' * 100_000}', require: {{object: grain}}}}\n"
    )
    assert found == [
        "a value of `each` may have 60 characters, and this has 1,000,000",
        "with `each`, a title may have 500 characters, and this has 200,000",
    ]


def test_each_within_what_aliases_repeat() -> None:
    text = f"{HEAD}definitions:\n  a: &a {{each: {{p: [coast, island]}}, party: $p, object: grain}}\n  b: *a\n"
    reading = dealcheck.read_document(text, "test.yaml")
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Ruleset)
    assert list(reading.document.definitions) == ["a.coast", "a.island", "a", "b.coast", "b.island", "b"]


RANGE = DEAL + "provisions:\n  p: {party: coast, action: lift, object: grain, attributes: {n: [%s]}}\n"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("{from: -1e59, to: 1e59, by: 1e53}", "this is no range: it has more than 1,000,000 values"),
        ("{from: 0, to: 1e59, by: 1e-60}", "this is no range: it has more than 1,000,000 values"),
        ("{from: 0, to: 1e60}", "the number `1e60` is out of range"),
        ("{from: 0, to: .inf}", "expected a number, found `.inf`"),
        ("{from: 0, to: 10, by: 3}", "this is no range: steps of `by` do not reach `to`"),
        (", ".join(f"{{from: {n}, to: {n}}}" for n in range(MOST_RANGES + 1)), "these are more than 100 ranges"),
    ],
)
def test_ranges_that_are_too_long(values: str, expected: str) -> None:
    assert mistakes(RANGE % values) == [expected]


def test_a_range_of_large_exact_numbers() -> None:
    low = 10**59 - 3 * 10**50
    reading = dealcheck.read_document(RANGE % f"{{from: {low}.5, to: {10**59}.5, by: {10**50}}}, 7", "test.yaml")
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Deal)
    numbers: Any = reading.document.provisions["p"].attributes["n"][0]
    assert list(numbers) == [Decimal(f"{low + n * 10**50}.5") for n in range(4)]


def test_many_ranges_side_by_side_are_compared_by_their_ends() -> None:
    """A million numbers in a hundred ranges, each in the gaps of the others."""
    ranges = ", ".join(f"{{from: {n}, to: {n + 9_999 * 100}, by: 100}}" for n in range(100))
    assert mistakes(RANGE % ranges) == []
    (message,) = mistakes(RANGE % ranges.replace("{from: 99, to: 999999, by: 100}", "{from: 98, to: 98}"))[:1]
    assert message == "`98` occurs twice in the list"


def test_numbers_among_many_others_are_found_twice() -> None:
    values = ", ".join(str(n * 2 + 1) for n in range(50_000))
    assert mistakes(RANGE % ("{from: 0, to: 900000, by: 2}, " + values)) == []
    assert mistakes(RANGE % ("{from: 0, to: 900000, by: 3}, " + values)) == ["`3` occurs twice in the list"]


def test_options_deep_within_options() -> None:
    provision = "provisions: {p: {party: coast, action: lift, object: grain}}\n"
    deep = "[p]"
    for n in range(12):
        deep = f"[p, {{alternatives: {{a{n}: {{o: {deep}, q: []}}}}}}]"
    judged(RULES, f"{DEAL}{provision}alternatives: {{a: {{o: {deep}}}}}\n")
    deeper = deep
    for n in range(12, 40):
        deeper = f"[p, {{alternatives: {{a{n}: {{o: {deeper}, q: []}}}}}}]"
    (message,) = messages(RULES, f"{DEAL}{provision}alternatives: {{a: {{o: {deeper}}}}}\n")
    assert "nested" in message


def test_options_made_in_python_may_be_no_deeper() -> None:
    option = Choices(provisions=("p",))
    for n in range(MOST_DEPTH + 300):
        option = Choices(provisions=("p",), alternatives={f"a{n}": {"o": option}})
    provision = dealcheck.Provision(party="coast", action="lift", object="grain")  # type: ignore[arg-type]
    deal = dealcheck.Deal(id="d", vocabulary="waters", provisions={"p": provision}, alternatives={"a": {"o": option}})
    with pytest.raises(dealcheck.InputError, match="options are more than 20 deep within options"):
        dealcheck.verify(deal, list(RULES), plugins=PLUGINS)


def test_a_long_chain_of_provisions_and_a_circle_as_long() -> None:
    count = 3_000
    line = "  p{0}: {{party: coast, action: lift, object: grain, provided: p{1}}}\n"
    chain = "".join(line.format(n, n + 1) for n in range(count))
    last = f"  p{count}: {{party: coast, action: lift, object: grain%s}}\n"
    judged(RULES, DEAL + "provisions:\n" + chain + last % "")
    (message,) = messages(RULES, DEAL + "provisions:\n" + chain + last % ", provided: p0")
    assert "depends on itself: `p0` depends on `p1` depends on `p2` depends on `p3` depends on …" in message
    assert len(message) < 300


def test_a_provision_that_depends_on_many_that_all_depend_on_many() -> None:
    names = [f"p{n}" for n in range(60)]
    line = "  {0}: {{party: coast, action: lift, object: grain, provided: [{1}]}}\n"
    provisions = "".join(line.format(name, ", ".join(names[:n])) for n, name in enumerate(names))
    judged(RULES, DEAL + "provisions:\n" + provisions)


def test_a_range_made_in_python_is_checked() -> None:
    def read(*values: Any) -> None:
        provision = dealcheck.Provision(
            party="coast",
            action="lift",
            object="grain",
            attributes={"n": values},  # type: ignore[arg-type]
        )
        deal = dealcheck.Deal(id="d", vocabulary="waters", provisions={"p": provision})
        dealcheck.verify(deal, list(RULES), plugins=PLUGINS)

    read(Range(1, 5), 7, None)  # type: ignore[arg-type]
    for values, message in (
        ((Range(1, 5, 3),), "steps of `by` do not reach `to`"),  # type: ignore[arg-type]
        ((Range(1, 5), 3), "`3` occurs twice"),  # type: ignore[arg-type]
        ((Range(1.5, 5),), "expected a Decimal or an int"),  # type: ignore[arg-type]
        ((None, None), "`null` occurs twice"),
        ((None,), "expected a Decimal or an int"),
        ((), "the list is empty"),
    ):
        with pytest.raises(dealcheck.InputError, match=message):
            read(*values)
