"""What dealcheck's own metadata says that it needs, and what of that is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DISTRIBUTION = "dealcheck"


def extras() -> list[str]:
    """Return the names of dealcheck's extras; none when it runs from a folder without being installed."""
    own = installed(DISTRIBUTION)
    return sorted(own.metadata.get_all("Provides-Extra") or ()) if own else []


def needed(extra: str = "") -> list[Requirement]:
    """Return what dealcheck needs on this Python: always, or in addition for one of its extras."""
    own = installed(DISTRIBUTION)
    return _needed_by(own, extra) if own else []


def unmet(requirement: Requirement) -> Iterator[str]:
    """Yield what a requirement needs and is not installed, its own extras included."""
    yield from _unmet(requirement, set())


def installed(name: str) -> metadata.Distribution | None:
    """Return an installed distribution."""
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def version_of(name: str) -> str:
    """Return the version of an installed distribution; empty when there is none."""
    version = installed(name)
    return version.version if version else ""


def _needed_by(distribution: metadata.Distribution, extra: str) -> list[Requirement]:
    requirements = [Requirement(text) for text in distribution.requires or ()]
    return [
        requirement
        for requirement in requirements
        if _applies(requirement, extra) and (not extra or not _applies(requirement, ""))
    ]


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _unmet(requirement: Requirement, seen: set[tuple[str, str]]) -> Iterator[str]:
    version = installed(requirement.name)
    if version is None:
        yield f"{requirement.name}{requirement.specifier}"
        return
    if not requirement.specifier.contains(version.version, prereleases=True):
        yield f"{requirement.name}{requirement.specifier} (installed: {version.version})"
    for extra in sorted(requirement.extras):
        key = (canonicalize_name(requirement.name), extra)
        if key not in seen:  # extras may name each other
            seen.add(key)
            for requirement in _needed_by(version, extra):
                yield from _unmet(requirement, seen)
