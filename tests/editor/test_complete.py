"""What is proposed where."""

from __future__ import annotations

from pathlib import Path

import pytest

from dealcheck.editor.complete import MOST
from tests.editor.made import completion, proposed

RULES = "ruleset: r\nvocabulary: village\nparty: mill\n"
DEFINITION = RULES + "definitions:\n  d: "
LINE = RULES + "definitions: {dry: {object: pond}}\nbottom-lines:\n  b:\n    "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("^", ["vocabulary", "deal", "ruleset", "tests"]),
        ("ru^", ["ruleset"]),
        ("ruleset: r\nparty: ^", []),
        ("ruleset: r\nvocabulary: village\nparty: ^", ["mill", "council"]),
        ("ruleset: r\nvocabulary: village\nparty: co^", ["council"]),
        ("ruleset: r\nvocabulary: ^", ["village"]),
        ("ruleset: r\nextends: ^", ["mill", "mill-base"]),
        (RULES + "^", ["title", "description", "extends", "as-of", "sources", "definitions", "bottom-lines", "worth"]),
        (DEFINITION + "{party: mill, ^}", ["action", "object", "part-of", "whole-of", "where"]),
        (DEFINITION + "{party: [mill, ^", ["mill", "council"]),
        (DEFINITION + "{action: ^}", ["lower", "drain", "close", "pay"]),
        (DEFINITION + "{action: dr^}", ["drain"]),
        (DEFINITION + "{object: ^", ["stream", "pond", "rent"]),
        (DEFINITION + "{part-of: ^", ["waters", "stream", "pond", "rent"]),
        (DEFINITION + "x\n  e: {not: ^", ["d"]),
        (DEFINITION + "{count: {^", ["of", "equals", "not", "in", "at-least", "at-most", "more-than", "less-than"]),
        (DEFINITION + "{total: {over: {^", ["party", "action", "object", "part-of", "whole-of", "where"]),
        (DEFINITION + "\n    all:\n      - part^", ["party", "part-of"]),
        (DEFINITION + "\n    all:\n      - party: ^", ["mill", "council"]),
        (DEFINITION + "\n    all:\n      - party: mill\n        ac^\n        object: pond", ["action"]),
        (LINE + "strength: ^", ["red-line", "priority", "preference"]),
        (LINE + "forbid: ^", ["dry"]),
        (LINE + "sources: [^]", ["minutes"]),
        (LINE + "sources:\n    - ^", ["minutes"]),
        (LINE + "st^", ["strength", "status"]),
        (LINE + "description: >-\n      st^", []),
        (LINE + "description: st # st^", []),
        (LINE + 'title: "a: {b"\n    st^', ["strength", "status"]),
        (LINE + "title: it's [\n    st^", ["strength", "status"]),
        (RULES + "offers:\n  o:\n    ^", ["action", "object", "bracketed", "title"]),
        (RULES + "offers:\n  o:\n    wh^", ["when"]),
        (RULES + "offers:\n  o:\n    when: {^", ["breach", "for"]),
        (RULES + "offers:\n  o: {when: {breach: x}, ^", ["title", "description", "by", "notice", "notice-steps"]),
        (RULES + "offers:\n  o: {when: {breach: x}, by: ^", ["mill", "council"]),
        (RULES + "offers:\n  p: {action: pay, object: rent}\n  o: {when: {breach: ^", ["p"]),
        ("ruleset: r\nextends: mill-base\nbottom-lines:\n  ^", ["pond-stays"]),
        ("ruleset: r\nextends: mill-base\nbottom-lines:\n  b: {forbid: ^", ["rent-paid"]),
        ("ruleset: r\nextends: mill-base\nbottom-lines:\n  b: {sources: ^", ["minutes", "letter"]),
    ],
)
def test_in_a_ruleset(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = proposed(tmp_path, "new.yaml", text)
    assert found[: len(expected)] == expected
    assert expected or not found


PROVISION = "deal: d\nvocabulary: village\nsteps: [now, {id: later}]\nprovisions:\n  p:\n    "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROVISION + "^", ["action", "object", "bracketed"]),
        (PROVISION + "object: ^", ["waters", "stream", "pond", "rent"]),
        (PROVISION + "from: ^", ["now", "later"]),
        (PROVISION + "from: [now, ^]", ["now", "later"]),
        (PROVISION + "bracketed: ^", ["true", "false"]),
        (PROVISION + "action: pay\nalternatives:\n  a: {o: [^]}", ["p"]),
        ("deal: d\nvocabulary: village\nprovisions: {p: {from: ^", ["signature"]),
    ],
)
def test_in_a_deal(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert proposed(tmp_path, "deals/new.yaml", text)[: len(expected)] == expected


CASE = "tests: t\ncases:\n  c:\n    "
INLINE = CASE + "deal:\n      vocabulary: village\n      steps: [one, two]\n      provisions:\n        "


SIGNED = PROVISION.replace("  p:\n    ", "  p: {party: mill, action: drain, object: pond}\nremedies:\n  r:\n    ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SIGNED + "^", ["when", "title", "description", "by", "notice", "notice-steps", "suspends", "ends", "adds"]),
        (SIGNED + "when: {breach: ^", ["p"]),
        (SIGNED + "when: {^}", ["breach", "for"]),
        (SIGNED + "suspends: [^", ["p"]),
        (SIGNED + "by: ^", ["mill", "council"]),
        (SIGNED + "lapses: ^", ["when-cured", "never"]),
        (SIGNED + "notice: ^", ["30 days", "10 working days", "2 weeks", "3 months", "1 year"]),
        (SIGNED + "adds:\n      fine:\n        act^", ["action"]),
        (SIGNED + "adds:\n      fine:\n        action: ^", ["lower", "drain", "close", "pay"]),
        ("deal: d\ncalendar: {^}", ["zone", "weekend", "holidays", "country"]),
        ("deal: d\ncalendar: {weekend: [sat^", ["saturday"]),
        ("deal: d\nsteps: [{id: a}, {id: b, ^}]", ["title", "date", "after", "within"]),
        (PROVISION + "perform^", ["perform-within"]),
    ],
)
def test_in_a_deal_that_is_to_be_signed(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert proposed(tmp_path, "new.yaml", text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CASE + "^", ["deal", "expect"]),
        (CASE + "deal: ^", ["deals/deal.yaml"]),
        (CASE + "expect:\n      ^", ["mill", "mill-base"]),
        (CASE + "expect: {mill: ^", ["accepted", "accepted-with-reservations", "rejected"]),
        (CASE + "expect: {mill: {^", ["verdict", "broken"]),
        (CASE + "expect: {mill: {broken: [^", ["pond-stays", "water"]),
        (CASE + "expect: {mill: {broken: {^", ["pond-stays", "water"]),
        (INLINE + "p: {party: ^}", ["mill", "council"]),
        (INLINE + "p: {from: ^}", ["one", "two"]),
        (INLINE + "p: {}\n    expect: {mill: {broken: {water: ^", ["one", "two"]),
        (INLINE + "p: {}\n    expect: {mill: {referrals: ^", ["p"]),
    ],
)
def test_in_a_test_file(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert proposed(tmp_path, "test_new.yaml", text)[: len(expected)] == expected


def test_in_a_vocabulary_its_own_objects(tmp_path: Path) -> None:
    text = "vocabulary: own\nextends: village\nobjects:\n  a:\n  b: {part-of: ^}\n"
    assert "a" in proposed(tmp_path, "own.yaml", text)


def test_attributes_that_others_use(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("deal: o\nvocabulary: village\nprovisions: {p: {attributes: {tonnes: 2}}}\n")
    assert proposed(tmp_path, "new.yaml", DEFINITION + "{where: {^") == ["tonnes"]


def test_proposals_say_what_they_are(tmp_path: Path) -> None:
    verbs = completion(tmp_path, "new.yaml", DEFINITION + "{action: dr^}").proposals
    assert [(each.detail, each.insert) for each in verbs] == [("keeping: lower < drain < close", "")]
    keys = completion(tmp_path, "new.yaml", LINE + "str^").proposals
    assert (keys[0].insert, keys[0].text) == (
        "strength: ",
        "a broken red line rejects the deal; others are reservations",
    )
    things = completion(tmp_path, "new.yaml", DEFINITION + "{part-of: wat^").proposals
    assert (things[0].detail, things[0].text) == ("All waters", "parts: stream, pond")


def test_what_is_typed_is_replaced(tmp_path: Path) -> None:
    assert completion(tmp_path, "new.yaml", "ruleset: r\nparty: co^").column == len("party: ")


def test_a_broken_vocabulary_leaves_the_words_it_had(tmp_path: Path) -> None:
    from dealcheck.editor.complete import complete
    from tests.editor.made import opened, workspace

    space = workspace(tmp_path)
    at = opened(space, tmp_path, "new.yaml", DEFINITION + "{action: ^")
    assert complete(space, *at).proposals
    space.open(str(tmp_path / "vocabulary.yaml"), "vocabulary: village\nobjects: [\n")
    assert [each.word for each in complete(space, *at).proposals] == ["lower", "drain", "close", "pay"]


def test_many_words_come_in_parts(tmp_path: Path) -> None:
    things = "".join(f"  thing-{number}:\n" for number in range(MOST + 50))
    (tmp_path / "large.yaml").write_text("vocabulary: large\nobjects:\n" + things)
    text = "deal: d\nvocabulary: large\nprovisions: {p: {object: ^"
    found = completion(tmp_path, "new.yaml", text)
    assert (len(found.proposals), found.is_complete) == (MOST, False)
    found = completion(tmp_path, "new.yaml", text.replace("^", "thing-24^"))
    assert [each.word for each in found.proposals] == ["thing-24", *(f"thing-24{n}" for n in range(10))]
    assert found.is_complete
