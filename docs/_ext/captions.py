"""A block with a title is a file: its name is shown above it.

On a code host the title of `yaml title="rules/vocabulary.yaml"` is passed over, as MyST does too.
"""

from __future__ import annotations

import re
from typing import Any

_TITLED = re.compile(r'^```(\w+) title="([^"]+)"$', re.M)


def _show_titles(_app: Any, _name: str, source: list[str]) -> None:
    source[0] = _TITLED.sub(r"```{code-block} \1\n:caption: `\2`\n", source[0])


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("source-read", _show_titles)
    return {"parallel_read_safe": True}
