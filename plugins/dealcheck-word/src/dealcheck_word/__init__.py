"""Reads drafts in Word and writes into them: clauses bound to provisions, comments, tracked changes, matrices."""

from __future__ import annotations

from collections.abc import Mapping

import click

from dealcheck import DraftToExport, Export, hookimpl


@hookimpl
def dealcheck_commands() -> Mapping[str, click.Command]:
    """Return the command `dealcheck word`; what reads documents is imported when it runs."""
    from dealcheck_word.cli import command

    return {"word": command}


@hookimpl
def dealcheck_exports() -> Mapping[str, Export]:
    """Return the way to save a draft as a Word document at the workbench."""
    note = "Where the folder has the draft as a Word document, with tracked changes in it; else a new document."
    return {".docx": Export(title="Word", note=note, write=_save)}


def _save(draft: DraftToExport) -> bytes:
    from dealcheck_word.saving import save_draft

    return save_draft(draft)
