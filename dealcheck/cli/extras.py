"""Parameters that commands have and their questions don't."""

from __future__ import annotations

import click


def _explain(ctx: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    """Print what a code means, and exit."""
    if name and not ctx.resilient_parsing:
        from dealcheck.answers.lint import CODES
        from dealcheck.questions.lint.lint import chosen_codes
        from dealcheck.reports.pages.lint import code_text

        chosen_codes([name], ())
        click.echo(code_text(name, CODES[name]))
        ctx.exit()


def extra_parameters(name: str) -> list[click.Parameter]:
    """Return the further parameters of a command."""
    if name != "lint":
        return []
    text = "Say what a code means."
    return [
        click.Option(["--explain"], metavar="CODE", is_eager=True, expose_value=False, callback=_explain, help=text)
    ]
