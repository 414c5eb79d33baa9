"""Vocabularies: the words a negotiation is held in."""

from __future__ import annotations

from typing import Annotated

import attrs

from dealcheck.model.fields import (
    Date,
    Entries,
    Id,
    Many,
    ObjectId,
    OneOrMany,
    Sort,
    Text,
    Verb,
    VocabularyId,
    field,
    name_field,
    place_field,
)
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Source:
    """Who said what, where and when."""

    title: Text = field("what the source is", default="")
    speaker: Text = field("who said or wrote it", default="")
    outlet: Text = field("where it was published", default="")
    date: Date | None = field("the day it was said", default=None)
    quote: Text = field("the words themselves", default="")
    description: Text = field("what it says, in other words", default="")
    url: Text = field("where to find it", default="")
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Party:
    """A side of the negotiation."""

    title: Text = field("its full name", default="")
    description: Text = field("who it is", default="")
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Object:
    """A thing that provisions are about; with parts, it is the set of its leaves."""

    title: Text = field("its name in full", default="")
    description: Text = field("what it is", default="")
    part_of: OneOrMany[ObjectId] = field("further wholes it is a part of", default=())
    parts: Annotated[Entries[Object], Sort("object")] = field("its parts", factory=dict)
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The parties, actions and objects that deals and rulesets are written in."""

    id: VocabularyId = field("the vocabulary's id", key="vocabulary")
    title: Text = field("its name in full", default="")
    description: Text = field("what it is for", default="")
    extends: VocabularyId | None = field("a vocabulary it adds to", default=None)
    parties: Annotated[Entries[Party], Sort("party")] = field("the sides", factory=dict)
    actions: Annotated[Entries[Many[Verb]], Sort("scale")] = field(
        "scales: each a list of verbs, weakest first", factory=dict
    )
    objects: Annotated[Entries[Object], Sort("object")] = field("a part-whole hierarchy", factory=dict)
    sources: Annotated[Entries[Source], Sort("source")] = field(
        "sources that rulesets in this vocabulary may cite", factory=dict
    )
    place: Place | None = place_field()
