"""`dealcheck doctor`: does everything here work, and how is it mended?"""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.options import disable_option
from dealcheck.jobs.doctor import doctor


@click.command(name="doctor")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context, names: tuple[str, ...], format_: str, output: str | None, color: str, disabled: tuple[str, ...]
) -> None:
    """Does everything here work? A NAME is an extra, an engine or a plugin that must.

    Shows Python, the platform, dependencies, engines, extras and plugins, with the command that gets what is missing.

    Exit status: 0 what dealcheck can't do without works, and so does each NAME; 1 if not; 2 the call is wrong.
    """
    found = doctor(names, disabled={*ctx.find_root().obj, *disabled})
    print_answers([found], format_, output, color)
    ctx.exit(0 if found.passed else 1)
