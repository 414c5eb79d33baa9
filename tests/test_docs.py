"""The documentation is true: its files are read, its code and commands are run, and its links lead somewhere.

Every page in `docs/` is played from top to bottom. A block with a title is a file, and is written. A `console` block
holds commands, each with the output it must have. A `python` block is executed, in one namespace for each page; if a
`text` block comes next, that is what it must print. In expected output `...` stands for any text. A page that says
`<!-- plugins: NAME -->` is played with that distribution of `plugins/` installed, any other with none.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import attrs
import click
import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import COMMANDS, app
from dealcheck.cli.settings import Settings
from dealcheck.files.conditions import FORMS
from dealcheck.model.cases import Case, CaseFile, Expected
from dealcheck.model.conditions import Count, Pattern, Tests, Total
from dealcheck.model.fields import fields_by_key
from dealcheck.session.plugins import DISABLE_VARIABLE, GROUP
from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

README = ROOT / "README.md"
PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md") if page.name != "tutorial.md")
_PLUGINS = re.compile(r"^<!-- plugins: (.+) -->$", re.M)
_EXCERPT = re.compile(r"^<!-- from: (\S+) -->\n```(?!ya?ml)\w+\n(.*?)^```$", re.M | re.S)
_BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.M | re.S)


@attrs.frozen
class Block:
    """A fenced block of a page, with the line on which it begins."""

    page: Path
    line: int
    language: str
    title: str | None
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found["language"], found["title"], found["text"])
        for found in _BLOCK.finditer(text)
    ]


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with its expected output."""
    for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


class Player:
    """Does in a folder what a page tells its reader to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = 0
        self.names: dict[str, Any] = {"__name__": "docs"}

    def play(self, block: Block) -> Iterator[tuple[str, str, str]]:
        """Do what the block says; what was done, what it should print (empty: not said here), and what it printed."""
        if block.title:
            target = self.folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, output in commands(block):
                yield command, output, self.run(command)
        elif block.language == "python":
            yield "python", "", self.execute(block)

    def run(self, command: str) -> str:
        """The output of a command."""
        program, *arguments = shlex.split(command)
        if command == "echo $?":
            return str(self.status)
        if program == "dealcheck":
            result = CliRunner().invoke(app, arguments, prog_name="dealcheck")
            self.status = result.exit_code
            return result.output
        assert program == "python", f"a page may run dealcheck and python, not {program}"
        # pytest lays its lines out for the width of the terminal, and the pages show 80 columns.
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, encoding="utf-8"
        )
        self.status = done.returncode
        return done.stdout + done.stderr

    def execute(self, block: Block) -> str:
        """What the code of a block prints."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.text, block.place, "exec", dont_inherit=True), self.names)
        return printed.getvalue()


def player_for(page: Path, folder: Path) -> Player:
    """A page that brings its own files is played in a folder of its own, any other at the top of the repository."""
    return Player(folder if any(block.title for block in blocks(page)) else ROOT)


def install_plugins(page: Path, folder: Path) -> str:
    """Put the plugins that a page needs on the path, as if they were installed; return the names of all others.

    Python finds a distribution by the folder with its metadata, which is written into `folder`.
    """
    found = _PLUGINS.search(page.read_text(encoding="utf-8"))
    brought: set[str] = set()
    for name in found[1].split() if found else ():
        home = ROOT / "plugins" / name
        project = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        points = project["entry-points"][GROUP]
        info = folder / f"{name.replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {project['version']}\n", encoding="utf-8")
        lines = "".join(f"{point} = {module}\n" for point, module in points.items())
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{lines}", encoding="utf-8")
        sys.path[:0] = [str(folder), str(home / "src")]
        brought |= set(points)
    return ",".join({entry.name for entry in metadata.entry_points(group=GROUP)} - brought)


