"""Mistakes as one types, and nothing that breaks on what is half typed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealcheck.editor.complete import complete
from dealcheck.editor.diagnose import Diagnostic, findings_of, mistakes_of
from dealcheck.editor.hover import hover
from dealcheck.editor.names import Names
from dealcheck.editor.rename import can_rename
from dealcheck.editor.symbols import symbols
from dealcheck.editor.workspace import Workspace
from tests.drawn import drawn
from tests.editor.made import SHIPPED, workspace
from tests.hostile import PLUGINS


def found(folder: Path, name: str, text: str) -> list[Diagnostic]:
    """What is wrong with a file that has a text in the editor."""
    space = workspace(folder)
    space.open(str(folder / name), dedent(text))
    file = space.file(str(folder / name))
    assert file is not None
    return mistakes_of(space, file)


RULES = "ruleset: r\nvocabulary: village\n"
DEAL = "deal: d\nvocabulary: village\nprovisions: {p: "
TESTS = "tests: t\ncases: {c: "


def brief(diagnostics: list[Diagnostic]) -> list[str]:
    return [f"{each.place.line}:{each.place.column}+{each.length} {each.message}" for each in diagnostics]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "new.yaml",
            RULES + "party: mil\n",
            "3:8+3 unknown party `mil`; did you mean `mill`?",
        ),
        ("new.yaml", "ruleset: r\ncolour: red\n", "2:1+6 unknown key `colour`"),
        ("new.yaml", "ruleset: [\n", "2:1+1 not proper YAML"),
        (
            "new.yaml",
            DEAL + "{party: mill, action: pay, object: rant}}",
            "3:52+4 unknown object `rant`",
        ),
        ("vocabulary.yaml", "vocabulary: village\nobjects: {a: {part-of: b}}\n", "2:24+1 unknown object `b`"),
        (
            "test_new.yaml",
            TESTS + "{deal: deals/deal.yaml, expect: {mil: accepted}}}",
            "2:45+3 unknown ruleset",
        ),
        ("test_new.yaml", TESTS + "{deal: gone.yaml, expect: {mill: accepted}}}", "1:1+5 can't read"),
    ],
)
def test_mistakes_have_places(tmp_path: Path, name: str, text: str, expected: str) -> None:
    said = brief(found(tmp_path, name, text))
    assert any(each.startswith(expected) for each in said), said


def test_what_is_right_has_none(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    for file in space.files():
        assert brief(mistakes_of(space, file)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_ships_has_none(path: Path) -> None:
    space = Workspace(PLUGINS, [SHIPPED[0].parents[2]])
    file = space.file(str(path))
    assert file is not None
    assert brief(mistakes_of(space, file)) == []


def test_other_yaml_is_left_alone(tmp_path: Path) -> None:
    assert found(tmp_path, "ci.yaml", "on: push\njobs: {}\n") == []


def test_mistakes_elsewhere_are_shown_where_a_file_builds_on_it(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.open(str(tmp_path / "vocabulary.yaml"), "vocabulary: village\nparties: {Mill: }\n")
    file = space.file(str(tmp_path / "base.yaml"))
    assert file is not None
    first = mistakes_of(space, file)[0]
    assert (first.place.line, first.place.column) == (3, 13)  # `vocabulary: village`
    assert f"{tmp_path / 'vocabulary.yaml'}:2:11: `Mill` is not an id" in first.message


def test_what_is_open_stands_before_what_is_on_disk(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    file = space.file(str(tmp_path / "deals/deal.yaml"))
    assert file is not None
    assert mistakes_of(space, file) == []
    space.open(str(tmp_path / "vocabulary.yaml"), "vocabulary: village\nparties: {mill: }\n")
    assert [each.message.split(";")[0] for each in mistakes_of(space, file)] == [
        "unknown party `council`",
        "unknown action `pay`",
        "unknown object `rent`",
        "unknown source `minutes`",
    ]
    space.close(str(tmp_path / "vocabulary.yaml"))
    assert mistakes_of(space, file) == []


def test_the_deal_of_a_case_is_the_open_one(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    path = str(tmp_path / "deals/deal.yaml")
    space.open(path, Path(path).read_text().replace("pay", "play"))
    file = space.file(str(tmp_path / "test_mill.yaml"))
    assert file is not None
    (one,) = mistakes_of(space, file)
    assert "unknown action `play`" in one.message


def test_lint_has_codes(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    text = (tmp_path / "mill.yaml").read_text().replace("  dry:", "  unused: {party: mill, action: pay}\n  dry:")
    text = text.replace("unused: {party: mill, action: pay}", "unused: {party: mill, action: pay, object: rent}")
    space.open(str(tmp_path / "mill.yaml"), text)
    file = space.file(str(tmp_path / "mill.yaml"))
    assert file is not None
    found = findings_of(space, file)
    one = next(each for each in found if each.code == "unused-definition")
    assert (one.severity, one.place.line, one.length) == ("warning", 4, 6)


def test_lint_waits_until_there_are_no_mistakes(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.open(str(tmp_path / "mill.yaml"), "ruleset: mill\nvocabulary: village\nparty: nobody\n")
    file = space.file(str(tmp_path / "mill.yaml"))
    assert file is not None
    assert findings_of(space, file) == []


SPACE = Workspace(PLUGINS, [SHIPPED[0].parents[2] / name for name in ("rules", "examples", "tests/rules")])
TYPED = [
    "",
    "",
    " ",
    "\n",
    "\n    ",
    "{",
    "[",
    ": ",
    "- ",
    "'",
    '"',
    "|\n",
    "#",
    "a",
    "\\",
    "&a ",
    "*a",
    "\x00",
    "\ud800",
]


@drawn(1)
@given(data=st.data())
def test_nothing_breaks_on_what_is_half_typed(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SHIPPED))
    text = path.read_text("utf-8")
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    rest = data.draw(st.sampled_from(["", text[start:], text[end:]]))
    cut = text[:start] + data.draw(st.sampled_from(TYPED)) + rest
    try:
        SPACE.open(str(path), text)
        SPACE.file(str(path))  # it was whole once
        SPACE.open(str(path), cut)
        ask_everything(str(path), cut, start)
    finally:
        SPACE.close(str(path))


def ask_everything(path: str, text: str, cursor: int) -> None:
    """Ask all that an editor may ask of a file, about the words around a cursor."""
    file = SPACE.file(path)
    assert file is not None
    line, column = text.count("\n", 0, cursor), cursor - (text.rfind("\n", 0, cursor) + 1)
    complete(SPACE, file, line, column)
    complete(SPACE, file, line, 0)
    for word in [word for word in file.words if abs(word.place.line - line) < 2][:12]:
        hover(SPACE, file, word)
        Names(SPACE, file).place(word)
        can_rename(SPACE, file, word)
    symbols(file.node)
    lines = text.split("\n")
    for each in mistakes_of(SPACE, file):
        assert 1 <= each.place.line <= len(lines)


def test_comments_that_silence_count_as_they_are_typed(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    text = (tmp_path / "mill.yaml").read_text()
    unused = "  unused: {party: mill, action: pay, object: rent}"
    for comment, expected in (("", True), ("  # dealcheck: ignore[unused-definition]", False)):
        space.open(str(tmp_path / "mill.yaml"), text.replace("  dry:", f"{unused}{comment}\n  dry:"))
        file = space.file(str(tmp_path / "mill.yaml"))
        assert file is not None
        found = findings_of(space, file)
        assert any(each.code == "unused-definition" for each in found) is expected
