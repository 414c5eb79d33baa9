"""What engines take; published for plugins. It lives in `dealcheck.language`."""

import warnings
from typing import Any

from dealcheck.language.drafts.draft import *  # noqa: F403
from dealcheck.language.program import *  # noqa: F403
from dealcheck.language.program import ResolvedPattern

_RENAMED = {"Pattern": ResolvedPattern}
"""Names of version 0.1 and what they are called now."""


def __getattr__(name: str) -> Any:
    if name not in _RENAMED:
        raise AttributeError(f"module `dealcheck.program` has no attribute `{name}`")
    renamed = _RENAMED[name]
    warnings.warn(
        f"`dealcheck.program.{name}` is called `{renamed.__name__}` since 0.2", DeprecationWarning, stacklevel=2
    )
    return renamed
