"""`dealcheck log`: what a log holds."""

from __future__ import annotations

import click

from dealcheck.cli.options import tell_error, write
from dealcheck.cli.outputs import output_option
from dealcheck.errors import shown
from dealcheck.files.logs.lines import CUT
from dealcheck.model.events import EVENT_KINDS
from dealcheck.questions.signed.contracts import log_at
from dealcheck.questions.signed.log import log_text, read_log


@click.command(name="log")
@click.argument("log", metavar="LOG")
@click.option("--kind", type=click.Choice(EVENT_KINDS), help="Only events of this kind.")
@click.option("--about", metavar="NAME", help="Only events about this step, provision, remedy or event.")
@click.option("--by", metavar="PARTY", help="Only events by this party.")
@click.option("--since", metavar="DAY", help="Only what happened on this day or after it.")
@click.option("--until", metavar="DAY", help="Only what happened on this day or before it.")
@click.option("--format", "format_", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@output_option("--output", "-o", metavar="FILE", help="Write the events to a file.")
@click.option("--cut", is_flag=True, help="Cut off a last line that was begun and not finished.")
@click.pass_context
def command(
    ctx: click.Context,
    log: str,
    kind: str | None,
    about: str | None,
    by: str | None,
    since: str | None,
    until: str | None,
    format_: str,
    output: str | None,
    cut: bool,
) -> None:
    """Show the events of a log in the order in which they were recorded. LOG is a file of JSON lines, or SQLite.

    Exit status: 0 it could be read; 1 its last line was begun and not finished; 2 the input or the call is wrong.
    """
    if cut:
        line = log_at(log).cut()
        click.echo(f"cut off: {shown(line, 200)}" if line else "nothing to cut off: the last line is whole", err=True)
    events = read_log(log, kind=kind, of=about, by=by, since=since, until=until)
    if events or format_ != "text":
        write(log_text(events, format_), output, for_people=format_ == "text")
    torn = log_at(log).read().torn
    if torn:
        tell_error(f"{shown(log, 200)}:{torn}: the last line was begun and not finished; {CUT}")
    ctx.exit(1 if torn else 0)
