"""The `dealcheck` command: questions from their table, tools from a module each, imported when they are called.

Plugins may bring further commands; they are asked when a name is not dealcheck's own, and for `--help`.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from dealcheck.errors import DealcheckError, OutputError
from dealcheck.questions import QUESTIONS
from dealcheck.questions.attempts import TRACEBACK_VARIABLE, defect_text

TOOLS = {
    "sample": "Draw resolutions of a draft into a table.",
    "new": "Make a plugin of rules, or a deal, to begin with.",
    "record": "Record what happened to a signed deal in its log.",
    "log": "Show what a log holds, or export it.",
    "calendar": "Write what is to come in a signed deal as a calendar.",
    "fmt": "Bring files into one form, with their comments.",
    "lsp": "Speak with an editor, in the Language Server Protocol.",
    "mcp": "Answer an assistant, in the Model Context Protocol.",
    "serve": "Settle drafts in the browser, with verdicts beside them.",
    "explain": "Show a bottom line with the statements it rests on.",
    "rules": "List the vocabularies and rulesets that can be used.",
    "plugins": "List the plugins and what each brings.",
    "schema": "Print the JSON Schema of a kind of file.",
}
"""The commands that ask no question; each is a module of `dealcheck.cli.commands`, or of `servers` there."""
_SERVERS = ("lsp", "mcp", "serve")
"""Those that go on until their client exits."""
COMMANDS = {**{question.name: question.help for question in QUESTIONS}, **TOOLS}
"""All commands of dealcheck itself, each in a line."""


_ELSEWHERE = {"check": "verify", "compare": "diff", "init": "new", "validate": "lint"}
"""What commands of dealcheck are called in other programs, where no letter tells."""
_PROSE = ("title", "author", "note", "source")
"""Parameters that may be empty."""
INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it; 1 would look like a verdict."""


class _Commands(click.Group):
    """Imports the module of a subcommand only when that is called, so that the command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in TOOLS:
            folder = "servers." if name in _SERVERS else ""
            tool: click.Command = importlib.import_module(f"dealcheck.cli.commands.{folder}{name}").command
            _refuse_empty(tool)
            return tool
        asked = next((question for question in QUESTIONS if question.name == name), None)
        if asked is None:
            from dealcheck.cli.further import further_command

            further = further_command(ctx, name)
            if further is not None:
                _refuse_empty(further)
            return further
        from dealcheck.cli.asking import command_for
        from dealcheck.cli.extras import extra_parameters

        command = command_for(asked, extra_parameters(name))
        _refuse_empty(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing:
            self._must_exist(ctx, args[0])
        name, command, arguments = super().resolve_command(ctx, args)
        if name and command and not ctx.resilient_parsing and not {"-h", "--help"}.intersection(arguments):
            from dealcheck.cli.further import further_names
            from dealcheck.cli.settings import Settings

            settings = Settings.nearest(command, arguments)
            ctx.default_map = {name: settings.for_command(command, COMMANDS, partial(further_names, ctx))}
            if name not in COMMANDS:
                from dealcheck.cli.options import with_session

                command = with_session(ctx, command, arguments)
        return name, command, arguments

    def _must_exist(self, ctx: click.Context, name: str) -> None:
        """Raise UsageError for a command that does not exist, with the nearest that does."""
        if name.startswith("-") or name in COMMANDS:
            return
        from dealcheck.cli.further import further_command, further_names
        from dealcheck.text import nearest, shown

        if further_command(ctx, name) is None:
            usual = _ELSEWHERE.get(name)
            cure = f"did you mean `{usual}`?" if usual else nearest(name, [*COMMANDS, *further_names(ctx)])
            cure = cure if cure.endswith("?") else "`dealcheck --help` lists them"
            raise click.UsageError(f"No such command '{shown(name)}'; {cure}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from dealcheck.cli.further import further_helps

        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items(), *further_helps(ctx).items()])

    def invoke(self, ctx: click.Context) -> Any:
        from dealcheck.apart import remembering
        from dealcheck.cli.progress import shown_progress
        from dealcheck.cli.streams import shown_warnings

        try:
            with shown_progress(), shown_warnings(), remembering():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, OutputError):
            raise  # click or `main` reports them
        except DealcheckError as error:
            fail(str(error))
        except Terminated as signal_:
            raise click.exceptions.Exit(128 + signal_.number) from None
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except Exception as error:
            # A crash must not look like a verdict: Python would exit with 1.
            if TRACEBACK_VARIABLE in os.environ:
                raise
            from dealcheck.cli.further import failure_text

            fail(failure_text(ctx, error) or defect_text(error))


class _Filled(click.types.StringParamType):
    """Text that names something. An empty one, as an unset variable of a shell gives, would name the working folder."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, parameter, ctx)
        if not text.strip():
            expected = (parameter and (parameter.metavar or parameter.name)) or "a name"
            self.fail(f"expected {expected.strip('[].').upper()}, found an empty text.", parameter, ctx)
        return text


def _refuse_empty(command: click.Command) -> None:
    """Refuse empty texts for all options and arguments of a command, except those that are prose."""
    for parameter in command.params:
        if parameter.type is click.STRING and parameter.name not in _PROSE:
            parameter.type = _Filled()
    for subcommand in command.commands.values() if isinstance(command, click.Group) else ():
        _refuse_empty(subcommand)


class Terminated(KeyboardInterrupt):
    """A signal ended the run: it stops as after Ctrl-C, so that no temporary file is left."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def fail(message: str) -> None:
    """Print what is wrong with the input or the call, and exit with 2."""
    from dealcheck.cli.options import tell_error

    tell_error(message or "unknown error")
    raise click.exceptions.Exit(2)


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from dealcheck.version import __version__

        click.echo(f"dealcheck {__version__}")
        ctx.exit()


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--disable-plugin",
    "disabled",
    multiple=True,
    metavar="NAME",
    help="Leave out a plugin; DEALCHECK_DISABLE_PLUGINS=a,b does the same.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@click.pass_context
def app(ctx: click.Context, disabled: tuple[str, ...]) -> None:
    """Can each side sign this deal? If not: what breaks, and whose statement makes it so?

    Exit status: 0 every ruleset can sign, 1 somebody cannot, 2 the input or the call is wrong.
    """
    ctx.obj = disabled


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    # Modules and rules make many objects that live until the end. Collecting garbage among them takes a tenth of a
    # short run: half of that while it runs, and half when Python exits.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    _end_tidily()
    from dealcheck.cli.streams import guarded_streams
    from dealcheck.session.guard import own_process

    own_process()

    with guarded_streams():
        sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    """Run the command line, flush what it printed, and return the exit status."""
    try:
        status = app.main(arguments, prog_name="dealcheck", standalone_mode=False)
        sys.stdout.flush()
    except OutputError as error:
        if not error.is_pipe:  # a reader that stops early, such as `head`, is no error to report
            click.echo(f"error: {error}", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Terminated as signal_:
        return 128 + signal_.number
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _end_tidily() -> None:
    """Unwind when a signal ends the run, unless that signal is ignored or handled already."""

    def end(number: int, _frame: object) -> None:
        raise Terminated(number)

    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
