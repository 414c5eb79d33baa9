"""`dealcheck calendar`: what is to come in a signed deal, for calendar programs."""

from __future__ import annotations

from functools import partial

import click

from dealcheck.cli.options import disable_option, for_option, read_stdin, rules_option, session_for, words_for, write
from dealcheck.cli.outputs import output_option
from dealcheck.model.viewer import viewer_of
from dealcheck.questions.eyes.decisions import shown_to
from dealcheck.questions.signed.ics import calendar_text
from dealcheck.session.scope import DealText


@click.command(name="calendar")
@click.argument("deal")
@click.option("--log", metavar="LOG", help="What happened; without it, nothing has yet.")
@click.option("--as-of", metavar="DAY", help="The day from which on it is written, as 2026-04-02; default: today.")
@rules_option
@output_option("--out", required=True, metavar="FILE", help="The calendar file to write, as deal.ics; - prints it.")
@for_option
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    deal: str,
    log: str | None,
    as_of: str | None,
    rules: tuple[str, ...],
    out: str,
    for_: str | None,
    disabled: tuple[str, ...],
) -> None:
    """Write what is to come in a signed deal as a calendar (iCalendar, RFC 5545). DEAL is a file, or - for standard
    input.

    It has the days on which steps begin and provisions fall due, the notices of remedies, and the days on which open
    bottom lines would be broken.

    Exit status: 0 it is written; 2 the input or the call is wrong.
    """
    source = DealText(read_stdin(), "<stdin>") if deal == "-" else deal
    session = session_for(ctx, disabled, words=words_for(ctx, [deal, *rules]))
    ask = calendar_text if for_ is None else partial(shown_to, viewer_of(for_), calendar_text)
    write(ask(source, list(rules) or None, log=log, as_of=as_of, session=session), out)
