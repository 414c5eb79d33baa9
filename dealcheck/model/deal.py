"""Deals and drafts: who does what, to what, and when."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

import attrs

from dealcheck.model.brackets import Alternatives, Option
from dealcheck.model.calendar import Calendar, Term
from dealcheck.model.conditions import Condition
from dealcheck.model.fields import (
    AnyNumber,
    Attributes,
    Date,
    Entries,
    Id,
    Many,
    Mark,
    Natural,
    ObjectId,
    OneOrMany,
    PartyId,
    ProvisionId,
    Sort,
    SourceId,
    StepId,
    Text,
    Verb,
    VocabularyId,
    field,
    name_field,
    place_field,
)
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place

DEFAULT_STEP = "signature"

Bound = Annotated[tuple[Union[PartyId, tuple[PartyId, ...]], ...], Mark("bound")]
"""Parties that are bound together; or a bracket, each alternative of which is a tuple of such parties."""

Dependency = Annotated[Condition, Sort("provision")]
"""A condition made of the names of provisions, which hold when these are in force."""


@attrs.frozen(kw_only=True)
class Step:
    """A stage of the deal's life."""

    id: StepId = field("the step's id")
    title: Text = field("its name in full", default="")
    date: Date | None = field("the day on which it begins", default=None)
    after: StepId | None = field("an earlier step, from which its term is counted", default=None)
    within: Term | None = field("its term: how long after that step began it is due", default=None)
    place: Place | None = place_field()


def _parties(party: Any) -> Any:
    """Return a single party, as code of the first edition gives it, as a tuple."""
    return () if party is None else (party,) if isinstance(party, str) else party


@attrs.frozen(kw_only=True)
class Provision:
    """One clause: a party does something to an object.

    `party`, `action`, `object`, `from_`, `until` and each attribute hold the alternatives that stand in the brackets; a
    field that is settled holds one. `parties` holds parties that are bound together, or tuples of such parties, which
    are alternatives.
    """

    bracketed: bool = field("true: the whole provision is in brackets and may be left out", default=False)
    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    party: OneOrMany[PartyId] = field("the party that is bound; a list is a bracket", default=(), converter=_parties)
    parties: Bound = field(
        "the parties of a joint provision: each of them is bound; a list of lists is a bracket", default=()
    )
    action: OneOrMany[Verb] = field("a verb; a list is a bracket")
    object: OneOrMany[ObjectId] = field("what the verb is done to; a list is a bracket")
    from_: OneOrMany[StepId] = field("first step at which it is in force; default: the first step", default=())
    until: OneOrMany[StepId] = field("first step at which it is no longer in force; default: it stays", default=())
    attributes: Attributes[Alternatives] = field("anything else that rules may ask about", factory=dict)
    provided: Dependency | None = field(
        "other provisions that it depends on: it is in force only at steps at which this holds", default=None
    )
    perform_within: Term | None = field(
        "how long after it comes into force it is due; default: on the day itself", default=None
    )
    text: Text = field("the clause as drafted", default="")
    words: Attributes[Text] = field("how the text words each alternative in brackets", factory=dict)
    sources: OneOrMany[SourceId] = field("where it comes from", default=())
    id: Id = name_field()
    place: Place | None = place_field()

    @property
    def bound_together(self) -> tuple[tuple[str, ...], ...]:
        """The parties that this provision binds; several such sets are alternatives."""
        if not self.parties:
            return tuple((party,) for party in self.party)
        sets = [each for each in self.parties if isinstance(each, tuple)]
        return tuple(sets) if sets else (tuple(each for each in self.parties if isinstance(each, str)),)

    @property
    def bound(self) -> tuple[str, ...]:
        """The parties that this provision binds, in one alternative or another."""
        return tuple(dict.fromkeys(party for together in self.bound_together for party in together))


@attrs.frozen(kw_only=True)
class Grounds:
    """What a remedy answers: breaches of the deal."""

    breach: OneOrMany[ProvisionId] = field("provisions, any of which is in breach")
    for_: Term | None = field("for how long it must have been in breach; default: at once", default=None)
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Remedy:
    """What follows from a breach once the deal is signed."""

    title: Text = field("its name in full", default="")
    description: Text = field("a note on it", default="")
    when: Grounds = field("the breaches that it answers")
    by: OneOrMany[PartyId] = field("who may invoke it, any of these; left out: it takes effect by itself", default=())
    notice: Term | None = field(
        "how long after it was invoked or its condition was met it takes effect; default: at once", default=None
    )
    notice_steps: Natural = field("the same in steps, for `stress`, which counts in steps", default=0)
    suspends: AnyNumber[ProvisionId] = field("provisions that are not owed while it is in effect", default=())
    ends: AnyNumber[ProvisionId] = field("provisions that it ends for good", default=())
    adds: Annotated[Entries[Provision], Sort("provision")] = field(
        "provisions that are owed while it is in effect", factory=dict
    )
    lapses: Literal["when-cured", "never"] = field(
        "whether it ends when nothing that it answers is in breach any more", default="when-cured"
    )
    sources: OneOrMany[SourceId] = field("where it comes from", default=())
    id: Id = name_field()
    place: Place | None = place_field()


@attrs.frozen(kw_only=True)
class Deal:
    """A deal, or a draft of one when something in it is in brackets."""

    id: Id = field("the deal's id", key="deal")
    title: Text = field("its name in full", default="")
    description: Text = field("what it is", default="")
    vocabulary: VocabularyId = field("the vocabulary it is written in")
    calendar: Calendar | None = field("how its days are counted; default: weekends, and no holidays", default=None)
    steps: Many[Step] = field("its stages in order; default: one step, `signature`", default=(Step(id=DEFAULT_STEP),))
    provisions: Annotated[Entries[Provision], Sort("provision")] = field("its clauses", factory=dict)
    alternatives: Entries[Entries[Option]] = field(
        "articles with options: of each article exactly one option is taken", factory=dict
    )
    remedies: Entries[Remedy] = field("what follows from breaches once it is signed", factory=dict)
    sources: Annotated[Entries[Source], Sort("source")] = field("sources its provisions cite", factory=dict)
    place: Place | None = place_field()

    @property
    def added(self) -> dict[str, Provision]:
        """The provisions that its remedies add."""
        return {name: provision for remedy in self.remedies.values() for name, provision in remedy.adds.items()}
