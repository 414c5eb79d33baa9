"""Hover, definitions, new names, the outline."""

from __future__ import annotations

from pathlib import Path

import pytest

from dealcheck.editor.hover import hover
from dealcheck.editor.rename import can_rename, rename
from dealcheck.editor.symbols import Symbol, symbols
from dealcheck.editor.workspace import Workspace
from dealcheck.errors import InputError
from dealcheck.session.plugins import Plugins
from tests.editor.made import FILES, defined, hovered, word_at, workspace


@pytest.mark.parametrize(
    ("name", "marked", "expected"),
    [
        ("mill.yaml", "^forbid: dry", "`forbid`: must not hold"),
        ("deals/deal.yaml", "^action: pay", "`action`: a verb; a list is a bracket (required)"),
        ("mill.yaml", "{^any:", "`any`: Holds when at least one of the conditions does"),
        ("mill.yaml", "party: ^council", "**council** (party `council`)"),
        ("base.yaml", "party: ^mill\n", "**The mill** (party `mill`)\n\nIt grinds \\*corn\\*."),
        (
            "mill.yaml",
            "^drain, part-of",
            "**drain** (verb `drain`), 2 of 3 of scale `keeping`",
        ),
        ("mill.yaml", "^drain, part-of", "lower < **drain** < close\n\nWho does this has also done: lower."),
        ("vocabulary.yaml", "^keeping", "**keeping** (scale `keeping`)\n\nlower < drain < close"),
        ("mill.yaml", "part-of: ^waters", "- `stream` The stream\n- `pond`"),
        ("mill.yaml", "part-of: ^waters", "Its parts, with 2 leaves in all:"),
        ("base.yaml", "object: ^pond", "Part of `waters`."),
        ("mill.yaml", "forbid: ^dry", "**dry** (definition `dry`)\n\ncouncil: drain (or more) any part of All waters"),
        ("mill.yaml", "until: ^paid-or-dry", "“rent paid”: council: pay rent"),
        ("mill.yaml", "^letter, minutes", "The miller: “the wheel must turn”"),
        ("mill.yaml", "letter, ^minutes", "The clerk, Minutes, 2020-01-02: “no \\*less\\*”"),
        ("mill.yaml", "^water:", "**Water comes first** (red line, stated; `water`)"),
        ("mill.yaml", "^water:", "- must not be: “dry”"),
        ("test_mill.yaml", "{^water: two}", "**Water comes first**"),
        ("deals/deal.yaml", "^rent: {party", "council: pay rent, from “later”\n\nThe council pays."),
        ("deals/deal.yaml", "from: ^later", "**Next year** (step 2 of 2, `later`) 2021-01-01"),
        ("mill.yaml", "extends: ^mill-base", "**mill base** (ruleset `mill-base`)"),
        ("base.yaml", "vocabulary: ^village", "**village** (vocabulary `village`)"),
    ],
)
def test_hover(tmp_path: Path, name: str, marked: str, expected: str) -> None:
    assert expected in hovered(tmp_path, name, marked)


def test_hover_on_a_remedy_that_is_offered(tmp_path: Path) -> None:
    offers = "offers:\n  dry-out: {title: No rent, when: {breach: wheel, for: 3 days}, by: council, suspends: rent}\n"
    (tmp_path / "offer.yaml").write_text(f"ruleset: offer\nextends: mill-base\n{offers}", "utf-8")
    space = workspace(tmp_path)
    remedy = hover(space, *word_at(space, tmp_path, "offer.yaml", "^dry-out: {title"))
    assert remedy.startswith("**No rent** (remedy `dry-out`)")
    assert remedy.endswith("once wheel is in breach for 3 days: council may invoke it; it suspends rent")
    key = hover(space, *word_at(space, tmp_path, "offer.yaml", "^suspends: rent"))
    assert key.startswith("`suspends`: provisions that are not owed while it is in effect")


