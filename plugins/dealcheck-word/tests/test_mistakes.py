"""Whatever is wrong with a document or a call: one clear message, and exit status 2."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import deals
import pytest
from conftest import SAMPLES, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from revisions import parts

GOOD = next(sample for sample in SAMPLES if sample.name == "plain").data
DOCUMENT = "word/document.xml"
DEEP_BOMB = b"""<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa">
%s]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&z;</w:t>
</w:r></w:p></w:body></w:document>""" % b"".join(
    b'<!ENTITY %c "%s">\n' % (97 + at, b"&%c;" % (96 + at) * 10) for at in range(1, 26)
)

QUADRATIC_BOMB = b'<!DOCTYPE a [<!ENTITY a "' + b"a" * 100_000 + b'">]><a>' + b"&a;" * 100_000 + b"</a>"


def with_part(name: str, content: bytes | None) -> bytes:
    """The good document with one part replaced, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in {**parts(GOOD), name: content}.items():
            if data is not None:
                package.writestr(part, data)
    return stream.getvalue()


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return stream.getvalue()


def encrypted() -> bytes:
    """The good document with the flag of a password on its entries."""
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def twice() -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(DOCUMENT, "<x/>")
    return stream.getvalue()


def huge() -> bytes:
    """A document that says that it unpacks to more than memory holds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts(GOOD).items():
            package.writestr(part, content)
        for number in range(5):
            with package.open(f"word/media/{number}.bin", "w") as media:
                for _ in range(100):
                    media.write(bytes(1_000_000))
    return stream.getvalue()


def strict() -> bytes:
    document = parts(GOOD)[DOCUMENT].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    return with_part(DOCUMENT, document)


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "it is no Word document"),
    "text": (lambda: b"Dear colleague", "it is no Word document"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "it is no Word document"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "the zip file is broken"),
    "zip": (lambda: zipped(a="b"), "it is a zip file, but no Word document"),
    "no document": (lambda: with_part(DOCUMENT, None), "the part `word/document.xml` is missing"),
    "other office file": (lambda: with_part(DOCUMENT, b"<workbook/>"), "but no Word document"),
    "not XML": (lambda: with_part(DOCUMENT, b"<w:document"), "is not proper XML"),
    "bomb": (lambda: with_part(DOCUMENT, DEEP_BOMB), "has a document type, which no Word document has"),
    "bomb in another encoding": (
        lambda: with_part(DOCUMENT, DEEP_BOMB.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")),
        "its part `word/document.xml` ",
    ),
    "quadratic bomb": (lambda: with_part(DOCUMENT, QUADRATIC_BOMB), "has a document type, which no Word document has"),
    "outside entity": (
        lambda: with_part(DOCUMENT, b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        "has a document type",
    ),
    "bomb in relationships": (lambda: with_part("_rels/.rels", QUADRATIC_BOMB), "has a document type"),
    "zip bomb": (huge, "it unpacks to more than"),
    "password on the zip": (encrypted, "it is protected by a password"),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "it is protected by a password",
    ),
    "old kind": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "of the old kind (.doc)"),
    "strict": (strict, "it is Strict Open XML"),
    "two parts of one name": (twice, "it has two parts of one name"),
    "broken part": (
        lambda: GOOD.replace(zip_bytes(DOCUMENT)[100:130], bytes(30)),
        "its part `word/document.xml` is broken",
    ),
}


def zip_bytes(part: str) -> bytes:
    """A part as it is compressed in the good document."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        info = package.getinfo(part)
    start = GOOD.index(part.encode()) + len(part)
    return GOOD[start : start + info.compress_size]


