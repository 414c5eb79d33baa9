"""`dealcheck verify`: can each side sign these deals?"""

from __future__ import annotations

import click

from dealcheck.cli.options import (
    color_option,
    disable_option,
    memory_option,
    note_fallback,
    plugins_for,
    read_stdin,
    rules_option,
    wants_color,
    words_for,
    write,
)
from dealcheck.cli.outputs import output_option
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.jobs.inputs import Inputs
from dealcheck.jobs.verify import Verifier
from dealcheck.model.verdict import Verification


@click.command(name="verify")
@click.argument("deals", nargs=-1, required=True, metavar="DEAL...")
@rules_option
@click.option(
    "--format", "format_", default="text", metavar="FORMAT", help="text, json, markdown, sarif, junit, or a plugin's."
)
@output_option("--output", "-o", metavar="FILE", help="Write the report to a file.")
@click.option(
    "--engine",
    metavar="NAME",
    help="durable, reference, or a plugin's. Default: durable for deals (reference where durable-rules is missing), "
    "decision diagrams for drafts.",
)
@memory_option
@click.option(
    "--strict", is_flag=True, help="Reservations count as not signing; of a draft, every resolution must be acceptable."
)
@click.option("--quiet", "-q", is_flag=True, help="One line for each ruleset.")
@color_option
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    deals: tuple[str, ...],
    rules: tuple[str, ...],
    format_: str,
    output: str | None,
    engine: str | None,
    memory: int,
    strict: bool,
    quiet: bool,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Can each side sign these deals or drafts? A DEAL is a file, or - for standard input.

    Without --rules, the installed rulesets for the deal's vocabulary and parties are used.

    Exit status: 0 every ruleset can sign (a draft: some resolution is acceptable to all), 1 somebody cannot,
    2 the input or the call is wrong.
    """
    plugins = plugins_for(ctx, disabled)
    reporters = plugins.reporters()
    if format_ not in reporters:
        raise InputError([Mistake(f"unknown format `{shown(format_)}`", None, nearest(format_, reporters))])
    inputs = Inputs(list(rules) or None, plugins=plugins, words=words_for(ctx, (*deals, *rules)))
    verifier = Verifier(engine=engine, memory=memory, inputs=inputs)
    verifications = _verify_all(verifier, deals)
    note_fallback(verifications, engine)
    coloured = wants_color(color, output)
    text = reporters[format_](verifications, strict=strict, quiet=quiet, color=coloured)
    write(text, output, for_people=format_ == "text")
    ctx.exit(0 if all(each.passes(strict=strict) for each in verifications) else 1)


def _verify_all(verifier: Verifier, deals: tuple[str, ...]) -> list[Verification]:
    """All verifications; the mistakes of all the deals come together when any deal has some."""
    verifications: list[Verification] = []
    mistakes: list[Mistake] = []
    for deal in deals:
        try:
            if deal == "-":
                verifications.append(verifier.verify_bytes(read_stdin(), "<stdin>"))
            else:
                verifications.append(verifier.verify_file(deal))
        except InputError as error:
            mistakes += error.mistakes
    if mistakes:
        raise InputError(mistakes)
    return verifications
