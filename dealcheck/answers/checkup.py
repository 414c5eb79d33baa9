"""What `dealcheck doctor` finds out about an installation. Plain data."""

from __future__ import annotations

import attrs

from dealcheck.model.fields import field


@attrs.frozen(kw_only=True)
class Component:
    """Something that dealcheck runs on or brings, and whether it works."""

    name: str = field("its name")
    works: bool = field("whether it is there and works")
    version: str = field("its version or kind, where it has one", default="")
    note: str = field("what it is for, or why it doesn't work", default="")
    cure: str = field("the command that gets it; empty when it works, or when no command of pip does", default="")


@attrs.frozen(kw_only=True)
class Checkup:
    """An installation: its parts, and what is missing of those that must be there."""

    environment: tuple[Component, ...] = field("Python, the platform, standard output, the C compiler")
    dependencies: tuple[Component, ...] = field("the distributions that dealcheck always asks for")
    engines: tuple[Component, ...] = field("the engines")
    extras: tuple[Component, ...] = field("the extras of dealcheck")
    plugins: tuple[Component, ...] = field("the installed plugins")
    missing: tuple[str, ...] = field("the names of what must be there, or was asked for, and doesn't work", default=())

    @property
    def passed(self) -> bool:
        """Whether all that must be there, or was asked for, works."""
        return not self.missing
