"""A deal file brought up to date says what the deal says, and keeps its comments."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dealcheck
from dealcheck.errors import InputError
from dealcheck.files.documents import read_document
from dealcheck.files.layout.updating import updated
from dealcheck.files.writer import deal_text
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.model.deal import Deal
from tests.conftest import HANOI
from tests.differential.strategies import drafts, words

DRAFT = (HANOI / "draft.yaml").read_bytes()


def deal_of(data: bytes | str) -> Deal:
    document = read_document(data, "x").document
    assert isinstance(document, Deal)
    return document


def test_nothing_changes_where_nothing_changed() -> None:
    assert updated(DRAFT, deal_of(DRAFT), "x") == DRAFT


def test_a_settled_bracket_changes_its_line_alone() -> None:
    after = updated(DRAFT, settle_brackets(deal_of(DRAFT), ["yongbyon.action=freeze"]), "x")
    changed = [pair for pair in zip(DRAFT.split(b"\n"), after.split(b"\n")) if pair[0] != pair[1]]
    assert changed == [(b"    action: [freeze, disable, dismantle]", b"    action: freeze")]


def test_comments_stay_beside_and_above_what_they_are_about() -> None:
    text = (
        "# top\ndeal: d  # id\nvocabulary: korea\nprovisions:\n"
        "  # about p\n  p:\n    party: us  # whose\n    action: [suspend, lift]  # open\n    object: coal-exports\n"
        "  # about q\n  q: {party: us, action: lift, object: coal-exports, bracketed: true}\n# end\n"
    )
    settled = settle_brackets(deal_of(text), ["p.action=lift", "q=out"])
    after = updated(text.encode(), settled, "x").decode()
    assert "    action: lift  # open\n" in after
    assert re.findall("# .*", after) == ["# top", "# id", "# about p", "# whose", "# open", "# end"]


def test_line_ends_and_a_mark_at_the_start_stay() -> None:
    data = b"\xef\xbb\xbf" + DRAFT.replace(b"\n", b"\r\n")
    after = updated(data, settle_brackets(deal_of(DRAFT), ["article-4=option-2"]), "x")
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") == after.count(b"\n")


def test_anchors_are_refused() -> None:
    text = (
        "deal: d\nvocabulary: korea\nprovisions:\n  p: &a {party: us, action: [lift, suspend], object: coal-exports}\n"
    )
    text += "  q: *a\n"
    with pytest.raises(InputError, match="anchors"):
        updated(text.encode(), settle_brackets(deal_of(text), ["p.action=lift"]), "x")


def test_a_file_with_mistakes_is_refused() -> None:
    with pytest.raises(InputError):
        updated(b"deal: [", deal_of(DRAFT), "x")


@given(st.data())
def test_any_change_can_be_written(data: st.DataObject) -> None:
    vocabulary = data.draw(words())
    before, after = data.draw(drafts(vocabulary)), data.draw(drafts(vocabulary))
    text = deal_text(before)
    commented = "".join(f"{line}  # {number}\n" for number, line in enumerate(text.splitlines()) if line)
    written = updated(commented.encode(), after, "x").decode()
    assert deal_text(deal_of(written)) == deal_text(after)
    assert {each.strip() for each in re.findall("# [0-9]+", written)} <= set(re.findall("# [0-9]+", commented))
    assert dealcheck.deal_text(deal_of(commented)) == text
