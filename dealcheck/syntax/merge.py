"""One text's content with another's comments: what both have is kept as it was written, with what stands beside it."""

from __future__ import annotations

from dealcheck.syntax.tree import Entry, Item


def merged(new: Item, old: Item) -> Item:
    """Return a layout that says what `new` says, in the words and with the comments of `old` where that says the same.

    Comments on an entry stay with it as long as the new text has one by that key, whatever its value; comments on
    entries that are gone go with them. Neither may have aliases.
    """
    if says_same(new, old):
        return old
    if new.kind != "mapping" or old.kind != "mapping":
        new.tail = [*new.tail, *old.tail]
        return new
    known = {entry.key.text: entry for entry in old.entries if entry.key}
    keyed = [(entry.key.text, entry) for entry in new.entries if entry.key]
    old.entries = [_merged_entry(entry, known[key]) if key in known else entry for key, entry in keyed]
    # On one line there is no room for comments, and where there were lines there may be lines again.
    old.flow = old.flow and new.flow
    return old


def _merged_entry(new: Entry, old: Entry) -> Entry:
    old.value = merged(new.value, old.value)
    return old


def says_same(left: Item, right: Item) -> bool:
    """Return whether two values say the same; the order of keys does not matter."""
    if left.kind != right.kind or len(left.entries) != len(right.entries):
        return False
    if left.kind == "mapping":
        others = {entry.key.text: entry.value for entry in right.entries if entry.key}
        return all(
            entry.key is not None and entry.key.text in others and says_same(entry.value, others[entry.key.text])
            for entry in left.entries
        )
    if left.kind == "list":
        return all(says_same(a.value, b.value) for a, b in zip(left.entries, right.entries))
    return left.text == right.text and bool(left.style) == bool(right.style)
