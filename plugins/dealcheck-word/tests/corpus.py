"""Documents of many kinds, each with the clauses of the draft in it somewhere, made with python-docx.

`python tests/corpus.py` makes those in `tests/corpus/` anew, with LibreOffice; they are committed, so that the tests
need none.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import attrs
from deals import TEXTS
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

FOLDER = Path(__file__).parent / "corpus"
Texts = dict[str, str]
Build = Callable[[Any, Texts], None]
WHEN = 'w:author="Somebody" w:date="2026-01-02T03:04:05Z"'


@attrs.frozen
class Sample:
    """A document of the corpus; `language`: in which its clauses are."""

    name: str
    data: bytes = attrs.field(repr=False)
    language: str = "en"


_BUILDERS: dict[str, tuple[Build, str]] = {}


def sample(language: str = "en", *more: str) -> Callable[[Build], Build]:
    """Mark a function that fills a document as one of the corpus."""

    def mark(build: Build) -> Build:
        for each in (language, *more):
            name = build.__name__.strip("_") + (f"-{each}" if more or each != "en" else "")
            _BUILDERS[name] = (build, each)
        return build

    return mark


def samples() -> Iterator[Sample]:
    """All documents, those made by LibreOffice too."""
    for name, (build, language) in _BUILDERS.items():
        yield Sample(name, made(build, TEXTS[language]), language)
    for file in sorted(FOLDER.glob("*.docx")):
        yield Sample(file.stem, file.read_bytes(), file.stem.rpartition("-")[2])


def made(build: Build, texts: Texts) -> bytes:
    """A document that a function fills, as bytes."""
    document = Document()
    document.add_heading("A draft", level=1)
    document.add_paragraph("The parties have agreed as follows.")
    build(document, texts)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xml(text: str) -> Any:
    """An element of a document from its XML."""
    head, rest = re.match(r"(<[\w:]+)(.*)", text, re.S).groups()  # type: ignore[union-attr]
    return parse_xml(f"{head} {nsdecls('w', 'r', 'wp', 'a', 'pic')} {_MORE}{rest}")


_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(text: str, properties: str = "") -> str:
    """A run as XML."""
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def add(document: Any, *content: str, properties: str = "") -> Any:
    """Append a paragraph made of XML to a document."""
    element = xml(f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(content)}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, element)  # before the section's properties
    return element


def halves(text: str) -> tuple[str, str]:
    """A text in two, within a word."""
    return text[: len(text) // 2], text[len(text) // 2 :]


@sample()
def plain(document: Any, texts: Texts) -> None:
    for text in texts.values():
        document.add_paragraph(text)
    document.add_paragraph("Done in two copies.")


@sample()
def clause_at_the_end(document: Any, texts: Texts) -> None:
    for text in texts.values():
        document.add_paragraph(text)


@sample()
def numbered(document: Any, texts: Texts) -> None:
    for text in texts.values():
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Done in two copies.")


@sample()
def bulleted_under_headings(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values(), start=1):
        document.add_heading(f"Article {number}", level=2)
        document.add_paragraph(text, style="List Bullet")


@sample()
def table_of_clauses(document: Any, texts: Texts) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for number, text in enumerate(texts.values(), start=1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(number), text


@sample()
def table_with_ids(document: Any, texts: Texts) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, ("Id", "Clause", "Note")):
        cell.text = head
    for name, text in texts.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = name, text, "open"


@sample()
def table_in_a_table(document: Any, texts: Texts) -> None:
    outer = document.add_table(rows=1, cols=1, style="Table Grid")
    inner = outer.cell(0, 0).add_table(rows=len(texts), cols=1)
    for row, text in zip(inner.rows, texts.values()):
        row.cells[0].text = text


@sample()
def several_clauses_in_one_cell(document: Any, texts: Texts) -> None:
    cell = document.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0)
    for text in texts.values():
        cell.add_paragraph(text)


@sample()
def formatted_within_words(document: Any, texts: Texts) -> None:
    for text in texts.values():
        paragraph = document.add_paragraph()
        for number, letter in enumerate(text):
            paragraph.add_run(letter).bold = bool(number // 5 % 2)


@sample()
def brackets_in_bold(document: Any, texts: Texts) -> None:
    for text in texts.values():
        paragraph = document.add_paragraph()
        for part in re.split(r"(\[[^\[\]]*\])", text):
            paragraph.add_run(part).bold = part.startswith("[")


@sample()
def inserted_by_somebody(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        first, second = halves(text)
        add(document, run(first), f'<w:ins w:id="{number}" {WHEN}>{run(second)}</w:ins>')


@sample()
def inserted_paragraphs(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        mark = f'<w:rPr><w:ins w:id="{2 * number}" {WHEN}/></w:rPr>'
        add(document, f'<w:ins w:id="{2 * number + 1}" {WHEN}>{run(text)}</w:ins>', properties=mark)
    document.add_paragraph("Done in two copies.")


@sample()
def deleted_by_somebody(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        first, second = halves(text)
        gone = '<w:r><w:delText xml:space="preserve"> [not] this </w:delText></w:r>'
        add(document, run(first), f'<w:del w:id="{number}" {WHEN}>{gone}</w:del>', run(second))


@sample()
def moved_by_somebody(document: Any, texts: Texts) -> None:
    text = texts["works"]
    start = f'<w:moveFromRangeStart w:id="90" w:name="move1" {WHEN}/>'
    add(document, start, f'<w:moveFrom w:id="91" {WHEN}>{run(text)}</w:moveFrom>', '<w:moveFromRangeEnd w:id="90"/>')
    for each in list(texts.values())[1:]:
        document.add_paragraph(each)
    start = f'<w:moveToRangeStart w:id="92" w:name="move1" {WHEN}/>'
    add(document, start, f'<w:moveTo w:id="93" {WHEN}>{run(text)}</w:moveTo>', '<w:moveToRangeEnd w:id="92"/>')


@sample()
def formatting_tracked(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        change = f'<w:b/><w:rPrChange w:id="{2 * number}" {WHEN}><w:rPr/></w:rPrChange>'
        of_paragraph = f'<w:jc w:val="center"/><w:pPrChange w:id="{2 * number + 1}" {WHEN}><w:pPr/></w:pPrChange>'
        add(document, run(text, change), properties=of_paragraph)
    document.add_paragraph("Done in two copies.")


@sample()
def commented_already(document: Any, texts: Texts) -> None:
    for text in texts.values():
        paragraph = document.add_paragraph()
        runs = [paragraph.add_run(half) for half in halves(text)]
        document.add_comment(runs[1], text="Is that so?", author="Somebody", initials="S")


@sample()
def field_in_a_clause(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = halves(text)
        begin, middle, end = (
            f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
        )
        code = '<w:r><w:instrText xml:space="preserve"> DOCPROPERTY Title </w:instrText></w:r>'
        add(document, begin, code, middle, run(first), end, run(second))


@sample()
def simple_field(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = halves(text)
        add(document, f'<w:fldSimple w:instr=" TITLE ">{run(first)}</w:fldSimple>', run(second))


@sample()
def headers_and_footers(document: Any, texts: Texts) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = texts["works"]
    section.footer.paragraphs[0].text = "Confidential"
    for text in texts.values():
        document.add_paragraph(text)


@sample()
def sections(document: Any, texts: Texts) -> None:
    for text in texts.values():
        document.add_paragraph(text)
        document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Done in two copies.")


@sample()
def linked(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = halves(text)
        underlined = run(second, '<w:u w:val="single"/>')
        add(document, run(first), f'<w:hyperlink w:anchor="top">{underlined}</w:hyperlink>')


@sample()
def content_controls(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = halves(text)
        add(
            document,
            run(first),
            f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run(second)}</w:sdtContent></w:sdt>",
        )


@sample()
def content_control_around_paragraphs(document: Any, texts: Texts) -> None:
    inner = "".join(f"<w:p>{run(text)}</w:p>" for text in texts.values())
    element = xml(f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
    document.element.body.insert(len(document.element.body) - 1, element)
    document.add_paragraph("Done in two copies.")


@sample()
def text_box(document: Any, texts: Texts) -> None:
    for name, text in texts.items():
        if name != "works":
            document.add_paragraph(text)
    inner = f"<w:txbxContent><w:p>{run(texts['works'])}</w:p></w:txbxContent>"
    shape = (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="4000000" cy="900000"/>'
        '<wp:docPr id="7" name="Box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="900000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    other = f'<w:pict><v:rect style="width:300pt;height:70pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict>'
    choice = f'<mc:Choice Requires="wps">{shape}</mc:Choice>'
    both = f"<mc:AlternateContent>{choice}<mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>"
    add(document, run("In a box: "), f"<w:r>{both}</w:r>")


@sample()
def picture(document: Any, texts: Texts) -> None:
    for text in texts.values():
        paragraph = document.add_paragraph(text)
        paragraph.add_run().add_picture(io.BytesIO(_PNG))


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)


@sample()
def bookmarked_by_others(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        first, second = halves(text)
        start = f'<w:bookmarkStart w:id="{number}" w:name="clause{number}"/>'
        add(document, run(first), start, run(second), f'<w:bookmarkEnd w:id="{number}"/>')


@sample()
def bookmarked_with_other_words(document: Any, texts: Texts) -> None:
    for number, (name, text) in enumerate(texts.items()):
        start = f'<w:bookmarkStart w:id="{number}" w:name="dealcheck_{name}"/>'
        add(document, start, run(text), f'<w:bookmarkEnd w:id="{number}"/>')
    document.add_paragraph(texts["works"])  # by its text it would be ambiguous


@sample()
def other_quotation_marks_and_blanks(document: Any, texts: Texts) -> None:
    marks = str.maketrans({"“": '"', "”": '"', "’": "'"})
    for text in texts.values():
        document.add_paragraph(text.translate(marks).replace(" the ", "\N{NO-BREAK SPACE} the\N{SOFT HYPHEN} ") + " ")


@sample()
def tabs_and_line_breaks(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = text.split(" ", 1)
        add(document, run(first), "<w:r><w:tab/></w:r>", f"<w:r><w:br/>{run(second)[5:]}")


@sample()
def clause_within_a_paragraph(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values(), start=1):
        document.add_paragraph(f"Article {number}. {text} (Both sides reserve their positions.)")


@sample()
def all_clauses_in_one_paragraph(document: Any, texts: Texts) -> None:
    add(document, run("1. "), *(run(f"{text} ") for text in texts.values()))


@sample()
def all_clauses_in_one_run_the_other_way_round(document: Any, texts: Texts) -> None:
    add(document, run(" ".join(reversed(texts.values()))))


@sample()
def comments_of_programs(document: Any, texts: Texts) -> None:
    for text in texts.values():
        one, other = halves(text)
        add(document, "<!-- here --><?program there?>", run(one).replace("<w:t", "<!-- and here --><w:t"), run(other))


@sample()
def numbers_as_large_as_word_takes(document: Any, texts: Texts) -> None:
    for text in texts.values():
        add(document, '<w:bookmarkStart w:id="2147483647" w:name="x"/><w:bookmarkEnd w:id="2147483647"/>', run(text))


@sample()
def noise_between_runs(document: Any, texts: Texts) -> None:
    for number, text in enumerate(texts.values()):
        first, second = halves(text)
        add(
            document,
            f'<w:proofErr w:type="spellStart"/><w:permStart w:id="{number + 50}" w:edGrp="everyone"/>',
            f'<w:smartTag w:uri="u" w:element="e">{run(first)}</w:smartTag>',
            f'<w:proofErr w:type="spellEnd"/>{run(second)}<w:permEnd w:id="{number + 50}"/>',
        )


@sample("ar", "he")
def right_to_left(document: Any, texts: Texts) -> None:
    for text in texts.values():
        add(document, run(text, "<w:rtl/>"), properties="<w:bidi/>")


@sample("zh", "ja", "ko")
def east_asian(document: Any, texts: Texts) -> None:
    for text in texts.values():
        first, second = halves(text)
        add(document, run(first, '<w:rFonts w:eastAsia="Noto Serif CJK SC"/>'), run(second))


# Made with LibreOffice

_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:style style:name="R" style:family="paragraph">
<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="end"/></style:style></office:automatic-styles>
<office:body><office:text>{changes}<text:h text:outline-level="1">A draft</text:h>{content}
<text:p>Done in two copies.</text:p></office:text></office:body></office:document>
"""


