"""The positions matrix as a Word document, made with python-docx."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dealcheck_word.docx.text import fit
from dealcheck_word.matrix import Cell, Positions, Stance, Statement

_SIGNS: dict[Stance, tuple[str, str]] = {
    "asks": ("+ asks for it", "DDEBF7"),
    "accepts": ("○ accepts it", "FFFFFF"),
    "depends": ("± depends on the rest", "FFF5D6"),
    "opposes": ("✗ opposes it", "FBE0D6"),
}
"""What stands in a cell, so that it reads in black and white, and its colour."""


def matrix_document(positions: Positions) -> bytes:
    """Return the matrix and the statements behind it as the bytes of a .docx file."""
    document = docx.Document()
    _lay_out(document)
    document.core_properties.author = "dealcheck"
    document.core_properties.title = fit(positions.title)[:255]
    document.core_properties.comments = ""
    document.add_heading(fit(positions.title), level=1)
    document.add_paragraph(fit(positions.answer))
    titles = {(each.side.ruleset, str(each.line.id)): _title(each) for each in positions.statements}
    heads = ["Provision", *(f"{side.party}\n{side.ruleset}" for side in positions.sides)]
    table = _table(document, heads)
    for name, text, cells in positions.rows:
        row = table.add_row()
        _write(row.cells[0], [name, text], bold=True)
        for side, cell, target in zip(positions.sides, cells, row.cells[1:]):
            _fill(target, cell, [titles[side.ruleset, line] for line in cell.lines])
    document.add_heading("The statements behind it", level=2)
    statements = _table(document, ["Side", "Bottom line", "Strength", "Source", "What was said"])
    for statement in positions.statements:
        for row_texts in _statement_rows(statement):
            for target, text in zip(statements.add_row().cells, row_texts):
                _write(target, [text])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _statement_rows(statement: Statement) -> list[list[str]]:
    line, side = statement.line, statement.side
    first = [f"{side.party} ({side.ruleset})", _title(statement), f"{line.strength.replace('-', ' ')}, {line.status}"]
    said = [
        [
            ", ".join(filter(None, (each.speaker or each.title, each.outlet, each.date))),
            _words(each.quote, each.description),
        ]
        for each in statement.sources
    ]
    return [[*first, *each] if at == 0 else ["", "", "", *each] for at, each in enumerate(said or [["", ""]])]


def _words(quote: str, description: str) -> str:
    return " — ".join(filter(None, (f"“{quote}”" if quote else "", description)))


def _title(statement: Statement) -> str:
    return str(statement.line.title or str(statement.line.id).replace("-", " "))


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(1.8))


def _table(document: Any, heads: list[str]) -> Any:
    """Return a table whose first row comes again on each page."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads):
        _write(cell, head.split("\n"), bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def _fill(target: Any, cell: Cell, lines: list[str]) -> None:
    sign, colour = _SIGNS[cell.stance]
    _write(target, [sign, *lines, *([cell.note] if cell.note else [])], bold=True)
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    target._tc.get_or_add_tcPr().append(shading)


def _write(target: Any, texts: list[str], *, bold: bool = False) -> None:
    """Write texts into a cell, a paragraph each; the first in bold."""
    for at, text in enumerate(texts):
        paragraph = target.paragraphs[0] if at == 0 else target.add_paragraph()
        run = paragraph.add_run(fit(text))
        run.bold = bold and at == 0
        run.font.size = Pt(9)
        paragraph.paragraph_format.space_after = Pt(2)
