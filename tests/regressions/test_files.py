"""Small inputs that once went wrong, each in a folder of its own: what comes out of them now."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dealcheck.cli import app

HERE = Path(__file__).parent


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Copy a case and make it the working directory."""

    def enter(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(HERE / name, folder)
        monkeypatch.chdir(folder)
        return folder

    return enter


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="dealcheck")


def test_a_quoted_star_is_formatted(case: Callable[[str], Path]) -> None:
    folder = case("fmt-star")
    result = call("fmt", "--check", "d.yaml")
    assert (result.exit_code, result.output) == (1, "would format d.yaml\n")
    assert call("fmt", "more").output == "".join(f"formatted more/{name}.yaml\n" for name in "abc")
    assert 'attributes: {note: "*1"}' in (folder / "more" / "b.yaml").read_text()
    assert call("fmt", "--check", "more").output == ""


def test_a_bad_file_does_not_stop_the_others(case: Callable[[str], Path]) -> None:
    folder = case("fmt-star")
    (folder / "more" / "b.yaml").write_text("deal: [\n")
    result = call("fmt", "more")
    assert result.exit_code == 2
    assert result.stdout == "formatted more/a.yaml\nformatted more/c.yaml\n"
    assert result.stderr.startswith("error: more/b.yaml:2:1: not proper YAML")


def test_repairs_with_a_star_are_written(case: Callable[[str], Path]) -> None:
    folder = case("fmt-star")
    result = call("repair", "r.yaml", "--rules", "us-hanoi", "--write", "out")
    assert result.exit_code == 0, result.output
    (made,) = (folder / "out").iterdir()
    assert call("verify", str(made), "--rules", "us-hanoi").exit_code == 0
    assert "attributes: {note: '*a'}" in made.read_text()


@pytest.mark.parametrize("files", [["rules/seller.yaml"], ["rules/seller.yaml", "rules/vocabulary.yaml"], ["rules"]])
def test_lint_finds_the_words_of_the_project(case: Callable[[str], Path], files: list[str]) -> None:
    case("precommit-lint")
    result = call("lint", *files)
    assert result.exit_code == 1
    assert "rules/seller.yaml:5: bottom line `a` counts as stated, and cites no source" in result.output


def test_the_project_is_found_from_the_file_and_from_the_folder(
    case: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("precommit-lint")
    monkeypatch.chdir(folder / "rules")
    assert call("lint", "seller.yaml").exit_code == 1
    monkeypatch.chdir(folder.parent)
    assert call("lint", "precommit-lint/rules/seller.yaml").exit_code == 1
    (folder.parent / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert call("lint", "precommit-lint/rules/seller.yaml").exit_code == 1
    (folder.parent / "pyproject.toml").write_text("[tool.dealcheck.lint]\nignore = ['unsourced']\n")
    assert call("lint", "precommit-lint/rules/seller.yaml").exit_code == 0