def _note(number: int) -> str:
    return (
        f'<text:note text:id="ftn{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation>'
        "<text:note-body><text:p>As was said.</text:p></text:note-body></text:note>"
    )


def _annotation(number: int) -> str:
    who = "<dc:creator>Somebody</dc:creator><dc:date>2026-01-02T03:04:05</dc:date>"
    return f'<office:annotation office:name="a{number}">{who}<text:p>Is that so?</text:p></office:annotation>'


def _flat(texts: Texts, form: Callable[[int, str], str], changes: str = "") -> str:
    content = "".join(form(number, escape(text)) for number, text in enumerate(texts.values(), start=1))
    return _FLAT.format(content=content, changes=changes)


def _split(text: str, between: str) -> str:
    """A text with something after its first word, or its first letter."""
    at = text.find(" ") if " " in text else 1
    return text[:at] + between + text[at:]


def _changed(texts: Texts) -> str:
    region = (
        '<text:changed-region text:id="ct{0}"><text:insertion><office:change-info><dc:creator>Somebody</dc:creator>'
        "<dc:date>2026-01-02T03:04:05</dc:date></office:change-info></text:insertion></text:changed-region>"
    )
    changes = "".join(region.format(number) for number in range(1, len(texts) + 1))

    def form(number: int, text: str) -> str:
        first, second = text[:6], text[6:]
        return (
            f'<text:p>{first}<text:change-start text:change-id="ct{number}"/>{second}'
            f'<text:change-end text:change-id="ct{number}"/></text:p>'
        )

    return _flat(texts, form, f"<text:tracked-changes>{changes}</text:tracked-changes>")


