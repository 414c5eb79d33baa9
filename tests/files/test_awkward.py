"""Texts that begin like an alias, a tag, an anchor and all else that YAML has signs for, wherever they stand."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from dealcheck.files.documents import read_document
from dealcheck.questions.fmt import formatted
from tests.drawn import drawn
from tests.files.awkward import MARK, STARTS, Writer

HEAD = "deal: d\nvocabulary: v\n\nprovisions:\n  a:\n    party: p\n    action: pay\n    object: o\n    attributes:"
PLACES = [
    ' {{"k": {}}}',
    ' {{"k": ["a", {}]}}',
    ' {{{}: "v"}}',
    ' \n      "k": {}',
    "\n      {}: v",
    "\n      k:\n      - {}",
]
SIGNS = [
    text for text in STARTS if text[0] in "*&!%@`|>'\"#,[]{}" or text in ("? x", "-", "- x", ": x", "x: y", "x #y")
]


@drawn(3)
@given(random=st.randoms(use_true_random=True))
def test_awkward_texts_and_comments_survive(random: Random) -> None:
    text = Writer(random).deal()
    note(text)
    before = read_document(text, "file.yaml")
    if before.mistakes:  # a text twice in a list, or one that can be read in two ways
        return
    data = formatted(text.encode(), "file.yaml")
    note(data.decode())
    assert repr(read_document(data, "file.yaml").document) == repr(before.document)
    assert re.findall(rf"{MARK}\d+", data.decode()) == re.findall(rf"{MARK}\d+", text)
    assert formatted(data, "file.yaml") == data


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sign", STARTS)
def test_quotation_marks_stay_where_they_are_needed(sign: str, place: str) -> None:
    if not sign.strip():
        return
    written = json.dumps(sign, ensure_ascii=False)
    text = HEAD + place.format(written) + "\n"
    before = read_document(text, "file.yaml")
    assert before.mistakes == ()
    data = formatted(text.encode(), "file.yaml")
    assert repr(read_document(data, "file.yaml").document) == repr(before.document)
    assert formatted(data, "file.yaml") == data
    if sign in SIGNS and "\n" not in sign:
        assert written in data.decode()


def test_a_bare_hyphen_in_brackets_gets_quotation_marks_in_a_line_of_its_own() -> None:
    text = f"{HEAD} {{k: [-, a], # why\n      }}\n"
    assert formatted(text.encode(), "file.yaml").decode() == f'{HEAD}\n      k: ["-", a]  # why\n'


def test_comments_between_a_key_an_anchor_and_a_value_keep_their_order() -> None:
    text = "deal: d\ntitle: &t # one\n  # two\n  D # three\nvocabulary: v\n"
    expected = "deal: d\n# one\n# two\ntitle: &t D  # three\nvocabulary: v\n"
    assert formatted(text.encode(), "file.yaml").decode() == expected


def test_a_long_text_in_lines_keeps_the_blanks_at_its_end() -> None:
    text = "deal: d\ntitle: |-\n  a\n   \nvocabulary: v\n"
    assert formatted(text.encode(), "file.yaml").decode() == 'deal: d\ntitle: "a\\n "\n\nvocabulary: v\n'
