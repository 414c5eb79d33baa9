"""The one way to replace a file: old or new, whole."""

from __future__ import annotations

import os
from pathlib import Path

from dealcheck.errors import InputError, Mistake, shown


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
