"""`dealcheck reconcile`: could any deal at all be acceptable to all?"""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, print_answers, write_deals
from dealcheck.cli.options import disable_option, memory_option, plugins_for, rules_option, steps_option
from dealcheck.errors import InputError, Mistake
from dealcheck.jobs.inputs import Inputs
from dealcheck.jobs.reconcile import DEFAULT_STEPS, reconcile_positions


@click.command(name="reconcile")
@rules_option
@steps_option(DEFAULT_STEPS)
@click.option("--strict", is_flag=True, help="Without reservations: priorities and preferences must be met too.")
@click.option("--write", "folder", metavar="DIR", help="Write the deal into a folder.")
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    steps: int,
    strict: bool,
    folder: str | None,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Could any deal at all be acceptable to all of these rulesets?

    If so, a deal of the fewest provisions, and of the weakest verbs among these, is shown. If not, a smallest set of
    demands that can't all be met.

    Exit status: 0 there is such a deal, 1 there is none, 2 the input or the call is wrong.
    """
    inputs = Inputs(list(rules), plugins=plugins_for(ctx, disabled)) if rules else None
    if inputs is None or inputs.given is None:
        raise InputError([Mistake("no ruleset is named", None, "name those to reconcile with `--rules`")])
    found = reconcile_positions(inputs.given, steps=steps, strict=strict, memory=memory)
    written = folder is None or found.deal is None or write_deals([found.deal], folder)
    print_answers([found], format_, output, color)
    ctx.exit(2 if not written else 0 if found.reconcilable else 1)
