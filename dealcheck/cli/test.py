"""`dealcheck test`: do rulesets answer as their test cases say?"""

from __future__ import annotations

from pathlib import Path

import click

from dealcheck.cli.answers import answer_options, print_answers
from dealcheck.cli.options import disable_option, note_fallback, plugins_for, rules_option, words_for
from dealcheck.jobs.cases import find_files, load, run
from dealcheck.model.trial import Trial


@click.command(name="test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@rules_option
@click.option("--engine", metavar="NAME", help="durable, reference, or a plugin's.")
@click.option("--coverage", is_flag=True, help="Say what in the rules no case tries.")
@click.option(
    "--fail-under", type=click.IntRange(0, 100), metavar="N", help="Fail when coverage is less than N per cent."
)
@click.option("--mutate", is_flag=True, help="Change each rule in turn, and say what no case notices.")
@answer_options
@disable_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    rules: tuple[str, ...],
    engine: str | None,
    coverage: bool,
    fail_under: int | None,
    mutate: bool,
    format_: str,
    output: str | None,
    color: str,
    disabled: tuple[str, ...],
) -> None:
    """Do rulesets answer as their test cases say? PATH is a test file, or a folder of them; default: this folder.

    Exit status: 0 all cases pass, and coverage is not under what was asked for; 1 if not; 2 the input or the call is
    wrong.
    """
    plugins = plugins_for(ctx, disabled)
    files = find_files(map(Path, paths or (".",)))
    words = words_for(ctx, (*map(str, files), *rules))
    loaded = [load(path, rules, plugins=plugins, words=words) for path in files]
    found = Trial(results=tuple(result for each in loaded for result in run(each, engine=engine)))
    note_fallback((result.verification for result in found.results), engine)
    if coverage or fail_under is not None:
        from dealcheck.jobs.coverage import coverage as covered

        found = Trial(results=found.results, coverage=tuple(covered(loaded)))
    if mutate:
        from dealcheck.jobs.mutate import mutate as mutated

        found = Trial(results=found.results, coverage=found.coverage, mutants=tuple(mutated(loaded)))
    print_answers([found], format_, output, color)
    ctx.exit(0 if found.passed and found.covered >= (fail_under or 0) else 1)
