"""The positions matrix: who asks for a provision, accepts it or opposes it, and because of which bottom line."""

from __future__ import annotations

from pathlib import Path

import deals
import docx
from conftest import Run
from test_binding import CLAUSES


def cells(file: Path, table: int) -> list[list[str]]:
    """The texts of a table of a document."""
    return [[cell.text for cell in row.cells] for row in docx.Document(str(file)).tables[table].rows]


def test_the_positions_on_a_deal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(deals.deal(CLAUSES), encoding="utf-8")
    result = run("matrix", "deal.yaml", "--out", "m.docx")
    assert (result.status, result.output) == (0, "3 provisions, 2 sides: m.docx\n")
    assert cells(tmp_path / "m.docx", 0) == [
        ["Provision", "North\nnorth", "South\nsouth"],
        ["works\nNorth shall disable the works.", "○ accepts it", "○ accepts it"],
        ["access\nNorth shall declare its sites.", "○ accepts it", "+ asks for it\nAll sites are shown"],
        [
            "relief\nSouth lifts its sanctions.",
            "+ asks for it\nrelief comes",
            "✗ opposes it\nSanctions are not lifted before the works are gone",
        ],
    ]
    assert cells(tmp_path / "m.docx", 1)[1:] == [
        ["North (north)", "relief comes", "red line, stated", "", ""],
        [
            "South (south)",
            "All sites are shown",
            "priority, stated",
            "A. Minister, Parliament, 2026-02-03",
            "“not before the works are gone”",
        ],
        [
            "South (south)",
            "Sanctions are not lifted before the works are gone",
            "red line, stated",
            "A. Minister, Parliament, 2026-02-03",
            "“not before the works are gone”",
        ],
    ]


def test_of_a_draft(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    run("matrix", "deal.yaml", "--out", "m.docx")
    by_name = {row[0].split("\n")[0]: row[1:] for row in cells(tmp_path / "m.docx", 0)}
    assert by_name["works"][0] == "± on terms\nhelp for dismantling"
    assert by_name["access"][0] == "○ accepts it"
    assert by_name["relief"] == [
        "+ asks for it\nrelief comes",
        "± on terms\nSanctions are not lifted before the works are gone\nAll sites are shown",
    ]


def test_one_side_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(deals.deal(CLAUSES), encoding="utf-8")
    run("matrix", "deal.yaml", "--for", "north", "--out", "m.docx")
    document = docx.Document(str(tmp_path / "m.docx"))
    assert document.tables[0].rows[0].cells[1].text == "North\nnorth"
    in_cells = [text for row in cells(tmp_path / "m.docx", 0) for text in row]
    said = [*(paragraph.text for paragraph in document.paragraphs), *in_cells]
    assert not any("Sanctions are not lifted" in text for text in said)
