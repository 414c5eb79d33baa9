"""The `dealcheck` command: one module for each subcommand, imported when it is called."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

import click

from dealcheck.errors import DealcheckError, OutputError

COMMANDS = {
    "verify": "Can each side sign these deals?",
    "explore": "Which resolutions of a draft can all sign, and what is settled in them?",
    "repair": "What is the smallest change that all could sign?",
    "conflicts": "Which bottom lines stand against each other?",
    "reconcile": "Could any deal at all be acceptable to all?",
    "diff": "What changed in meaning between two rulesets?",
    "screen": "Which of millions of deals in tables can each side sign?",
    "sample": "Draw resolutions of a draft into a table.",
    "new": "Make a plugin of rules, or a deal, to begin with.",
    "test": "Do rulesets answer as their test cases say?",
    "lint": "What should an author look at in rulesets?",
    "fmt": "Bring files into one form, with their comments.",
    "lsp": "Speak with an editor, in the Language Server Protocol.",
    "explain": "Show a bottom line with the statements it rests on.",
    "rules": "List the vocabularies and rulesets at hand.",
    "plugins": "List the plugins and what each brings.",
    "doctor": "Does everything here work, and how is it mended?",
    "schema": "Print the JSON Schema of a kind of file.",
}


_PROSE = ("title", "author")
"""Parameters that may be empty."""
INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it; 1 would look like a verdict."""
TRACEBACK_VARIABLE = "DEALCHECK_TRACEBACK"
"""Environment variable: when set, a defect of dealcheck ends in Python's traceback."""


class _Commands(click.Group):
    """Imports the module of a subcommand only when that is called, so that the command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"dealcheck.cli.{name}").command
        _refuse_empty(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name and command and not ctx.resilient_parsing and not {"-h", "--help"}.intersection(rest):
            from dealcheck.cli.settings import Settings

            ctx.default_map = {name: Settings.nearest(command, rest).for_command(command, COMMANDS)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        from dealcheck.apart import remembering
        from dealcheck.cli.progress import shown_progress

        try:
            with shown_progress(), remembering():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, OutputError):
            raise  # they are told by click, or by `main`
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
            fail(defect_text(error))


def defect_text(error: Exception) -> str:
    """Return what is said of an error that nobody expected."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"this is a defect of dealcheck ({what}); please report it, with {TRACEBACK_VARIABLE}=1 for details"


class _Filled(click.types.StringParamType):
    """Text that names something. An empty one, as an unset variable of a shell gives, would name the working folder."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, parameter, ctx)
        if not text.strip():
            what = (parameter and (parameter.metavar or parameter.name)) or "a name"
            self.fail(f"expected {what.strip('[].').upper()}, found an empty text.", parameter, ctx)
        return text


def _refuse_empty(command: click.Command) -> None:
    """Let no option or argument of a command be an empty text, but those that are prose."""
    for parameter in command.params:
        if parameter.type is click.STRING and parameter.name not in _PROSE:
            parameter.type = _Filled()
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _refuse_empty(each)


class Terminated(KeyboardInterrupt):
    """Somebody ended the run with a signal: it stops as after Ctrl-C, so that no temporary file is left."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def fail(message: str) -> None:
    """Print what is wrong with the input or the call, and exit with 2."""
    for line in message.splitlines() or ["unknown error"]:
        click.echo(f"error: {line}", err=True)
    raise click.exceptions.Exit(2)


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from dealcheck import __version__

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
    # Modules and rules make many objects that live until the end; looking for garbage among them takes a tenth of a
    # short run.
    gc.set_threshold(50_000, 20, 50)
    _end_tidily()
    from dealcheck.cli.streams import guarded_streams
    from dealcheck.guard import own_process

    own_process()

    with guarded_streams():
        sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    """Run the command line; its exit status. What was printed is not held back any more."""
    try:
        status = app.main(arguments, prog_name="dealcheck", standalone_mode=False)
        sys.stdout.flush()
    except OutputError as error:
        if not error.is_pipe:  # of a reader that has gone, as `head` does, nobody wants to hear
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
    """Unwind when a signal ends the run, unless whoever started it wants otherwise."""

    def end(number: int, _frame: object) -> None:
        raise Terminated(number)

    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
