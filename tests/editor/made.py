"""A small workspace, and texts with a mark where the cursor is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from dealcheck.editor.complete import Completion, complete
from dealcheck.editor.hover import hover
from dealcheck.editor.index import Occurrence, at
from dealcheck.editor.names import Names
from dealcheck.editor.workspace import File, Workspace
from tests.conftest import ROOT
from tests.hostile import PLUGINS

FILES = {
    "vocabulary.yaml": """\
        vocabulary: village
        parties:
          mill: {title: The mill, description: It grinds *corn*.}
          council:
        actions:
          keeping: [lower, drain, close]
          paying: [pay]
        objects:
          waters:
            title: All waters
            parts:
              stream: {title: The stream}
              pond:
          rent:
        sources:
          minutes: {title: Minutes, speaker: The clerk, date: 2020-01-02, quote: no *less*}
    """,
    "base.yaml": """\
        ruleset: mill-base
        party: mill
        vocabulary: village
        sources:
          letter: {speaker: The miller, quote: the wheel must turn}
        definitions:
          rent-paid: {party: council, action: pay, object: rent}
        bottom-lines:
          pond-stays: {title: The pond stays, forbid: {action: drain, object: pond}}
    """,
    "mill.yaml": """\
        ruleset: mill
        extends: mill-base
        definitions:
          dry: {party: council, action: drain, part-of: waters}
          paid-or-dry: {any: [rent-paid, dry]}
        bottom-lines:
          water:
            title: Water comes first
            forbid: dry
            until: paid-or-dry
            sources: [letter, minutes]
    """,
    "deals/deal.yaml": """\
        deal: new-rent
        title: A new rent
        vocabulary: village
        steps: [now, {id: later, title: Next year, date: 2021-01-01}]
        provisions:
          rent: {party: council, action: pay, object: rent, from: later, sources: minutes, text: The council pays.}
        alternatives:
          article-1: {option-1: [rent], option-2: []}
    """,
    "test_mill.yaml": """\
        tests: mill
        cases:
          paid:
            deal: deals/deal.yaml
            expect: {mill: {answer: all}}
          dry:
            deal:
              vocabulary: village
              steps: [one, two]
              provisions:
                drain: {party: mill, action: drain, object: pond, from: two}
            expect:
              mill: {broken: {water: two}}
    """,
}


def workspace(folder: Path) -> Workspace:
    """The files, in a folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return Workspace(PLUGINS, [folder])


def opened(space: Workspace, folder: Path, name: str, text: str) -> tuple[File, int, int]:
    """A file with a text in which `^` marks the cursor, and where that is, counted from 0."""
    text = dedent(text)
    before, _, after = text.partition("^")
    space.open(str(folder / name), before + after)
    file = space.file(str(folder / name))
    assert file is not None
    return file, before.count("\n"), len(before) - before.rfind("\n") - 1


def completion(folder: Path, name: str, text: str) -> Completion:
    """What is proposed at the mark in a text."""
    space = workspace(folder)
    return complete(space, *opened(space, folder, name, text))


def proposed(folder: Path, name: str, text: str) -> list[str]:
    return [each.word for each in completion(folder, name, text).proposals]


def word_at(space: Workspace, folder: Path, name: str, marked: str) -> tuple[File, Occurrence]:
    """The word in a file on disk before which, in a part of a line of it, the mark stands."""
    file = space.file(str(folder / name))
    assert file is not None
    before, _, after = marked.partition("^")
    index = file.text.index(before + after) + len(before)
    line, column = file.text.count("\n", 0, index), index - file.text.rfind("\n", 0, index) - 1
    found = at(file.words, line + 1, column + 1)
    assert found is not None, marked
    return file, found


def hovered(folder: Path, name: str, marked: str) -> str:
    space = workspace(folder)
    return hover(space, *word_at(space, folder, name, marked))


def defined(folder: Path, name: str, marked: str) -> str:
    """Where the word at a mark is defined: file, and the line there."""
    space = workspace(folder)
    file, word = word_at(space, folder, name, marked)
    place = Names(space, file).place(word)
    if place is None:
        return ""
    target = space.file(place.file)
    assert target is not None
    line = target.text.split("\n")[place.line - 1]
    return f"{Path(place.file).relative_to(folder)}: {line[place.column - 1 :].split(':')[0]}"


BROKEN_ON_PURPOSE = ("who-goes-first.yaml",)
"""Examples that show a mistake."""
SHIPPED = sorted(
    path
    for pattern in ("rules/**/*.yaml", "examples/**/*.yaml", "tests/rules/*.yaml")
    for path in ROOT.glob(pattern)
    if path.name not in BROKEN_ON_PURPOSE
)
