"""`dealcheck lint`: what an author should look at in rulesets."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.options import disable_option, memory_option, plugins_for, steps_option
from dealcheck.jobs.inputs import Inputs
from dealcheck.jobs.lint import DEFAULT_STEPS, lint_positions


@click.command(name="lint")
@click.argument("rules", nargs=-1, required=True, metavar="RULES...")
@steps_option(DEFAULT_STEPS)
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    steps: int,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """What should an author look at in these rulesets? RULES are ids, files or folders.

    Looks for bottom lines that no deal can break or that every deal breaks, that add nothing to another, or that
    contradict each other; for definitions and sources that nothing uses, and offers that nobody wants.

    Exit status: 0 there is nothing to look at, 1 there is, 2 the input or the call is wrong.
    """
    inputs = Inputs(list(rules), plugins=plugins_for(ctx, disabled))
    found = lint_positions(inputs.library, inputs.given or [], steps=steps, memory=memory)
    print_answers([found], format_, output, color)
    ctx.exit(1 if found.findings else 0)
