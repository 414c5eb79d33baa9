"""The layout of files: how their content is written, with the comments between.

dealcheck prints files itself, from libyaml's events and tokens. ruamel.yaml, which also keeps comments, attaches each
to the token before it: a comment above a key belongs to the value of the key before, so it ends up in the wrong place
once keys are sorted, and those inside brackets or between a key and its value are lost or moved.
"""

from __future__ import annotations

from typing import Any

from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import item_of, keys_of, value_of
from dealcheck.syntax.tree import Item


def lay_out(text: str) -> str:
    """Return a file of dealcheck's in canonical form: the same data and the same comments.

    The text must be a file without mistakes whose lines end with line feeds alone.
    """
    from dealcheck.syntax.scan import scan

    return print_arranged(scan(text))


def print_arranged(root: Item) -> str:
    """Return the text of a file in canonical form, from its layout."""
    from dealcheck.files.layout.printer import print_layout

    _arrange_file(root)
    return print_layout(root)


def _arrange_file(root: Item) -> None:
    """Tell every value of a file its type, and put the keys of every mapping in the order that the model declares.

    An alias must come after what it stands for, so a file that has any keeps the order of its author.
    """
    _arrange(root, KINDS[root.entries[0].key.text] if root.entries[0].key else None, fixed=root.has_aliases())


def _arrange(item: Item, hint: Any, *, fixed: bool) -> None:
    item.hint = hint
    if item.kind == "mapping":
        keys = [entry.key.text for entry in item.entries if entry.key]
        known = list(keys_of(hint, keys) or ())
        if known and not fixed:
            item.entries.sort(key=lambda entry: known.index(entry.key.text) if entry.key else 0)
        for entry in item.entries:
            _arrange(entry.value, value_of(hint, entry.key.text if entry.key else "", keys), fixed=fixed)
    for entry in item.entries if item.kind == "list" else ():
        _arrange(entry.value, item_of(hint), fixed=fixed)