@pytest.mark.parametrize(
    ("name", "marked", "expected"),
    [
        ("mill.yaml", "party: ^council", "vocabulary.yaml: council"),
        ("mill.yaml", "^drain, part-of", "vocabulary.yaml: drain, close]"),
        ("mill.yaml", "part-of: ^waters", "vocabulary.yaml: waters"),
        ("base.yaml", "object: ^pond", "vocabulary.yaml: pond"),
        ("mill.yaml", "forbid: ^dry", "mill.yaml: dry"),
        ("mill.yaml", "[^rent-paid", "base.yaml: rent-paid"),
        ("mill.yaml", "^letter, minutes", "base.yaml: letter"),
        ("mill.yaml", "letter, ^minutes", "vocabulary.yaml: minutes"),
        ("mill.yaml", "extends: ^mill-base", "base.yaml: mill-base"),
        ("base.yaml", "vocabulary: ^village", "vocabulary.yaml: village"),
        ("deals/deal.yaml", "from: ^later", "deals/deal.yaml: later, title"),
        ("deals/deal.yaml", "[^rent]", "deals/deal.yaml: rent"),
        ("deals/deal.yaml", "sources: ^minutes", "vocabulary.yaml: minutes"),
        ("test_mill.yaml", "deal: ^deals/deal.yaml", "deals/deal.yaml: deal"),
        ("test_mill.yaml", "{^mill: {answer", "mill.yaml: mill"),
        ("test_mill.yaml", "{^water: two}", "mill.yaml: water"),
        ("test_mill.yaml", "water: ^two", "test_mill.yaml: two]"),
        ("test_mill.yaml", "from: ^two", "test_mill.yaml: two]"),
        ("mill.yaml", "^title", ""),
    ],
)
def test_go_to_definition(tmp_path: Path, name: str, marked: str, expected: str) -> None:
    assert defined(tmp_path, name, marked) == expected


def renamed(space: Workspace, folder: Path, name: str, marked: str, new: str) -> dict[str, str]:
    """What the lines that change look like afterwards, by file."""
    changed = rename(space, *word_at(space, folder, name, marked), new)
    result = {}
    for path, words in changed.items():
        file = space.file(path)
        assert file is not None
        lines = file.text.split("\n")
        for word in sorted(words, key=lambda each: -each.place.column):
            line, start = lines[word.place.line - 1], word.place.column - 1
            assert line[start : start + word.length] == word.name
            lines[word.place.line - 1] = line[:start] + new + line[start + word.length :]
        (folder / path).write_text("\n".join(lines))
        result[str(Path(path).relative_to(folder))] = "\n".join(lines)
    return result


