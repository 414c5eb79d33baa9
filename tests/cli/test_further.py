"""Commands that plugins bring: found by name, with a session, and blamed by name when they fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import dealcheck
from dealcheck.cli import app
from dealcheck.session import plugins as plugins_module
from tests.cli.test_settings import DEAL, RULES, WORDS


@click.group()
def greet() -> None:
    """Greet people."""


@greet.command()
@click.argument("name")
@click.option("--rules", multiple=True, metavar="ID|PATH")
def one(name: str, rules: tuple[str, ...]) -> None:
    """Greet one."""
    session = click.get_current_context().find_object(dealcheck.Session)
    assert session is not None
    if name == "nobody":
        raise KeyError("nobody")
    if name == "stranger":
        raise dealcheck.InputError([dealcheck.Mistake("there is no stranger")])
    if name.endswith(".yaml"):
        click.echo(f"{len(dealcheck.verify(name, list(rules) or None, session=session).verdicts)} verdicts")
    else:
        click.echo(f"Hello {name}; {len(session.plugins.infos())} plugins; {', '.join(rules)}.")


class _EntryPoint:
    """The entry point of an installed plugin."""

    dist = None

    def __init__(self, name: str, commands: Callable[[], Any]) -> None:
        self.name = name
        self._commands = commands

    def load(self) -> object:
        return SimpleNamespace(dealcheck_commands=dealcheck.hookimpl(self._commands))


Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install plugins with commands, in the place of all that are."""

    def installed(**commands: Mapping[str, object] | Callable[[], Any]) -> None:
        entries = [
            _EntryPoint(name, value if callable(value) else lambda value=value: value)
            for name, value in commands.items()
        ]
        monkeypatch.setattr(plugins_module, "entry_points", lambda _group: entries)
        monkeypatch.setattr(plugins_module, "distribution_of", lambda entry: (f"dist-{entry.name}", "1.0"))

    return installed


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="dealcheck")


def test_a_plugins_command_runs_with_the_session_of_the_call(install: Install) -> None:
    install(polite={"greet": greet})
    result = call("greet", "one", "Ann", "--rules", "us-hanoi")
    assert (result.exit_code, result.output) == (0, "Hello Ann; 2 plugins; us-hanoi.\n")


def test_it_is_listed(install: Install) -> None:
    install(polite={"greet": greet})
    assert "greet      Greet people." in call("--help").output
    assert "commands: greet" in call("plugins").output
    assert "Greet one." in call("greet", "--help").output


def test_it_can_be_switched_off(install: Install) -> None:
    install(polite={"greet": greet})
    result = call("--disable-plugin", "polite", "greet", "one", "Ann")
    assert (result.exit_code, "No such command 'greet'" in result.output) == (2, True)


def test_what_fails_in_it_names_the_plugin(install: Install) -> None:
    install(polite={"greet": greet})
    result = call("greet", "one", "nobody")
    assert (result.exit_code, result.output) == (
        2,
        "error: plugin `polite` failed in command `greet`: KeyError: 'nobody'; "
        "switch it off with `--disable-plugin polite`\n",
    )
    result = call("greet", "one", "stranger")
    assert (result.exit_code, result.output) == (2, "error: there is no stranger\n")


def test_empty_texts_are_refused_as_everywhere(install: Install) -> None:
    install(polite={"greet": greet})
    assert "expected NAME, found an empty text" in call("greet", "one", "").output


def test_a_project_sets_its_options(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(polite={"greet": greet})
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.dealcheck]\nrules = "us-hanoi"\n', encoding="utf-8")
    assert call("greet", "one", "Ann").output.endswith("us-hanoi.\n")
    project.write_text('[tool.dealcheck]\nrules = "a"\n[tool.dealcheck.greet.one]\nrules = "b"\n', encoding="utf-8")
    assert call("greet", "one", "Ann").output.endswith("b.\n")
    assert call("rules").exit_code == 2  # `a` is no ruleset; the table of a plugin's command is known
    assert "unknown command" not in call("rules").output
    project.write_text("[tool.dealcheck.great]\nx = 1\n", encoding="utf-8")
    result = call("greet", "one", "Ann")
    assert (result.exit_code, "did you mean `greet`" in result.output) == (2, True)


def test_a_projects_words_are_known(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(polite={"greet": greet})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "rights.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "gift.yaml").write_text(DEAL, encoding="utf-8")
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.dealcheck]\nrules = ["words.yaml", "rights.yaml"]\n', encoding="utf-8")
    assert call("greet", "one", "gift.yaml").output == "1 verdicts\n"
    assert call("greet", "one", "gift.yaml", "--rules", "rights.yaml").output == "1 verdicts\n"


MISUSES: dict[str, tuple[object, str]] = {
    "no mapping": (3, "hook dealcheck_commands must return a mapping, not int"),
    "no command": ({"greet": 3}, "must map names to `click.Command`s, not 'greet' to int"),
    "no name": ({"Greet!": greet}, "must map names to `click.Command`s, not 'Greet!' to Group"),
}


@pytest.mark.parametrize(("value", "message"), MISUSES.values(), ids=MISUSES)
def test_what_is_no_command_is_refused(install: Install, value: object, message: str) -> None:
    install(polite=lambda: value)
    result = call("greet", "one", "Ann")
    assert (result.exit_code, "plugin `polite`: " in result.output, message in result.output) == (2, True, True)


def test_a_name_that_is_taken_is_refused(install: Install) -> None:
    install(polite={"greet": greet}, rude={"greet": greet})
    assert "plugins `polite` and `rude` both bring the command `greet`" in call("greet", "one", "Ann").output
    install(polite={"verify": greet})
    assert "plugin `polite` brings a command `verify`, which dealcheck has itself" in call("greet").output
    assert call("verify", "--help").exit_code == 0


def test_a_broken_plugin_does_not_take_the_help_away(install: Install) -> None:
    def boom() -> object:
        raise ValueError("boom")

    install(polite=boom)
    result = call("--help")
    assert result.exit_code == 0
    assert "verify" in result.output
    assert "note: plugin `polite` failed in hook dealcheck_commands: ValueError: boom" in result.output
