"""`dealcheck screen`: tables of deals against bottom lines, at the speed of a database."""

from __future__ import annotations

import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.options import disable_option, plugins_for, rules_option, size
from dealcheck.cli.outputs import check_outputs, output_option
from dealcheck.errors import InputError, Mistake
from dealcheck.jobs.inputs import Inputs
from dealcheck.read.tables import BACKENDS, load_ibis


@click.command(name="screen")
@click.argument("tables", nargs=-1, required=True, metavar="TABLE...")
@rules_option
@click.option("--steps", type=click.IntRange(1, 62), help="How many steps every deal has; default: the column `steps`.")
@output_option("--out", metavar="VERDICTS", help="Write the verdicts to a Parquet or CSV file.")
@output_option("--rejects", metavar="FILE", help="Where to write rows that do not fit; default: beside the verdicts.")
@click.option(
    "--delimiter", metavar="CHARACTER", help="What separates cells of CSV files, such as ; or tab; default: a comma."
)
@click.option("--backend", type=click.Choice(BACKENDS), default="duckdb", show_default=True, help="What does the work.")
@click.option("--connect", metavar="URL", help="The address of a Spark cluster (spark://...) or server (sc://...).")
@click.option("--memory", callback=size, metavar="SIZE", help="The most that DuckDB may take; default: what it finds.")
@click.option(
    "--joint-rows/--no-joint-rows",
    default=None,
    help="Whether joint provisions stand in several rows, one for each party; default: look.",
)
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    tables: tuple[str, ...],
    rules: tuple[str, ...],
    steps: int | None,
    out: str | None,
    rejects: str | None,
    delimiter: str | None,
    backend: str,
    connect: str | None,
    memory: int | None,
    joint_rows: bool | None,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Which of the deals in these tables can each side sign?

    TABLE is a Parquet, CSV or Arrow file, a folder of them, or a pattern such as deals/*.parquet. It has a row for
    each provision, with the columns deal, provision, party, action, object, and if need be from, until and steps, which
    count from 1; every other column is an attribute.

    Exit status: 0 some deal is acceptable to all, 1 none is, 2 some deal could not be judged, or the input or the call
    is wrong.
    """
    inputs = Inputs(list(rules), plugins=plugins_for(ctx, disabled)) if rules else None
    if inputs is None or inputs.given is None:
        raise InputError([Mistake("no ruleset is named", None, "name those to ask with `--rules`")])
    load_ibis()
    from dealcheck.jobs.screen_files import beside, screen_files  # it needs what may not be installed

    if out and not rejects:
        check_outputs(ctx, rejects=beside(out))
    found = screen_files(
        tables,
        inputs.given,
        steps=steps,
        joint_rows=joint_rows,
        out=out,
        rejects=rejects,
        delimiter="\t" if delimiter in ("\\t", "tab") else delimiter,
        backend=backend,
        connect=connect,
        memory=memory,
    )
    print_answers([found], format_, output, color)
    ctx.exit(2 if found.unjudged else 0 if found.acceptable else 1)
