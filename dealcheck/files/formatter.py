"""The layout of files: how their content is written, with the comments between.

dealcheck prints files itself, from libyaml's events and tokens. ruamel.yaml, which also keeps comments, attaches each
to the token before it: a comment above a key belongs to the value of the key before, so it ends up in the wrong place
once keys are sorted, and those inside brackets or between a key and its value are lost or moved.
"""

from __future__ import annotations


def lay_out(text: str) -> str:
    """Return a file of dealcheck's in canonical form: the same data and the same comments.

    The text must be a file without mistakes whose lines end with line feeds alone.
    """
    from dealcheck.files.order import arrange
    from dealcheck.files.printer import print_layout
    from dealcheck.syntax.scan import scan

    root = scan(text)
    arrange(root)
    return print_layout(root)
