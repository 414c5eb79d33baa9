"""Tracked changes at random places of random documents: rejecting them restores all, accepting them does it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from conftest import SAMPLES
from corpus import Sample, made
from dealcheck_word.docx import Document, Span, open_package
from hypothesis import given, settings
from hypothesis import strategies as st
from revisions import OURS, accepted, normal, parts, rejected, root_of, texts

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
WORDS = st.text(st.sampled_from("ab \tשא中😀<&]"), min_size=1, max_size=6)


def opened(data: bytes) -> Document:
    return Document(open_package(data, "draft.docx"), author=OURS, now=NOW)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_changes_anywhere(sample: Sample, data: st.DataObject) -> None:
    document = opened(sample.data)
    before, expected = root_of(sample.data), {}
    filled = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
    chosen = data.draw(st.lists(st.sampled_from(filled), min_size=1, max_size=3, unique_by=lambda p: p.number))
    for paragraph in chosen:
        text = paragraph.text
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        put = data.draw(st.one_of(st.just(""), WORDS))
        span = Span(paragraph, start, end)
        if put:
            document.insert_after(span, put)
        document.delete(span)
        expected[paragraph.number] = text[:start] + put + text[end:]
        assert paragraph.text == expected[paragraph.number]
    after = root_of(document.written())
    assert normal(rejected(after, OURS), before) == normal(before, before)
    untouched = {paragraph.number: paragraph.text for paragraph in opened(sample.data).paragraphs}
    assert [text for text in {**untouched, **expected}.values() if text.strip()] == texts(accepted(after))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_paragraphs_come_and_go(sample: Sample, data: st.DataObject) -> None:
    document = opened(sample.data)
    before = root_of(sample.data)
    filled = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
    paragraph = data.draw(st.sampled_from(filled))
    goes, count = data.draw(st.booleans()), data.draw(st.integers(0, 3))
    at, new = paragraph, []
    for number in range(count):
        inserted = document.insert_paragraph(at, f"New {number}", goes=goes)
        if inserted is None:
            break
        at = inserted
        new.append(f"New {number}")
    lines = [each.text for each in opened(sample.data).paragraphs if each.text.strip()]
    place = filled.index(paragraph)
    if goes:
        document.delete_paragraph(paragraph)
    after = root_of(document.written())
    assert normal(rejected(after, OURS), before) == normal(before, before)
    assert texts(accepted(after)) == [*lines[: place + (not goes)], *new, *lines[place + 1 :]]


def test_no_empty_paragraph_remains_of_one_that_goes() -> None:
    def three(document: Any, _: object) -> None:
        for text in ("one", "two", "three"):
            document.add_paragraph(text)

    document = opened(made(three, {}))
    document.delete_paragraph(next(each for each in document.paragraphs if each.text == "two"))
    root = accepted(root_of(document.written()))
    assert len(list(root.iter("{*}p"))) == 4


def test_a_document_is_the_same_when_nothing_is_done(sample: Sample) -> None:
    was, now = parts(sample.data), parts(opened(sample.data).written())
    assert {name for name in was if was[name] != now[name]} <= {"word/document.xml"}
    assert normal(root_of(sample.data), root_of(sample.data)) == normal(
        root_of(opened(sample.data).written()), root_of(sample.data)
    )


def test_another_library_accepts_and_rejects_alike(sample: Sample, tmp_path: object) -> None:
    library = pytest.importorskip("docx_editor")
    document = opened(sample.data)
    clause = next(each for each in document.paragraphs if "[" in each.text or "［" in each.text)
    at = min(clause.text.find(sign) for sign in "[［" if sign in clause.text)
    span = Span(clause, at, min(at + 8, len(clause.text)))
    document.insert_after(span, "XYZ")
    document.delete(span)
    results = {}
    for what in ("accept_all", "reject_all"):
        file = f"{tmp_path}/{what}.docx"
        with open(file, "wb") as stream:
            stream.write(document.written())
        other = library.Document.open(file)
        getattr(other, what)(author=OURS)
        other.save()
        other.close()
        with open(file, "rb") as stream:
            results[what] = texts(accepted(root_of(stream.read())))
    assert results["accept_all"] == texts(accepted(root_of(document.written())))
    assert results["reject_all"] == texts(accepted(root_of(sample.data)))
