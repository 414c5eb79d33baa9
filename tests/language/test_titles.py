"""Titles of entries that `each` writes: words are named as the vocabulary titles them."""

from __future__ import annotations

import pickle
from pathlib import Path

from dealcheck.place import FilledWord, Place
from dealcheck.session.session import Session

VOCABULARY = """vocabulary: v
parties: {north: {title: The North}, south: }
actions: {money: [pay-in-full]}
objects: {coal: {title: Hard coal}, steel: }
"""
RULESET = """ruleset: r
party: north
vocabulary: v
bottom-lines:
  pays:
    each: {state: [north, south], thing: [coal, steel], verb: pay-in-full, share: [60]}
    title: $state may not $verb for $thing ($share percent, $5)
    forbid: {party: $state, action: $verb, object: $thing, where: {percent: $share}}
  plain:
    title: The north of south
    forbid: {party: south, action: pay-in-full, object: coal}
worth:
  paid:
    each: {state: [north, south]}
    title: $state
    when: {party: $state, action: pay-in-full, object: coal}
    points: 1
"""


def test_titles_are_those_of_the_words(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text(VOCABULARY)
    (tmp_path / "r.yaml").write_text(RULESET)
    [position] = Session().scope([str(tmp_path)]).given or []
    assert [str(line.title) for line in position.ruleset.bottom_lines.values()] == [
        "The North may not pay in full for Hard coal (60 percent, $5)",
        "The North may not pay in full for steel (60 percent, $5)",
        "south may not pay in full for Hard coal (60 percent, $5)",
        "south may not pay in full for steel (60 percent, $5)",
        "The north of south",
    ]
    assert [str(entry.title) for entry in position.ruleset.worth.values()] == ["The North", "south"]


def test_a_filled_word_is_text_and_can_be_copied() -> None:
    word = FilledWord(["of ", "north", ""], Place("f", 1, 2))
    copy = pickle.loads(pickle.dumps(word))
    assert (copy, copy.place, copy.shown_with(str.upper)) == ("of north", Place("f", 1, 2), "of NORTH")
