"""The commands that plugins bring: by name, and how their failures read."""

from __future__ import annotations

import click

from dealcheck.errors import PluginError
from dealcheck.session.guard import failure_of
from dealcheck.session.plugins import Plugins

_PLUGINS = "dealcheck.plugins"
"""Where the call's context keeps the plugins, so that they are loaded once."""


def further_command(ctx: click.Context, name: str) -> click.Command | None:
    """Return the command that a plugin brings under a name. Raises PluginError when a plugin fails."""
    return _commands(ctx).get(name)


def further_names(ctx: click.Context) -> list[str]:
    """Return the names of the commands that plugins bring."""
    return list(_commands(ctx))


def further_helps(ctx: click.Context) -> dict[str, str]:
    """Return the commands that plugins bring, each with its help in a line; none when a plugin fails."""
    try:
        return {name: command.get_short_help_str(limit=100) for name, command in _commands(ctx).items()}
    except PluginError as error:
        click.echo(f"note: {error}", err=True)
        return {}


def failure_text(ctx: click.Context, error: Exception) -> str:
    """Return what to say of an error in a plugin's command; empty when the command is dealcheck's own."""
    name = ctx.invoked_subcommand
    if name is None or _PLUGINS not in ctx.meta or name not in _commands(ctx):
        return ""
    return str(failure_of(plugins_of_call(ctx).command_owner(name), f"command `{name}`", error))


def plugins_of_call(ctx: click.Context) -> Plugins:
    """Return the plugins of the call: the options of the command itself may not be parsed yet."""
    meta = ctx.find_root().meta
    if _PLUGINS not in meta:
        root = ctx.find_root()
        meta[_PLUGINS] = Plugins(disabled=root.params.get("disabled") or ())
    plugins: Plugins = meta[_PLUGINS]
    return plugins


def _commands(ctx: click.Context) -> dict[str, click.Command]:
    from dealcheck.cli import COMMANDS

    commands = plugins_of_call(ctx).commands()
    for name in commands:
        if name in COMMANDS:
            owner = plugins_of_call(ctx).command_owner(name)
            raise PluginError(
                f"plugin `{owner}` brings a command `{name}`, which dealcheck has itself; "
                f"switch it off with `--disable-plugin {owner}`"
            )
    return commands
