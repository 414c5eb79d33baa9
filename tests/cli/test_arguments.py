"""Empty texts, names that YAML reads as something else, test files that test nothing: refused on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from dealcheck.cli import COMMANDS, app
from tests.conftest import HANOI

Run = Callable[..., Result]
DEAL = str(HANOI / "bigger.yaml")
PROSE = {"title", "author", "note", "source"}


def commands(
    command: click.Command = app, name: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words by which it is called."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for each in command.list_commands(context):
        found = command.get_command(context, each)
        assert found is not None
        yield from commands(found, (*name, each))


PARAMETERS = [
    (words, parameter)
    for words, command in commands()
    for parameter in command.params
    if isinstance(parameter.type, click.types.StringParamType)
    and parameter.name not in PROSE
    and not getattr(parameter, "is_flag", False)
]


def test_all_commands_are_looked_at() -> None:
    assert {words[0] for words, _ in commands()} == set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "parameter"), PARAMETERS, ids=[f"{'-'.join(words)}-{each.name}" for words, each in PARAMETERS]
)
def test_an_empty_text_names_nothing(
    words: tuple[str, ...], parameter: click.Parameter, run: Run, tmp_path: Path
) -> None:
    (command,) = (each for name, each in commands() if name == words)
    arguments = [*words]
    for each in command.params:
        if each is parameter or each.name == parameter.name:
            arguments += [each.opts[0], ""] if isinstance(each, click.Option) else [""]
        elif each.required:
            arguments += [each.opts[0], "1"] if isinstance(each, click.Option) else ["deal"]
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "empty text" in result.stderr or "unknown code ``" in result.stderr


@pytest.mark.parametrize(
    "name", ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "1e3", "A", "a_b", "-"]
)
@pytest.mark.parametrize("kind", ["rules", "deal", "party"])
def test_a_new_thing_has_a_name_that_reads_back(name: str, kind: str, run: Run, tmp_path: Path) -> None:
    arguments = {
        "rules": ["rules", "--into", str(tmp_path), "--", name],
        "deal": ["deal", "--rules", "us-hanoi", "--", name],
        "party": ["rules", "talks", "--into", str(tmp_path), "--party", name, "--party", "other"],
    }
    result = run("new", *arguments[kind])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected an id such as `water-rights`" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [["a-"], ["a--b"], ["talks", "--party", "vocabulary", "--party", "other"]])
def test_names_of_files_do_not_clash(arguments: list[str], run: Run, tmp_path: Path) -> None:
    result = run("new", "rules", *arguments, "--into", str(tmp_path))
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("", "test file `t` has no cases; expected at least one under `cases`"),
        ("cases: {}\n", "test file `t` has no cases"),
        (
            f"cases:\n  c: {{deal: {DEAL}, expect: {{}}}}\n",
            "case `c` expects nothing; under `expect`, say of a ruleset",
        ),
        (f"cases:\n  c: {{deal: {DEAL}, expect: {{us-hanoi: {{}}}}}}\n", "case `c` expects nothing of `us-hanoi`"),
    ],
)
def test_a_test_file_that_tests_nothing_does_not_pass(cases: str, said: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "test_t.yaml"
    file.write_text(f"tests: t\n{cases}", encoding="utf-8")
    for path in (file, tmp_path):
        result = run("test", str(path))
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr


def test_an_empty_folder_does_not_pass(run: Run, tmp_path: Path) -> None:
    result = run("test", str(tmp_path))
    assert result.exit_code == 2
    assert "there are no test files in" in result.stderr
    assert run("test", str(tmp_path / "not-there")).exit_code == 2


@pytest.mark.parametrize("name", ["", ".", "folder", "no\udcff.yaml"])
def test_a_deal_is_a_file(name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for arguments in (["verify", name], ["explore", name], ["repair", name], ["verify", DEAL, "-o", name]):
        if name.endswith(".yaml") and "-o" in arguments:
            continue
        result = run(*arguments)
        assert result.exit_code == 2
        assert "defect" not in result.output
