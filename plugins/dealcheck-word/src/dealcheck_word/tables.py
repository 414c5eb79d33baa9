"""The positions matrix as a Word document, made with python-docx."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dealcheck import Claim, Matrix, Stance, pages
from dealcheck_word.docx.text import fit

_SIGNS = {
    "asks": ("+ asks for it", "DDEBF7"),
    "accepts": ("○ accepts it", "FFFFFF"),
    "on-terms": ("± on terms", "FFF5D6"),
    "opposes": ("✗ opposes it", "FBE0D6"),
}
"""What stands in a cell, so that it reads in black and white, and its colour."""


_STATEMENTS = {"Side": 4.0, "Bottom line": 5.5, "Strength": 3.0, "Source": 5.0, "What was said": 8.5}
"""The columns of the statements, and their widths in centimetres."""


def matrix_document(matrix: Matrix) -> bytes:
    """Return the matrix and the statements behind it as the bytes of a .docx file."""
    document = docx.Document()
    _lay_out(document)
    title = fit(matrix.title or matrix.deal)
    document.core_properties.author = "dealcheck"
    document.core_properties.title = title[:255]
    document.core_properties.comments = ""
    document.add_heading(title, level=1)
    (page,) = pages(matrix)
    document.add_paragraph(fit(" ".join(filter(None, (page.answer.text, page.reason)))))
    table = _table(document, ["Provision", *(f"{side.party_title}\n{side.ruleset}" for side in matrix.sides)])
    for row in matrix.rows:
        first, *targets = _row(table)
        _write(first, [row.provision, row.text], bold=True)
        for stance, target in zip(row.stances, targets):
            _fill(target, stance)
    _add_statements(document, matrix)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_statements(document: Any, matrix: Matrix) -> None:
    """Add the table of the demands behind the stances, side by side with what they rest on."""
    document.add_heading("The statements behind it", level=2)
    statements = _table(document, list(_STATEMENTS))
    statements.autofit = False
    stances = [row.stances[column] for column in range(len(matrix.sides)) for row in matrix.rows]
    claims = {(claim.ruleset, claim.bottom_line): claim for stance in stances for claim in stance.claims}
    for claim in claims.values():
        for texts in _claim_rows(claim):
            for target, text in zip(_row(statements), texts):
                _write(target, [text])
    for column, width in zip(statements.columns, _STATEMENTS.values()):
        for target in column.cells:
            target.width = Cm(width)


def _claim_rows(claim: Claim) -> list[list[str]]:
    strength = ", ".join(filter(None, (claim.strength.replace("-", " "), claim.status)))
    first = [f"{claim.party_title} ({claim.ruleset})", claim.title, strength]
    said = [
        [
            ", ".join(filter(None, (each.speaker or each.title, each.outlet, each.date))),
            _words(each.quote, each.description),
        ]
        for each in claim.sources
    ]
    return [[*first, *each] if at == 0 else ["", "", "", *each] for at, each in enumerate(said or [["", ""]])]


def _words(quote: str, description: str) -> str:
    return " — ".join(filter(None, (f"“{quote}”" if quote else "", description)))


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


def _row(table: Any) -> Any:
    """Return the cells of a new row, which no page divides."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row.cells


def _fill(target: Any, stance: Stance) -> None:
    sign, colour = _SIGNS[stance.kind]
    points = [] if not stance.points else [f"{stance.points:+f} points"]
    _write(target, [sign, *(claim.title for claim in stance.claims), *points], bold=True)
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
