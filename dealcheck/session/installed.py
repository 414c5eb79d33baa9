"""Whether plugins may be installed: `importlib.metadata` would tell, but its import takes an eighth of a short run.

A distribution names its entry points in a file beside what it installs. If no such file mentions our group, there is
no plugin; where one could be missed, as in an archive, the answer is that there may be some.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from dealcheck.errors import PluginError, shown

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint


def entry_points(group: str) -> list[EntryPoint]:
    """Return what installed distributions offer in a group, by name.

    Raises PluginError, which names the distribution, when one can't be read.
    """
    if not may_have_entry_points(group):
        return []
    return sorted(
        (entry for distribution in _distributions() for entry in _offered(distribution, group)),
        key=lambda entry: entry.name,
    )


def distribution_of(entry: EntryPoint) -> tuple[str, str]:
    """Return name and version of an entry point's distribution; `unknown` where its metadata is broken."""
    texts = []
    for field in ("Name", "Version"):
        try:
            text = entry.dist.metadata[field] if entry.dist is not None else None
        except Exception:  # each release of Python fails in its own way where there is no metadata
            text = None
        texts.append(shown(text or "unknown"))
    return texts[0], texts[1]


def _distributions() -> Iterator[Distribution]:
    """Yield the distributions that Python finds, of two with one name the first."""
    from importlib import metadata  # imported when there is something to find

    seen = set()
    for distribution in metadata.distributions():
        name = _name(distribution)
        if name is None or name not in seen:
            seen.add(name)
            yield distribution


def _name(distribution: Distribution) -> str | None:
    try:
        return str(distribution._normalized_name)  # type: ignore[attr-defined]  # as `metadata.entry_points` does
    except Exception:  # broken metadata, or another finder's kind of distribution
        return None


def _offered(distribution: Distribution, group: str) -> list[EntryPoint]:
    try:
        text = distribution.read_text("entry_points.txt")
        offered = distribution.entry_points if text and f"[{group}]" in text else ()
        return [entry for entry in offered if entry.group == group]
    except Exception as error:
        name = shown(_name(distribution) or "unknown")
        reason = shown(f"{type(error).__name__}: {error}", 200)
        message = f"distribution `{name}` has entry points that can't be read ({reason})"
        raise PluginError(f"{message}; install it anew, or uninstall it") from error


def may_have_entry_points(group: str) -> bool:
    """Return whether an installed distribution may have entry points of the group.

    Raises PluginError for one whose list of them can't be read.
    """
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    return finders != [PathFinder] or any(_may_hold(os.fspath(folder), group) for folder in sys.path)


def _may_hold(folder: str, group: str) -> bool:
    """Return whether a folder in which Python looks for modules may hold such a distribution."""
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
    except OSError as error:
        # Python would pass it over, and with it perhaps a ruleset that says no.
        name = shown(os.path.join(distribution, "entry_points.txt"), 200)
        message = f"can't read `{name}`, which may name plugins: {error.strerror or error}"
        raise PluginError(f"{message}; mend it, or uninstall what it is of") from None
