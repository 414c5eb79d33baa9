"""The layout of files: how what they say is written down, and the comments between it.

This is a printer of its own over libyaml's events and tokens. A library that keeps comments, ruamel.yaml, hangs each on
the token before it: a comment above a key belongs to the value of the key before, so it goes astray as soon as keys are
put in order, and those inside brackets or between a key and its value are lost or moved.
"""

from __future__ import annotations


def lay_out(text: str) -> str:
    """Return a file of dealcheck's in canonical form: the same data and the same comments.

    The text is known to be a file without mistakes, and its lines to end with line feeds alone.
    """
    from dealcheck.files.order import arrange
    from dealcheck.files.printer import print_layout
    from dealcheck.syntax.scan import scan

    root = scan(text)
    arrange(root)
    return print_layout(root)
