"""`dealcheck record`: what happened to a signed deal."""

from __future__ import annotations

import click

from dealcheck.cli.options import disable_option, rules_option, session_for, text_for_file, words_for
from dealcheck.errors import InputError, Mistake
from dealcheck.model.events import EVENT_KINDS
from dealcheck.questions.signed.log import event_text
from dealcheck.questions.signed.record import record


@click.command(name="record")
@click.argument("deal")
@click.argument("event", nargs=-1, metavar="[EVENT NAME]")
@click.option("--log", required=True, metavar="LOG", help="The log; SQLite for .sqlite and .db, else JSON lines.")
@click.option("--on", metavar="DAY", help="The day it happened, as 2026-04-02; default: today in the deal's time zone.")
@click.option("--by", metavar="PARTY", help="Who did it.")
@click.option("--until", metavar="DAY", help="Of a waiver: the first day on which it excuses no more.")
@click.option("--source", default="", metavar="TEXT", callback=text_for_file, help="Who says so.")
@click.option("--note", default="", metavar="TEXT", callback=text_for_file, help="A note on it.")
@click.option("--void", metavar="ID", help="Strike out an event that was recorded in error.")
@rules_option
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    deal: str,
    event: tuple[str, ...],
    log: str,
    on: str | None,
    by: str | None,
    until: str | None,
    source: str,
    note: str,
    void: str | None,
    rules: tuple[str, ...],
    disabled: tuple[str, ...],
) -> None:
    """Record an event in the log of a signed deal. It is on the disk when the command says so.

    EVENT NAME is one of: reached STEP; performed, stopped or waived PROVISION; invoked or withdrawn REMEDY. An event
    that can't be is refused. Of the rules only the vocabularies are used.

    Exit status: 0 it is recorded; 2 it is not, and the log is as it was.
    """
    kind, of = _said(event, void)
    made = record(
        deal,
        kind,
        of,
        log=log,
        on=on,
        by=by or "",
        until=until or "",
        source=source,
        note=note,
        rulesets=list(rules) or None,
        session=session_for(ctx, disabled, words=words_for(ctx, [deal, *rules])),
    )
    click.echo(f"recorded {event_text(made)}")


def _said(event: tuple[str, ...], void: str | None) -> tuple[str, str]:
    """Return the kind of event and what it is about."""
    if void is not None:
        if event:
            raise InputError([Mistake("`--void` strikes out an event, and records no other", None, "leave one out")])
        return "void", void
    if len(event) != 2:
        kinds = ", ".join(kind for kind in EVENT_KINDS if kind != "void")
        message = f"expected an event and what it is about, found {len(event)} word{'s' * (len(event) != 1)}"
        raise InputError([Mistake(message, None, f"as `performed some-provision`; events are {kinds}")])
    return event[0], event[1]
