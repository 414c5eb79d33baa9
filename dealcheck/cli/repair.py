"""`dealcheck repair`: the smallest changes that make a deal acceptable to all."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, given_deal, print_answers, write_deals
from dealcheck.cli.options import disable_option, memory_option, plugins_for, rules_option
from dealcheck.jobs.inputs import Inputs
from dealcheck.jobs.repair import repair_read
from dealcheck.model.repair import Direction, Repairs


@click.command(name="repair")
@click.argument("deal")
@rules_option
@click.option("--bigger", "direction", flag_value="bigger", help="Only add and strengthen.")
@click.option("--smaller", "direction", flag_value="smaller", help="Only leave out and weaken.")
@click.option("--both", "direction", flag_value="both", help="Add, strengthen, leave out and weaken.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=5, show_default=True, metavar="N", help="The most to find."
)
@click.option("--write", "folder", metavar="DIR", help="Write the deals as changed into a folder.")
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    deal: str,
    rules: tuple[str, ...],
    direction: Direction | None,
    limit: int,
    folder: str | None,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """What is the smallest change that all could sign? DEAL is a file, or - for standard input.

    A change leaves a provision out, takes a weaker or stronger verb of its scale or other steps, or brings in one of
    the parties' offers. Without a direction, going bigger and going smaller are both tried, each by itself, and
    together if neither leads anywhere.

    Exit status: 0 there is one, or nothing is to be mended; 1 there is none; 2 the input or the call is wrong.
    """
    inputs = Inputs(list(rules) or None, plugins=plugins_for(ctx, disabled))
    found, file = given_deal(inputs, deal)

    def towards(way: Direction) -> Repairs:
        return repair_read(inputs, found, file, direction=way, limit=limit, memory=memory)

    answers = [towards(direction)] if direction else [towards("bigger"), towards("smaller")]
    if not direction and not any(each.repairs or each.already_acceptable for each in answers):
        answers.append(towards("both"))
    written = folder is None or write_deals([each.deal for answer in answers for each in answer.repairs], folder)
    print_answers(answers, format_, output, color)
    ctx.exit(2 if not written else 0 if any(each.repairs or each.already_acceptable for each in answers) else 1)
