"""Whether plugins may be installed, told without `importlib.metadata`, whose import takes an eighth of a short run.

A distribution names its entry points in a file beside what it installs. Where no such file has a word of ours, there is
no plugin; where one might escape this look, as in an archive, the answer is that there may be some.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder


def may_have_entry_points(group: str) -> bool:
    """Whether an installed distribution may have entry points of the group."""
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    return finders != [PathFinder] or any(_may_hold(os.fspath(folder), group) for folder in sys.path)


def _may_hold(folder: str, group: str) -> bool:
    """Whether a folder in which Python looks for modules may hold such a distribution."""
    try:
        names = os.listdir(folder or os.curdir)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    described = [name for name in names if name.lower().endswith((".dist-info", ".egg-info"))]
    return folder.lower().endswith(".egg") or any(_mentions(os.path.join(folder, name), group) for name in described)


def _mentions(distribution: str, group: str) -> bool:
    try:
        with open(os.path.join(distribution, "entry_points.txt"), "rb") as file:
            return f"[{group}]".encode() in file.read()
    except (FileNotFoundError, NotADirectoryError):
        return False  # it has none at all
    except OSError:
        return True
