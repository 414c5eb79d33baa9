"""`dealcheck fmt`: files in one form."""

from __future__ import annotations

import difflib
import io
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import attrs
import click

from dealcheck.atomic import replace
from dealcheck.cli.options import read_stdin, tell_error
from dealcheck.errors import shown
from dealcheck.files.documents import read_bytes
from dealcheck.questions.attempts import Attempts
from dealcheck.questions.fmt import formatted, is_ours, yaml_files


@click.command(name="fmt")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Change nothing; say which files would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], check: bool, diff: bool) -> None:
    """Bring vocabularies, deals, rulesets and test files into one form, with their comments.

    PATH is a file, a folder of them, or `-` for standard input, which is printed to standard output.

    Exit status: 0 all are formatted; 1 with --check, some would change; 2 a file can't be read, and is left as it is.
    """
    attempts, changed = Attempts(tell_error), 0
    for path in _all_files(paths, attempts):
        file = attempts.run(_name(path), partial(_File.read, path))
        if file is None:
            continue
        changed += file.differs
        if diff:
            click.echo(file.diff(), nl=False)  # bytes: UTF-8 whatever the terminal is
        elif check and file.differs:
            click.echo(f"would format {file.name}")
        elif path == "-" and not check:
            click.echo(file.after, nl=False)
        elif file.differs and not check and attempts.run(path, file.write):
            click.echo(f"formatted {file.name}")
    ctx.exit(2 if attempts.failed else 1 if check and changed else 0)


@attrs.frozen
class _File:
    """A file before and after formatting."""

    name: str
    before: bytes
    after: bytes

    @classmethod
    def read(cls, path: str) -> _File:
        name = _name(path)
        data = read_stdin() if path == "-" else read_bytes(Path(path))
        return cls(name, data, formatted(data, name))

    @property
    def differs(self) -> bool:
        return self.before != self.after

    def write(self) -> bool:
        """Write the formatted text into the file."""
        replace(self.name, self.after)
        return True

    def diff(self) -> bytes:
        """Return what would change, as a unified diff that `patch` takes: lines end at line feeds alone."""
        old, new = (io.BytesIO(data).readlines() for data in (self.before, self.after))
        name = os.fsencode(self.name)
        end = b"\t" if b" " in name else b""  # where `patch` and git see the end of a name
        changes = difflib.diff_bytes(difflib.unified_diff, old, new, name + end, name, tofiledate=b"(formatted)")
        return b"".join(
            line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in changes
        )


def _name(path: str) -> str:
    """Return what a path is called in messages."""
    return "<stdin>" if path == "-" else path


def _all_files(paths: tuple[str, ...], attempts: Attempts) -> Iterator[str]:
    """Yield every file at or below the paths, once."""
    yield from dict.fromkeys(file for path in paths for file in _files(path, attempts))


def _files(path: str, attempts: Attempts) -> Iterator[str]:
    """Yield a file itself; of a folder, every file of dealcheck's."""
    if path == "-" or not os.path.isdir(path):
        yield path
        return

    def unreadable(folder: str, reason: str) -> None:
        attempts.note(folder, f"can't read `{shown(folder, 200)}`: {reason}")

    for file in yaml_files(path, unreadable):
        if attempts.run(file, partial(is_ours, Path(file))):
            yield file
