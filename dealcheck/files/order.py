"""The order of keys: as the model declares them, which the schemas and the reference follow too."""

from __future__ import annotations

from typing import Any

from dealcheck.files.documents import KINDS
from dealcheck.files.shapes import item_of, keys_of, value_of
from dealcheck.syntax.tree import Item


def arrange(root: Item) -> None:
    """Set the type of every value of a file, and sort the keys of every mapping.

    An alias must come after its anchor, so a file that has any keeps the order of its author.
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
