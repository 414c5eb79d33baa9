"""Files replaced at once: whatever happens in between, the old file or the new one is there, whole.

Every file that dealcheck writes is written here. A new file is made in a hidden folder beside the old one, flushed to
the disk, and moved into its place; the hidden folder is always removed, so that writers may leave other files in it.

- A symbolic link is followed: the file that it points to is replaced.
- If a file has several names (hard links), the given name gets the new file; the others keep the old one.
- What is no regular file (a device, a FIFO, `/dev/stdout`) is written into, and never replaced.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Union

import attrs

from dealcheck.errors import InputError, Mistake, shown

_OPEN_FILES = r"/dev/fd|/proc/{}(?:/task/\d+)?/fd"
"""The folders of a process's open files, by its number."""
_MOST_LINKS = 40


def replace(path: str | Path, data: bytes) -> None:
    """Put bytes into a file. Raises InputError when that can't be done; the old file is then as it was."""
    target = target_at(path)
    if isinstance(target, Stream):
        with _write_errors(path), target.open() as stream:
            stream.write(data)
        return
    with replacing(path) as new:
        new.write_bytes(data)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a path at which to write a file, or a folder, that takes the place of `path` when the block ends well.

    Raises InputError when that can't be done, also for an `OSError` that the block raises; the old file is then as it
    was. A folder never takes the place of anything.
    """
    import shutil  # slow to import, and most runs print

    target = target_at(path)
    with _write_errors(path), _hidden_folder(target.beside, path) as folder:
        new = folder / "new"
        yield new
        if isinstance(target, RegularFile):
            target.take(new)
        else:
            with new.open("rb") as source, target.open() as stream:
                shutil.copyfileobj(source, stream)


@attrs.frozen
class RegularFile:
    """A regular file, links followed; `old` is None where there is none yet."""

    path: Path
    old: os.stat_result | None

    @property
    def beside(self) -> Path:
        """The folder in which the new file is made."""
        return self.path.parent

    def take(self, new: Path) -> None:
        """Move a new file into the place of the old one."""
        _sync(new)
        if self.old is not None:
            _make_alike(new, self.old)
        os.replace(new, self.path)
        with suppress(OSError):  # the file is in place; some systems can't flush a folder
            _sync(self.path.parent)


@attrs.frozen
class Stream:
    """What is no regular file; `descriptor` is set for an open file of this process."""

    path: Path
    descriptor: int | None = None

    @property
    def beside(self) -> Path:
        """A folder for a file that is written before it is copied into the stream."""
        import tempfile

        return Path(tempfile.gettempdir())

    def open(self) -> BinaryIO:
        """Open it for writing, without cutting off what is in it."""
        if self.descriptor is None:
            return open(os.open(self.path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb")
        for printed in (sys.stdout, sys.stderr):
            printed.flush()
        return open(os.dup(self.descriptor), "wb")


def target_at(path: str | Path) -> Union[RegularFile, Stream]:
    """Return the kind of file at a path. Raises InputError when it can be neither replaced nor written into."""
    name = os.fspath(path)
    if not name:
        raise InputError([Mistake("expected the name of a file to write, found an empty text")])
    try:
        descriptor = _descriptor(name)
        if descriptor is not None:
            os.fstat(descriptor)
            return Stream(Path(name), descriptor)
        real = Path(os.path.realpath(name))
        old = _status(real)
    except (OSError, ValueError) as error:
        raise _cannot(path, getattr(error, "strerror", None) or str(error)) from None
    if name.endswith(("/", os.sep)) or (old is not None and stat.S_ISDIR(old.st_mode)):
        raise _cannot(path, "it is a folder")
    if old is not None and not os.access(real, os.W_OK):
        raise _cannot(path, "Permission denied")
    if old is not None and not stat.S_ISREG(old.st_mode):
        return Stream(real)
    if not real.parent.is_dir():
        raise _cannot(path, f"there is no folder `{shown(str(real.parent), 200)}`")
    return RegularFile(real, old)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _descriptor(name: str) -> int | None:
    """Return the number of this process's open file that a path leads to.

    To open `/dev/stdout` anew would write from the beginning of the file that it is redirected to.
    """
    open_files = re.compile(_OPEN_FILES.format(os.getpid()))
    for _ in range(_MOST_LINKS):
        folder, last = os.path.split(os.path.abspath(name))
        folder = os.path.realpath(folder)
        if last.isdecimal() and open_files.fullmatch(folder):
            return int(last)
        name = os.path.join(folder, last)
        if not os.path.islink(name):
            return None
        name = os.path.join(folder, os.readlink(name))
    return None


@contextmanager
def _hidden_folder(parent: Path, path: str | Path) -> Iterator[Path]:
    """Make a private folder with a short name, and remove it at the end."""
    import shutil

    folder = parent / f".dealcheck-{os.urandom(6).hex()}"
    try:
        try:
            folder.mkdir(0o700)
        except OSError as error:
            reason = error.strerror or str(error)
            raise _cannot(path, f"no file can be made in the folder `{shown(str(parent), 200)}` ({reason})") from None
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_alike(new: Path, old: os.stat_result) -> None:
    """Give a file the permissions of an old one, and as far as that is allowed its group and owner."""
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)) if hasattr(os, "chown") else ():
        with suppress(PermissionError):
            os.chown(new, owner, group)
    os.chmod(new, old.st_mode & 0o777)


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _write_errors(path: str | Path) -> Iterator[None]:
    """Convert an error of the operating system to one that names the file."""
    try:
        yield
    except OSError as error:
        raise _cannot(path, error.strerror or str(error)) from None


def _cannot(path: str | Path, reason: str) -> InputError:
    return InputError([Mistake(f"can't write `{shown(os.fspath(path), 200)}`: {reason}")])
