"""`dealcheck diff`: what changed in meaning between two rulesets."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.options import disable_option, memory_option, plugins_for, steps_option
from dealcheck.questions.compare import compare
from dealcheck.questions.reconcile import DEFAULT_STEPS


@click.command(name="diff")
@click.argument("before", metavar="RULESET-A")
@click.argument("after", metavar="RULESET-B")
@steps_option(DEFAULT_STEPS)
@memory_option
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    before: str,
    after: str,
    steps: int,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """What changed in meaning from one ruleset to another? Each is an id, or a file or folder that holds one ruleset.

    Shows a smallest deal that became acceptable, one that no longer is, and what became of each bottom line.

    Exit status: 0 both reject the same deals, 1 they differ, 2 the input or the call is wrong.
    """
    found = compare(before, after, steps=steps, memory=memory, plugins=plugins_for(ctx, disabled))
    print_answers([found], format_, output, color)
    ctx.exit(0 if found.same else 1)
