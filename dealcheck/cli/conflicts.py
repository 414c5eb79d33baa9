"""`dealcheck conflicts`: which demands stand against each other in a deal or draft."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, given_deal, print_answers
from dealcheck.cli.options import disable_option, memory_option, plugins_for, rules_option
from dealcheck.questions.conflicts import conflicts_read
from dealcheck.session.inputs import Inputs


@click.command(name="conflicts")
@click.argument("deal")
@rules_option
@click.option("--strict", is_flag=True, help="Priorities and preferences count as demands too.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many to find at most."
)
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    deal: str,
    rules: tuple[str, ...],
    strict: bool,
    limit: int,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Which bottom lines stand against each other? DEAL is a deal or draft in a file, or - for standard input.

    Each conflict is a smallest set of demands that can't all be met: without any one of them, the rest could.

    Exit status: 0 there is no conflict, 1 there is one, 2 the input or the call is wrong.
    """
    inputs = Inputs(list(rules) or None, plugins=plugins_for(ctx, disabled))
    found = conflicts_read(inputs, *given_deal(inputs, deal), strict=strict, limit=limit, memory=memory)
    print_answers([found], format_, output, color)
    ctx.exit(1 if found.conflicts else 0)
