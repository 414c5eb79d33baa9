"""`dealcheck mcp`: the server for assistants."""

from __future__ import annotations

import os

import click

from dealcheck.cli.options import all_disabled, asked_in_room, disable_option, for_option, plugins_for, rules_option
from dealcheck.errors import InputError, Mistake, shown


@click.command(name="mcp")
@click.argument("roots", nargs=-1, metavar="[FOLDER]...")
@for_option
@rules_option
@disable_option
@click.pass_context
def command(
    ctx: click.Context, roots: tuple[str, ...], for_: str | None, rules: tuple[str, ...], disabled: tuple[str, ...]
) -> None:
    """Answer an assistant, in the Model Context Protocol on standard input and output, until the client exits.

    Files below each FOLDER may be read, and no others; without one, none. Relative paths begin at the first. Nothing is
    written. With --for, answers hold no more than what that side may see; --rules then names the rulesets that are
    asked (default: those installed for a deal's parties), since the assistant may not pick them. Needs
    `pip install "dealcheck[mcp]"`. An assistant's program starts it; people have no use for it.
    """
    viewer, asked = asked_in_room(for_, rules, "the assistant names the rulesets to ask")
    for root in roots:
        if not os.path.isdir(root):
            cure = "name folders whose files the assistant may read"
            raise InputError([Mistake(f"there is no folder `{shown(root, 200)}`", None, cure)])
    try:
        from dealcheck.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("anyio", "jsonschema", "mcp"):
            raise
        cure = 'install it with `pip install "dealcheck[mcp]"`'
        raise InputError([Mistake("the server for assistants needs the MCP SDK", None, cure)]) from None
    from dealcheck.mcp.tools import Desk

    folders = [os.path.realpath(root) for root in roots]
    if folders:
        os.chdir(folders[0])
    left_out = all_disabled(ctx, disabled)
    serve(Desk(plugins_for(ctx, disabled), folders, disabled=left_out, viewer=viewer, rules=asked))
