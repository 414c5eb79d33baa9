"""`dealcheck schema`: the JSON Schema of a kind of file, for editors and other tools."""

from __future__ import annotations

import json

import click

from dealcheck.cli.options import disable_option, session_for, write
from dealcheck.cli.outputs import output_option
from dealcheck.schemas import INPUT_KINDS, KINDS, schema


@click.command(name="schema")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--vocabulary", metavar="ID|PATH", help="Allow the words of this vocabulary alone, for editors.")
@output_option("--output", "-o", metavar="FILE", help="Write it to a file.")
@disable_option
@click.pass_context
def command(
    ctx: click.Context, kind: str, vocabulary: str | None, output: str | None, disabled: tuple[str, ...]
) -> None:
    """Print the JSON Schema of deals, rulesets, vocabularies, or of what a command prints with `--format json`."""
    words = None
    if vocabulary is not None:
        from dealcheck.session.words import words_of

        if kind not in INPUT_KINDS:
            raise click.UsageError(f"`--vocabulary` is for {', '.join(INPUT_KINDS)}; {kind} is in no vocabulary.")
        words = words_of(vocabulary, session_for(ctx, disabled))
    write(json.dumps(schema(kind, words), indent=2, ensure_ascii=False), output)
