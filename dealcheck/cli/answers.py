"""What the commands with answers beyond one deal share: options, reading the deal, printing, writing deal files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from dealcheck.apart import must_be_unread
from dealcheck.cli.attempts import Attempts
from dealcheck.cli.options import color_option, read_stdin, wants_color, write
from dealcheck.cli.outputs import output_option
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.jobs.inputs import Inputs
from dealcheck.model.deal import Deal
from dealcheck.reports.answers import FORMATS, answers_text
from dealcheck.write import deal_text

F = TypeVar("F", bound=Callable[..., Any])


def answer_options(command: F, formats: Sequence[str] = FORMATS) -> F:
    """Adds `--format`, `--output` and `--color`."""
    command = color_option(command)
    command = output_option("--output", "-o", metavar="FILE", help="Write the answer to a file.")(command)
    choice = click.Choice(formats)
    return click.option("--format", "format_", type=choice, default="text", show_default=True)(command)


def given_deal(inputs: Inputs, name: str) -> tuple[Deal, str]:
    """The deal in a file, or on standard input when it is called `-`."""
    if name == "-":
        return inputs.deal_bytes(read_stdin(), "<stdin>")
    return inputs.deal_file(name)


def print_answers(answers: Sequence[Any], format_: str, output: str | None, color: str) -> None:
    """Print answers, or write them to a file."""
    text = answers_text(answers, format_, color=wants_color(color, output))
    write(text, output, for_people=format_ == "text")


def write_deals(deals: Sequence[Deal], folder: str) -> bool:
    """Write deals into a folder, which is made when it is not there, each to a file called by its id.

    Returns whether all could be written; what could not is told on standard error.
    """
    attempts = Attempts()
    if attempts.run(folder, partial(_make_folder, folder)):
        files = {str(Path(folder) / f"{deal.id}.yaml"): deal for deal in deals}
        for file in files:
            must_be_unread(file)  # before any is written
        for file, deal in files.items():
            attempts.run(file, partial(_write_deal, deal, file))
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
