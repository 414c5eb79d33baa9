"""Options that name a file to write, and the check, before any work, that it may be written."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar

import click

from dealcheck.apart import must_be_apart
from dealcheck.atomic import RegularFile, target_at
from dealcheck.engines.tables.reading.files import KINDS as TABLE_SUFFIXES
from dealcheck.files import YAML_SUFFIXES

F = TypeVar("F", bound=Callable[..., Any])

INPUTS: Mapping[str, Collection[str]] = {
    "after": YAML_SUFFIXES,
    "before": YAML_SUFFIXES,
    "deal": (),
    "deals": (),
    "draft": (),
    "log": (),
    "paths": YAML_SUFFIXES,
    "rules": YAML_SUFFIXES,
    "rulesets": YAML_SUFFIXES,
    "tables": TABLE_SUFFIXES,
    "vocabulary": YAML_SUFFIXES,
}
"""Parameters that name what is read, with the suffixes of the files that are read in a folder."""


class OutputFile(click.ParamType):  # type: ignore[type-arg]
    """The name of a file to write; `-` is standard output."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name itself, unless it is empty."""
        return value or self.fail("expected the name of a file, found an empty text", param, ctx)


def output_option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Return an option that names a file to write. The command does not start when that is one of its inputs."""

    def add(command: F) -> F:
        @functools.wraps(command)
        def guarded(*arguments: Any, **values: Any) -> Any:
            check_outputs(click.get_current_context())
            return command(*arguments, **values)

        return click.option(*names, type=OutputFile(), **settings)(guarded)  # type: ignore[return-value]

    return add


def check_outputs(ctx: click.Context, **implied: str | None) -> None:
    """Raise InputError when an output of the command can't be written, is one of the inputs, or another output.

    `implied`: outputs that the call does not name, by the option that would.
    """
    written = {f"`{param.opts[0]}`": ctx.params.get(param.name or "") for param in _outputs(ctx.command)}
    named = {option: path for option, path in written.items() if path and path != "-"}
    named |= {f"`--{option}`": path for option, path in implied.items() if path}
    files = {option: path for option, path in named.items() if isinstance(target_at(path), RegularFile)}
    must_be_apart(files, _inputs(ctx), printed=sys.stdout)


def _outputs(command: click.Command) -> Iterator[click.Parameter]:
    return (param for param in command.params if isinstance(param.type, OutputFile))


def _inputs(ctx: click.Context) -> Iterator[tuple[str, Collection[str]]]:
    for name, suffixes in INPUTS.items():
        value = ctx.params.get(name) or ()
        for path in [value] if isinstance(value, str) else value:
            yield ("/dev/stdin" if path == "-" else path), suffixes
