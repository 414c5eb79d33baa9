"""Names of issues and files to ids. The original name stays beside the id, as title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePath

_MOST_LETTERS = 40


def ids_of(names: Iterable[str], prefix: str = "issue") -> dict[str, str]:
    """Return an id for each name. They depend on the names alone, not on their order.

    So a domain and a profile that list the same issues give them the same ids. Names that would share an id get a
    part of their hash added.
    """
    names = sorted(set(names))
    ids = {name: id_of(name, prefix) for name in names}
    for digits in range(4, 65, 4):
        holders: dict[str, list[str]] = {}
        for name, id_ in ids.items():
            holders.setdefault(id_, []).append(name)
        clashing = [name for sharing in holders.values() if len(sharing) > 1 for name in sharing]
        if not clashing:
            break
        for name in clashing:
            ids[name] = f"{id_of(name, prefix)}-{_hash(name)[:digits]}"
    return ids


def id_of(name: str, prefix: str) -> str:
    """Return a name in kebab-case; a prefix stands before one that does not begin with a letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    id_ = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not id_:
        return f"{prefix}-{_hash(name)[:8]}"
    if not id_[0].isalpha():
        id_ = f"{prefix}-{id_}"
    if len(id_) > _MOST_LETTERS:
        id_ = f"{id_[:_MOST_LETTERS].rstrip('-')}-{_hash(name)[:8]}"
    return id_


def joined(ids: Iterable[str], prefix: str) -> str:
    """Return one id made of several, shortened by a hash when it is long."""
    whole = "-".join([prefix, *ids])
    return whole if len(whole) <= _MOST_LETTERS else f"{whole[:_MOST_LETTERS].rstrip('-')}-{_hash(whole)[:8]}"


def stem_of(file: str) -> str:
    """Return the name of a file without folder and suffix."""
    return PurePath(file).stem


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
