"""`--write`: the deals of an answer as files in a folder, and the logs of those that are signed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from dealcheck.apart import must_be_unread, write_file
from dealcheck.cli.options import tell_error, write
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.writer import deal_text
from dealcheck.model.deal import Deal
from dealcheck.questions.attempts import Attempts


def write_deals(deals: Sequence[Deal], folder: str, logs: Mapping[str, str]) -> bool:
    """Write deals into a folder, which is made when it is not there, each to a file called by its id.

    `logs`: those of some of the deals, by their ids, which are written beside them.
    Return whether all could be written; standard error says which could not.
    """
    attempts = Attempts(tell_error)
    if attempts.run(folder, partial(_make_folder, folder)):
        files = {str(Path(folder) / f"{deal.id}.yaml"): deal for deal in deals}
        named = {str(Path(folder) / f"{name}.jsonl"): log for name, log in logs.items()}
        for file in (*files, *named):
            must_be_unread(file)  # before any is written
        for file, deal in files.items():
            attempts.run(file, partial(_write_deal, deal, file))
        for file, log in named.items():
            if str(Path(file).with_suffix(".yaml")) not in attempts.failed:
                attempts.run(file, partial(write_file, file, log.encode()))
    return not attempts.failed


def _make_folder(folder: str) -> bool:
    try:
        os.makedirs(folder, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't make folder `{shown(folder, 200)}`: {reason}")]) from None
    return True


def _write_deal(deal: Deal, file: str) -> None:
    write(deal_text(deal), file)
