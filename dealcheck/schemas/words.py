"""The words of a vocabulary as schemas, for editors that complete them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dealcheck.language.lexicon import Lexicon

Schema = dict[str, Any]


def word_schemas(words: Lexicon, any_id: Schema) -> Mapping[str, Schema]:
    """Return for each sort of word the schema of one.

    Sources are no more than proposed, for a file may bring its own; `any_id` is the schema of any id.
    """
    sources = _one_of(words.sources, lambda name: words.sources[name].title)
    return {
        "party": _one_of(words.parties, lambda name: words.parties[name].title),
        "verb": _one_of(words.scale_of, lambda name: _place_on_scale(name, words)),
        "object": _one_of(words.objects, lambda name: words.objects[name].title),
        "leaf": _one_of(
            (name for name, parts in words.parts.items() if not parts), lambda name: words.objects[name].title
        ),
        "source": {"anyOf": [sources, any_id]} if words.sources else any_id,
        "vocabulary": _one_of([words.id], lambda _: words.lineage[-1].title),
    }


def _one_of(names: Any, describe: Callable[[str], str]) -> Schema:
    """Return one of some names; editors show the descriptions beside them."""
    known = [str(name) for name in names]
    return {"enum": known, "enumDescriptions": [str(describe(name)) for name in known]} if known else {"not": {}}


def _place_on_scale(verb: str, words: Lexicon) -> str:
    scale = words.scale_of[verb]
    return f"{scale}: {' < '.join(words.scales[scale])}"
