"""`dealcheck fmt` as authors use it, and the files that ship with dealcheck are in its form."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from dealcheck.cli import fmt
from dealcheck.errors import InputError, Mistake

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


@pytest.fixture
def mixed(file: Path) -> Path:
    """A folder with files that can't be formatted, and one before and one after them that can."""
    folder = file.parent
    file.rename(folder / "a.yaml")
    (folder / "b-broken.yaml").write_text("deal: [\n")
    (folder / "c-bytes.yaml").write_bytes(b"deal: \xff\n")
    (folder / "d-folder.yaml").mkdir()
    (folder / "e-gone.yaml").symlink_to(folder / "nowhere.yaml")
    (folder / "f-other.yaml").write_text("on: push\n")
    os.mkfifo(folder / "g-pipe.yaml")
    (folder / "z.yaml").write_text(UNTIDY)
    return folder


@pytest.mark.parametrize("option", ["", "--check", "--diff"])
def test_what_can_t_be_formatted_is_told_and_the_others_are_done(run: Run, mixed: Path, option: str) -> None:
    result = run("fmt", str(mixed), *([option] if option else []))
    assert result.exit_code == 2
    told = [line.removeprefix(f"error: {mixed}/").split(": not")[0] for line in result.stderr.splitlines()]
    assert told[:2] == ["b-broken.yaml:2:1", "c-bytes.yaml:1:7: the file is not UTF-8 text; save it as UTF-8"]
    assert told[2:] == [f"error: can't read `{mixed}/e-gone.yaml`: No such file or directory"]
    for name in ("a.yaml", "z.yaml"):
        assert f"{mixed / name}" in result.stdout
        assert (mixed / name).read_text() == (UNTIDY if option else TIDY)


@pytest.mark.parametrize(
    "error", [InputError([Mistake("can't write `a.yaml`: Permission denied")]), RuntimeError("oh no")]
)
def test_a_file_that_can_t_be_written_is_told(
    run: Run, mixed: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    replace = fmt.replace

    def fail(path: Path, data: bytes) -> None:
        if Path(path).name == "a.yaml":
            raise error
        replace(path, data)

    monkeypatch.setattr(fmt, "replace", fail)
    result = run("fmt", str(mixed))
    assert (result.exit_code, result.stdout) == (2, f"formatted {mixed / 'z.yaml'}\n")
    assert "a.yaml" in result.stderr
    if isinstance(error, RuntimeError):
        assert f"error: {mixed / 'a.yaml'}: this is a defect of dealcheck (RuntimeError: oh no)" in result.stderr


@pytest.mark.parametrize("step", ["formatted", "is_ours"])
def test_a_defect_in_one_file_is_told_with_its_name(
    run: Run, mixed: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = getattr(fmt, step)

    def fail(first: object, *rest: object) -> object:
        if str((first, *rest)).count("a.yaml"):
            raise IndexError("list index out of range")
        return real(first, *rest)

    monkeypatch.setattr(fmt, step, fail)
    result = run("fmt", str(mixed))
    assert (result.exit_code, result.stdout) == (2, f"formatted {mixed / 'z.yaml'}\n")
    assert f"error: {mixed / 'a.yaml'}: this is a defect of dealcheck (IndexError" in result.stderr


def test_a_folder_that_can_t_be_read_is_told(run: Run, mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("d-folder.yaml"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = run("fmt", str(mixed))
    assert f"error: can't read `{mixed / 'd-folder.yaml'}`: Permission denied\n" in result.stderr
    assert f"formatted {mixed / 'z.yaml'}\n" in result.stdout


def test_names_that_no_file_can_have(run: Run) -> None:
    for name in ("x" * 300, "README.md/deal.yaml"):
        result = run("fmt", name)
        assert result.exit_code == 2
        assert result.output.startswith(f"error: can't read `{name[:200]}")
