"""What several subcommands share: plugins as the caller wants them, rules that the caller gives, output to a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import click

from dealcheck.apart import note_read, write_file
from dealcheck.cli.further import further_names, plugins_of_call
from dealcheck.engines.default import fallback_note
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session
from dealcheck.syntax.nodes import MOST_BYTES, UNFIT

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def size(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> int | None:
    """Return bytes from a size such as `500MB`; a bare number counts bytes."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) *([KMGT]?)B?", text.strip(), re.IGNORECASE | re.ASCII)
    if not match:
        raise click.BadParameter(f"expected a size such as 500MB or 4GB, found `{shown(text)}`")
    return int(Decimal(match[1]) * _UNITS[match[2].upper()])


def text_for_file(_ctx: click.Context, _parameter: click.Parameter, text: str) -> str:
    """Return text that goes into a file as it was typed, whatever encoding the terminal claims."""
    try:
        typed = os.fsencode(text).decode("utf-8")
    except UnicodeError:
        raise click.BadParameter(f"expected text in UTF-8, found `{shown(text)}`") from None
    if unfit := UNFIT.search(typed):
        raise click.BadParameter(f"U+{ord(unfit[0]):04X} may not stand in `{shown(typed)}`; take it out")
    return typed


rules_option: Callable[[Any], Any] = click.option(
    "--rules",
    multiple=True,
    metavar="ID|PATH",
    help="A ruleset's id, a file, or a folder with vocabularies and rulesets; may be given more than once.",
)
for_option: Callable[[Any], Any] = click.option(
    "--for", "for_", metavar="PARTY", help="Show only what this party may see, or `mediator` may."
)
disable_option: Callable[[Any], Any] = click.option(
    "--disable-plugin", "disabled", multiple=True, metavar="NAME", help="Leave out a plugin."
)
color_option: Callable[[Any], Any] = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text.",
)


def wants_color(color: str, output: str | None) -> bool:
    """Return whether to colour what is printed, by the option, the terminal and the variable `NO_COLOR`."""
    if color == "auto":
        return output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return color == "always"


def ids(_ctx: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> list[str]:
    """Return the names in some texts, each a name or several with commas between them."""
    return [name.strip() for text in given for name in text.split(",") if name.strip()]


def must_name_rules(rules: Sequence[str]) -> list[str]:
    """Raise InputError when no rules are named."""
    if not rules:
        raise InputError([Mistake("no ruleset is named", None, "name those to ask with `--rules`")])
    return list(rules)


def asked_in_room(for_: str | None, rules: Sequence[str], otherwise: str) -> tuple[Viewer | None, list[str]]:
    """Return for whose eyes a server answers, and the rulesets that it always asks, by paths that hold in any folder.

    `otherwise`: who picks the rulesets where it is for everybody's eyes; then `rules` are refused, by UsageError.
    """
    if rules and for_ is None:
        raise click.UsageError(f"--rules goes with --for: without it, {otherwise}.")
    viewer = None if for_ is None else viewer_of(for_)
    return viewer, [os.path.abspath(name) if os.path.exists(name) else name for name in rules]


def session_for(ctx: click.Context, disabled: tuple[str, ...] = (), *, words: Iterable[str] = ()) -> Session:
    """Return a session with the installed plugins that the caller did not disable, and the words of a project."""
    return Session(plugins=plugins_for(ctx, disabled), words=words)


def with_session(ctx: click.Context, command: click.Command, arguments: Sequence[str]) -> click.Command:
    """Return a plugin's command, which will find a session with the plugins and words of the call."""
    words = words_for(ctx, arguments, command)
    command.context_settings = {**command.context_settings, "obj": Session(plugins=plugins_of_call(ctx), words=words)}
    return command


def plugins_for(ctx: click.Context, disabled: tuple[str, ...] = ()) -> Plugins:
    """Return the installed plugins without those that the caller disabled, before the subcommand or after it."""
    return Plugins(disabled=all_disabled(ctx, disabled))


def all_disabled(ctx: click.Context, disabled: Iterable[str] = ()) -> set[str]:
    """Return the names of the plugins that the caller disabled, before the subcommand or after it."""
    return {*ctx.find_root().obj, *disabled}


def note_fallback(answers: Iterable[object], engine: str | None) -> None:
    """Say on standard error if an engine other than durable-rules judged and `--engine` named none."""
    names = {name for answer in answers for name in getattr(answer, "engines", ())}
    if engine is None and (note := fallback_note(names)):
        click.echo(f"note: {note}", err=True)


def tell_error(reason: str) -> None:
    """Print what is wrong with something that does not end the run."""
    for line in reason.splitlines():
        click.echo(f"error: {line}", err=True)


def words_for(ctx: click.Context, paths: Iterable[str], command: click.Command | None = None) -> list[str]:
    """Return the paths of rules whose words some files may use, from the settings of their projects.

    Rules that are among the paths themselves are left out. `command`: the one whose settings count, by default that
    of the context.
    """
    from dealcheck.cli import COMMANDS
    from dealcheck.cli.settings import project_rules

    named, further = list(paths), partial(further_names, ctx)
    return [path for path in project_rules(command or ctx.command, named, COMMANDS, further) if path not in named]


def read_stdin() -> bytes:
    """Return what is on standard input, or just enough to show that it is too large."""
    if sys.stdin is None:
        raise InputError([Mistake("can't read standard input: it is closed")])
    note_read(sys.stdin)
    try:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError([Mistake(f"can't read standard input: {error.strerror or error}")]) from None


def write(text: str, output: str | None, *, for_people: bool = False) -> None:
    """Print the text, or put it into a file, which is never left half written.

    Text for people is printed in the encoding of the terminal; anything else is UTF-8 everywhere.
    """
    text = text if text.endswith("\n") else text + "\n"
    # Names of files may hold bytes that are no text; those are written as escapes, as in JSON.
    data = text.encode("utf-8", "backslashreplace")
    if output is not None and output != "-":
        write_file(output, data)
    else:
        click.echo(text if for_people else data, nl=False)
