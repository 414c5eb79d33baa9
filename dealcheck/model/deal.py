"""Deals and drafts: who does what, to what, and when."""

from __future__ import annotations

from typing import Annotated

import attrs

from dealcheck.model.fields import (
    AnyNumber,
    Attributes,
    Date,
    Entries,
    Id,
    Many,
    ObjectId,
    OneOrMany,
    PartyId,
    ProvisionId,
    Sort,
    SourceId,
    StepId,
    Text,
    Value,
    Verb,
    VocabularyId,
    field,
    name_field,
    place_field,
)
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place

DEFAULT_STEP = "signature"


@attrs.frozen(kw_only=True)
class Step:
    """A stage of the deal's life."""

    id: StepId = field("the step's id")
    title: Text = field("its name in full", default="")
    date: Date | None = field("the day it is due", default=None)
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Provision:
    """One clause: a party does something to an object.

    `action`, `object`, `from_`, `until` and each attribute hold the alternatives that stand in the brackets; a
    field that is settled holds one.
    """

    bracketed: bool = field("true: the whole provision is in brackets and may be left out", default=False)
    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    party: PartyId | None = field("the party that is bound", default=None)
    parties: OneOrMany[PartyId] = field("the parties of a joint provision: each of them is bound", default=())
    action: OneOrMany[Verb] = field("a verb; a list is a bracket")
    object: OneOrMany[ObjectId] = field("what the verb is done to; a list is a bracket")
    from_: OneOrMany[StepId] = field("first step at which it is in force; default: the first step", default=())
    until: OneOrMany[StepId] = field("first step at which it is no longer in force; default: it stays", default=())
    attributes: Attributes[OneOrMany[Value]] = field("anything else that rules may ask about", factory=dict)
    text: Text = field("the clause as drafted", default="")
    words: Attributes[Text] = field("how the text words each alternative in brackets", factory=dict)
    sources: OneOrMany[SourceId] = field("where it comes from", default=())
    id: Id = name_field()
    place: Place | None = place_field()

    @property
    def bound(self) -> tuple[str, ...]:
        """The parties that this provision binds."""
        return self.parties or ((self.party,) if self.party else ())


@attrs.frozen(kw_only=True)
class Deal:
    """A deal, or a draft of one when something in it is in brackets."""

    id: Id = field("the deal's id", key="deal")
    title: Text = field("its name in full", default="")
    description: Text = field("what it is", default="")
    vocabulary: VocabularyId = field("the vocabulary it is written in")
    steps: Many[Step] = field("its stages in order; default: one step, `signature`", default=(Step(id=DEFAULT_STEP),))
    provisions: Annotated[Entries[Provision], Sort("provision")] = field("its clauses", factory=dict)
    alternatives: Entries[Entries[AnyNumber[ProvisionId]]] = field(
        "articles with options: of each article exactly one option is taken", factory=dict
    )
    sources: Annotated[Entries[Source], Sort("source")] = field("sources its provisions cite", factory=dict)
    place: Place | None = place_field()
