"""What several subcommands share: plugins as the caller wants them, rules that the caller gives, output to a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from dealcheck.atomic import replace
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.writer import deal_text
from dealcheck.model.deal import Deal
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session
from dealcheck.syntax.nodes import MOST_BYTES

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def size(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> int | None:
    """Bytes from a size such as `500MB`; a bare number is of bytes."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) *([KMGT]?)B?", text.strip(), re.IGNORECASE | re.ASCII)
    if not found:
        raise click.BadParameter(f"expected a size such as 500MB or 4GB, found `{shown(text)}`")
    return int(Decimal(found[1]) * _UNITS[found[2].upper()])


rules_option: Callable[[Any], Any] = click.option(
    "--rules",
    multiple=True,
    metavar="ID|PATH",
    help="A ruleset's id, a file, or a folder with vocabularies and rulesets; may be given more than once.",
)
disable_option: Callable[[Any], Any] = click.option(
    "--disable-plugin", "disabled", multiple=True, metavar="NAME", help="Leave out a plugin."
)
color_option: Callable[[Any], Any] = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text.",
)


def wants_color(color: str, output: str | None) -> bool:
    """Whether to colour what is printed, by the option, the terminal and the variable `NO_COLOR`."""
    if color == "auto":
        return output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return color == "always"


def ids(_ctx: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> list[str]:
    """Names, given one by one or with commas between them."""
    return [name.strip() for text in given for name in text.split(",") if name.strip()]


def must_name_rules(rules: Sequence[str]) -> list[str]:
    """Raise InputError when no rules are named."""
    if not rules:
        raise InputError([Mistake("no ruleset is named", None, "name those to ask with `--rules`")])
    return list(rules)


def session_for(ctx: click.Context, disabled: tuple[str, ...] = ()) -> Session:
    """Return a session with the installed plugins that the caller did not disable."""
    return Session(plugins=plugins_for(ctx, disabled))


def plugins_for(ctx: click.Context, disabled: tuple[str, ...] = ()) -> Plugins:
    """The installed plugins without those that the caller disabled, before the subcommand or after it."""
    return Plugins(disabled={*ctx.find_root().obj, *disabled})


def read_stdin() -> bytes:
    """What stands on standard input, no more of it than shows that it is too large."""
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def write(text: str, output: str | None) -> None:
    """Print the text, or put it into a file, which is never left half written."""
    if output is None or output == "-":
        click.echo(text, nl=not text.endswith("\n"))
        return
    replace(Path(output), (text if text.endswith("\n") else text + "\n").encode("utf-8"))


def write_deals(deals: Sequence[Deal], folder: str) -> None:
    """Write deals into a folder, which is made when it is not there, each to a file called by its id."""
    try:
        os.makedirs(folder, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't make folder `{shown(folder, 200)}`: {reason}")]) from None
    for deal in deals:
        write(deal_text(deal), str(Path(folder) / f"{deal.id}.yaml"))
