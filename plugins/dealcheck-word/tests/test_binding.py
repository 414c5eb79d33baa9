"""Provisions bound to paragraphs by bookmark, text and table; what is unbound or ambiguous is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import deals
import pytest
from conftest import Run
from corpus import made
from dealcheck_word.binding import bookmark_name
from revisions import accepted, rejected, root_of, texts

CLAUSES = {
    "works": "North shall disable the works.",
    "access": "North shall declare its sites.",
    "relief": "South lifts its sanctions.",
}


def paragraphs(*lines: str) -> bytes:
    def build(document: Any, _: object) -> None:
        for line in lines:
            document.add_paragraph(line)

    return made(build, {})


def put(folder: Path, data: bytes, deal: str) -> None:
    (folder / "draft.docx").write_bytes(data)
    (folder / "deal.yaml").write_text(deal, encoding="utf-8")


def test_what_is_unbound_has_the_closest_paragraph(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(CLAUSES["works"], "South lifts some of its sanctions."), deals.deal(CLAUSES))
    result = run("bind", "draft.docx", "deal.yaml")
    assert result.status == 1
    assert result.output.splitlines() == [
        "1 of 3 provisions are bound.",
        "✓ works: bound by its text, paragraph 3: “North shall disable the works.”",
        "✗ access: unbound; closest is paragraph 3: “North shall disable the works.”",
        "✗ relief: unbound; closest is paragraph 4: “South lifts some of its sanctions.”",
    ]


def test_what_is_said_twice_is_ambiguous(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values(), CLAUSES["works"]), deals.deal(CLAUSES))
    result = run("bind", "draft.docx", "deal.yaml", "--write")
    assert result.status == 1
    assert "? works: ambiguous by its text; it could be\n    paragraph 3:" in result.output
    assert "    paragraph 6:" in result.output
    assert "2 bookmarks written: draft.docx" in result.output


def test_by_its_id_in_a_table(run: Run, tmp_path: Path) -> None:
    def build(document: Any, _: object) -> None:
        table = document.add_table(rows=0, cols=3)
        for name, text in CLAUSES.items():
            for cell, content in zip(table.add_row().cells, (name, f"{text} As was said.", "open")):
                cell.text = content

    wordless = deals.deal(dict.fromkeys(CLAUSES, ""))
    put(tmp_path, made(build, {}), wordless)
    result = run("bind", "draft.docx", "deal.yaml")
    assert result.status == 0
    assert result.output.count("bound by its id in a table") == 3
    bracketed = wordless.replace("works: {party", "works: {bracketed: true, party")
    put(tmp_path, made(build, {}), bracketed)
    assert run("review", "draft.docx", "deal.yaml", "--settle", "works=out", "--out", "out.docx").status == 1
    root = root_of((tmp_path / "out.docx").read_bytes())
    assert len(list(accepted(root).iter("{*}tr"))) == 2
    assert len(list(rejected(root).iter("{*}tr"))) == 3


def test_a_clause_over_several_paragraphs(run: Run, tmp_path: Path) -> None:
    clauses = {**CLAUSES, "works": "North shall: (a) disable the works; (b) say so."}
    data = paragraphs("North shall:", "(a) disable the works;", "(b) say so.", CLAUSES["access"], CLAUSES["relief"])
    put(tmp_path, data, deals.deal(clauses).replace("works: {party", "works: {bracketed: true, party"))
    assert "works: bound by its text, paragraph 3" in run("bind", "draft.docx", "deal.yaml").output
    run("review", "draft.docx", "deal.yaml", "--settle", "works=out", "--out", "out.docx")
    root = root_of((tmp_path / "out.docx").read_bytes())
    assert texts(accepted(root))[2:] == [CLAUSES["access"], CLAUSES["relief"]]


def test_a_bookmark_comes_before_the_text(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES))
    assert run("bind", "draft.docx", "deal.yaml", "--write", "--out", "marked.docx").status == 0
    swapped = {**CLAUSES, "works": CLAUSES["access"], "access": CLAUSES["works"]}
    (tmp_path / "deal.yaml").write_text(deals.deal(swapped), encoding="utf-8")
    lines = run("bind", "marked.docx", "deal.yaml").output.splitlines()
    assert lines[1] == "✓ works: bound by its bookmark, paragraph 3: “North shall disable the works.”"
    assert lines[2] == "✓ access: bound by its bookmark, paragraph 4: “North shall declare its sites.”"


def test_bookmarks_are_written_once(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES))
    assert "3 bookmarks written" in run("bind", "draft.docx", "deal.yaml", "--write").output
    once = (tmp_path / "draft.docx").read_bytes()
    assert "0 bookmarks written" in run("bind", "draft.docx", "deal.yaml", "--write").output
    assert root_of((tmp_path / "draft.docx").read_bytes()).xpath("string()") == root_of(once).xpath("string()")
    assert run("bind", "draft.docx", "deal.yaml", "--out", "x.docx").status == 2


@pytest.mark.parametrize("name", ["a", "a-b", "x" * 30, "x" * 31, "x" * 200])
def test_names_of_bookmarks_are_words_that_word_takes(name: str) -> None:
    assert len(bookmark_name(name)) <= 40
    assert bookmark_name(name).replace("_", "").isalnum()
    assert bookmark_name("x" * 50) != bookmark_name("x" * 51)
