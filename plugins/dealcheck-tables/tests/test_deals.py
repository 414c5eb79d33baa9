"""What a table means, whichever file it comes in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import COLUMNS, HEAD, RELIEF, Read, csv_bytes, deal_of, xlsx_bytes
from dealcheck_tables import read_csv, read_xlsx

import dealcheck

EXAMPLES = Path(__file__).parent.parent / "examples"


def only(reading: dealcheck.Reading) -> dealcheck.Provision:
    """The one provision of a deal."""
    (provision,) = deal_of(reading).provisions.values()
    return provision


def test_a_row_is_a_provision(read: Read) -> None:
    deal = deal_of(read([*HEAD, COLUMNS, RELIEF]))
    assert (deal.id, deal.vocabulary, [step.id for step in deal.steps]) == ("hanoi-x", "korea", ["signing", "exchange"])
    assert deal.provisions["relief"] == dealcheck.Provision(
        id="relief",
        party="us",
        action=("lift",),
        object=("coal-exports",),
        from_=("exchange",),
        attributes={"tonnes": (Decimal(10),)},
    )


def test_words_know_their_cell(read: Read) -> None:
    provision = only(read([*HEAD, [], COLUMNS, RELIEF]))
    assert provision.place == dealcheck.Place("t", 6, 1)
    (action,) = provision.action
    assert isinstance(action, dealcheck.Word)
    assert action.place == dealcheck.Place("t", 6, 3)


def test_every_column_with_a_meaning(read: Read) -> None:
    columns = [
        "text",
        "object",
        "action",
        "party",
        "provision",
        "until",
        "bracketed",
        "title",
        "description",
        "sources",
    ]
    row = ["A clause.", "liaison-offices", "establish", "us; dprk", "liaison", "end", "true", "Liaison", "Note", "a; b"]
    provision = only(read([*HEAD[:2], ["steps", "start; end"], columns, row]))
    assert (provision.party, provision.parties) == ((), ("us", "dprk"))
    assert (provision.from_, provision.until, provision.bracketed) == ((), ("end",), True)
    assert (provision.title, provision.description, provision.text) == ("Liaison", "Note", "A clause.")
    assert (provision.sources, provision.attributes) == (("a", "b"), {})


def test_alternatives(read: Read) -> None:
    row = ["r", "us", "[suspend | lift]", "[ coal-exports|energy-imports ]", "[signing | exchange]", "[0.1 | 2 | many]"]
    provision = only(read([*HEAD, COLUMNS, row]))
    assert provision.action == ("suspend", "lift")
    assert provision.object == ("coal-exports", "energy-imports")
    assert provision.from_ == ("signing", "exchange")
    assert provision.attributes == {"tonnes": (Decimal("0.1"), Decimal(2), "many")}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0.10", Decimal("0.1")),
        (0.1, Decimal("0.1")),
        (1e-7, Decimal("1e-7")),
        (123456789012345, Decimal("123456789012345")),
        ("true", True),
        ("TRUE", True),
        ("FALSE", False),
        ("iaea", "iaea"),
        ('"yes"', "yes"),
        ('"007"', "007"),
        ('"[sic]"', "[sic]"),
        ("see [annex] and [map]", "see [annex] and [map]"),
        ("two\nlines", "two\nlines"),
        ("a | b", "a | b"),
    ],
)
def test_values_of_attributes(read: Read, cell: Any, value: Any) -> None:
    (found,) = only(read([*HEAD, COLUMNS, [*RELIEF[:5], cell]])).attributes["tonnes"]
    assert (type(found) is bool, found) == (type(value) is bool, value)


def test_quoted_alternatives_may_hold_anything(read: Read) -> None:
    provision = only(read([*HEAD, COLUMNS, [*RELIEF[:5], '["a | b" | "[c]" | 7]']]))
    assert provision.attributes == {"tonnes": ("a | b", "[c]", Decimal(7))}


def test_booleans_in_workbooks() -> None:
    provision = only(read_xlsx(xlsx_bytes([*HEAD, [*COLUMNS, "bracketed"], [*RELIEF[:5], False, True]]), "t"))
    assert (provision.attributes, provision.bracketed) == ({"tonnes": (False,)}, True)


def test_steps_default_to_one(read: Read) -> None:
    assert [step.id for step in deal_of(read([*HEAD[:2], COLUMNS])).steps] == ["signature"]


def test_sources_and_options(read: Read) -> None:
    head = [
        *HEAD,
        ["title", "A deal"],
        ["description", "In two options"],
        ["source", "minutes", "title", "Minutes", "date", "2019-03-12", "speaker", ""],
        ["option", "article-2", "bigger", "relief"],
        ["option", "article-2", "smaller", "aid; food"],
    ]
    deal = deal_of(read([*head, COLUMNS, RELIEF]))
    assert (deal.title, deal.description) == ("A deal", "In two options")
    assert deal.sources == {"minutes": dealcheck.Source(id="minutes", title="Minutes", date="2019-03-12")}
    assert deal.alternatives == {"article-2": {"bigger": ("relief",), "smaller": ("aid", "food")}}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_break", [b"\r\n", b"\n", b"\r"])
def test_csv_as_programs_write_it(delimiter: str, mark: bytes, line_break: bytes) -> None:
    data = mark + csv_bytes([*HEAD, COLUMNS, RELIEF], delimiter).replace(b"\r\n", line_break)
    assert deal_of(read_csv(data, "t")) == deal_of(read_csv(csv_bytes([*HEAD, COLUMNS, RELIEF]), "t"))


def test_a_csv_row_stands_where_it_begins() -> None:
    rows = [*HEAD, [*COLUMNS, "text"], [*RELIEF, "two\nlines"], ["second", *RELIEF[1:], ""]]
    places = [provision.place for provision in deal_of(read_csv(csv_bytes(rows), "t")).provisions.values()]
    assert places == [dealcheck.Place("t", 5, 1), dealcheck.Place("t", 7, 1)]


def test_both_formats_give_the_same_deal() -> None:
    rows = [*HEAD, [*COLUMNS, "text"], [*RELIEF, "Ünïcödé, «quotes» and _underscores_"]]
    assert deal_of(read_csv(csv_bytes(rows), "t")) == deal_of(read_xlsx(xlsx_bytes(rows), "t"))


def test_the_examples_are_read_and_verified() -> None:
    result = dealcheck.verify(EXAMPLES / "hanoi-bigger.csv", ["us-hanoi", "dprk-ri"])
    assert isinstance(result, dealcheck.DealVerification)
    assert result.acceptable_to_all
    draft = dealcheck.verify(EXAMPLES / "draft.csv", ["us-hanoi", "dprk-ri"])
    assert isinstance(draft, dealcheck.DraftVerification)
    assert draft.resolutions == 60  # 3 verbs, 2 witnesses, in brackets or not; relief in 4 ways, or the other option


def test_the_plugin_is_installed() -> None:
    assert {".csv", ".xlsx"} <= set(dealcheck.Plugins().readers())
