"""Objects made in Python are checked as files are, and put right where it is plain what is meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

import dealcheck
from dealcheck import conditions as c
from dealcheck.files import objects

WORDS = dealcheck.Vocabulary(
    id="supply",
    parties={"buyer": dealcheck.Party(), "seller": dealcheck.Party()},
    actions={"trade": ("deliver", "pay")},  # type: ignore[arg-type]
    objects={"goods": dealcheck.Object()},
)


def ruleset(condition: Any) -> dealcheck.Ruleset:
    return dealcheck.Ruleset(
        id="mine",
        party="seller",
        vocabulary="supply",
        bottom_lines={"line": dealcheck.BottomLine(forbid=condition)},
    )


def deal(**fields: Any) -> dealcheck.Deal:
    provision = dealcheck.Provision(**{"party": "seller", "action": "deliver", "object": "goods", **fields})
    return dealcheck.Deal(id="made", vocabulary="supply", provisions={"delivery": provision})


def outcome(condition: Any, made: dealcheck.Deal) -> str:
    result = dealcheck.verify(made, [WORDS, ruleset(condition)], plugins=dealcheck.Plugins(entry_points=False))
    assert isinstance(result, dealcheck.DealVerification)
    return result.verdicts[0].outcome


def test_a_verb_stands_for_a_tuple_of_one_and_the_key_for_the_id() -> None:
    assert outcome(c.Pattern(party="seller", action="deliver", object="goods"), deal()) == "rejected"  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", [7, Decimal(7), (7,), [Decimal("7.0")]])
def test_whole_numbers_are_exact_decimals(amount: Any) -> None:
    pattern = c.Pattern(object="goods", where={"tonnes": c.Tests(at_least=5)})  # type: ignore[arg-type]
    assert outcome(pattern, deal(attributes={"tonnes": amount})) == "rejected"
    total = c.Total("tonnes", c.Pattern(), equals=Decimal(7))
    assert outcome(total, deal(attributes={"tonnes": amount})) == "rejected"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"attributes": {"tonnes": 0.1}}, "expected a Decimal or an int, as numbers are exact, found `0.1`"),
        ({"attributes": {"tonnes": Decimal("NaN")}}, "expected a Decimal or an int"),
        ({"attributes": {"tonnes": Decimal("1e999")}}, "expected a Decimal or an int"),
        ({"attributes": 5}, "expected a mapping, found `5`"),
        ({"action": "delver"}, "unknown action `delver`; did you mean `deliver`?"),
        ({"action": object()}, "expected a tuple, found `object`"),
        ({"object": "Goods"}, "`Goods` is not an id"),
        ({"bracketed": "yes"}, "expected True or False"),
        ({"text": "bell \x07"}, "U+0007 may not stand"),
        ({"party": 5}, "expected text, found `5`"),
    ],
)
def test_what_can_not_be_put_right_is_a_mistake(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(dealcheck.InputError) as caught:
        outcome(c.Pattern(object="goods"), deal(**fields))
    assert message in str(caught.value)


@pytest.mark.parametrize("steps", [("a", "b"), 5, (dealcheck.Step(id="A"),)])
def test_steps_of_a_wrong_type_are_a_mistake(steps: Any) -> None:
    made = dealcheck.Deal(id="made", vocabulary="supply", steps=steps)
    with pytest.raises(dealcheck.InputError):
        outcome(c.Pattern(object="goods"), made)


@pytest.mark.parametrize("condition", [5, c.Not(5), c.All(5), c.Pattern(object=5)])  # type: ignore[arg-type]
def test_conditions_of_a_wrong_type_are_a_mistake(condition: Any) -> None:
    with pytest.raises(dealcheck.InputError):
        outcome(condition, deal())


@pytest.mark.parametrize("field", ["object", "action", "party", "from_", "until"])
def test_an_empty_word_is_a_mistake(field: str) -> None:
    made = dealcheck.Provision(**{"party": "seller", "action": "deliver", "object": "goods", field: ""})  # type: ignore[arg-type]
    with pytest.raises(dealcheck.InputError, match="`` is not an id"):
        outcome(c.Pattern(object="goods"), dealcheck.Deal(id="made", vocabulary="supply", provisions={"a": made}))


def test_a_name_and_a_list_are_conditions() -> None:
    rules = dealcheck.Ruleset(
        id="mine",
        party="seller",
        vocabulary="supply",
        definitions={"delivered": c.Pattern(object="goods")},
        bottom_lines={"line": dealcheck.BottomLine(require=["delivered"])},  # type: ignore[arg-type]
    )
    assert dealcheck.verify(deal(), [WORDS, rules]).acceptable_to_all


@pytest.mark.parametrize("what", [5, None, b"deal: x\n", ["deal"]])
def test_what_is_no_deal_is_a_mistake(what: Any) -> None:
    with pytest.raises(dealcheck.InputError, match="expected a deal"):
        dealcheck.verify(what, [WORDS, ruleset(c.Pattern(object="goods"))])


def read(**fields: Any) -> dealcheck.Provision:
    """A provision as questions see it."""
    made = deal(**fields)
    reading = objects.read_object(made)
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Deal)
    return reading.document.provisions["delivery"]


def test_brackets_of_the_second_edition_are_put_right() -> None:
    days = (dealcheck.Range(30, Decimal(60), 15), 90, None)  # type: ignore[arg-type]
    made = read(party=["seller", "buyer"], attributes={"days": days})
    assert made.party == ("seller", "buyer")
    assert made.attributes["days"] == (dealcheck.Range(Decimal(30), Decimal(60), Decimal(15)), Decimal(90), None)
    assert list(made.attributes["days"][0]) == [30, 45, 60]  # type: ignore[arg-type]
    together = read(party=(), parties=[["seller", "buyer"], ("seller",)])
    assert together.parties == (("seller", "buyer"), ("seller",))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"attributes": {"days": dealcheck.Range(Decimal(1), Decimal(4), Decimal(2))}}, "steps of `by` do not reach"),
        ({"attributes": {"days": dealcheck.Range(1.5, Decimal(4))}}, "numbers are exact, found `1.5`"),  # type: ignore[arg-type]
        ({"attributes": {"days": dealcheck.Range(Decimal(5), Decimal(4))}}, "`to` is below `from`"),
        ({"party": (), "parties": (("seller", "Buyer"),)}, "`Buyer` is not an id"),
        ({"provided": 5}, "expected a condition, found `5`"),
    ],
)
def test_brackets_that_can_not_be_put_right_are_mistakes(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(dealcheck.InputError) as caught:
        outcome(c.Pattern(object="goods"), deal(**fields))
    assert message in str(caught.value)


def test_options_may_be_given_as_the_provisions_they_name() -> None:
    settling = dealcheck.Choices(provisions="delivery", settles={"delivery.action": "deliver"})  # type: ignore[arg-type]
    made = attrs.evolve(deal(), alternatives={"article": {"one": ["delivery"], "two": settling}})
    document = objects.read_object(made).document
    assert isinstance(document, dealcheck.Deal)
    assert {name: option.provisions for name, option in document.alternatives["article"].items()} == {
        "one": ("delivery",),
        "two": ("delivery",),
    }


def test_issues_of_a_score_sheet_are_put_right() -> None:
    points: Any = {30: 2, "never": Decimal("0.5"), True: 1}
    issue: Any = dealcheck.Issue(of="delivery.attributes.days", weight=3, points=points)  # type: ignore[arg-type]
    sheet = attrs.evolve(ruleset(c.Pattern(action=("pay",), object="goods")), issues={"days": issue})
    plugins = dealcheck.Plugins(entry_points=False)
    result = dealcheck.verify(deal(attributes={"days": 30}), [WORDS, sheet], engine="reference", plugins=plugins)
    assert isinstance(result, dealcheck.DealVerification)
    assert result.verdicts[0].score == 6


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ({30: 0.5}, "numbers are exact, found `0.5`"),
        ({None: 1}, "expected a Decimal or an int"),
        (5, "expected a mapping, found `5`"),
    ],
)
def test_points_that_can_not_be_put_right_are_mistakes(points: Any, message: str) -> None:
    issue = dealcheck.Issue(of="delivery.attributes.days", points=points)
    sheet = attrs.evolve(ruleset(c.Pattern(action=("pay",), object="goods")), issues={"days": issue})
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.verify(deal(), [WORDS, sheet], plugins=dealcheck.Plugins(entry_points=False))
    assert message in str(caught.value)


def test_an_amount_may_be_a_multiple_of_a_sum() -> None:
    twice = c.Multiple("tonnes", c.Pattern(action="deliver"), times=2)  # type: ignore[arg-type]
    total = c.Total("tonnes", c.Pattern(), less_than=[twice, 1], at_least=twice)  # type: ignore[arg-type]
    document = objects.read_object(ruleset(total)).document
    assert isinstance(document, dealcheck.Ruleset)
    tidied = document.bottom_lines["line"].forbid
    exact = c.Multiple("tonnes", c.Pattern(action=("deliver",)), times=Decimal(2))
    assert isinstance(tidied, c.Total)
    assert (tidied.less_than, tidied.at_least) == ((exact, Decimal(1)), exact)


def test_entries_that_stand_for_one_of_several_keep_their_names() -> None:
    line = dealcheck.BottomLine(forbid=c.Pattern(object="goods"))
    sheet = attrs.evolve(ruleset(c.Pattern()), bottom_lines={"line.north": line})
    document = objects.read_object(sheet).document
    assert isinstance(document, dealcheck.Ruleset)
    assert document.bottom_lines["line.north"].id == "line.north"
    mistakes = objects.read_object(attrs.evolve(sheet, bottom_lines={"Line": line})).mistakes
    assert [mistake.message for mistake in mistakes] == ["`Line` is not an id"]
