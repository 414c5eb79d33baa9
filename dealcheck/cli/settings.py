"""Defaults of options in `[tool.dealcheck.COMMAND]` of a project's pyproject.toml, under the options' own names.

Those in `[tool.dealcheck]` itself are for every command that has such an option.

The file is the nearest one, in the working directory or above it; if that has no settings for dealcheck, the nearest
to the first file that the command line names. What the command line says comes first. Paths are relative to the folder
of the file, so that a command does the same from everywhere in a project.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from dealcheck.cli.outputs import INPUTS
from dealcheck.errors import InputError, Mistake, Mistakes, shown
from dealcheck.files.documents import read_bytes
from dealcheck.place import Place, Word

FILE = "pyproject.toml"
_TABLE = re.compile(rb"""tool["']?\s*(\.\s*["']?dealcheck|[]=])""")
"""A file without this has no settings for dealcheck; parsing it would take a tenth of a short run."""
_SHARED = ("color", "disable-plugin", "rules")
"""Options that many commands have."""
_PLACES = (*INPUTS, "into")
"""Parameters that take paths or ids."""


class Settings:
    """What a project's file says; nothing when there is none."""

    def __init__(self, folder: Path) -> None:
        self.file, self.text, self.table = _nearest(folder)

    @classmethod
    def nearest(cls, command: click.Command, arguments: list[str]) -> Settings:
        """Return the settings for a call: of the working directory, or else of the first file that is named."""
        here = cls(Path.cwd())
        folders = () if here.table else _folders(_given(command, arguments))
        return next((settings for settings in map(cls, folders) if settings.table), here)

    def for_command(
        self, command: click.Command, known: Mapping[str, object], further: Callable[[], Iterable[str]] = tuple
    ) -> dict[str, Any]:
        """Return the defaults of a command by its parameters. Raises InputError for names and values that don't fit.

        `known` has the names of dealcheck's own commands; `further` gives those of plugins, and is called when the file
        has a name that is not known.
        """
        mistakes = Mistakes()
        unknown = [name for name in self.table if name not in known and name not in _SHARED]
        others = tuple(further()) if unknown else ()
        for name in unknown:
            if name not in others:
                mistakes.unknown(
                    "command or option", self._word(name), (*known, *others, *_SHARED), where=" in `tool.dealcheck`"
                )
        mistakes.raise_if_any()
        # `rules` is a command too: a table is its own, anything else is the option that many commands share.
        options = {
            name: value for name, value in self.table.items() if name in _SHARED and not isinstance(value, Mapping)
        }
        own = {} if command.name in options else self.table.get(command.name or "", {})
        return _merged(
            self._of_shared(command, options), self._defaults(command, own, f"tool.dealcheck.{command.name}")
        )

    def _of_shared(self, command: click.Command, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the defaults that options of many commands give to a command; to those of a group, each."""
        if isinstance(command, click.Group):
            return {name: self._of_shared(sub, options) for name, sub in command.commands.items()}
        has = {_key(option) for option in command.params}
        shared = {name: value for name, value in options.items() if name in has}
        return self._defaults(command, shared, "tool.dealcheck")

    def _defaults(self, command: click.Command, table: Any, name: str) -> dict[str, Any]:
        if not isinstance(table, Mapping):
            raise InputError([Mistake(f"`{name}` is no table", self._place(name.rpartition(".")[2]))])
        if isinstance(command, click.Group):
            return self._of_group(command, table, name)
        parameters = {_key(option): option for option in command.params if option.expose_value}
        mistakes = Mistakes()
        defaults: dict[str, Any] = {}
        for key, value in table.items():
            if key not in parameters:
                mistakes.unknown("option", self._word(key), parameters, where=f" in `{name}`")
            else:
                parameter = parameters[key]
                try:
                    defaults[parameter.name or ""] = self._value(parameter, value)
                except (click.UsageError, TypeError, ValueError) as error:
                    reason = error.message if isinstance(error, click.UsageError) else str(error)
                    mistakes.add(f"`{shown(key)}` in `{name}`: {reason}", self._place(key))
        mistakes.raise_if_any()
        return defaults

    def _of_group(self, command: click.Group, table: Mapping[str, Any], name: str) -> dict[str, Any]:
        mistakes = Mistakes()
        for key in table:
            if key not in command.commands:
                mistakes.unknown("command", self._word(key), command.commands, where=f" in `{name}`")
        mistakes.raise_if_any()
        return {
            key: self._defaults(command.commands[key], option_value, f"{name}.{key}")
            for key, option_value in table.items()
        }

    def _value(self, parameter: click.Parameter, value: Any) -> Any:
        """Return a value as the command line would give it. Raises for one that the parameter's type does not take."""
        is_list = parameter.multiple if isinstance(parameter, click.Option) else parameter.nargs != 1
        if isinstance(parameter, click.Option) and parameter.is_flag:
            if not isinstance(value, bool):
                raise ValueError(f"expected true or false, found `{shown(str(value))}`")
            return value
        values = value if isinstance(value, list) else [value]
        if not is_list and isinstance(value, list):
            raise ValueError("expected one value, found a list")
        texts = [self._text(parameter, item) for item in values]
        for text in texts:
            parameter.type.convert(text, parameter, None)
        return texts if is_list else texts[0]

    def _text(self, parameter: click.Parameter, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError(f"expected text or a number, found `{shown(str(value))}`")
        text = str(value)
        is_path = parameter.name in _PLACES
        beside = self.file.parent / text
        return os.path.relpath(beside) if is_path and beside.exists() else text

    def _word(self, text: str) -> Word:
        return Word(text, self._place(text))

    def _place(self, key: str) -> Place:
        """Return where a key seems to be, by a search: TOML's reader does not say."""
        pattern = re.compile(rf"^\s*(?:\[[^\]\n]*)?[\"']?{re.escape(key)}\b", re.MULTILINE)
        start = self.text.find("[tool.dealcheck")
        match = pattern.search(self.text, max(start, 0))
        line = self.text.count("\n", 0, match.end()) + 1 if match else 1
        return Place(os.path.relpath(self.file), line, 1)


def project_rules(
    command: click.Command,
    paths: Iterable[str],
    known: Mapping[str, object],
    further: Callable[[], Iterable[str]] = tuple,
) -> list[str]:
    """Return the paths of the rules in the projects that some files are in, and in that of the working directory.

    Raises InputError for settings that don't fit.
    """
    projects = {settings.file: settings for settings in map(Settings, [*_folders(paths), Path.cwd()])}
    defaults = (project.for_command(command, known, further) for project in projects.values())
    rules = (name for settings in defaults for name in _rules_in(settings))
    return [name for name in dict.fromkeys(rules) if os.path.exists(name)]  # others are ids of what is installed


def _rules_in(settings: Mapping[str, Any]) -> list[str]:
    """Return the rules that the defaults of a command name; of a group, those of all its commands."""
    names: list[str] = []
    for key, value in settings.items():
        if isinstance(value, dict):
            names += _rules_in(value)
        elif key == "rules":
            names += value
    return names


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return two sets of defaults as one, in which the second takes precedence at any depth."""
    both = {name: _merged(first[name], value) for name, value in second.items() if isinstance(first.get(name), dict)}
    return {**first, **second, **both}


def _given(command: click.Command, arguments: list[str]) -> list[str]:
    """Return the values of a command's arguments; none where the call is wrong, which click says later."""
    try:
        parsed = command.make_parser(click.Context(command)).parse_args(list(arguments))[0]
    except click.UsageError:
        return []
    values = [parsed.get(option.name) for option in command.params if isinstance(option, click.Argument)]
    texts = [text for value in values for text in (value if isinstance(value, (tuple, list)) else [value])]
    return [text for text in texts if isinstance(text, str)]  # click marks a missing argument with an object of its own


def _folders(paths: Iterable[str]) -> list[Path]:
    """Return the folders that some paths are, or are in; of those that exist."""
    folders = (Path(os.path.abspath(path)) for path in paths if os.path.exists(path))
    return list(dict.fromkeys(folder if folder.is_dir() else folder.parent for folder in folders))


def _key(parameter: click.Parameter) -> str:
    """Return the name of a parameter in the file: as on the command line, without hyphens before it."""
    long = [flag[2:] for flag in parameter.opts if flag.startswith("--")]
    return long[0] if long else str(parameter.name)


def _nearest(folder: Path) -> tuple[Path, str, Mapping[str, Any]]:
    """Return the file, its text and its table for dealcheck; it is not parsed where it has no such table."""
    for ancestor in (folder, *folder.parents):
        file = ancestor / FILE
        if file.is_file():
            data = read_bytes(file)
            return (file, *_parsed(data, file)) if _TABLE.search(data) else (file, "", {})
    return folder / FILE, "", {}


def _parsed(data: bytes, file: Path) -> tuple[str, Mapping[str, Any]]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    name = os.path.relpath(file)
    try:
        text = data.decode("utf-8")
        tool = tomllib.loads(text).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        match = re.search(r"at line (\d+), column (\d+)", str(error))
        place = Place(name, int(match[1]), int(match[2])) if match else Place(name, 1, 1)
        raise InputError([Mistake(f"not proper TOML: {shown(str(error), 120)}", place)]) from None
    table = tool.get("dealcheck", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise InputError([Mistake("`tool.dealcheck` is no table", Place(name, 1, 1))])
    return text, table
