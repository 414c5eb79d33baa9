"""A ruleset under another name, as those see it who may not see what is in it."""

from __future__ import annotations

import re


def disguised(text: str, name: str) -> str:
    """Return the ruleset `dprk-ri` with other names, titles and sources; it signs what it signed."""
    text = re.sub(r"(?m)^(\s+)title: .*$", r"\1title: A secret", text)
    text = re.sub(r"(?m)^(\s+)(speaker|outlet|quote): .*$", r"\1\2: secret", text)
    return text.replace("ruleset: dprk-ri", f"ruleset: {name}", 1)
