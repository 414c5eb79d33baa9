"""`dealcheck lint`: what an author should look at in rulesets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import attrs
import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.attempts import Attempts
from dealcheck.cli.options import disable_option, memory_option, plugins_for, steps_option, words_for, write
from dealcheck.errors import InputError
from dealcheck.jobs.inputs import Inputs
from dealcheck.jobs.lint import DEFAULT_STEPS, chosen_codes, lint_positions
from dealcheck.jobs.lint_fix import by_file, fix
from dealcheck.model.lint import CODES, Lint, LintFinding
from dealcheck.read.documents import read_bytes
from dealcheck.reports.answers import FORMATS
from dealcheck.reports.lint import code_text, lint_sarif


def _codes(_ctx: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> list[str]:
    """Codes, given one by one or with commas between them."""
    return [code.strip() for text in given for code in text.split(",") if code.strip()]


def _explain(ctx: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    """Print what a code means, and end."""
    if name and not ctx.resilient_parsing:
        chosen_codes([name], ())
        click.echo(code_text(name, CODES[name]))
        ctx.exit()


@click.command(name="lint")
@click.argument("rules", nargs=-1, required=True, metavar="RULES...")
@click.option("--select", multiple=True, metavar="CODE,…", callback=_codes, help="What to look for; default: all.")
@click.option("--ignore", multiple=True, metavar="CODE,…", callback=_codes, help="What not to look for.")
@click.option("--fix", "mend", is_flag=True, help="Mend what has a certain cure, in the files that were given.")
@click.option(
    "--explain", metavar="CODE", is_eager=True, expose_value=False, callback=_explain, help="Say what a code means."
)
@steps_option(DEFAULT_STEPS)
@memory_option
@partial(answer_options, formats=(*FORMATS, "sarif"))
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    select: list[str],
    ignore: list[str],
    mend: bool,
    steps: int,
    memory: int,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """What should an author look at in these rulesets? RULES are ids, files or folders.

    Looks for bottom lines that no deal can break or that every deal breaks, that add nothing to another, or that
    contradict each other; for stated ones without a source; for definitions and sources that nothing uses, and offers
    that nobody wants. A comment `# dealcheck: ignore[CODE]` silences a finding on its line.

    Exit status: 0 there is nothing to look at, 1 there is, 2 the input or the call is wrong.
    """
    codes = chosen_codes(select, ignore)
    plugins = plugins_for(ctx, disabled)

    words = words_for(ctx, rules)
    looks, mendings = Attempts(), Attempts()

    def look() -> tuple[Inputs, Lint]:
        inputs = Inputs(list(rules), plugins=plugins, words=words, keep_going=mend)
        look_at = partial(lint_positions, inputs.library, inputs.given or [], codes=codes, steps=steps, memory=memory)
        return inputs, look_at(attempt=looks.run) if mend else look_at()

    inputs, found = look()
    if inputs.mistakes:
        looks.tell("", str(InputError(inputs.mistakes)))
    mended: tuple[LintFinding, ...] = ()
    while mend and (newly := _fixed(inputs, found, mendings)):
        mended += newly  # what they used may now be unused
        inputs, found = look()
    found = attrs.evolve(found, fixed=mended)
    if format_ == "sarif":
        write(lint_sarif(found), output)
    else:
        print_answers([found], format_, output, color)
    ctx.exit(2 if looks.failed or mendings.failed else 1 if found.findings else 0)


def _fixed(inputs: Inputs, found: Lint, mendings: Attempts) -> tuple[LintFinding, ...]:
    """Mend what can be mended, file by file, and return the findings on it."""
    mistakes = (*inputs.mistakes, *inputs.unread)
    broken = {each.place.file for each in mistakes if each.place and os.path.isfile(each.place.file)}
    doubtful = "\n".join(read_bytes(Path(file)).decode("utf-8", "replace") for file in sorted(broken))
    mended: tuple[LintFinding, ...] = ()
    for file, findings in by_file(found.findings, inputs.library, doubtful).items():
        mended += mendings.run(file, partial(fix, file, findings)) or ()
    return mended
