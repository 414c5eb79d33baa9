"""`dealcheck schema`: the JSON Schema of a kind of file, for editors and other tools."""

from __future__ import annotations

import json

import click

from dealcheck.cli.options import write
from dealcheck.schemas import KINDS, schema


@click.command(name="schema")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--output", "-o", metavar="FILE", help="Write it to a file.")
def command(kind: str, output: str | None) -> None:
    """Print the JSON Schema of deals, rulesets, vocabularies, or of what a command prints with `--format json`."""
    write(json.dumps(schema(kind), indent=2, ensure_ascii=False), output)
