"""Square brackets of a clause, matched with the alternatives of its provision."""

from __future__ import annotations

from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dealcheck
from dealcheck import match_brackets

HEAD = "deal: d\nvocabulary: corpus\nsteps: [first, second]\nprovisions:\n  p: "


def provision(text: str) -> dealcheck.Provision:
    """A provision from what its mapping holds."""
    reading = dealcheck.read_document(f"{HEAD}{{party: north, object: works, {text}}}\n", "d.yaml")
    assert isinstance(reading.document, dealcheck.Deal)
    assert reading.mistakes == ()
    return reading.document.provisions["p"]


def worded(text: str, mapping: str) -> dict[str, dict[str, str | None]]:
    """How each field's alternatives are worded; there must be no mismatch."""
    matching = match_brackets(text, provision(mapping))
    assert matching.mismatches == ()
    return {
        match.field.name: {
            value: text[part.start : part.end] if part else None for value, part in match.wordings.items()
        }
        for match in matching.matches
    }


SUSPEND_LIFT = "action: [suspend, lift]"


@pytest.mark.parametrize(
    "text",
    ["are [a] [b].", "are [a][b].", "are [a] / [b].", "are [a], [b].", "are [a] or [b].", "are [a/b].", "are [a | b]."],
)
def test_alternatives_side_by_side(text: str) -> None:
    assert worded(text, SUSPEND_LIFT) == {"action": {"suspend": "a", "lift": "b"}}


def test_the_order_of_the_file_is_that_of_the_text_where_no_word_says_otherwise() -> None:
    mapping = "from: [first, second], action: [suspend, lift]"
    assert worded("[a] [b] and then [c] [d]", mapping) == {
        "from": {"first": "a", "second": "b"},
        "action": {"suspend": "c", "lift": "d"},
    }


def test_words_of_one_stem_tell_which_brackets_are_a_fields() -> None:
    mapping = "from: [first, second], action: [suspend, lift]"
    assert worded("[suspended] [lifted] from the [first] [second] step on", mapping) == {
        "from": {"first": "first", "second": "second"},
        "action": {"suspend": "suspended", "lift": "lifted"},
    }


def test_words_tell_which_wording_is_which() -> None:
    mapping = f'{SUSPEND_LIFT}, words: {{lift: "done away with", suspend: "set aside"}}'
    assert worded("are [done  away with] [set aside]", mapping) == {
        "action": {"suspend": "set aside", "lift": "done  away with"}
    }


def test_an_alternative_without_words_is_said_by_leaving_the_bracket_out() -> None:
    mapping = 'action: [declare, admit], words: {declare: "", admit: and admit inspectors to}'
    assert worded("shall declare [and admit inspectors to] all sites", mapping) == {
        "action": {"declare": None, "admit": "and admit inspectors to"}
    }


def test_numbers_and_attributes() -> None:
    mapping = "action: freeze, attributes: {days: [30, 60.50], open: [true, false]}"
    assert worded("within [30] [60½] days, [open] [closed]", mapping) == {
        "days": {"30": "30", "60.5": "60½"},
        "open": {"true": "open", "false": "closed"},
    }


MISMATCHES = {
    "other number": (
        "are [a] [b] [c].",
        SUSPEND_LIFT,
        "`action` has the alternatives `suspend`, `lift`, and the brackets say `[a] [b] [c]`",
    ),
    "no brackets": (
        "are lifted.",
        SUSPEND_LIFT,
        "`action` has the alternatives `suspend`, `lift`, and the brackets say nothing else",
    ),
    "brackets without alternatives": (
        "are [a] [b].",
        "action: lift",
        "the brackets say `[a] [b]`, and no field of the provision is open there",
    ),
    "other order": (
        "are [lifted] [suspended].",
        SUSPEND_LIFT,
        "`action` has the alternatives `suspend`, `lift` in another order than the brackets say them, "
        "`[lifted] [suspended]`; say which is which with `words`",
    ),
    "other words": (
        "are [a] [b].",
        f"{SUSPEND_LIFT}, words: {{suspend: x, lift: y}}",
        "`words` says `x`, `y` for `action`, and the brackets say `[a] [b]`",
    ),
    "clause in brackets": (
        "[They are lifted.]",
        "action: lift",
        "the clause is in brackets, `[They are lifted.]`, and the provision is not `bracketed`",
    ),
    "clause without brackets": (
        "They are lifted.",
        "action: lift, bracketed: true",
        "the provision is `bracketed`, and no brackets are around the clause `They are lifted.`",
    ),
    "open bracket": ("are [lifted.", "action: lift", "an opening bracket has no closing one: `[lifted.`"),
    "closing bracket": ("are lifted].", "action: lift", "a closing bracket has no opening one: `are lifted]`"),
}


@pytest.mark.parametrize(("text", "mapping", "message"), MISMATCHES.values(), ids=MISMATCHES)
def test_a_mismatch_is_told_with_both(text: str, mapping: str, message: str) -> None:
    assert message in match_brackets(text, provision(mapping)).mismatches


def test_many_brackets_are_matched_soon() -> None:
    mapping = f"action: freeze, attributes: {{{', '.join(f'a{n}: [x, z]' for n in range(40))}}}"
    assert len(worded(" then ".join("[x] [y]" for _ in range(40)), mapping)) == 40


