"""A draft saved at the workbench: tracked in the document that words it, or as a new one."""

from __future__ import annotations

import io
import os
from pathlib import Path

import deals
import docx
import pytest
from dealcheck_word.saving import save_draft
from revisions import accepted, normal, plain, rejected, root_of, texts
from test_binding import paragraphs
from test_review import comments

import dealcheck

SETTLE = deals.SETTLE


def draft(*documents: Path, text: str = "", settle: tuple[str, ...] = SETTLE) -> dealcheck.DraftToExport:
    """A draft as the workbench hands it over."""
    reading = dealcheck.read_document(text or deals.draft(), "deal.yaml")
    assert isinstance(reading.document, dealcheck.Deal)
    deal = reading.document
    settled = dealcheck.settled_texts(deal, dealcheck.settle_brackets(deal, settle))
    words = {str(name): f"what {name} says" for name in settled.provisions}
    return dealcheck.DraftToExport(deal=deal, settled=settled, words=words, documents=documents)


def test_choices_are_tracked_in_the_document_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(paragraphs("Something else."))
    (tmp_path / "broken.docx").write_bytes(b"PK no more")
    file, data = tmp_path / "talks.docx", paragraphs(*deals.TEXTS["en"].values())
    file.write_bytes(data)
    made = save_draft(draft(tmp_path / "notes.docx", tmp_path / "broken.docx", file))
    root, before = root_of(made), root_of(data)
    said = [plain(each) for each in texts(accepted(root)) if each.strip()]
    assert said[2:] == [plain(each) for each in deals.SETTLED["en"].values()]
    assert normal(rejected(root), before) == normal(before, before)
    (tmp_path / "out.docx").write_bytes(made)
    assert comments(tmp_path / "out.docx") == [["talks.docx, with tracked changes in 4 clauses."]]
    assert file.read_bytes() == data


def test_what_has_no_wording_is_a_comment(tmp_path: Path) -> None:
    clauses = {**deals.TEXTS["en"], "works": "North shall do something about the works."}
    file = tmp_path / "talks.docx"
    file.write_bytes(paragraphs(*clauses.values()))
    text = deals.draft().replace(deals.TEXTS["en"]["works"], clauses["works"])
    (tmp_path / "out.docx").write_bytes(save_draft(draft(file, text=text)))
    assert comments(tmp_path / "out.docx")[1:] == [
        ["To draft, works: action: freeze or disable or dismantle → disable"]
    ]


def test_without_a_document_of_its_own_a_new_one_is_made(tmp_path: Path) -> None:
    other = tmp_path / "notes.docx"
    other.write_bytes(paragraphs(deals.TEXTS["en"]["works"], "and nothing else of it"))
    made = docx.Document(io.BytesIO(save_draft(draft(other))))
    assert [each.text for each in made.paragraphs] == [
        "A draft",
        *(each.replace('"', "'") for each in deals.SETTLED["en"].values()),
    ]


def test_a_new_document_says_what_is_open_and_what_has_no_text() -> None:
    text = deals.draft().replace(f', text: "{deals.TEXTS["en"]["aid"]}"', "")
    text += "alternatives: {article-1: {option-1: [access], option-2: [aid]}}\n"
    made = docx.Document(io.BytesIO(save_draft(draft(text=text, settle=("relief.action=lift",)))))
    assert [each.text for each in made.paragraphs][3:] == [
        "From the [first] [second] step on, South’s sanctions are lifted.",
        "what aid says",
        "[article-1 is open; of these clauses one option stays: option-1: 2; option-2: 4]",
    ]


def test_of_equals_the_first_is_taken(tmp_path: Path) -> None:
    files = [tmp_path / "b.docx", tmp_path / "a.docx"]
    for file in files:
        file.write_bytes(paragraphs(*deals.TEXTS["en"].values()))
    (tmp_path / "out.docx").write_bytes(save_draft(draft(*files)))
    assert comments(tmp_path / "out.docx")[0][0].startswith("b.docx")


def test_the_workbench_offers_it(tmp_path: Path) -> None:
    client = pytest.importorskip("starlette.testclient")
    from dealcheck.serve.app import application
    from dealcheck.serve.folder import Folder

    (tmp_path / "draft.yaml").write_text(deals.draft(), encoding="utf-8")
    for name, text in {"vocabulary": deals.VOCABULARY, "north": deals.NORTH, "south": deals.SOUTH}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "other").mkdir()
    files = [tmp_path / "old.docx", tmp_path / "other" / "new.docx"]
    for age, file in enumerate(files):
        file.write_bytes(paragraphs(*deals.TEXTS["en"].values()))
        os.utime(file, (1_000 + age, 1_000 + age))
    with client.TestClient(
        application(Folder(tmp_path, dealcheck.Plugins()), "tok"), base_url="http://127.0.0.1"
    ) as desk:
        query = "file=draft.yaml&choose=works.action%3Ddisable"
        assert "Download as Word" in desk.get(f"/tok/desk?{query}&panel=save").text
        response = desk.get(f"/tok/export?{query}&as=.docx")
    assert response.headers["content-disposition"] == 'attachment; filename="draft.docx"'
    (tmp_path / "out.docx").write_bytes(response.content)
    assert comments(tmp_path / "out.docx") == [["new.docx, with tracked changes in 1 clause."]]
