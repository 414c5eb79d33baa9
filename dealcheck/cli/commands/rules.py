"""`dealcheck rules`: the vocabularies and rulesets that can be used, with their parties and sources."""

from __future__ import annotations

import click

from dealcheck.cli.options import disable_option, rules_option, session_for, write
from dealcheck.reports.catalogue import catalogue_json, catalogue_text


@click.command(name="rules")
@rules_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@disable_option
@click.pass_context
def command(ctx: click.Context, rules: tuple[str, ...], format_: str, disabled: tuple[str, ...]) -> None:
    """List the installed vocabularies and rulesets, and those that --rules adds."""
    library = session_for(ctx, disabled).scope(list(rules) or None).library
    write(catalogue_json(library) if format_ == "json" else catalogue_text(library), None, for_people=format_ == "text")
