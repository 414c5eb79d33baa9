"""`dealcheck fmt` as authors use it, and the files that ship with dealcheck are in its form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

UNTIDY = "deal:  d\nvocabulary: 'v'\n"
TIDY = "deal: d\nvocabulary: v\n"
SHIPPED = ["rules", "examples", "plugins", "benchmarks", "tests/valid", "tests/rules"]

Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deal.yaml"
    path.write_text(UNTIDY)
    return path


@pytest.mark.parametrize("folder", SHIPPED)
def test_what_ships_is_formatted(run: Run, folder: str) -> None:
    result = run("fmt", "--check", folder)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("arguments", [[], ["--vocabulary", "korea", "--party", "rok"]])
def test_what_is_made_is_formatted(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    assert run("new", "rules", "water-rights", "--into", str(tmp_path), *arguments).exit_code == 0
    assert run("fmt", "--check", str(tmp_path)).output == ""


def test_a_file_is_formatted(run: Run, file: Path) -> None:
    file.chmod(0o640)
    assert run("fmt", str(file)).output == f"formatted {file}\n"
    assert file.read_text() == TIDY
    assert file.stat().st_mode & 0o777 == 0o640
    assert (run("fmt", str(file)).output, [each.name for each in file.parent.iterdir()]) == ("", ["deal.yaml"])


def test_a_link_stays_one(run: Run, file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    assert run("fmt", str(link)).exit_code == 0
    assert link.is_symlink()
    assert file.read_text() == TIDY


def test_check_changes_nothing(run: Run, file: Path) -> None:
    result = run("fmt", "--check", str(file))
    assert (result.exit_code, result.output) == (1, f"would format {file}\n")
    assert file.read_text() == UNTIDY


def test_diff_changes_nothing_and_is_no_check(run: Run, file: Path) -> None:
    result = run("fmt", "--diff", str(file))
    assert result.exit_code == 0
    assert "-deal:  d\n" in result.output
    assert "+deal: d\n" in result.output
    assert run("fmt", "--diff", "--check", str(file)).exit_code == 1
    assert file.read_text() == UNTIDY


def test_standard_input(run: Run) -> None:
    assert run("fmt", "-", input=UNTIDY).output == TIDY
    assert run("fmt", "-", "--check", input=UNTIDY).output == "would format <stdin>\n"
    assert run("fmt", "-", "--check", input=TIDY).exit_code == 0


def test_a_broken_file_is_left_and_the_others_are_formatted(run: Run, file: Path) -> None:
    broken = file.with_name("broken.yaml")
    broken.write_text("deal: [\n")
    result = run("fmt", str(broken), str(file))
    assert result.exit_code == 2
    assert result.output.startswith(f"error: {broken}:2:1: not proper YAML")
    assert (broken.read_text(), file.read_text()) == ("deal: [\n", TIDY)


def test_a_folder_is_searched_for_files_of_dealcheck(run: Run, file: Path) -> None:
    for name in (".hidden/deal.yaml", "deep/er/deal.yml", "other.yaml", "deep/text.md"):
        path = file.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("on: push\n" if name == "other.yaml" else UNTIDY)
    result = run("fmt", str(file.parent), str(file))
    assert result.output == f"formatted {file.parent / 'deal.yaml'}\nformatted {file.parent / 'deep/er/deal.yml'}\n"


def test_a_missing_file(run: Run) -> None:
    result = run("fmt", "missing.yaml")
    assert (result.exit_code, result.output) == (2, "error: can't read `missing.yaml`: No such file or directory\n")
