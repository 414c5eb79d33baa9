"""`dealcheck schema`: the JSON Schema of a kind of file, for editors and other tools."""

from __future__ import annotations

import json

import click

from dealcheck.cli.options import disable_option, session_for, write
from dealcheck.cli.outputs import output_option
from dealcheck.errors import nearest, shown
from dealcheck.language.wording import either
from dealcheck.schemas import ANSWER_KINDS, INPUT_KINDS, KINDS, schema


def _completions(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    return [kind for kind in KINDS if kind.startswith(begun)]


@click.command(
    name="schema",
    help=f"""Print the JSON Schema of a kind of file, or of what a command prints with `--format json`.

    KIND is {either(list(INPUT_KINDS))}; or {either(list(ANSWER_KINDS))}.
    """,
)
@click.argument("kind", metavar="KIND", shell_complete=_completions)
@click.option("--vocabulary", metavar="ID|PATH", help="Allow the words of this vocabulary alone, for editors.")
@output_option("--output", "-o", metavar="FILE", help="Write it to a file.")
@disable_option
@click.pass_context
def command(
    ctx: click.Context, kind: str, vocabulary: str | None, output: str | None, disabled: tuple[str, ...]
) -> None:
    """Print a schema."""
    if kind not in KINDS:
        raise click.UsageError(f"unknown kind `{shown(kind)}`; {nearest(kind, KINDS)}")
    words = None
    if vocabulary is not None:
        from dealcheck.session.words import words_of

        if kind not in INPUT_KINDS:
            raise click.UsageError(f"`--vocabulary` is for {', '.join(INPUT_KINDS)}; {kind} is in no vocabulary.")
        words = words_of(vocabulary, session_for(ctx, disabled))
    write(json.dumps(schema(kind, words), indent=2, ensure_ascii=False), output)