def _office_sources() -> dict[str, str]:
    """The documents that LibreOffice makes, as Flat ODF."""
    en = TEXTS["en"]
    item = "<text:list text:continue-numbering='true'><text:list-item><text:p>{}</text:p></text:list-item></text:list>"
    row = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    table = "<table:table table:name='T{}'><table:table-column/>" + row + "</table:table>"
    return {
        "office-plain-en": _flat(en, lambda _, text: f"<text:p>{text}</text:p>"),
        "office-footnotes-en": _flat(en, lambda number, text: f"<text:p>{_split(text, _note(number))}</text:p>"),
        "office-footnote-in-brackets-en": _flat(
            en, lambda number, text: f"<text:p>{text.replace(']', _note(number) + ']', 1)}</text:p>"
        ),
        "office-comments-en": _flat(en, lambda number, text: f"<text:p>{_split(text, _annotation(number))}</text:p>"),
        "office-lists-en": _flat(en, lambda _, text: item.format(text)),
        "office-tables-en": _flat(en, lambda number, text: table.format(number, text)),
        "office-fields-en": _flat(en, lambda _, text: f"<text:p>{text}<text:tab/><text:page-number/></text:p>"),
        "office-tracked-en": _changed(en),
        "office-right-to-left-ar": _flat(TEXTS["ar"], lambda _, text: f'<text:p text:style-name="R">{text}</text:p>'),
        "office-east-asian-zh": _flat(TEXTS["zh"], lambda _, text: f"<text:p>{text}</text:p>"),
    }


def make_with_office() -> None:
    """Make the documents in the folder anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as home:
        for name, text in _office_sources().items():
            (Path(home) / f"{name}.fodt").write_text(text, encoding="utf-8")
        files = sorted(map(str, Path(home).glob("*.fodt")))
        call = [
            "soffice",
            f"-env:UserInstallation=file://{home}/profile",
            "--headless",
            "--convert-to",
            "docx:Office Open XML Text",
        ]
        subprocess.run([*call, "--outdir", str(FOLDER), *files], check=True, capture_output=True)
    for file in FOLDER.glob("*.docx"):
        zipfile.ZipFile(file).testzip()


if __name__ == "__main__":
    make_with_office()
    print(*sorted(file.name for file in FOLDER.iterdir()), sep="\n", file=sys.stdout)