@pytest.mark.parametrize(("data", "message"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("command", ["bind", "review"])
def test_what_is_no_document(run: Run, tmp_path: Path, command: str, data: Callable[[], bytes], message: str) -> None:
    (tmp_path / "draft.docx").write_bytes(data())
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run(command, "draft.docx", "deal.yaml", *(("--out", "out.docx") if command == "review" else ()))
    assert result.status == 2
    assert result.output.startswith("error: draft.docx:1:1: can't read the document: ")
    assert message in result.output
    assert result.output.count("\n") == 1
    assert not (tmp_path / "out.docx").exists()


CALLS = {
    "missing draft": (("nowhere.docx", "deal.yaml"), "can't read `nowhere.docx`: No such file or directory"),
    "folder": ((".", "deal.yaml"), "can't read `.`: Is a directory"),
    "missing deal": (("draft.docx", "nowhere.yaml"), "nowhere.yaml"),
    "document as a deal": (("draft.docx", "draft.docx"), "no reader for files that end in `.docx`"),
    "unknown party": (
        ("draft.docx", "deal.yaml", "--for", "nort"),
        "`nort` is no party of the vocabulary, and not `mediator`; did you mean `north`?",
    ),
    "unknown bracket": (("draft.docx", "deal.yaml", "--settle", "works.actoin=freeze"), "no field `actoin`"),
    "no bracket": (("draft.docx", "deal.yaml", "--settle", "x"), "expected `provision.field=value`"),
    "repair of a draft": (("draft.docx", "deal.yaml", "--repair", "bigger"), "is a draft"),
    "unknown repair": (("draft.docx", "deal.yaml", "--repair", "larger"), "expected `bigger`, `smaller` or a number"),
    "author without a name": (("draft.docx", "deal.yaml", "--author", " "), "the author needs a name"),
    "author of two lines": (("draft.docx", "deal.yaml", "--author", "a\nb"), "the author needs a name"),
    "author that XML can't hold": (("draft.docx", "deal.yaml", "--author", "a\x01"), "the author needs a name"),
    "repair 0": (("draft.docx", "deal.yaml", "--repair", "0"), "expected `bigger`, `smaller` or a number"),
}


@pytest.mark.parametrize(("arguments", "message"), CALLS.values(), ids=CALLS)
def test_what_is_wrong_with_a_call(run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "draft.docx").write_bytes(GOOD)
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run("review", *arguments, "--out", "out.docx")
    assert result.status == 2
    assert message in result.output
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("epoch", ["999999999999999", "-1e3", "today"])
def test_a_time_that_is_none(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    (tmp_path / "draft.docx").write_bytes(GOOD)
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx")
    message = f"error: `SOURCE_DATE_EPOCH` is no time: `{epoch}`; expected seconds since 1970\n"
    assert (result.status, result.output) == (2, message)


@pytest.mark.parametrize(
    ("draft", "out", "message"),
    [
        ("draft.docx", "out.pdf", "the result must end in `.docx`, as the draft does, found `out.pdf`"),
        ("draft.docx", "out", "the result must end in `.docx`, as the draft does, found `out`"),
        ("draft.docm", "out.docx", "the result must end in `.docm`, as the draft does, found `out.docx`"),
        ("draft.zip", "out.zip", "the result must end in `.docx`, found `out.zip`"),
    ],
)
@pytest.mark.parametrize("command", [("review",), ("bind", "--write")])
def test_a_result_under_the_name_of_another_kind(
    run: Run, tmp_path: Path, command: tuple[str, ...], draft: str, out: str, message: str
) -> None:
    """Word does not open it."""
    (tmp_path / draft).write_bytes(GOOD)
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run(command[0], draft, "deal.yaml", *command[1:], "--out", out)
    assert (result.status, result.output) == (2, f"error: {message}\n")
    assert not (tmp_path / out).exists()


def test_the_draft_is_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.docx").write_bytes(GOOD)
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run("review", "draft.docx", "deal.yaml", "--out", "./draft.docx")
    assert (result.status, result.output) == (
        2,
        "error: `./draft.docx` is the draft itself; give the result another name\n",
    )
    result = run("review", "draft.docx", "deal.yaml", "--out", "deal.yaml")
    assert result.status == 2
    assert (tmp_path / "deal.yaml").read_text(encoding="utf-8") == deals.draft()
    assert (tmp_path / "draft.docx").read_bytes() == GOOD


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_file_never_ends_in_a_traceback(run: Run, tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, byte in damage:
        data[at] = byte
    (tmp_path / "draft.docx").write_bytes(bytes(data))
    (tmp_path / "deal.yaml").write_text(deals.draft(), encoding="utf-8")
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx")
    assert result.status in (0, 1, 2)
    assert "defect" not in result.output
    assert "plugin `word` failed" not in result.output
