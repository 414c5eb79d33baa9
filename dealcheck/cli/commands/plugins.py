"""`dealcheck plugins`: what is installed, what each plugin brings, and its version."""

from __future__ import annotations

import json

import click

from dealcheck.cli.options import disable_option, plugins_for, write
from dealcheck.reports.catalogue import plugin_rows
from dealcheck.session.library import Library


@click.command(name="plugins")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@disable_option
@click.pass_context
def command(ctx: click.Context, format_: str, disabled: tuple[str, ...]) -> None:
    """List the plugins and what each brings."""
    plugins = plugins_for(ctx, disabled)
    rows = plugin_rows(plugins, Library(plugins))
    if format_ == "json":
        write(json.dumps(rows, indent=2, ensure_ascii=False), None)
        return
    lines = []
    for row in rows:
        lines.append(f"{row['name']}  ({row['distribution']} {row['version']})")
        lines += [f"  {kind}: {', '.join(names)}" for kind, names in row["brings"].items() if names]
    write("\n".join(lines), None, for_people=True)
