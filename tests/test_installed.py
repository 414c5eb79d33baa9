"""Whether plugins may be installed: never no where `importlib.metadata` finds one."""

from __future__ import annotations

import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from dealcheck.session.installed import may_have_entry_points

GROUP = "dealcheck-test"
OURS = f"[console_scripts]\nx = y\n\n[{GROUP}]\nmine = json\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of `sys.path`."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(sys, "meta_path", [finder for finder in sys.meta_path if "_frozen_importlib" in repr(finder)])
    return tmp_path


def install(folder: Path, name: str, text: str | None) -> None:
    (folder / name).mkdir()
    (folder / name / "METADATA").write_text("Name: thing\nVersion: 1\n", encoding="utf-8")
    if text is not None:
        (folder / name / "entry_points.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["thing-1.dist-info", "thing.egg-info"])
def test_a_distribution_with_our_entry_points_is_seen(folder: Path, name: str) -> None:
    install(folder, "other-1.dist-info", None)
    install(folder, name, OURS)
    assert [entry.name for entry in metadata.entry_points(group=GROUP)] == ["mine"]
    assert may_have_entry_points(GROUP)


def test_others_are_none_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, "other-1.dist-info", None)
    install(folder, "scripts-1.dist-info", "[console_scripts]\ndealcheck-test = x:main\n")
    (folder / "old.egg-info").write_text("Name: old\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(folder), str(folder / "not-there")])
    assert not metadata.entry_points(group=GROUP)
    assert not may_have_entry_points(GROUP)


def test_the_current_folder_counts_where_python_looks_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, "thing-1.dist-info", OURS)
    monkeypatch.setattr(sys, "path", [""])
    assert not may_have_entry_points(GROUP)
    monkeypatch.chdir(folder)
    assert may_have_entry_points(GROUP)


def test_an_archive_may_have_some(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = folder / "all.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("thing-1.dist-info/entry_points.txt", OURS)
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert may_have_entry_points(GROUP)


def test_so_may_what_another_finder_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder(metadata.DistributionFinder):
        def find_distributions(self, context: object = None) -> list[metadata.Distribution]:
            return []

    assert not may_have_entry_points(GROUP)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert may_have_entry_points(GROUP)
