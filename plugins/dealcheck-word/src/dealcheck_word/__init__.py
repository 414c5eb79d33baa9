"""Reads drafts in Word and writes into them: clauses bound to provisions, comments, tracked changes, matrices."""

from __future__ import annotations

from collections.abc import Mapping

import click

from dealcheck import hookimpl


@hookimpl
def dealcheck_commands() -> Mapping[str, click.Command]:
    """Return the command `dealcheck word`; what reads documents is imported when it runs."""
    from dealcheck_word.cli import command

    return {"word": command}
