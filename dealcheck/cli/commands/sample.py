"""`dealcheck sample`: resolutions of a draft, drawn into a table."""

from __future__ import annotations

import click

from dealcheck.cli.options import disable_option, read_stdin, rules_option, session_for
from dealcheck.cli.outputs import output_option
from dealcheck.questions.sample.sample import sample
from dealcheck.session.scope import DealText


@click.command(name="sample")
@click.argument("draft")
@rules_option
@click.option(
    "--count", "-n", type=click.IntRange(1, 10**9), metavar="N", required=True, help="How many resolutions to draw."
)
@output_option("--out", required=True, metavar="FILE", help="The Parquet or CSV file to write.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="N",
    default=0,
    show_default=True,
    help="The same one draws the same resolutions.",
)
@click.option(
    "--timeout", type=click.FloatRange(0), metavar="SECONDS", help="After how many seconds to give up, with no file."
)
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    draft: str,
    rules: tuple[str, ...],
    count: int,
    out: str,
    seed: int,
    timeout: float | None,
    disabled: tuple[str, ...],
) -> None:
    """Draw resolutions of a draft into a table for `screen`. DRAFT is a file, or - for standard input.

    Each resolution is as likely as any other, whether it is acceptable or not; some may come twice. Of the rules
    only the vocabularies are used.
    """
    source = DealText(read_stdin(), "<stdin>") if draft == "-" else draft
    session = session_for(ctx, disabled)
    rows = sample(source, count, out, list(rules) or None, seed=seed, timeout=timeout, session=session)
    click.echo(f"{count:,} deals in {rows:,} rows: {out}")