def test_rename_within_a_file(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    changed = renamed(space, tmp_path, "mill.yaml", "forbid: ^dry", "drought")
    assert list(changed) == ["mill.yaml"]
    assert changed["mill.yaml"].count("drought") == 3
    assert "paid-or-dry: {any: [rent-paid, drought]}" in changed["mill.yaml"]
    changed = renamed(space, tmp_path, "deals/deal.yaml", "[^rent]", "new-rent")
    assert "new-rent: {party: council, action: pay, object: rent" in changed["deals/deal.yaml"]
    assert "option-1: [new-rent]" in changed["deals/deal.yaml"]


def test_rename_of_a_step_stays_in_its_deal(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    changed = renamed(space, tmp_path, "test_mill.yaml", "from: ^two", "last")
    assert changed["test_mill.yaml"].count("last") == 3


@pytest.mark.parametrize(
    ("marked", "new", "files"),
    [
        ("[lower, ^drain", "empty", {"vocabulary.yaml", "base.yaml", "mill.yaml", "test_mill.yaml"}),
        ("^rent:", "dues", {"vocabulary.yaml", "base.yaml", "deals/deal.yaml"}),
        (
            "^council:",
            "village-council",
            {"vocabulary.yaml", "base.yaml", "mill.yaml", "deals/deal.yaml"},
        ),
    ],
)
def test_rename_of_a_word_of_the_vocabulary(tmp_path: Path, marked: str, new: str, files: set[str]) -> None:
    space = workspace(tmp_path)
    old = marked.split("^")[1].strip(":")
    assert set(renamed(space, tmp_path, "vocabulary.yaml", marked, new)) == files
    space.refresh()
    for name in FILES:
        file = space.file(str(tmp_path / name))
        assert file is not None
        assert not file.reading.mistakes
        words = {word.name for word in file.words if word.family in ("party", "verb", "object")}
        assert old not in words
    library = space.library(str(tmp_path / "mill.yaml"))
    library.position("mill")
    deal = space.file(str(tmp_path / "deals/deal.yaml"))
    assert deal is not None
    library.check(deal.reading)


@pytest.mark.parametrize(
    ("name", "marked", "new", "message"),
    [
        ("mill.yaml", "forbid: ^dry", "Dry", "`Dry` is not an id"),
        ("mill.yaml", "forbid: ^dry", "paid-or-dry", "there is a definition `paid-or-dry` already"),
        ("mill.yaml", "party: ^council", "mill", "there is a party `mill` already"),
        ("mill.yaml", "^title", "name", "`title` is not defined in files that are open or in the folder"),
    ],
)
def test_names_that_are_refused(tmp_path: Path, name: str, marked: str, new: str, message: str) -> None:
    space = workspace(tmp_path)
    with pytest.raises(InputError, match=message):
        rename(space, *word_at(space, tmp_path, name, marked), new)


@pytest.mark.parametrize(
    ("name", "marked", "files"),
    [
        ("mill.yaml", "[^rent-paid", {"base.yaml": 1, "mill.yaml": 1}),
        ("base.yaml", "^rent-paid:", {"base.yaml": 1, "mill.yaml": 1}),
        ("mill.yaml", "^letter, minutes", {"base.yaml": 1, "mill.yaml": 1}),
        ("mill.yaml", "letter, ^minutes", {"vocabulary.yaml": 1, "mill.yaml": 1, "deals/deal.yaml": 1}),
        ("mill.yaml", "^water:", {"mill.yaml": 1, "test_mill.yaml": 1}),
        ("test_mill.yaml", "{^water: two}", {"mill.yaml": 1, "test_mill.yaml": 1}),
    ],
)
def test_rename_of_what_others_inherit_or_use(tmp_path: Path, name: str, marked: str, files: dict[str, int]) -> None:
    changed = renamed(workspace(tmp_path), tmp_path, name, marked, "called-anew")
    assert {path: text.count("called-anew") for path, text in changed.items()} == files


@pytest.mark.parametrize("start", ["base.yaml", "later.yaml"])
def test_rename_of_what_is_replaced(tmp_path: Path, start: str) -> None:
    space = workspace(tmp_path)
    entry = "pond-stays: {require: {action: drain, object: pond}}"
    (tmp_path / "later.yaml").write_text(f"ruleset: later\nextends: mill-base\nbottom-lines:\n  {entry}\n")
    space.refresh()
    changed = renamed(space, tmp_path, start, "^pond-stays:", "pond")
    assert set(changed) == {"base.yaml", "later.yaml"}


def test_what_replaces_an_installed_entry_keeps_its_name(tmp_path: Path) -> None:
    space = Workspace(Plugins(entry_points=False), [tmp_path])
    line = "core-sanctions-stay: {forbid: {action: lift, part-of: sanctions}}"
    (tmp_path / "us.yaml").write_text(f"ruleset: us-new\nextends: us-hanoi\nbottom-lines:\n  {line}\n")
    assert hover(space, *word_at(space, tmp_path, "us.yaml", "^core-sanctions-stay"))
    with pytest.raises(InputError, match="not defined in files that are open or in the folder"):
        rename(space, *word_at(space, tmp_path, "us.yaml", "^core-sanctions-stay"), "other")


def test_words_of_an_installed_vocabulary_keep_their_names(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    (tmp_path / "us.yaml").write_text("ruleset: r\nvocabulary: v\nparty: us\n")
    (tmp_path / "vocabulary.yaml").unlink()
    space.refresh()
    assert not can_rename(space, *word_at(space, tmp_path, "mill.yaml", "party: ^council"))


def names(found: tuple[Symbol, ...]) -> object:
    return {each.name: names(each.within) for each in found}


def test_the_outline(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    file = space.file(str(tmp_path / "vocabulary.yaml"))
    assert file is not None
    assert names(symbols(file.node)) == {
        "village": {
            "parties": {"mill": {}, "council": {}},
            "actions": {"keeping": {}, "paying": {}},
            "objects": {"waters": {"stream": {}, "pond": {}}, "rent": {}},
            "sources": {"minutes": {}},
        }
    }
    (outline,) = symbols(file.node)
    waters = outline.within[2].within[0]
    assert (waters.title, waters.sort, waters.place.line, waters.end.line) == ("All waters", "object", 9, 13)


def test_of_two_with_one_id_the_nearer_counts(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    (tmp_path / "deals" / "village.yaml").write_text("vocabulary: village\nparties: {smith: }\n")
    space.refresh()
    here, there = space.file(str(tmp_path / "deals/deal.yaml")), space.file(str(tmp_path / "mill.yaml"))
    assert here is not None
    assert there is not None
    assert list(space.lexicon(here).parties) == ["smith"]  # type: ignore[union-attr]
    assert list(space.lexicon(there).parties) == ["mill", "council"]  # type: ignore[union-attr]


def test_a_file_without_a_folder_sees_those_beside_it(tmp_path: Path) -> None:
    workspace(tmp_path)
    space = Workspace(roots=[])
    path = str(tmp_path / "mill.yaml")
    space.open(path, FILES["mill.yaml"])
    found = {Path(file.path).name for file in space.files()}
    assert found == {"mill.yaml", "base.yaml", "vocabulary.yaml", "test_mill.yaml"}
