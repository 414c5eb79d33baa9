"""The `dealcheck` command: one module for each subcommand, imported when it is called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from dealcheck.errors import DealcheckError

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
    "schema": "Print the JSON Schema of a kind of file.",
}


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
        from dealcheck.cli.progress import shown_progress

        try:
            with shown_progress():
                return super().invoke(ctx)
        except DealcheckError as error:
            fail(str(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click's own ways to end
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
    for stream in (sys.stdout, sys.stderr):
        # Names in files may hold any letter; a terminal that can't show one should not end the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(args=arguments, prog_name="dealcheck")
