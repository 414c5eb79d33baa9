"""Objects made in Python are checked as files are, and put right where it is plain what is meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import dealcheck
from dealcheck import conditions as c

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
