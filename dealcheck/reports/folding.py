"""Lines that are no wider than a page of a terminal."""

from __future__ import annotations

import textwrap

WIDTH = 110


def folded(text: str, first: str = "", rest: str = "") -> list[str]:
    """Fold a text into lines; `first`, `rest`: what the first line begins with, and the others. Words stay whole."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]