def test_absence_ranges_and_who_is_bound() -> None:
    attributes = "{days: [60, null], share: {from: 10, to: 20, by: 10}}"
    mapping = f'action: freeze, attributes: {attributes}, words: {{"null": "", 60: "within 60 days"}}'
    assert worded("shall act [within 60 days] on [10] [20]", mapping) == {
        "days": {"60": "within 60 days", "null": None},
        "share": {"10": "10", "20": "20"},
    }


IN_DOUBT = {
    "words that only the other alternative has": ("[second day] [first day]", "from: [first, second], action: end"),
    "a word more": ("[does not accept] [accepts]", "action: [accept, accept-not]"),
    "two groups": ("[x] [y] and [z] [w]", "action: [end, freeze]"),
    "two fields": ("[x] [y]", "action: [end, freeze], from: [first, second]"),
    "numbers": ("[90] [60] days", "action: end, attributes: {days: [60, 90]}"),
}


@pytest.mark.parametrize(("text", "mapping"), IN_DOUBT.values(), ids=IN_DOUBT)
def test_in_doubt_no_bracket_is_matched(text: str, mapping: str) -> None:
    matching = match_brackets(text, provision(mapping))
    assert matching.matches == ()
    assert matching.mismatches


def test_one_wording_may_be_in_other_words() -> None:
    assert worded("A [is frozen] [is disabled]", "action: [freeze, disable]") == {
        "action": {"freeze": "is frozen", "disable": "is disabled"}
    }
    assert worded("pays [30] [sixty] days", "action: end, attributes: {days: [30, 60]}") == {
        "days": {"30": "30", "60": "sixty"}
    }


def test_sets_of_parties() -> None:
    reading = dealcheck.read_document(
        f"{HEAD}{{parties: [[north, south], [north]], action: end, object: works, "
        "words: {'north, south': 'North and South', north: North}}\n",
        "d.yaml",
    )
    assert isinstance(reading.document, dealcheck.Deal)
    matching = match_brackets("[North] [North and South] end it.", reading.document.provisions["p"])
    assert [match.field.name for match in matching.matches] == ["parties"]


@pytest.mark.parametrize("text", ["[" * 300_000, "]" * 300_000, "[" * 100_000 + "]" * 100_000, "[a] b " * 50_000])
def test_a_hostile_text_is_read_soon(text: str) -> None:
    matching = match_brackets(text, provision(SUSPEND_LIFT))
    assert matching.matches == ()
    assert len(matching.mismatches) < 10


# Clauses reworded


def reworded(text: str, mapping: str, *choices: str) -> str:
    """The text of a clause once its deal is settled so."""
    said = text.replace('"', "'")
    reading = dealcheck.read_document(f'{HEAD}{{party: north, object: works, {mapping}, text: "{said}"}}\n', "d.yaml")
    assert isinstance(reading.document, dealcheck.Deal)
    before = reading.document
    return str(dealcheck.settled_texts(before, dealcheck.settle_brackets(before, choices)).provisions["p"].text)


@pytest.mark.parametrize(
    ("text", "mapping", "choices", "expected"),
    [
        ("are [a] [b].", SUSPEND_LIFT, ("p.action=lift",), "are b."),
        ("[They [go] [stay].]", "bracketed: true, action: [go, stay]", ("p=in",), "They [go] [stay]."),
        ("[They [go] [stay].]", "bracketed: true, action: [go, stay]", ("p.action=go",), "[They go.]"),
        (
            "shall declare [and admit inspectors to] all",
            'action: [declare, admit], words: {declare: "", admit: and admit inspectors to}',
            ("p.action=declare",),
            "shall declare all",
        ),
        ("no brackets", SUSPEND_LIFT, ("p.action=lift",), "no brackets"),
        ("are [a] [b] [c].", SUSPEND_LIFT, ("p.action=lift",), "are [a] [b] [c]."),
        (
            "pays [within 60 days] now",
            'action: pay, attributes: {days: [60, null]}, words: {"null": "", 60: "within 60 days"}',
            ("p.days=null",),
            "pays now",
        ),
    ],
)
def test_a_settled_clause_reads_as_it_was_settled(
    text: str, mapping: str, choices: tuple[str, ...], expected: str
) -> None:
    assert reworded(text, mapping, *choices) == expected


WHOLE = ["[suspended] [lifted]", "[first]/[second]", "[words]", "[suspended | lifted]"]
PIECES = [*WHOLE, "[", "]", "［", "］", "/", " ", ".", " or ", "lifted", "second", "1) "]


@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.sets(st.sampled_from(["p=in", "p.action=lift", "p.from=second", "p.days=null"])),
    st.booleans(),
)
def test_edits_never_overlap_and_only_take_away(text: str, choices: set[str], with_words: bool) -> None:
    words = {"suspend": "suspended", "lift": "", "60": "words", "null": ""} if with_words else {}
    reading = dealcheck.read_document(
        f"{HEAD}{{bracketed: true, party: north, action: [suspend, lift], from: [first, second], object: works, "
        "attributes: {days: [60, null]}}\n",
        "d.yaml",
    )
    assert isinstance(reading.document, dealcheck.Deal)
    old = attrs.evolve(reading.document.provisions["p"], text=text, words=words)
    before = attrs.evolve(reading.document, provisions={"p": old})
    new = dealcheck.settle_brackets(before, choices).provisions["p"]
    rewording = dealcheck.reword(text, old, new, before)
    for one, other in pairwise(rewording.edits):
        assert one.start <= one.end <= other.start
    assert all(0 <= each.start <= each.end <= len(text) and not each.words for each in rewording.edits)
    left = iter(text)
    assert all(letter in left for letter in rewording.applied(text))  # in the same order
