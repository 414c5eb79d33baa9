"""`dealcheck lsp`: the language server, for editors."""

from __future__ import annotations

import click

from dealcheck.cli.options import disable_option, plugins_for
from dealcheck.errors import InputError, Mistake


@click.command(name="lsp")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output, as it does anyway.")
@disable_option
@click.pass_context
def command(ctx: click.Context, stdio: bool, disabled: tuple[str, ...]) -> None:
    """Speak with an editor, in the Language Server Protocol, until it says goodbye.

    Needs `pip install "dealcheck[lsp]"`. An editor starts it; people have no use for it.
    """
    try:
        from dealcheck.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        cure = 'install it with `pip install "dealcheck[lsp]"`'
        raise InputError([Mistake("the language server needs pygls", None, cure)]) from None
    serve(plugins_for(ctx, disabled))
