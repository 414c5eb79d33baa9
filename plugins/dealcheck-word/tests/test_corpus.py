"""Every document of the corpus: bound, settled and reviewed, and nothing in it lost."""

from __future__ import annotations

from pathlib import Path

import deals
from conftest import SAMPLES, Run
from corpus import Sample
from revisions import OURS, W, accepted, normal, parts, plain, rejected, root_of, texts

OURS_PARTS = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def test_the_corpus_is_large() -> None:
    assert len(SAMPLES) >= 40
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)


def put(folder: Path, sample: Sample) -> None:
    (folder / "draft.docx").write_bytes(sample.data)
    (folder / "deal.yaml").write_text(deals.draft(sample.language), encoding="utf-8")


def settled(run: Run, folder: Path, sample: Sample) -> bytes:
    """The document with all that is open settled, and reviewed."""
    put(folder, sample)
    settle = [word for choice in deals.SETTLE for word in ("--settle", choice)]
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx", *settle)
    assert result.status in (0, 1), result.output
    return (folder / "out.docx").read_bytes()


def expected(before: list[str], language: str) -> list[str]:
    """What the paragraphs say when all changes are accepted: the first that says a clause is the clause."""
    lines = [plain(line) for line in before]
    for name, text in deals.TEXTS[language].items():
        at = next(number for number, line in enumerate(lines) if plain(text) in line)
        lines[at] = lines[at].replace(plain(text), plain(deals.SETTLED[language].get(name, "")))
    return [" ".join(line.split()) for line in lines if line]


def test_every_clause_is_bound_and_all_brackets_match(run: Run, tmp_path: Path, sample: Sample) -> None:
    put(tmp_path, sample)
    result = run("bind", "draft.docx", "deal.yaml")
    assert result.output.startswith("4 of 4 provisions are bound.\n"), result.output
    assert result.status == 0


def test_bookmarks_bind_what_text_bound(run: Run, tmp_path: Path, sample: Sample) -> None:
    put(tmp_path, sample)
    run("bind", "draft.docx", "deal.yaml", "--write")
    after = (tmp_path / "draft.docx").read_bytes()
    text = deals.draft(sample.language)
    for clause in deals.TEXTS[sample.language].values():
        text = text.replace(clause, "other words")
    (tmp_path / "deal.yaml").write_text(text, encoding="utf-8")
    result = run("bind", "draft.docx", "deal.yaml")
    assert result.status == 0, result.output
    assert result.output.count("bound by its bookmark") == 4
    assert texts(root_of(after)) == texts(root_of(sample.data))
    was, now = parts(sample.data), parts(after)
    assert [name for name in was if was[name] != now[name]] in ([], ["word/document.xml"])


def test_accepting_all_gives_the_settled_text(run: Run, tmp_path: Path, sample: Sample) -> None:
    after = settled(run, tmp_path, sample)
    before = texts(accepted(root_of(sample.data)))
    assert [plain(line) for line in texts(accepted(root_of(after)))] == expected(before, sample.language)


def test_rejecting_ours_gives_back_text_and_formatting(run: Run, tmp_path: Path, sample: Sample) -> None:
    after = root_of(settled(run, tmp_path, sample))
    before = root_of(sample.data)
    assert normal(rejected(after, OURS), before) == normal(before, before)


def test_rejecting_all_gives_what_rejecting_all_gave_before(run: Run, tmp_path: Path, sample: Sample) -> None:
    after = root_of(settled(run, tmp_path, sample))
    before = root_of(sample.data)
    assert normal(rejected(after), before) == normal(rejected(before), before)


def test_parts_that_are_not_ours_keep_their_bytes(run: Run, tmp_path: Path, sample: Sample) -> None:
    was, now = parts(sample.data), parts(settled(run, tmp_path, sample))
    assert list(was) == [name for name in now if name in was]
    assert {name for name in now if was.get(name) != now[name]} <= OURS_PARTS
    if "word/comments.xml" in was:
        assert was["[Content_Types].xml"] == now["[Content_Types].xml"]
        assert was["word/_rels/document.xml.rels"] == now["word/_rels/document.xml.rels"]


def test_word_can_number_what_is_ours(run: Run, tmp_path: Path, sample: Sample) -> None:
    root = root_of(settled(run, tmp_path, sample))
    ours = [each for each in root.iter(f"{W}ins", f"{W}del") if each.get(f"{W}author") == OURS]
    numbers = [int(each.get(f"{W}id")) for each in (*ours, *root.iter(f"{W}commentReference"))]
    assert ours
    assert max(numbers) < 2**31


def test_comments_of_others_stay_as_they_are(run: Run, tmp_path: Path, sample: Sample) -> None:
    after = settled(run, tmp_path, sample)
    if "word/comments.xml" not in parts(sample.data):
        return
    before, now = root_of(sample.data, "word/comments.xml"), root_of(after, "word/comments.xml")
    kept = [comment for comment in now if comment.get(comment.tag.replace("comment", "author")) != OURS]
    assert [normal(each, before) for each in kept] == [normal(each, before) for each in before]
    ids = [comment.get(comment.tag.replace("comment", "id")) for comment in now]
    assert len(set(ids)) == len(ids) > len(before)
