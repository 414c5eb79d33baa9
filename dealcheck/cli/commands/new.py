"""`dealcheck new`: a plugin of rules, or a deal, to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from dealcheck.cli.options import disable_option, plugins_for, session_for, text_for_file, write
from dealcheck.cli.outputs import output_option


@click.group(name="new")
def command() -> None:
    """Make something to begin with: a plugin of rules, or a deal for some rulesets."""


@command.command(name="rules", short_help="Make a plugin of rules for a negotiation.")
@click.argument("name")
@click.option("--party", "parties", multiple=True, metavar="ID", help="Whose bottom lines it holds; once for each.")
@click.option("--vocabulary", metavar="ID", help="The vocabulary whose words it uses; default: one of its own.")
@click.option("--author", default="", callback=text_for_file, metavar="NAME", help="The holder of the licence.")
@click.option("--into", default=".", metavar="FOLDER", help="Where it goes; default: here.")
@disable_option
@click.pass_context
def rules(
    ctx: click.Context,
    name: str,
    parties: tuple[str, ...],
    vocabulary: str | None,
    author: str,
    into: str,
    disabled: tuple[str, ...],
) -> None:
    """Make the distribution of a plugin of rules for the negotiation NAME, with an example that passes its tests.

    Exit status: 0 it was made, 2 the call is wrong.
    """
    from dealcheck.questions.new.rules import plan_rules, write_rules

    planned = plan_rules(name, parties, vocabulary, author, plugins=plugins_for(ctx, disabled))
    made = write_rules(planned, Path(into))
    click.echo(f"Made {made}. To begin:\n")
    click.echo(f"  cd {shlex.quote(str(made))}")
    click.echo("  python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'")
    click.echo("  .venv/bin/dealcheck test --coverage")


@command.command(name="deal", short_help="Make a draft of all that some parties offer.")
@click.argument("name", default="new-deal")
@click.option(
    "--rules",
    "rulesets",
    multiple=True,
    required=True,
    metavar="ID|PATH",
    help="The rulesets whose parties the deal is for; may be given more than once.",
)
@click.option("--title", default="", callback=text_for_file, metavar="TEXT", help="What it is called in full.")
@output_option("--output", "-o", metavar="FILE", help="Where it goes; default: printed.")
@disable_option
@click.pass_context
def deal(
    ctx: click.Context,
    name: str,
    rulesets: tuple[str, ...],
    title: str,
    output: str | None,
    disabled: tuple[str, ...],
) -> None:
    """Make a draft NAME of all that the parties of some rulesets could put on the table, in brackets.

    Exit status: 0 it was made, 2 the call is wrong.
    """
    from dealcheck.files.arguments import must_be_id
    from dealcheck.questions.new.deal import commented, new_deal

    must_be_id(name)
    scope = session_for(ctx, disabled).scope(list(rulesets))
    made = new_deal(scope, name=name, title=title)
    write(commented(made, scope.library.lexicon(made.vocabulary)), output)
