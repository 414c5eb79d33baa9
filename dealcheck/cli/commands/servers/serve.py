"""`dealcheck serve`: a workbench in the browser, on this machine alone."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from dealcheck.cli.options import asked_in_room, disable_option, for_option, plugins_for, rules_option
from dealcheck.errors import InputError, Mistake

_CURE = 'install it with `pip install "dealcheck[serve]"`'


@click.command(name="serve")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", metavar="PORT", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--token", metavar="TEXT", help="The secret part of the address; by default a new one.")
@for_option
@rules_option
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    folder: str,
    host: str,
    port: int,
    token: str | None,
    for_: str | None,
    rules: tuple[str, ...],
    disabled: tuple[str, ...],
) -> None:
    """Settle drafts in the browser: click brackets, see the verdicts of all sides, try repairs, save.

    Needs `pip install "dealcheck[serve]"`. FOLDER has the deals, and rulesets of its own; default: this folder. It
    prints the address to open, which holds a secret: whoever has it and this machine can change the deals in FOLDER.
    Ctrl-C ends it. With --for, the pages show no more than what that side may see; they always ask the rulesets that
    --rules names, or all there are for a deal.
    """
    try:
        import uvicorn

        from dealcheck.serve.app import application
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        raise InputError([Mistake(f"the workbench needs {error.name}", None, _CURE)]) from None
    import socket

    from dealcheck.serve.folder import Folder

    viewer, asked = asked_in_room(for_, rules, "the pages have the rulesets to choose from")
    opened = Folder(Path(folder), plugins_for(ctx, disabled), viewer, asked or None)
    if viewer is not None:
        viewer.must_be_known(opened.session().scope().parties())
    token = token or secrets.token_urlsafe(18)
    if not token.replace("-", "").replace("_", "").isalnum():
        raise InputError([Mistake("`--token`: expected letters, digits, `-` and `_`")])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()  # whoever opens the address before the server is ready waits
        except OSError as error:
            cure = "choose another with `--port`, or 0 for a free one"
            reason = f"can't listen on {host}:{port}: {error.strerror or error}"
            raise InputError([Mistake(reason, None, cure)]) from None
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Open http://{shown}:{listening.getsockname()[1]}/{token}/ in a browser; Ctrl-C ends.")
        settings = uvicorn.Config(application(opened, token, hosts=(host,)), log_level="warning", access_log=False)
        uvicorn.Server(settings).run(sockets=[listening])