def same(expected: str, found: str) -> bool:
    """Whether the output is the expected one; `...` stands for anything."""
    pattern = re.escape(_trimmed(expected)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, _trimmed(found), flags=re.S) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = player_for(page, tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv(DISABLE_VARIABLE, install_plugins(page, tmp_path / "installed"))
    monkeypatch.chdir(player.folder)
    printed: str | None = None
    for block in blocks(page):
        if block.language == "text" and printed is not None:
            assert same(block.text, printed), f"{block.place} prints:\n{printed}"
        printed = None
        for done, expected, found in player.play(block):
            if done == "python":
                printed = found
            else:
                assert same(expected, found), f"{block.place}: `{done}` prints:\n{found}"


@pytest.mark.parametrize("page", [README, ROOT / "CONTRIBUTING.md", *PAGES], ids=lambda page: page.name)
def test_commands_that_are_not_run_are_such_as_dealcheck_takes(page: Path) -> None:
    for block in blocks(page):
        if block.language == "sh":
            accepted_in(block.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_are_such_as_dealcheck_takes(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.language == "toml" and "[tool.dealcheck" in block.text:
            (tmp_path / "pyproject.toml").write_text(block.text, encoding="utf-8")
            for name in COMMANDS:
                command = app.get_command(click.Context(app), name)
                assert command is not None
                Settings(tmp_path).for_command(command, COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_excerpts_of_other_files_than_yaml_stand_so_in_them(page: Path) -> None:
    for file, text in _EXCERPT.findall(page.read_text(encoding="utf-8")):
        assert text in (ROOT / file).read_text(encoding="utf-8"), file


def accepted_in(script: str) -> int:
    """How many commands of dealcheck stand in a script. Fails when the command line would not take one of them."""
    found = re.findall(r"^ *(?:\w+=\S* )*(?:\S*/)?dealcheck ([^|>\n]+)", script, flags=re.M)
    for arguments in found:
        accepted(shlex.split(arguments, comments=True))
    return len(found)


def accepted(arguments: list[str]) -> None:
    """Fail when the command line does not take these arguments."""
    command: click.Command = app
    while isinstance(command, click.Group):
        context = click.Context(command)
        _, (name, *arguments), _ = command.make_parser(context).parse_args(arguments)
        below = command.get_command(context, name)
        assert below is not None, f"unknown command {name}"
        command = below
    command.make_context(command.name, arguments)


FILE_CLASSES = (
    *(dealcheck.Vocabulary, dealcheck.Party, dealcheck.Object, dealcheck.Source),
    *(dealcheck.Deal, dealcheck.Step, dealcheck.Provision),
    *(dealcheck.Ruleset, dealcheck.BottomLine, dealcheck.Worth, dealcheck.Mandate),
    *(Pattern, Tests, Count, Total),
    *(dealcheck.Calendar, dealcheck.Remedy, dealcheck.Grounds),
)


@pytest.mark.parametrize("cls", FILE_CLASSES, ids=lambda cls: cls.__name__)
def test_the_reference_has_every_key(cls: type) -> None:
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    for key in {*fields_by_key(cls), *FORMS}:
        assert re.search(rf"`{key}[`:]", page), key


@pytest.mark.parametrize("cls", [CaseFile, Case, Expected], ids=lambda cls: cls.__name__)
def test_the_guide_to_testing_has_every_key(cls: type) -> None:
    page = (ROOT / "docs" / "testing-rules.md").read_text(encoding="utf-8")
    for key in fields_by_key(cls):
        assert re.search(rf"`{key}[`:]", page), key


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    pages = [text for text in (page.read_text(encoding="utf-8") for page in PAGES) if f"dealcheck {name}" in text]
    for option in options(command):
        assert any(re.search(rf"`{option}[` ]", page) for page in pages), option


def options(command: click.Command) -> Iterator[str]:
    """The options of a command and of those below it."""
    for parameter in command.params:
        yield from (option for option in parameter.opts if option.startswith("-"))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from options(below)


@pytest.mark.parametrize("page", [README, ROOT / "CONTRIBUTING.md", *PAGES], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", _BLOCK.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor and target.parent.name != "reference":  # whose headings are made when the site is built
            assert anchor in _anchors(target), f"{page.name}: {link}"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
