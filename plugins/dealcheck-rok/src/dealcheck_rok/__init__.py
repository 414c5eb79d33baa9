"""The Republic of Korea's rules for dealcheck: data alone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from dealcheck import hookimpl


@hookimpl
def dealcheck_rules() -> Sequence[object]:
    """The folder of vocabularies and rulesets in this package."""
    return [resources.files("dealcheck_rok") / "rules"]
