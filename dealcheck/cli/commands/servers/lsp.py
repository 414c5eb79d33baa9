"""`dealcheck lsp`: the language server, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from dealcheck.cli.options import disable_option, plugins_for
from dealcheck.cli.settings import Settings
from dealcheck.errors import InputError, Mistake


@click.command(name="lsp")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output, as it does anyway.")
@disable_option
@click.pass_context
def command(ctx: click.Context, stdio: bool, disabled: tuple[str, ...]) -> None:
    """Speak with an editor, in the Language Server Protocol, until the client exits.

    Needs `pip install "dealcheck[lsp]"`. An editor starts it; people have no use for it. It looks for what `lint` does,
    by the settings of `lint` in the project's pyproject.toml.
    """
    try:
        from dealcheck.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        cure = 'install it with `pip install "dealcheck[lsp]"`'
        raise InputError([Mistake("the language server needs pygls", None, cure)]) from None
    from dealcheck.cli import COMMANDS
    from dealcheck.cli.asking import command_for
    from dealcheck.questions import question
    from dealcheck.questions.lint.lint import DEFAULT_STEPS, chosen_codes

    wanted = Settings(Path.cwd()).for_command(command_for(question("lint")), COMMANDS)
    codes = chosen_codes(wanted.get("select", ()), wanted.get("ignore", ()))
    serve(plugins_for(ctx, disabled), codes, wanted.get("steps", DEFAULT_STEPS))
