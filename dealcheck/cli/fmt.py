"""`dealcheck fmt`: files in one form."""

from __future__ import annotations

import difflib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import attrs
import click

from dealcheck.atomic import replace
from dealcheck.cli.options import read_stdin
from dealcheck.errors import DealcheckError
from dealcheck.jobs.fmt import find_files, formatted
from dealcheck.read.documents import read_bytes


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
    failed = changed = 0
    for path in _each(paths):
        try:
            file = _File.read(path)
        except DealcheckError as error:
            failed += 1
            for line in str(error).splitlines():
                click.echo(f"error: {line}", err=True)
            continue
        changed += file.differs
        if diff:
            click.echo(file.diff(), nl=False)  # bytes: UTF-8 whatever the terminal is
        elif check and file.differs:
            click.echo(f"would format {file.name}")
        elif path == "-" and not check:
            click.echo(file.after, nl=False)
        elif file.differs and not check:
            replace(path, file.after)
            click.echo(f"formatted {file.name}")
    ctx.exit(2 if failed else 1 if check and changed else 0)


@attrs.frozen
class _File:
    """A file as it is, and as it should be."""

    name: str
    before: bytes
    after: bytes

    @classmethod
    def read(cls, path: str) -> _File:
        name = "<stdin>" if path == "-" else path
        data = read_stdin() if path == "-" else read_bytes(Path(path))
        return cls(name, data, formatted(data, name))

    @property
    def differs(self) -> bool:
        return self.before != self.after

    def diff(self) -> bytes:
        """What would change, as a unified diff that `patch` takes: lines end at line feeds alone."""
        old, new = (io.BytesIO(data).readlines() for data in (self.before, self.after))
        name = os.fsencode(self.name)
        end = b"\t" if b" " in name else b""  # where `patch` and git see the end of a name
        found = difflib.diff_bytes(difflib.unified_diff, old, new, name + end, name, tofiledate=b"(formatted)")
        return b"".join(line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in found)


def _each(paths: tuple[str, ...]) -> Iterator[str]:
    """Every file at or below the paths, once."""
    given = (file for path in paths for file in ([path] if path == "-" else map(str, find_files(Path(path)))))
    yield from dict.fromkeys(given)
