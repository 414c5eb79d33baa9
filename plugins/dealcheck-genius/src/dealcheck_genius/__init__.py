"""Reads the domains and preference profiles of Genius and NegMAS, and writes drafts and score sheets as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from dealcheck import InputError, Mistake, Reading, hookimpl

ROOTS = ("negotiation_template", "utility_space")


def read_xml(data: bytes, file: str) -> Reading:
    """Return a domain as a draft, and a profile as a ruleset; `file` is the name that places carry.

    Raises InputError when the file is neither.
    """
    from dealcheck_genius.domain import read_domain
    from dealcheck_genius.elements import root_of
    from dealcheck_genius.notes import shown
    from dealcheck_genius.profile import read_profile

    root = root_of(data, file)
    if root.tag == "negotiation_template":
        return read_domain(root, file)
    if root.tag == "utility_space":
        return read_profile(root, file)
    message = f"the file begins with `<{shown(root.tag)}>`"
    raise InputError(
        [
            Mistake(
                message, root.place, "a domain begins with `<negotiation_template>`, a profile with `<utility_space>`"
            )
        ]
    )


@hookimpl
def dealcheck_readers() -> Mapping[str, Callable[[bytes, str], Reading]]:
    """Return the reader of XML files."""
    return {".xml": read_xml}


@hookimpl
def dealcheck_commands() -> Mapping[str, click.Command]:
    """Return the command `dealcheck genius`; what writes files is imported when it runs."""
    from dealcheck_genius.command import command

    return {"genius": command}
