"""`dealcheck explore`: the zone of possible agreement of a draft."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, given_deal, print_answers, write_deals
from dealcheck.cli.options import disable_option, memory_option, plugins_for, rules_option
from dealcheck.jobs.explore import Explorer
from dealcheck.jobs.inputs import Inputs


@click.command(name="explore")
@click.argument("draft")
@rules_option
@click.option(
    "--fix",
    multiple=True,
    metavar="BRACKET=VALUE",
    help="Settle a bracket first: provision.field=value, provision=in, provision=out or article=option.",
)
@click.option("--examples", type=click.IntRange(0, 10_000), default=0, metavar="N", help="Draw acceptable resolutions.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides which are drawn.")
@click.option("--write", "folder", metavar="DIR", help="Write the examples as deal files into a folder.")
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    draft: str,
    rules: tuple[str, ...],
    fix: tuple[str, ...],
    examples: int,
    seed: int,
    folder: str | None,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Which resolutions of a draft can all sign, and what is settled in them? DRAFT is a file, or - for standard input.

    Counts are exact, however many resolutions there are. Exit status: 0 some resolution is acceptable to all, 1 none
    is, 2 the input or the call is wrong.
    """
    inputs = Inputs(list(rules) or None, plugins=plugins_for(ctx, disabled))
    explorer = Explorer(inputs, memory=memory)
    found = explorer.explore_read(*given_deal(inputs, draft), fix=fix, examples=examples, seed=seed)
    written = folder is None or write_deals([each.deal for each in found.examples], folder)
    print_answers([found], format_, output, color)
    ctx.exit(2 if not written else 0 if found.acceptable else 1)
