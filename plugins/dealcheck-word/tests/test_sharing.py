"""Provisions whose clauses share a paragraph, or words: what both say is written, and the rest left to a person."""

from __future__ import annotations

from pathlib import Path

import deals
import pytest
from conftest import Run
from corpus import add, made
from corpus import run as words
from revisions import OURS, accepted, normal, rejected, root_of, texts
from test_binding import paragraphs, put

AID = deals.TEXTS["en"]["aid"]
IN, OUT = "South pledges food, and nothing else.", ""
BEFORE = ["A draft", "The parties have agreed as follows."]


def with_provision(name: str, text: str) -> str:
    """The draft with one provision more."""
    fields = f'bracketed: true, party: south, action: give, object: road, text: "{text}"'
    return f"{deals.draft()}  {name}: {{{fields}}}\n"


def settled(run: Run, folder: Path, deal: str, data: bytes, *choices: str) -> tuple[list[str], str]:
    """What the document says when all is accepted, its head aside, and what was printed."""
    put(folder, data, deal)
    settle = [word for choice in choices for word in ("--settle", choice)]
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx", *settle)
    assert result.status in (0, 1), result.output
    before, after = root_of(data), root_of((folder / "out.docx").read_bytes())
    assert normal(rejected(after, OURS), before) == normal(before, before)
    return texts(accepted(after))[len(BEFORE) :], result.output


@pytest.mark.parametrize(
    ("choices", "said", "to_draft"),
    [
        (("aid=in", "again=in"), [IN], 0),
        (("aid=out", "again=out"), [], 0),
        (("aid=in", "again=out"), [AID], 2),
        (("aid=out", "again=in"), [AID], 2),
        (("aid=out",), [AID], 1),
        (("again=in",), [AID], 1),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else None,
)
def test_two_provisions_in_the_same_words(
    run: Run, tmp_path: Path, choices: tuple[str, ...], said: list[str], to_draft: int
) -> None:
    after, output = settled(run, tmp_path, with_provision("again", AID), paragraphs(AID), *choices)
    assert after == said
    assert ("left to draft" in output) == (to_draft > 0)
    if to_draft:
        assert f"{to_draft} left to draft" in output


def test_words_of_one_clause_within_another(run: Run, tmp_path: Path) -> None:
    deal = with_provision("part", "South pledges food")
    after, output = settled(run, tmp_path, deal, paragraphs(AID), "aid=in", "part=out")
    assert after == [IN]
    assert "1 left to draft" in output
    assert settled(run, tmp_path, deal, paragraphs(AID), "aid=out", "part=out")[0] == []


def test_a_clause_in_brackets_of_its_own_within_another(run: Run, tmp_path: Path) -> None:
    works = deals.TEXTS["en"]["works"]
    sentence = works.replace(" at the", "[, as South builds a road,] at the")
    deal = with_provision("road", "[, as South builds a road,]").replace(works, sentence)
    kept = settled(run, tmp_path, deal, paragraphs(sentence), "works.action=freeze", "road=in")[0]
    assert kept == ["North shall freeze the “works”, as South builds a road, at the river."]
    left_out = settled(run, tmp_path, deal, paragraphs(sentence), "works.action=freeze", "road=out")[0]
    assert left_out == ["North shall freeze the “works” at the river."]


def test_clauses_of_one_paragraph_leave_none_behind(run: Run, tmp_path: Path) -> None:
    access, aid = deals.TEXTS["en"]["access"], AID
    data = paragraphs(f"{access} {aid}", "The end.")
    assert settled(run, tmp_path, deals.draft(), data, "access=out", "aid=out")[0] == ["The end."]
    assert settled(run, tmp_path, deals.draft(), data, "access=out", "aid=in")[0] == [IN, "The end."]
    after = settled(run, tmp_path, deals.draft(), data, "access=in", "aid=out")[0]
    assert after == [access.strip("[]"), "The end."]


def test_a_bookmark_that_comes_twice_is_ambiguous(run: Run, tmp_path: Path) -> None:
    def build(document: object, _: object) -> None:
        for number, text in ((70, "One"), (71, "Two")):
            name = f'<w:bookmarkStart w:id="{number}" w:name="dealcheck_aid"/>'
            add(document, name, words(text), f'<w:bookmarkEnd w:id="{number}"/>')

    put(tmp_path, made(build, {}), deals.draft())
    output = run("bind", "draft.docx", "deal.yaml").output
    assert "? aid: ambiguous by its bookmark; it could be\n    paragraph 3: “One”\n    paragraph 4: “Two”" in output
