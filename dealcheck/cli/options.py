"""What several subcommands share: plugins as the caller wants them, rules that the caller gives, output to a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.plugins import Plugins
from dealcheck.read.nodes import MOST_BYTES

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
memory_option: Callable[[Any], Any] = click.option(
    "--memory",
    callback=size,
    default="2GB",
    show_default=True,
    metavar="SIZE",
    help="The most that decision diagrams may take.",
)


def steps_option(default: int) -> Callable[[Any], Any]:
    """The option for how many steps the deals have that are considered."""
    return click.option(
        "--steps",
        type=click.IntRange(1, 8),
        default=default,
        show_default=True,
        help="How many steps the deals have that are considered.",
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


def plugins_for(ctx: click.Context, disabled: tuple[str, ...] = ()) -> Plugins:
    """The installed plugins without those that the caller disabled, before the subcommand or after it."""
    return Plugins(disabled={*ctx.find_root().obj, *disabled})


def words_for(ctx: click.Context, paths: Iterable[str]) -> list[str]:
    """The paths of rules whose words are at hand for some files, as their projects' settings have them.

    Those that are among the paths themselves are left out.
    """
    from dealcheck.cli import COMMANDS
    from dealcheck.cli.settings import project_rules

    given = list(paths)
    return [path for path in project_rules(ctx.command, given, COMMANDS) if path not in given]


def read_stdin() -> bytes:
    """What stands on standard input, no more of it than shows that it is too large."""
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def write(text: str, output: str | None) -> None:
    """Print the text, or put it into a file, which is never left half written."""
    if output is None or output == "-":
        click.echo(text, nl=not text.endswith("\n"))
        return
    replace(Path(output), (text if text.endswith("\n") else text + "\n").encode("utf-8"))


def replace(path: Path, data: bytes) -> None:
    """Put bytes into a file, old or new, at once or not at all; an old one keeps its permissions.

    Raises InputError when that can't be done.
    """
    import tempfile  # slow to import, and most runs print

    try:
        real = Path(os.path.realpath(path))
        mode = real.stat().st_mode & 0o7777 if real.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(name, mode)
            os.replace(name, real)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't write `{shown(str(path), 200)}`: {reason}")]) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
